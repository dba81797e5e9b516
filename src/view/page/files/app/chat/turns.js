// The pane of turns beside the chat: each turn with its attempts, API calls and the messages they created.
import { el, replace } from '../dom.js';
import { ScrollEnd } from '../scroll-end.js';
import { duration } from '../format.js';
import { oncePerFrame } from '../frame.js';
import { icon } from '../icons.js';
import { kakaoMessages } from '../kakao/messages.js';
import { kakaoTurns } from '../kakao/turns.js';
import { keys } from '../keys.js';
import { excerpt, isolated } from '../display-text.js';
import { store } from '../store.js';
import { TabStop } from '../tab-stop.js';
import { onLanguage, t } from '../words.js';
import { exchanges } from './exchanges.js';
import { botName, deliveryState } from './delivery-state.js';
import { missedDeliveryNotes } from './inactive-bots.js';
import { chat } from './state.js';
import { roomMessages } from './message-log.js';
import { exchangeRow, turnItem } from './turn-item.js';
import { groupTurns, withEvents, withReplays } from './group-turns.js';

const MAX_TURNS = 60;
const list = el('ol', { class: 'turn-list' });
const scrollEnd = new ScrollEnd(list);
let isMarkDue = false;
const drawSoon = oncePerFrame(() => draw());

export function turns() {
  store.watch((topic, detail) => {
    if (topic === 'message' && detail.sender_type === 'user') followOwn(detail, detail.sender_name);
    if (topic !== 'users' && topic !== 'clock') drawSoon();
  });
  exchanges.watch(drawSoon);
  kakaoMessages.watch((message) => {
    if (message?.from === 'user' && message === kakaoMessages.last(message.room_id)) followOwn(message, message.user);
    drawSoon();
  });
  chat.watch((topic) => {
    if (topic === 'room') scrollEnd.scrollToEnd();
    if (topic === 'mark') isMarkDue = true;
    if (['room', 'mark', 'earlier'].includes(topic)) drawSoon();
  });
  onLanguage(drawSoon);
  new TabStop(list, '[data-key]').withArrows();
  keys.add({ view: 'chat', keys: 'ctrl+j', words: 'chat.key.turns', inFields: true, run: focus });
  drawSoon();
  return el('aside', { class: 'turns pane', id: 'turns', aria: { labelledby: 'turns-name' } },
    el('div', { class: 'toolbar' }, el('h2', { id: 'turns-name', words: 'chat.turns' })), list);
}

/** Scrolls to a new turn of the current user. */
function followOwn({ room_id: room }, speaker) {
  if (room === chat.roomId() && speaker === chat.speaker()) scrollEnd.scrollToEnd();
}

function focus() {
  (list.querySelector('.turn.marked .turn-head') ?? list.querySelector('.turn:last-child .turn-head'))?.focus();
}

function draw() {
  const focused = document.activeElement?.dataset.key;
  const kakao = store.kakao.get(chat.roomId());
  const nodes = kakao ? kakaoTurns(kakao)
    : selectTurns(turnsIn(chat.roomId())).map(nodeOf);
  replace(list, nodes);
  if (nodes.length === 0) list.append(el('li', { class: 'empty', words: 'chat.no-turns' }));
  if (focused) list.querySelector(`[data-key="${focused}"]`)?.focus();
  if (isMarkDue && chat.marked) goToMark(list.querySelector('.turn.marked'));
  else scrollEnd.update();
}

/** Scrolls to the marked turn; waits for a later redraw when it is not there yet. */
function goToMark(marked) {
  if (!marked) return;
  isMarkDue = false;
  scrollEnd.unstick();
  marked.scrollIntoView({ block: 'nearest' });
}

const turnsIn = (room) => withEvents(withReplays(groupTurns(roomMessages()), room), room);

function nodeOf(turn) {
  if (turn.event) return eventNode(turn.event);
  return turn.resent ? resentNode(turn) : turnNode(turn);
}

/** Returns the newest turns, or those around the marked one when it is older. */
function selectTurns(allTurns) {
  const markedIndex = allTurns.findIndex((turn) => turn.message && chat.isMarked(turn));
  const end = markedIndex < 0 ? allTurns.length : Math.min(allTurns.length, Math.max(MAX_TURNS, markedIndex + MAX_TURNS / 2));
  return allTurns.slice(Math.max(0, end - MAX_TURNS), end);
}

/** Draws an event that has no message. */
function eventNode(delivery) {
  return el('li', { class: 'turn' }, el('div', { class: 'turn-head' },
    el('span', { class: 'turn-who', words: 'chat.event' }), el('span', { class: 'turn-text mono faint' }, excerpt(delivery.event_id))),
  el('ul', {}, deliveryRows(delivery)));
}

/** Draws an event that was edited and resent. */
function resentNode({ resent, calls, bubbles }) {
  const bubbleByCall = new Map(bubbles.map((it) => [it.exchange_id, it]));
  return el('li', { class: 'turn' }, el('div', { class: 'turn-head' },
    el('span', { class: 'turn-who', words: 'chat.resent' }), el('span', { class: 'turn-text mono faint' }, excerpt(resent.event_id ?? resent.id))),
  el('ul', {}, exchangeRow(resent, true, resent.bot_id), calls.map((call) => callRows(call, bubbleByCall))));
}

/** Draws an API call and the message that it created. */
const callRows = (call, bubbleByCall) => [exchangeRow(call, false, call.bot_id), bubbleByCall.has(call.id) && bubbleRow(bubbleByCall.get(call.id))];

function turnNode(turn) {
  const { message, bubbles, calls } = turn;
  const id = message.message_id;
  const bubbleByCall = new Map(bubbles.filter((it) => it.exchange_id).map((it) => [it.exchange_id, it]));
  const otherBubbles = bubbles.filter((it) => it !== message && !calls.some((call) => call.id === it.exchange_id));
  return turnItem(turn, { speaker: message.sender_name, text: message.body, elapsed: turnDuration(turn) },
    store.deliveriesOf(id).map(deliveryRows), missedDeliveryNotes(message).map(missedDeliveryRow), calls.map((call) => callRows(call, bubbleByCall)),
    otherBubbles.map(bubbleRow));
}

/** Returns the time from the first attempt to the end of the last exchange; '' without exchanges. */
function turnDuration({ message, calls }) {
  const attempts = store.deliveriesOf(message.message_id).flatMap((it) => exchanges.attempts(it.event_id));
  const exchangesOfTurn = [...attempts, ...calls];
  if (exchangesOfTurn.length === 0) return '';
  const end = (it) => it.started_at + it.timing.total_ms;
  return duration(Math.max(...exchangesOfTurn.map(end)) - Math.min(...exchangesOfTurn.map((it) => it.started_at)));
}

function deliveryRows(delivery) {
  const attempts = exchanges.attempts(delivery.event_id);
  const state = openState(delivery);
  const stateRow = state && el('li', { class: `turn-row turn-word ${state.kind}` }, el('span', { class: 'turn-sign' }, '→'),
    el('span', {}, isolated(botName(delivery.bot_id)), `: ${state.words}`));
  const older = attempts.length === 0 && delivery.attempts > 0 && lookUpRow(delivery);
  return [attempts.map((it) => exchangeRow(it, true, delivery.bot_id)), older, stateRow];
}

/** Describes a delivery that has not succeeded; null for a delivered one. */
function openState(delivery) {
  if (delivery.state === 'delivered') return null;
  if (delivery.state === 'failed') return { kind: 'bad', words: t('chat.given-up', { n: delivery.attempts }) };
  return { kind: 'faint', words: deliveryState(delivery).words };
}

/** Draws a note on a bot that received no delivery. */
const missedDeliveryRow = (words) => el('li', { class: 'turn-row turn-word warn' }, el('span', { class: 'turn-sign' }, '→'), el('span', {}, words));

function lookUpRow(delivery) {
  const button = el('button', { type: 'button', class: 'button small quiet', words: ['chat.look-up', { n: delivery.attempts }], data: { key: `look-up-${delivery.event_id}` } });
  button.addEventListener('click', () => exchanges.lookUp(delivery.event_id));
  return el('li', { class: 'turn-row' }, button);
}

function bubbleRow({ message_id: id, body }) {
  return el('li', {}, el('button', {
    type: 'button', class: 'turn-row turn-bubble', data: { key: `bubble-${id}` }, aria: { current: id === chat.marked ? 'true' : undefined },
    on: { click: () => chat.reveal(id) },
  }, icon('chat'), el('bdi', {}, excerpt(body, 60))));
}
