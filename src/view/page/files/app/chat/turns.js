// The wire beside the chat: each turn with its delivery attempts, the bots' calls, and the bubbles they made.
import { el, replace } from '../dom.js';
import { End } from '../end.js';
import { ms } from '../format.js';
import { onceAFrame } from '../frame.js';
import { icon } from '../icons.js';
import { talks } from '../kakao/talks.js';
import { kakaoTurns } from '../kakao/turns.js';
import { keys } from '../keys.js';
import { excerpt, isolated } from '../shown.js';
import { store } from '../store.js';
import { onLanguage, t } from '../words.js';
import { exchanges } from './exchanges.js';
import { botName, outcome } from './outcome.js';
import { missedWords } from './silent.js';
import { chat } from './state.js';
import { drawnMessages } from './talk.js';
import { exchangeRow, turnItem } from './turn-item.js';
import { turnsOf, withEvents, withReplays } from './turns-of.js';

const MOST = 60;
const list = el('ol', { class: 'turn-list' });
const end = new End(list);
let isMarkDue = false;
/** What comes together is drawn once; what was said has its frame first. */
const soon = onceAFrame(() => draw());

/** The pane on the right. */
export function turns() {
  store.watch((topic, detail) => {
    if (topic === 'message' && detail.sender_type === 'user') follow(detail, detail.sender_name);
    if (topic !== 'users' && topic !== 'clock') soon();
  });
  exchanges.watch(soon);
  talks.watch((message) => {
    if (message?.from === 'user' && message === talks.last(message.room_id)) follow(message, message.user);
    soon();
  });
  chat.watch((topic) => {
    if (topic === 'room') end.go();
    if (topic === 'mark') isMarkDue = true;
    if (['room', 'mark', 'earlier'].includes(topic)) soon();
  });
  onLanguage(soon);
  keys.add({ view: 'chat', keys: 'ctrl+j', words: 'chat.key.turns', inFields: true, run: focus });
  soon();
  return el('aside', { class: 'turns pane', id: 'turns', aria: { labelledby: 'turns-name' } },
    el('div', { class: 'toolbar' }, el('h2', { id: 'turns-name', words: 'chat.turns' })), list);
}

/** Whoever speaks sees the turn that he began. */
function follow({ room_id: room }, speaker) {
  if (room === chat.roomId() && speaker === chat.as()) end.go();
}

function focus() {
  (list.querySelector('.turn.marked .turn-head') ?? list.querySelector('.turn:last-child .turn-head'))?.focus();
}

function draw() {
  const focused = document.activeElement?.dataset.key;
  const kakao = store.kakao.get(chat.roomId());
  const all = kakao ? kakaoTurns(kakao)
    : some(turnsIn(chat.roomId())).map(nodeOf);
  replace(list, all);
  if (all.length === 0) list.append(el('li', { class: 'empty', words: 'chat.no-turns' }));
  if (focused) list.querySelector(`[data-key="${focused}"]`)?.focus();
  if (isMarkDue && chat.marked) goToMark(list.querySelector('.turn.marked'));
  else end.keep();
}

/** Brings the marked turn into sight, once it is known. */
function goToMark(marked) {
  if (!marked) return;
  isMarkDue = false;
  end.leave();
  marked.scrollIntoView({ block: 'nearest' });
}

const turnsIn = (room) => withEvents(withReplays(turnsOf(drawnMessages()), room), room);

function nodeOf(turn) {
  if (turn.event) return eventNode(turn.event);
  return turn.resent ? resentNode(turn) : turnNode(turn);
}

/** The newest turns; those around the marked one where that is older. */
function some(all) {
  const at = all.findIndex((turn) => turn.message && chat.isMarked(turn));
  const last = at < 0 ? all.length : Math.min(all.length, Math.max(MOST, at + MOST / 2));
  return all.slice(Math.max(0, last - MOST), last);
}

/** An event that was written by hand: no message began it. */
function eventNode(delivery) {
  return el('li', { class: 'turn' }, el('div', { class: 'turn-head' },
    el('span', { class: 'turn-who', words: 'chat.event' }), el('span', { class: 'turn-text mono faint' }, excerpt(delivery.event_id))),
  el('ul', {}, deliveryRows(delivery)));
}

/** An event that was changed and sent again. */
function resentNode({ resent, calls, bubbles }) {
  const made = new Map(bubbles.map((it) => [it.exchange_id, it]));
  return el('li', { class: 'turn' }, el('div', { class: 'turn-head' },
    el('span', { class: 'turn-who', words: 'chat.resent' }), el('span', { class: 'turn-text mono faint' }, excerpt(resent.event_id ?? resent.id))),
  el('ul', {}, exchangeRow(resent, true, resent.bot_id), calls.map((call) => callRows(call, made))));
}

/** A bot's call, and the bubble that it made. */
const callRows = (call, made) => [exchangeRow(call, false, call.bot_id), made.has(call.id) && bubbleRow(made.get(call.id))];

function turnNode(turn) {
  const { message, bubbles, calls } = turn;
  const id = message.message_id;
  const made = new Map(bubbles.filter((it) => it.exchange_id).map((it) => [it.exchange_id, it]));
  const loose = bubbles.filter((it) => it !== message && !calls.some((call) => call.id === it.exchange_id));
  return turnItem(turn, { who: message.sender_name, text: message.body, took: took(turn) },
    store.deliveriesOf(id).map(deliveryRows), missedWords(message).map(missedRow), calls.map((call) => callRows(call, made)),
    loose.map(bubbleRow));
}

/** From the first attempt to the last thing that came of it. */
function took({ message, calls }) {
  const attempts = store.deliveriesOf(message.message_id).flatMap((it) => exchanges.attempts(it.event_id));
  const all = [...attempts, ...calls];
  if (all.length === 0) return '';
  const end = (it) => it.started_at + it.timing.total_ms;
  return ms(Math.max(...all.map(end)) - Math.min(...all.map((it) => it.started_at)));
}

function deliveryRows(delivery) {
  const attempts = exchanges.attempts(delivery.event_id);
  const end = lastWord(delivery);
  const last = end && el('li', { class: `turn-row turn-word ${end.kind}` }, el('span', { class: 'turn-sign' }, '→'),
    el('span', {}, isolated(botName(delivery.bot_id)), `: ${end.words}`));
  const older = attempts.length === 0 && delivery.attempts > 0 && lookUpRow(delivery);
  return [attempts.map((it) => exchangeRow(it, true, delivery.bot_id)), older, last];
}

/** How it stands with a delivery that no answer has ended. */
function lastWord(delivery) {
  if (delivery.state === 'delivered') return null;
  if (delivery.state === 'failed') return { kind: 'bad', words: t('chat.given-up', { n: delivery.attempts }) };
  return { kind: 'faint', words: outcome(delivery).words };
}

/** A bot that gets nothing of what is said. */
const missedRow = (words) => el('li', { class: 'turn-row turn-word warn' }, el('span', { class: 'turn-sign' }, '→'), el('span', {}, words));

function lookUpRow(delivery) {
  const button = el('button', { type: 'button', class: 'button small quiet', words: ['chat.look-up', { n: delivery.attempts }] });
  button.addEventListener('click', () => exchanges.lookUp(delivery.event_id));
  return el('li', { class: 'turn-row' }, button);
}

function bubbleRow({ message_id: id, body }) {
  return el('li', {}, el('button', {
    type: 'button', class: 'turn-row turn-bubble', data: { key: `bubble-${id}` }, aria: { current: id === chat.marked ? 'true' : undefined },
    on: { click: () => chat.see(id) },
  }, icon('chat'), el('bdi', {}, excerpt(body, 60))));
}
