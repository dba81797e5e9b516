// The bots view: lists the bots that a role (developer, operator, admin) may see, with its actions.
import { del, get, patch, post } from '../api.js';
import { address } from '../address.js';
import { callOrToast, confirmDialog, toast } from '../dialog.js';
import { wordNodes } from '../display-text.js';
import { el, replace } from '../dom.js';
import { icon } from '../icons.js';
import { keys } from '../keys.js';
import { store } from '../store.js';
import { onLanguage, t } from '../words.js';
import { botCard } from './card.js';
import { botDialog, rotateDialog, secretsDialog } from './dialogs.js';

const ROLES = ['developer', 'operator', 'admin'];
const list = el('div', { class: 'bot-list' });
const pendingNote = el('p', { class: 'review-note', role: 'status' });
const results = new Map();
let bots = [];

/** Returns the role in the address; admin without one. */
const role = () => ROLES.includes(address.get('as')) ? address.get('as') : 'admin';

export function mount(node) {
  const roles = el('div', { class: 'roles', role: 'radiogroup', label: 'bots.role' });
  const create = el('button', { type: 'button', class: 'button primary', on: { click: () => edit(null) } }, icon('add'), el('span', { words: 'bots.new' }));
  node.classList.add('page-view');
  replace(node, el('div', { class: 'page-title' },
    el('div', {}, el('h1', { words: 'bots.title' }), el('p', { class: 'faint', words: 'bots.about' })),
    el('div', { class: 'row' }, roles, create)), pendingNote, list);
  drawRoles(roles);
  address.onChange(() => { drawRoles(roles); load(); });
  store.watch((topic) => { if (topic === 'bots' || topic === 'all') load(); if (topic === 'rooms') draw(); });
  onLanguage(draw);
  keys.add({ view: 'bots', keys: 'n', words: 'bots.new', run: () => edit(null) });
  load();
}

function drawRoles(node) {
  const focused = node.contains(document.activeElement);
  replace(node, ROLES.map((name) => el('button', {
    type: 'button', role: 'radio', words: `bots.role.${name}`, tabindex: name === role() ? '0' : '-1', aria: { checked: String(name === role()) },
    on: { click: () => address.set({ as: name === 'admin' ? null : name }), keydown: walkRoles },
  })));
  if (focused) node.querySelector('[aria-checked="true"]').focus();
}

function walkRoles(event) {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  address.set({ as: ROLES[(ROLES.indexOf(role()) + step + ROLES.length) % ROLES.length] });
}

async function load() {
  const answer = await callOrToast(() => get('/bots', {}, role()));
  if (!answer) return;
  bots = answer.bots;
  draw();
}

function draw() {
  // A redraw would close an open menu, so it waits until the menu closes.
  const menu = list.querySelector(':popover-open');
  if (menu) return menu.addEventListener('toggle', draw, { once: true });
  const pending = bots.filter((it) => it.status === 'pending');
  pendingNote.hidden = pending.length === 0;
  pendingNote.textContent = t('bots.queue', { n: pending.length });
  const sorted = [...pending, ...bots.filter((it) => it.status !== 'pending')];
  const restore = saveFocusAndInputs();
  replace(list, sorted.map((bot) => botCard(bot, { role: role(), result: results.get(bot.bot_id), act: actions })));
  if (sorted.length === 0) replace(list, emptyNote());
  restore();
  return undefined;
}

const byKey = (key) => list.querySelector(`[data-key="${CSS.escape(key)}"]`);

/** Saves the focus and the unsent inputs; returns a function that restores them. */
function saveFocusAndInputs() {
  const { activeElement: active } = document;
  const focused = list.contains(active) && active.dataset.key;
  const selection = focused && [active.selectionStart, active.selectionEnd];
  const values = [...list.querySelectorAll('input[data-key]')].map((it) => [it.dataset.key, it.value]);
  return () => {
    for (const [key, value] of values) if (byKey(key)) byKey(key).value = value;
    const node = focused && byKey(focused);
    node?.focus?.();
    if (node?.tagName === 'INPUT') node.setSelectionRange(...selection);
  };
}

function emptyNote() {
  const command = 'momo bot create --name Echo --callback-url 3000';
  return el('div', { class: 'empty' }, el('p', { words: 'bots.none' }), el('code', { class: 'mono' }, command));
}

/** The actions of a card's buttons. */
const actions = {
  edit,
  rotate(bot) {
    rotateDialog(bot, (options) => post(`/bots/${bot.bot_id}/rotate`, options, role()));
  },
  async test(bot) {
    results.set(bot.bot_id, { isUnderWay: true });
    draw();
    const result = await callOrToast(() => post(`/bots/${bot.bot_id}/test`, {}, role()));
    if (result) results.set(bot.bot_id, result);
    else results.delete(bot.bot_id);
    draw();
    if (!result || result.delivered) return;
    // Asks the bot which signature it takes, if it refused this one.
    const explained = await post(`/exchanges/${result.exchange_id}/explain`, {}, role()).catch(() => null);
    if (!explained?.diagnosis || results.get(bot.bot_id) !== result) return;
    results.set(bot.bot_id, { ...result, diagnosis: explained.diagnosis });
    draw();
  },
  async remove(bot) {
    const isSure = await confirmDialog({
      title: wordNodes('bots.delete', { name: bot.name }), body: el('p', { words: 'bots.delete-about' }), yes: t('delete'), isDangerous: true,
    });
    if (isSure && await callOrToast(() => del(`/bots/${bot.bot_id}`, {}, role()))) reportAndReload('bots.deleted', bot);
  },
  async askAgain(bot) {
    if (await callOrToast(() => patch(`/bots/${bot.bot_id}`, { visibility: 'review_required' }, role()))) reportAndReload('bots.asked-again', bot);
  },
  async review(bot, decision, note) {
    const decisionBody = note ? { decision, note } : { decision };
    if (await callOrToast(() => post(`/bots/${bot.bot_id}/review`, decisionBody, role()))) reportAndReload(`bots.done.${decision}`, bot);
  },
};

function edit(bot) {
  botDialog(bot, role(), (saved) => {
    if (saved.bot_token) secretsDialog(saved);
    load();
  });
}

/** Shows a notice and reloads the list. */
function reportAndReload(words, { name }) {
  toast(wordNodes(words, { name }));
  load();
}
