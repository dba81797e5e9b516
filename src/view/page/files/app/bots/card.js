// The card of one bot: its data and its actions.
import { del, put } from '../api.js';
import { copy } from '../clipboard.js';
import { callOrToast, menu } from '../dialog.js';
import { el } from '../dom.js';
import { duration, dateTime } from '../format.js';
import { icon } from '../icons.js';
import { exchangePlace, link } from '../link.js';
import { isolated, displayText } from '../display-text.js';
import { render } from '../phrase.js';
import { store } from '../store.js';
import { t } from '../words.js';

const STATES = { active: 'good', pending: 'warn', rejected: 'bad' };

/** Creates the card; `act` holds its actions. The API sends no callback URL of a bot that the role does not manage. */
export function botCard(bot, { role, result, act }) {
  const isManaged = bot.callback_url !== undefined;
  const titleId = `bot-${bot.bot_id}`;
  return el('article', { class: 'panel bot-card', aria: { labelledby: titleId } },
    el('header', { class: 'row' }, el('h2', { id: titleId }, el('bdi', {}, displayText(bot.name))),
      el('span', { class: `chip ${STATES[bot.status] ?? ''}`, words: `bots.status.${bot.status}` }),
      bot.offline_since && el('span', { class: 'chip warn', words: 'bots.offline' }),
      el('span', { class: 'chip', words: `bots.visibility.${bot.visibility}` })),
    facts(bot),
    bot.status === 'rejected' && isManaged && rejectionNote(bot, role, act),
    bot.status !== 'active' && role !== 'developer' && reviewForm(bot, act),
    result && resultLine(result),
    el('footer', { class: 'row' }, isManaged && buttons(bot, act), roomsButton(bot, role)));
}

function facts(bot) {
  const id = el('button', { type: 'button', class: 'icon-button', label: ['bots.copy-id', {}], data: { key: `copy-${bot.bot_id}` } }, icon('copy'));
  id.addEventListener('click', () => copy(bot.bot_id));
  const rows = [
    ['bots.id', el('span', { class: 'row mono' }, bot.bot_id, id)],
    ['bots.offline-since', bot.offline_since && el('span', {}, t('bots.held', { time: dateTime(bot.offline_since * 1000) }))],
    ['bots.callback', bot.callback_url && el('bdi', { class: 'mono' }, displayText(bot.callback_url))],
    ['bots.owner', bot.owner && isolated(bot.owner)],
    ['bots.created', bot.created_at && dateTime(bot.created_at * 1000)],
    ['bots.fingerprints', bot.secret_fingerprint && el('span', { class: 'mono' }, `${bot.secret_fingerprint} · ${bot.token_fingerprint}`)],
    ['bots.note', bot.review_note && el('bdi', {}, displayText(bot.review_note))],
    ['bots.rooms', roomNames(bot)],
    ['bots.grace', validUntilLines(bot)],
  ];
  return el('dl', { class: 'bot-facts' }, rows.filter(([, value]) => value).map(([words, value]) =>
    el('div', {}, el('dt', { words }), el('dd', {}, value))));
}

const roomsOf = (bot) => [...store.rooms.values()].filter((room) => room.bots.includes(bot.bot_id));

function roomNames(bot) {
  const names = roomsOf(bot).map((room) => room.name);
  return names.length ? isolated(names) : t('bots.no-room');
}

/** Shows until when the replaced token and secret stay valid; undefined when none was replaced. */
function validUntilLines({ previous_token_valid_until: token, previous_secret_valid_until: secret }) {
  const line = (words, until) => until && el('span', {}, t(words, { time: dateTime(until * 1000) }));
  return (token || secret) && el('span', { class: 'stack bot-graces' }, line('bots.token-until', token), line('bots.secret-until', secret));
}

/** Explains a rejection and offers a new review. */
function rejectionNote(bot, role, act) {
  return el('div', { class: 'rejected' }, el('p', { words: role === 'developer' ? 'bots.rejected' : 'bots.rejected-operator' }),
    el('button', { type: 'button', class: 'button small', words: 'bots.ask-again', data: { key: `ask-${bot.bot_id}` }, on: { click: () => act.askAgain(bot) } }));
}

function buttons(bot, act) {
  const button = (words, run, name, danger = '') => el('button', {
    type: 'button', class: `button small ${danger}`, data: { key: `${words}-${bot.bot_id}` }, on: { click: run },
  }, icon(name), el('span', { words }));
  return [
    button('bots.test', () => act.test(bot), 'send'), button('bots.edit', () => act.edit(bot), 'more'),
    button('bots.rotate', () => act.rotate(bot), 'restart'), button('delete', () => act.remove(bot), 'trash', 'danger'),
  ];
}

/** Creates the menu that adds the bot to rooms and removes it from them. */
function roomsButton(bot, role) {
  const button = el('button', { type: 'button', class: 'button small', data: { key: `rooms-${bot.bot_id}` } },
    icon('chat'), el('span', { words: 'bots.rooms' }), icon('down'));
  const holder = el('div', {}, button);
  menu(button, () => [...store.rooms.values()].map((room) => {
    const isIn = room.bots.includes(bot.bot_id);
    const path = `/rooms/${room.room_id}/bots/${bot.bot_id}`;
    return { text: displayText(room.name), checked: isIn, run: () => callOrToast(() => isIn ? del(path, {}, role) : put(path, undefined, role)) };
  }));
  return holder;
}

function reviewForm(bot, act) {
  const id = `note-${bot.bot_id}`;
  const note = el('input', { id, class: 'field', autocomplete: 'off', data: { key: id } });
  const decide = (decision, kind) => el('button', {
    type: 'button', class: `button small ${kind}`, words: `bots.${decision}`, on: { click: () => act.review(bot, decision, note.value.trim()) },
  });
  return el('div', { class: 'review' }, el('div', { class: 'form-field' }, el('label', { for: id, words: 'bots.note-field' }), note),
    decide('approve', 'primary'), bot.status === 'pending' && decide('reject', 'danger'));
}

/** Shows the result of the test delivery, or that it is under way. */
function resultLine(result) {
  if (result.isUnderWay) return el('p', { class: 'faint', role: 'status', words: 'bots.testing' });
  const words = result.delivered
    ? t('bots.test-good', { status: result.status, ms: duration(result.ms) })
    : t('bots.test-bad', { why: render(result.failure_phrase ?? result.failure) ?? result.status, ms: duration(result.ms) });
  const open = link(exchangePlace(result.exchange_id), { words: 'bots.test-open' });
  const { phrase, hint_phrases: hints = [] } = result.diagnosis ?? {};
  const why = phrase && el('ul', {}, [phrase, ...hints].map((it) => el('li', {}, displayText(render(it)))));
  return el('div', { class: `test-result ${result.delivered ? 'good' : 'bad'}`, role: 'status' }, el('p', {}, words, ' ', open), why);
}
