// The faults view: fault rules as switches with counters, network delay, outage, and the clock.
import { del } from '../api.js';
import { callOrToast } from '../dialog.js';
import { el, replace } from '../dom.js';
import { keys } from '../keys.js';
import { store } from '../store.js';
import { onLanguage } from '../words.js';
import { clockPanel } from './clock.js';
import { networkPanel } from './network.js';
import { faultRow, outagePanel } from './switches.js';

let isPressed = false;
let isDrawDue = false;
const KINDS = ['duplicate', 'delay', 'reorder', 'drop', 'bad_signature', 'slow_body', 'reply'];
const list = el('div', { class: 'fault-list', on: { focusout: () => setTimeout(drawIfDue), pointerdown: () => { isPressed = true; } } });
const outage = el('div', { class: 'panel' });
const clear = el('button', { type: 'button', class: 'button', words: 'faults.clear', on: { click: clearAll } });

export function mount(node) {
  node.classList.add('page-view');
  replace(node, el('div', { class: 'page-title' },
    el('div', {}, el('h1', { words: 'faults.title' }), el('p', { class: 'faint', words: 'faults.about' }), el('p', { class: 'faint', words: 'faults.not-kakao' })), clear),
  el('div', { class: 'rehearsals' }, clockPanel(), networkPanel(), outage),
  el('h2', { class: 'fault-title', words: 'faults.list' }), list);
  store.watch((topic) => { if (['all', 'faults', 'bots', 'rooms'].includes(topic)) draw(); });
  for (const type of ['pointerup', 'pointercancel']) {
    addEventListener(type, () => {
      isPressed = false;
      setTimeout(drawIfDue);
    });
  }
  onLanguage(draw);
  keys.add({ view: 'faults', keys: 'x', words: 'faults.clear', run: clearAll });
  draw();
}

async function clearAll() {
  if (store.faults.length > 0) await callOrToast(() => del('/faults'));
}

/** Draws all switches. During input or a click only the counters are drawn: a full redraw would replace the field. */
function draw() {
  const focused = document.activeElement?.dataset.key;
  const open = new Set([...list.querySelectorAll('details[open]')].map((it) => it.dataset.key));
  clear.disabled = store.faults.length === 0;
  outagePanel(outage);
  isDrawDue = isPressed || (list.contains(document.activeElement) && document.activeElement.matches('input, select'));
  if (isDrawDue) return drawStates();
  const rows = KINDS.flatMap((kind) => {
    const ofKind = store.faults.filter((it) => it.kind === kind);
    // The first rule of a kind is drawn in place of the row that has none, so that focus and opened options stay.
    return (ofKind.length ? ofKind : [null]).map((fault, index) => faultRow(kind, fault, index ? fault.id : kind, open));
  });
  replace(list, rows);
  if (focused) list.querySelector(`[data-key="${focused}"]`)?.focus();
  return undefined;
}

/** Makes up for a postponed full redraw. */
function drawIfDue() {
  if (isDrawDue) draw();
}

/** Draws the counters and switches, which hold no input. */
function drawStates() {
  for (const { id, struck, seen, on } of store.faults) {
    const counter = list.querySelector(`[data-counter="${id}"]`);
    if (counter) counter.textContent = `${struck} / ${seen}`;
    const toggle = counter?.closest('.fault').querySelector('.switch');
    if (toggle) toggle.ariaChecked = String(on);
    toggle?.closest('.fault').classList.toggle('on', on);
  }
}
