// The bots: whose they are, who may see them, whether they are active; as developer, operator or admin.
import { del, get, patch, post } from '../api.js';
import { address } from '../address.js';
import { attempt, confirmDialog, toast } from '../dialog.js';
import { phrase } from '../shown.js';
import { el, replace } from '../dom.js';
import { icon } from '../icons.js';
import { keys } from '../keys.js';
import { store } from '../store.js';
import { onLanguage, t } from '../words.js';
import { card } from './card.js';
import { botDialog, rotateDialog, secretsDialog } from './dialogs.js';

const ROLES = ['developer', 'operator', 'admin'];
const list = el('div', { class: 'bot-list' });
const queue = el('p', { class: 'review-note', role: 'status' });
const results = new Map();
let bots = [];

/** Whose view of the bots it is; it stands in the address. */
const role = () => ROLES.includes(address.get('as')) ? address.get('as') : 'admin';

export function mount(node) {
  const roles = el('div', { class: 'roles', role: 'radiogroup', label: 'bots.role' });
  const create = el('button', { type: 'button', class: 'button primary', on: { click: () => edit(null) } }, icon('add'), el('span', { words: 'bots.new' }));
  node.classList.add('page-view');
  replace(node, el('div', { class: 'page-title' },
    el('div', {}, el('h1', { words: 'bots.title' }), el('p', { class: 'faint', words: 'bots.about' })),
    el('div', { class: 'row' }, roles, create)), queue, list);
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
  const answer = await attempt(() => get('/bots', {}, role()));
  if (!answer) return;
  bots = answer.bots;
  draw();
}

function draw() {
  // An open menu is not torn away: what is new comes when it closes.
  const menu = list.querySelector(':popover-open');
  if (menu) return menu.addEventListener('toggle', draw, { once: true });
  const pending = bots.filter((it) => it.status === 'pending');
  queue.hidden = pending.length === 0;
  queue.textContent = t('bots.queue', { n: pending.length });
  const sorted = [...pending, ...bots.filter((it) => it.status !== 'pending')];
  const keep = keeper();
  replace(list, sorted.map((bot) => card(bot, { role: role(), result: results.get(bot.bot_id), act })));
  if (sorted.length === 0) replace(list, none());
  keep();
  return undefined;
}

const byKey = (key) => list.querySelector(`[data-key="${CSS.escape(key)}"]`);

/** Remembers what has the focus and what is half written; gives what brings it back. */
function keeper() {
  const { activeElement: active } = document;
  const focused = list.contains(active) && active.dataset.key;
  const selection = focused && [active.selectionStart, active.selectionEnd];
  const written = [...list.querySelectorAll('input[data-key]')].map((it) => [it.dataset.key, it.value]);
  return () => {
    for (const [key, value] of written) if (byKey(key)) byKey(key).value = value;
    const node = focused && byKey(focused);
    node?.focus?.();
    if (node?.tagName === 'INPUT') node.setSelectionRange(...selection);
  };
}

function none() {
  const command = 'momo bot create --name Echo --callback-url 3000';
  return el('div', { class: 'empty' }, el('p', { words: 'bots.none' }), el('code', { class: 'mono' }, command));
}

/** What the buttons of a card do. */
const act = {
  edit,
  rotate(bot) {
    rotateDialog(bot, (asked) => post(`/bots/${bot.bot_id}/rotate`, asked, role()));
  },
  async test(bot) {
    results.set(bot.bot_id, { isUnderWay: true });
    draw();
    const result = await attempt(() => post(`/bots/${bot.bot_id}/test`, {}, role()));
    if (result) results.set(bot.bot_id, result);
    else results.delete(bot.bot_id);
    draw();
  },
  async remove(bot) {
    const isSure = await confirmDialog({
      title: phrase('bots.delete', { name: bot.name }), body: el('p', { words: 'bots.delete-about' }), yes: t('delete'), isDangerous: true,
    });
    if (isSure && await attempt(() => del(`/bots/${bot.bot_id}`, {}, role()))) done('bots.deleted', bot);
  },
  async askAgain(bot) {
    if (await attempt(() => patch(`/bots/${bot.bot_id}`, { visibility: 'review_required' }, role()))) done('bots.asked-again', bot);
  },
  async review(bot, decision, note) {
    const asked = note ? { decision, note } : { decision };
    if (await attempt(() => post(`/bots/${bot.bot_id}/review`, asked, role()))) done(`bots.done.${decision}`, bot);
  },
};

function edit(bot) {
  botDialog(bot, role(), (made) => {
    if (made.bot_token) secretsDialog(made);
    load();
  });
}

/** Says what was done; what follows from it comes by the changes, too. */
function done(words, { name }) {
  toast(phrase(words, { name }));
  load();
}
