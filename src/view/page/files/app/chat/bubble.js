// Draws one message: sender, quoted message, text, and the state of its deliveries.
import { address } from '../address.js';
import { post } from '../api.js';
import { copy } from '../clipboard.js';
import { callOrToast, menu } from '../dialog.js';
import { el, replace } from '../dom.js';
import { shortTime, dateTime } from '../format.js';
import { icon } from '../icons.js';
import { exchangePlace, link } from '../link.js';
import { excerpt, isolated, displayText } from '../display-text.js';
import { store } from '../store.js';
import { t } from '../words.js';
import { botName, lastExchangeId, deliveryState } from './delivery-state.js';
import { restartFrom } from './restart.js';
import { missedDeliveryNotes } from './inactive-bots.js';
import { hasRefusedCall, refusedChip } from './refused-calls.js';
import { chat } from './state.js';
import { rehearsedChip, whyNote } from './why.js';

const LONG_CHARS = 1200;
const LONG_LINES = 20;

/** Draws a message. `isFollowing`: the message before is by the same sender. */
export function bubble(message, isFollowing) {
  const isMine = message.sender_type === 'user' && message.sender_name === chat.speaker();
  const side = isMine ? 'mine' : message.sender_type;
  const nameId = `name-${message.message_id}`;
  return el('article', {
    class: `message ${side}${isFollowing ? ' following' : ''}`, tabindex: '-1', aria: { labelledby: `${nameId} text-${message.message_id}` },
    data: { id: message.message_id },
  }, head(message, nameId), quote(message), row(message), foot(message));
}

function head(message, nameId) {
  const createdAt = message.created_at * 1000;
  return el('header', { class: 'message-head' },
    message.sender_type === 'bot' && icon('bots'),
    el('bdi', { class: 'message-name', id: nameId }, excerpt(message.sender_name, 40)),
    el('time', { datetime: new Date(createdAt).toISOString(), title: dateTime(createdAt), class: 'faint number' }, shortTime(createdAt)));
}

/** Draws the replied-to message in one line; a click focuses it. Null when the message is no reply. */
export function quote(message) {
  const id = message.reply_to_message_id;
  if (!id) return null;
  const original = store.message(message.room_id, id);
  const line = original ? [el('bdi', { class: 'quote-name' }, excerpt(original.sender_name, 30)), ' ', el('bdi', {}, excerpt(original.body))] : `#${id}`;
  const go = () => document.querySelector(`.talk [data-id="${id}"]`)?.focus();
  return el('button', { type: 'button', class: original ? 'quote' : 'quote unknown', on: { click: go } }, icon('reply'), el('span', {}, line));
}

function row(message) {
  return el('div', { class: 'message-row' }, body(message), actions(message));
}

function body(message) {
  const text = displayText(message.body);
  const isLong = text.length > LONG_CHARS || text.split('\n').length > LONG_LINES;
  const type = message.message_type === 'TEXT' ? null : el('span', { class: 'chip' }, excerpt(message.message_type, 40));
  const node = el('div', { class: 'bubble', id: `text-${message.message_id}`, dir: 'auto' }, text);
  if (!isLong) return [type, node];
  node.classList.add('folded');
  const more = el('button', { type: 'button', class: 'button small quiet', words: ['chat.unfold', { n: text.length }] });
  more.addEventListener('click', () => { node.classList.remove('folded'); more.remove(); });
  return [type, el('div', { class: 'bubble-stack' }, node, more)];
}

function actions(message) {
  const reply = el('button', { type: 'button', class: 'icon-button', label: 'chat.reply', on: { click: () => chat.setReply(message) } }, icon('reply'));
  const more = el('button', { type: 'button', class: 'icon-button', label: 'chat.more' }, icon('more'));
  const node = el('div', { class: 'message-actions' }, reply, more);
  menu(more, () => [
    { words: 'chat.copy-text', icon: 'copy', run: () => copy(message.body) },
    { words: 'chat.copy-json', icon: 'copy', run: () => copy(JSON.stringify(message, null, 2)) },
    message.exchange_id && { words: 'chat.open-call', icon: 'wire', run: () => address.set(exchangePlace(message.exchange_id), { push: true }) },
    { words: 'chat.restart-from', icon: 'restart', run: () => restartFrom(message) },
  ].filter(Boolean));
  return node;
}

function foot(message) {
  const node = el('footer', { class: 'message-foot' });
  drawFoot(node, message);
  return node;
}

/** Draws the delivery states and metadata of a message; called again after each change. */
export function drawFoot(node, message) {
  const isOpen = node.querySelector('details')?.open;
  const deliveries = store.deliveriesOf(message.message_id);
  replace(node, deliveries.map((it) => [deliveryChip(it), deliveryActions(it)]), rehearsedChip(message, deliveries), refusedChip(message.message_id),
    missedDeliveryNotes(message).map(missedChip), repeatedChip(message), deliveries.filter(isStuck).map(whyNote), metadata(message, isOpen));
}

/** Marks a bot's second or later reply to the same message. Null for other messages. */
function repeatedChip(message) {
  if (!(message.reply_number > 1)) return null;
  return el('span', { class: 'chip warn', words: ['chat.repeated', { n: message.reply_number, id: message.reply_to_message_id }] });
}

const missedChip = (words) => link({ view: 'bots' }, { class: 'chip warn' }, el('span', {}, words));

function deliveryChip(delivery) {
  const { kind: colour, words, short } = deliveryState(delivery);
  // What was delivered is no success when the answer was refused.
  const kind = colour === 'good' && hasRefusedCall(delivery.message_id, delivery.bot_id) ? '' : colour;
  const isOneOfMany = store.deliveriesOf(delivery.message_id).length > 1;
  const text = [isOneOfMany && el('span', {}, isolated(botName(delivery.bot_id)), ': '), short && el('span', { class: 'sr-only' }, `${words} `), short ?? words];
  const exchange = lastExchangeId(delivery);
  if (!exchange) return el('span', { class: `chip ${kind}`, data: { state: delivery.state } }, text);
  return link(exchangePlace(exchange), {
    class: `chip ${kind}`, title: t('chat.open-exchange'), data: { state: delivery.state },
  }, kind === 'good' && icon('check'), text);
}

/** True for a delivery that failed, waits for its bot or is set aside. */
const isStuck = ({ state, attempts }) => ['held', 'failed', 'set_aside'].includes(state) || (state === 'waiting' && attempts > 0);

/** Draws the buttons that send a delivery now or give it up, if it is stuck. */
function deliveryActions(delivery) {
  if (!isStuck(delivery)) return null;
  const change = (verb) => () => callOrToast(() => post(`/deliveries/${verb}`, { event_id: delivery.event_id }));
  const button = (words, verb) => el('button', { type: 'button', class: 'button small quiet', words, on: { click: change(verb) } });
  return [button('chat.try-now', 'retry'), delivery.state !== 'failed' && button('chat.give-up', 'drop')];
}

function metadata(message, isOpen) {
  if (!message.metadata) return null;
  return el('details', { class: 'metadata', open: isOpen },
    el('summary', { words: 'chat.metadata' }), el('pre', { class: 'mono', dir: 'auto', tabindex: '0', label: 'chat.metadata' },
      displayText(JSON.stringify(message.metadata, null, 2))));
}
