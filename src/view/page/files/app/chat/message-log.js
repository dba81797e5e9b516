// The message log of the open room. New messages are appended, and earlier ones prepended on scrolling up; a change of room
// or language redraws it.
import { announce } from '../announce.js';
import { callOrToast } from '../dialog.js';
import { clear, el, replace } from '../dom.js';
import { ScrollEnd } from '../scroll-end.js';
import { longDate, isSameDay } from '../format.js';
import { keys } from '../keys.js';
import { excerpt, wordNodes } from '../display-text.js';
import { store } from '../store.js';
import { TabStop } from '../tab-stop.js';
import { onLanguage, t } from '../words.js';
import { bubble, drawFoot, quote } from './bubble.js';
import { exchanges } from './exchanges.js';
import { botName } from './delivery-state.js';
import { PendingMessages } from './pending-messages.js';
import { chat } from './state.js';
import { groupTurns, isSuccess } from './group-turns.js';
import { findRefusedCalls } from './refused-calls.js';
import { onExplained } from './why.js';

const LOAD_DISTANCE_PX = 300;
const GROUP_SECONDS = 120;
const list = el('div', { class: 'talk-list' });
const log = el('div', { class: 'talk', role: 'log', label: 'chat.talk' }, list);
const typing = el('div', { class: 'typing faint', hidden: true });
let nodes = new Map();
let current = { room: null, last: null };
const tabStop = new TabStop(list, '.message');
const pendingBox = el('div', { class: 'talk-sending', aria: { live: 'off' } });
const scrollEnd = new ScrollEnd(log, list, pendingBox, typing);
export const pendingMessages = new PendingMessages(pendingBox, () => { pendingMessages.show(chat.roomId()); scrollEnd.scrollToEnd(); });

/** Creates the log and the button that leads to its end. */
export function messageLog() {
  log.append(pendingBox, typing);
  store.watch(onStore);
  chat.watch(onChat);
  exchanges.watch((head) => { if (head) drawFeetOf(head); else draw(); });
  onLanguage(draw);
  list.addEventListener('click', onClick);
  log.addEventListener('scroll', () => { if (isNearTop()) loadEarlier(); }, { passive: true });
  onExplained(({ event_id: id }) => drawFootOf(id));
  addKeys();
  draw();
  // Creating the first date format is slow; doing it when idle spares the first message.
  (globalThis.requestIdleCallback ?? setTimeout)(() => longDate(0));
  return scrollEnd.frame();
}

/** Returns the loaded messages of the open room, all of which are drawn. */
export const roomMessages = () => store.messages(chat.roomId());

function onStore(topic, detail) {
  if (topic === 'all' || topic === 'bots') draw();
  if (topic === 'rooms') nodes.forEach((node, id) => drawFoot(node.querySelector('.message-foot'), store.message(current.room, id)));
  if (topic === 'talk' && detail === chat.roomId()) draw();
  if (topic === 'message' && detail.sender_type === 'user') pendingMessages.confirm(detail.room_id, detail.sender_name, detail.body);
  if (topic === 'message' && detail.room_id === chat.roomId()) addMessage(detail);
  if (topic === 'delivery' && detail.room_id === chat.roomId()) drawFeetFrom(detail);
}

function onChat(topic) {
  if (topic === 'room') { draw(); callOrToast(() => store.openRoom(chat.roomId())); }
  if (topic === 'as') draw();
  if (topic === 'mark') goToMark();
  if (topic === 'see') revealMarked();
}

/** Redraws the log. In the same room, the scroll position, opened details and focus are restored. */
function draw() {
  const restore = current.room === chat.roomId() ? saveView() : () => scrollEnd.scrollToEnd();
  const messages = roomMessages();
  pendingMessages.show(chat.roomId());
  nodes.clear();
  current = { room: chat.roomId(), last: null };
  clear(list);
  findRefusedCalls(messages);
  messages.forEach(append);
  drawEarlier();
  if (messages.length === 0 && store.history(current.room)?.isLoaded) list.append(el('p', { class: 'empty', words: 'chat.nothing-said' }));
  drawMark();
  drawTyping();
  tabStop.moveTo(nodes.get(current.last?.message_id));
  restore();
  if (nodes.size > 0 && isNearTop()) loadEarlier();
}

/** True when the earlier messages are about to become visible; in a large window this may hold without scrolling. */
const isNearTop = () => log.clientHeight > 0 && log.scrollTop < LOAD_DISTANCE_PX;

/** Saves scroll position, opened details and focus; returns a function that restores them. */
function saveView() {
  const wasAtEnd = scrollEnd.isAtEnd;
  const scrolled = log.scrollTop;
  const isVisible = (node) => node.getBoundingClientRect().bottom > log.getBoundingClientRect().top;
  const [anchorId, anchorNode] = (!wasAtEnd && [...nodes].find(([, node]) => isVisible(node))) || [];
  const top = anchorNode?.getBoundingClientRect().top;
  const idsOf = (selector) => [...nodes].filter(([, node]) => node.querySelector(selector)).map(([id]) => id);
  const opened = idsOf('details[open]');
  const unfolded = idsOf('.bubble-stack > .bubble:not(.folded)');
  const focused = list.contains(document.activeElement) && focusedId();
  return () => {
    opened.forEach((id) => nodes.get(id)?.querySelector('details')?.setAttribute('open', ''));
    unfolded.forEach((id) => nodes.get(id)?.querySelector('.bubble-stack > button')?.click());
    if (focused) nodes.get(focused)?.focus({ preventScroll: true });
    if (wasAtEnd) return scrollEnd.scrollToEnd();
    scrollEnd.unstick();
    log.scrollTop = scrolled;
    if (nodes.has(anchorId)) log.scrollTop += nodes.get(anchorId).getBoundingClientRect().top - top;
    return undefined;
  };
}

/** Draws the button with the number of earlier messages. */
function drawEarlier() {
  const old = list.querySelector('.earlier');
  const isFocused = old !== null && old === document.activeElement;
  old?.remove();
  const n = (chat.room()?.message_count ?? 0) - nodes.size;
  if (n > 0 && store.history(current.room)?.hasEarlier) {
    list.prepend(el('button', { type: 'button', class: 'button small earlier', words: ['chat.earlier', { n }], on: { click: () => loadEarlier() } }));
    if (isFocused) list.firstChild.focus({ preventScroll: true });
  }
}

/** Loads earlier messages by `load` and prepends them; the visible part stays in place. */
async function loadEarlier(load = (history) => history.loadEarlier()) {
  const { room } = current;
  await callOrToast(() => store.history(room)?.loaded.then(load));
  const [firstNode] = nodes.values();
  if (room !== current.room || !firstNode) return;
  const messages = roomMessages().filter((it) => it.message_id < Number(firstNode.dataset.id));
  if (messages.length === 0) return;
  const oldEntries = [...nodes];
  const rows = rowsOf(messages);
  scrollEnd.keepPosition(() => {
    list.prepend(...rows);
    joinOlder(messages.at(-1), firstNode);
    nodes = new Map([...nodes].slice(oldEntries.length).concat(oldEntries));
    drawEarlier();
  });
  chat.tell('earlier');
  if (isNearTop()) loadEarlier();
}

/** Updates the formerly first message, which now follows `previous`, and the quotes of messages loaded just now. */
function joinOlder(previous, firstNode) {
  const message = store.message(current.room, Number(firstNode.dataset.id));
  if (!isNewDay(previous, message)) firstNode.previousElementSibling.remove();
  firstNode.classList.toggle('following', isFollowing(previous, message));
  for (const old of list.querySelectorAll('.quote.unknown')) {
    old.replaceWith(quote(store.message(current.room, Number(old.closest('.message').dataset.id))));
  }
}

function append(message) {
  list.append(...rowsOf([message], current.last));
  current.last = message;
}

/** Draws consecutive messages, the first of which follows `last`; each day begins with its date. */
function rowsOf(messages, last) {
  return messages.flatMap((message) => {
    const previous = last;
    last = message;
    const node = bubble(message, isFollowing(previous, message));
    nodes.set(message.message_id, node);
    return isNewDay(previous, message) ? [el('p', { class: 'day faint' }, longDate(message.created_at * 1000)), node] : [node];
  });
}

const isNewDay = (previous, message) => !previous || !isSameDay(previous.created_at * 1000, message.created_at * 1000);

/** True when a message continues those of the same sender: same day, within the group's time, no reply. */
const isFollowing = (previous, message) => !isNewDay(previous, message) && previous.sender_name === message.sender_name && previous.sender_type === message.sender_type
  && !message.reply_to_message_id && message.created_at - previous.created_at < GROUP_SECONDS;

/** Adds a new message; an own message is scrolled into view. */
function addMessage(message) {
  if (nodes.has(message.message_id)) return undefined;
  if (current.last && message.message_id < current.last.message_id) return draw();
  const isMine = message.sender_type === 'user' && message.sender_name === chat.speaker();
  list.querySelector('.empty')?.remove();
  append(message);
  if (!list.contains(document.activeElement)) tabStop.moveTo(nodes.get(message.message_id));
  drawTyping();
  if (isMine) scrollEnd.stick();
  else scrollEnd.countNew();
  return undefined;
}

/** Redraws the foot of an exchange's message: of a delivery's, or of the one that a call made. */
function drawFeetOf(head) {
  drawFootOf(head.event_id);
  const redraw = (id) => nodes.has(id) && drawFoot(nodes.get(id).querySelector('.message-foot'), store.message(current.room, id));
  if (head.kind === 'api' && !isSuccess(head)) findRefusedCalls(roomMessages()).forEach(redraw);
  const made = head.chaos?.length > 0 && roomMessages().findLast((it) => it.exchange_id === head.id);
  if (made) redraw(made.message_id);
}

function drawFootOf(eventId) {
  const delivery = store.deliveries.get(eventId);
  const node = nodes.get(delivery?.message_id);
  const message = store.message(delivery?.room_id, delivery?.message_id);
  if (!node || !message) return;
  drawFoot(node.querySelector('.message-foot'), message);
  drawTyping();
}

/** Redraws the foot of a delivery's message, and of those that wait behind it. */
function drawFeetFrom(delivery) {
  const message = delivery.state === 'failed' && store.message(delivery.room_id, delivery.message_id);
  if (message) announce(t('chat.announce-failed', { text: excerpt(message.body, 40) }));
  drawFootOf(delivery.event_id);
  for (const other of store.deliveries.values()) {
    const isWaiting = other.state === 'waiting' && other.attempts === 0 && other.bot_id === delivery.bot_id && other.room_id === delivery.room_id;
    if (isWaiting && other.event_id !== delivery.event_id) drawFootOf(other.event_id);
  }
}

/** Shows the bots with a delivery under way, which are expected to answer. */
function drawTyping() {
  const sent = roomMessages().slice(-20).flatMap((it) => store.deliveriesOf(it.message_id)).filter((it) => it.state === 'under_way');
  const names = [...new Set(sent.map((it) => botName(it.bot_id)))];
  typing.hidden = names.length === 0;
  if (names.length) replace(typing, el('span', { class: 'dots', aria: { hidden: 'true' } }, el('i'), el('i'), el('i')), el('span', {}, wordNodes('chat.typing', { bots: names })));
}

/** Marks the bubbles of the marked turn, and the marked message itself. */
function drawMark() {
  const turn = chat.marked && groupTurns(roomMessages()).find(chat.isMarked);
  const marked = new Set(turn ? [turn.message, ...turn.bubbles].map((it) => it.message_id) : []);
  for (const [id, node] of nodes) {
    node.classList.toggle('marked', marked.has(id));
    node.ariaCurrent = id === chat.marked ? 'true' : null;
  }
}

/** Draws the mark; first loads the marked message if it is older than the loaded ones. */
async function loadMarked() {
  drawMark();
  if (!chat.marked || nodes.has(chat.marked)) return;
  await loadEarlier((history) => history.loadEarlierWhile((oldest) => oldest.message_id > chat.marked));
  drawMark();
}

async function goToMark() {
  await loadMarked();
  if (!list.contains(document.activeElement)) nodes.get(chat.marked)?.scrollIntoView({ block: 'nearest' });
}

/** Scrolls the marked message into the middle and focuses it. */
async function revealMarked() {
  await loadMarked();
  const node = nodes.get(chat.marked);
  if (!node) return;
  scrollEnd.unstick();
  node.focus({ preventScroll: true });
  node.scrollIntoView({ block: 'center' });
}

function onClick(event) {
  const node = event.target.closest('.message');
  if (!node || event.target.closest('button, a, summary, pre') || String(getSelection())) return;
  markTurnOf(Number(node.dataset.id));
}

function markTurnOf(id) {
  const turn = groupTurns(roomMessages()).find((it) => [it.message, ...it.bubbles].some(({ message_id }) => message_id === id));
  chat.mark(!turn || chat.isMarked(turn) ? null : id);
}

function moveFocus(by) {
  const messageNodes = [...nodes.values()];
  const index = messageNodes.findIndex((it) => it.tabIndex === 0);
  const isInside = list.contains(document.activeElement);
  if (index + by < 0) loadEarlier();
  messageNodes[Math.max(0, Math.min(messageNodes.length - 1, isInside ? index + by : index))]?.focus();
}

/** Returns the id of the focused message, also in a Kakao room; NaN for none. */
export const focusedId = () => Number(document.activeElement?.closest?.('[data-id].message, .kakao-message')?.dataset.id);
const focused = () => store.message(chat.roomId(), focusedId());

function addKeys() {
  keys.add({ view: 'chat', keys: 'k ArrowUp', words: 'chat.key.up', run: () => moveFocus(-1) });
  keys.add({ view: 'chat', keys: 'j ArrowDown', words: 'chat.key.down', run: () => moveFocus(1) });
  keys.add({ view: 'chat', keys: 'r', words: 'chat.key.reply', run: () => focused() && chat.setReply(focused()) });
  keys.add({ view: 'chat', keys: 'w', words: 'chat.key.turn', run: () => focused() && markTurnOf(focused().message_id) });
}
