// Fault rules as switches, with counters and options.
import { del, patch, post } from '../api.js';
import { callOrToast } from '../dialog.js';
import { excerpt, isolated } from '../display-text.js';
import { el, replace } from '../dom.js';
import { icon } from '../icons.js';
import { store } from '../store.js';
import { t } from '../words.js';

// The options of each kind, in addition to those of all kinds.
const KIND_FIELDS = { delay: ['delay_ms'], reorder: ['delay_ms'], slow_body: ['delay_ms'], reply: ['status', 'retry_after'] };
const COMMON_FIELDS = ['rate', 'times', 'contains', 'bot_id', 'room_id', 'seed'];
const STATUSES = [429, 500, 502, 503, 504];
const LIMITS = { rate: ['0', '1', 'any'], times: ['1', '', '1'], delay_ms: ['0', '', '1'], retry_after: ['0', '', '1'], seed: ['0', '', '1'] };

/** Creates a switch; a click calls `flip` with the new state. */
export function toggle({ isOn, labelledby, key, flip }) {
  const node = el('button', {
    type: 'button', role: 'switch', class: 'switch', aria: { checked: String(isOn), labelledby }, data: { key }, on: { click: () => flip(node.ariaChecked !== 'true') },
  }, el('i'));
  return node;
}

/** A rule that a row changes; null until the first change creates it, switched off. */
class Rule {
  constructor(kind, fault) {
    Object.assign(this, { kind, fault, queue: Promise.resolve() });
  }

  /** Changes fields. Changes follow each other, so that only the first one creates the rule. Resolves to the rule, or to undefined. */
  change(fields) {
    this.queue = this.queue.then(() => callOrToast(async () => {
      this.fault = this.fault ? await patch(`/faults/${this.fault.id}`, fields) : await post('/faults', { kind: this.kind, on: false, ...fields });
      return this.fault;
    }));
    return this.queue;
  }
}

/** Creates the row of a kind of fault. `fault` is its rule, or null; the first change then creates it. */
export function faultRow(kind, fault, key, open) {
  const titleId = `fault-${key}`;
  const rule = new Rule(kind, fault);
  const flip = (on) => rule.change({ on });
  return el('section', { class: `panel fault${fault?.on ? ' on' : ''}` },
    el('div', { class: 'fault-head' }, toggle({ isOn: Boolean(fault?.on), labelledby: titleId, key: `switch-${key}`, flip }),
      el('div', { class: 'fault-words' }, el('h3', { id: titleId, words: `faults.${kind}` }), el('p', { class: 'faint', words: `faults.${kind}.about` })),
      fault && counter(fault)),
    options(rule, key, open));
}

/** Shows how often the rule struck, of how many chances. */
function counter(fault) {
  return el('span', { class: 'fault-count' },
    el('strong', { class: 'number', data: { counter: fault.id } }, `${fault.struck} / ${fault.seen}`), el('span', { class: 'faint', words: 'faults.struck' }));
}

function options(rule, key, open) {
  const { kind, fault } = rule;
  const fields = [...KIND_FIELDS[kind] ?? [], ...COMMON_FIELDS].map((name) => option(name, rule, key));
  const detailsKey = `options-${key}`;
  return el('details', { data: { key: detailsKey }, open: open.has(detailsKey) },
    el('summary', { class: 'faint' }, summary(kind, fault ?? {})),
    el('div', { class: 'fault-options' }, fields),
    fault && el('div', { class: 'row' },
      smallButton('faults.another', 'add', () => post('/faults', { kind, on: false }), `another-${key}`),
      smallButton('faults.remove', 'trash', () => del(`/faults/${fault.id}`), `remove-${key}`)));
}

function smallButton(words, name, run, key) {
  return el('button', { type: 'button', class: 'button small quiet', data: { key }, on: { click: () => callOrToast(run) } }, icon(name), el('span', { words }));
}

/** Summarizes the options in one line. */
function summary(kind, fault) {
  const set = [...KIND_FIELDS[kind] ?? [], ...COMMON_FIELDS].filter((name) => fault[name] !== undefined && fault[name] !== null && name !== 'seed');
  if (set.length === 0) return t('faults.everything');
  return set.map((name, at) => [at > 0 && ' · ', `${t(`faults.field.${name}`)}: `, isolated(fault[name])]);
}

function option(name, rule, key) {
  const id = `${key}-${name}`;
  const value = rule.fault?.[name] ?? '';
  const node = choices(name) ? select(id, value, choices(name)) : input(id, name, value);
  node.addEventListener('change', async () => {
    const isAccepted = await rule.change({ [name]: valueOf(name, node.value) });
    // A refused value is reset to the rule's.
    if (!isAccepted) node.value = store.faults.find((it) => it.id === rule.fault?.id)?.[name] ?? '';
  });
  return el('div', { class: 'form-field' }, el('label', { for: id, words: `faults.field.${name}` }), node);
}

function choices(name) {
  if (name === 'status') return STATUSES.map((it) => [it, String(it)]);
  if (name === 'bot_id') return [['', t('faults.any')], ...[...store.bots.values()].map((it) => [it.bot_id, excerpt(it.name, 60)])];
  if (name === 'room_id') return [['', t('faults.any')], ...[...store.rooms.values()].map((it) => [it.room_id, excerpt(it.name, 60)])];
  return null;
}

function select(id, value, all) {
  return el('select', { id, class: 'field', data: { key: id } }, all.map(([optionValue, words]) => el('option', { value: optionValue, selected: String(optionValue) === String(value) }, words)));
}

function input(id, name, value) {
  const [min, max, step] = LIMITS[name] ?? [];
  return el('input', { id, class: 'field', type: min ? 'number' : 'text', min, max, step, value, data: { key: id }, autocomplete: 'off' });
}

/** Returns the value of an option; null, for an empty text, removes it. */
function valueOf(name, text) {
  const isText = ['contains', 'bot_id'].includes(name);
  return text === '' ? null : isText ? text : Number(text);
}

/** Draws the panel of the outage. */
export function outagePanel(node) {
  const fault = store.faults.find((it) => it.kind === 'outage');
  const focused = document.activeElement?.dataset.key === 'switch-outage';
  const flip = (on) => callOrToast(() => fault ? patch(`/faults/${fault.id}`, { on }) : post('/faults', { kind: 'outage', on: true }));
  node.classList.toggle('on', Boolean(fault?.on));
  replace(node, el('div', { class: 'fault-head' },
    el('div', { class: 'fault-words' }, el('h2', { id: 'fault-outage', words: 'faults.outage' }), el('p', { class: 'faint', words: 'faults.outage.about' })),
    toggle({ isOn: Boolean(fault?.on), labelledby: 'fault-outage', key: 'switch-outage', flip })),
  fault && counter(fault));
  if (focused) node.querySelector('.switch').focus();
}
