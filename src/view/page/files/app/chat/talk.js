// The talk of the open room. What comes is added to it, and what came before when one scrolls up; only another room or
// another language draws it anew.
import { announce } from '../announce.js';
import { attempt } from '../dialog.js';
import { clear, el, replace } from '../dom.js';
import { End } from '../end.js';
import { day, isSameDay } from '../format.js';
import { keys } from '../keys.js';
import { excerpt, phrase } from '../shown.js';
import { store } from '../store.js';
import { onLanguage, t } from '../words.js';
import { bubble, drawFoot, quote } from './bubble.js';
import { exchanges } from './exchanges.js';
import { botName } from './outcome.js';
import { Sending } from './sending.js';
import { chat } from './state.js';
import { turnsOf } from './turns-of.js';

const NEAR = 300;
const TOGETHER_SECONDS = 120;
const list = el('div', { class: 'talk-list' });
const log = el('div', { class: 'talk', role: 'log', label: 'chat.talk' }, list);
const typing = el('div', { class: 'typing faint', hidden: true });
let nodes = new Map();
let drawn = { room: null, last: null };
const end = new End(log, list);
const under = el('div', { class: 'talk-sending', aria: { live: 'off' } });
/** What was written and is not said yet. */
export const sending = new Sending(under, () => { sending.show(chat.roomId()); end.go(); });

/** The log, and the line that says who is about to answer. */
export function talk() {
  log.append(under, typing);
  store.watch(onStore);
  chat.watch(onChat);
  exchanges.watch((head) => { if (head) drawFeetOf(head.event_id); else draw(); });
  onLanguage(draw);
  list.addEventListener('click', onClick);
  list.addEventListener('focusin', (event) => roam(event.target.closest('.message')));
  log.addEventListener('scroll', () => { if (isNearTop()) readEarlier(); }, { passive: true });
  addKeys();
  draw();
  // The first date takes long: it is not to be the first message that waits for it.
  (globalThis.requestIdleCallback ?? setTimeout)(() => day(0));
  return log;
}

/** The messages that are drawn: what is known of the room. */
export const drawnMessages = () => store.messages(chat.roomId());

function onStore(topic, detail) {
  if (topic === 'all' || topic === 'bots') draw();
  if (topic === 'rooms') nodes.forEach((node, id) => drawFoot(node.querySelector('.message-foot'), store.message(drawn.room, id)));
  if (topic === 'talk' && detail === chat.roomId()) draw();
  if (topic === 'message' && detail.sender_type === 'user') sending.arrived(detail.room_id, detail.sender_name, detail.body);
  if (topic === 'message' && detail.room_id === chat.roomId()) add(detail);
  if (topic === 'delivery' && detail.room_id === chat.roomId()) drawFeetBehind(detail);
}

function onChat(topic) {
  if (topic === 'room') { draw(); attempt(() => store.enter(chat.roomId())); }
  if (topic === 'as') draw();
  if (topic === 'mark') goToMark();
  if (topic === 'see') see();
}

/** All anew. In the same room, whoever reads further up stays there, and what he opened stays open. */
function draw() {
  const keep = drawn.room === chat.roomId() ? keeper() : () => end.go();
  const messages = drawnMessages();
  sending.show(chat.roomId());
  nodes.clear();
  drawn = { room: chat.roomId(), last: null };
  clear(list);
  messages.forEach(append);
  drawEarlier();
  if (messages.length === 0 && store.talk(drawn.room)?.isLoaded) list.append(el('p', { class: 'empty', words: 'chat.nothing-said' }));
  drawMark();
  drawTyping();
  roam(nodes.get(drawn.last?.message_id));
  keep();
  if (nodes.size > 0 && isNearTop()) readEarlier();
}

/** Whether what came before is about to be seen; in a large window all that is known may leave room for it. */
const isNearTop = () => log.clientHeight > 0 && log.scrollTop < NEAR;

/** Remembers what is seen, opened and focused; gives what brings it back. */
function keeper() {
  const wasAtEnd = end.isSeen;
  const scrolled = log.scrollTop;
  const isSeen = (node) => node.getBoundingClientRect().bottom > log.getBoundingClientRect().top;
  const [anchor, seen] = (!wasAtEnd && [...nodes].find(([, node]) => isSeen(node))) || [];
  const top = seen?.getBoundingClientRect().top;
  const idsOf = (found) => [...nodes].filter(([, node]) => node.querySelector(found)).map(([id]) => id);
  const opened = idsOf('details[open]');
  const unfolded = idsOf('.bubble-stack > .bubble:not(.folded)');
  const focused = list.contains(document.activeElement) && focusedId();
  return () => {
    opened.forEach((id) => nodes.get(id)?.querySelector('details')?.setAttribute('open', ''));
    unfolded.forEach((id) => nodes.get(id)?.querySelector('.bubble-stack > button')?.click());
    if (focused) nodes.get(focused)?.focus({ preventScroll: true });
    if (wasAtEnd) return end.go();
    end.leave();
    log.scrollTop = scrolled;
    if (nodes.has(anchor)) log.scrollTop += nodes.get(anchor).getBoundingClientRect().top - top;
    return undefined;
  };
}

/** How many came before those that are drawn; whoever scrolls up has them loaded by that. */
function drawEarlier() {
  const old = list.querySelector('.earlier');
  const isFocused = old !== null && old === document.activeElement;
  old?.remove();
  const n = (chat.room()?.message_count ?? 0) - nodes.size;
  if (n > 0 && store.talk(drawn.room)?.hasEarlier) {
    list.prepend(el('button', { type: 'button', class: 'button small earlier', words: ['chat.earlier', { n }], on: { click: () => readEarlier() } }));
    if (isFocused) list.firstChild.focus({ preventScroll: true });
  }
}

/** Loads what came before, one page or as far as is wanted, and puts it above; what is read stays where it is. */
async function readEarlier(load = (talk) => talk.loadEarlier()) {
  const { room } = drawn;
  await attempt(() => store.talk(room)?.loaded.then(load));
  const [first] = nodes.values();
  if (room !== drawn.room || !first) return;
  const messages = drawnMessages().filter((it) => it.message_id < Number(first.dataset.id));
  if (messages.length === 0) return;
  const known = [...nodes];
  const rows = rowsOf(messages);
  end.hold(() => {
    list.prepend(...rows);
    join(messages.at(-1), first);
    nodes = new Map([...nodes].slice(known.length).concat(known));
    drawEarlier();
  });
  chat.tell('earlier');
  if (isNearTop()) readEarlier();
}

/** What stood first follows this one now; answers to what is known by now can quote it. */
function join(before, first) {
  const message = store.message(drawn.room, Number(first.dataset.id));
  if (!isNewDay(before, message)) first.previousElementSibling.remove();
  first.classList.toggle('following', isFollowing(before, message));
  for (const old of list.querySelectorAll('.quote.unknown')) {
    old.replaceWith(quote(store.message(drawn.room, Number(old.closest('.message').dataset.id))));
  }
}

function append(message) {
  list.append(...rowsOf([message], drawn.last));
  drawn.last = message;
}

/** The nodes of messages that follow one another, and `last`; each day begins with its date. */
function rowsOf(messages, last) {
  return messages.flatMap((message) => {
    const before = last;
    last = message;
    const node = bubble(message, isFollowing(before, message));
    nodes.set(message.message_id, node);
    return isNewDay(before, message) ? [el('p', { class: 'day faint' }, day(message.created_at * 1000)), node] : [node];
  });
}

const isNewDay = (last, message) => !last || !isSameDay(last.created_at * 1000, message.created_at * 1000);

/** Whether somebody goes on speaking. */
const isFollowing = (last, message) => !isNewDay(last, message) && last.sender_name === message.sender_name && last.sender_type === message.sender_type
  && !message.reply_to_message_id && message.created_at - last.created_at < TOGETHER_SECONDS;

/** A new message; whoever speaks sees what he said. */
function add(message) {
  if (nodes.has(message.message_id)) return undefined;
  if (drawn.last && message.message_id < drawn.last.message_id) return draw();
  const isMine = message.sender_type === 'user' && message.sender_name === chat.as();
  list.querySelector('.empty')?.remove();
  append(message);
  roam(nodes.get(message.message_id));
  drawTyping();
  if (isMine) end.want();
  return undefined;
}

function drawFeetOf(eventId) {
  const delivery = store.deliveries.get(eventId);
  const node = nodes.get(delivery?.message_id);
  const message = store.message(delivery?.room_id, delivery?.message_id);
  if (!node || !message) return;
  drawFoot(node.querySelector('.message-foot'), message);
  if (delivery.state === 'failed') announce(t('chat.announce-failed', { text: excerpt(message.body, 40) }));
  drawTyping();
}

/** Its own foot, and those of what waits behind it. */
function drawFeetBehind(delivery) {
  drawFeetOf(delivery.event_id);
  for (const it of store.deliveries.values()) {
    const waits = it.state === 'waiting' && it.attempts === 0 && it.bot_id === delivery.bot_id && it.room_id === delivery.room_id;
    if (waits && it.event_id !== delivery.event_id) drawFeetOf(it.event_id);
  }
}

/** Bots that are being told something are about to answer. */
function drawTyping() {
  const told = drawnMessages().slice(-20).flatMap((it) => store.deliveriesOf(it.message_id)).filter((it) => it.state === 'under_way');
  const names = [...new Set(told.map((it) => botName(it.bot_id)))];
  typing.hidden = names.length === 0;
  if (names.length) replace(typing, el('span', { class: 'dots', aria: { hidden: 'true' } }, el('i'), el('i'), el('i')), el('span', {}, phrase('chat.typing', { bots: names })));
}

/** The bubbles of the marked turn, and among them the one that is meant. */
function drawMark() {
  const turn = chat.marked && turnsOf(drawnMessages()).find(chat.isMarked);
  const marked = new Set(turn ? [turn.message, ...turn.bubbles].map((it) => it.message_id) : []);
  for (const [id, node] of nodes) {
    node.classList.toggle('marked', marked.has(id));
    node.ariaCurrent = id === chat.marked ? 'true' : null;
  }
}

/** What is marked may be older than what is known. */
async function drawMarked() {
  drawMark();
  if (!chat.marked || nodes.has(chat.marked)) return;
  await readEarlier((talk) => talk.reach((oldest) => oldest.message_id > chat.marked));
  drawMark();
}

async function goToMark() {
  await drawMarked();
  if (!list.contains(document.activeElement)) nodes.get(chat.marked)?.scrollIntoView({ block: 'nearest' });
}

/** Brings the marked message into the middle, and the focus to it. */
async function see() {
  await drawMarked();
  const node = nodes.get(chat.marked);
  if (!node) return;
  end.leave();
  roam(node);
  node.focus({ preventScroll: true });
  node.scrollIntoView({ block: 'center' });
}

function onClick(event) {
  const node = event.target.closest('.message');
  if (!node || event.target.closest('button, a, summary, pre') || String(getSelection())) return;
  markTurnOf(Number(node.dataset.id));
}

function markTurnOf(id) {
  const turn = turnsOf(drawnMessages()).find((it) => [it.message, ...it.bubbles].some(({ message_id }) => message_id === id));
  chat.mark(!turn || chat.isMarked(turn) ? null : id);
}

/** One message is reached by Tab; the keys go on from there. */
function roam(node) {
  if (!node) return;
  list.querySelector('.message[tabindex="0"]')?.setAttribute('tabindex', '-1');
  node.tabIndex = 0;
}

function step(by) {
  const all = [...nodes.values()];
  const at = all.findIndex((it) => it.tabIndex === 0);
  const isInside = list.contains(document.activeElement);
  if (at + by < 0) readEarlier();
  all[Math.max(0, Math.min(all.length - 1, isInside ? at + by : at))]?.focus();
}

/** The message that has the focus, also one of KakaoTalk. */
export const focusedId = () => Number(document.activeElement?.closest?.('[data-id].message, .kakao-message')?.dataset.id);
const focused = () => store.message(chat.roomId(), focusedId());

function addKeys() {
  keys.add({ view: 'chat', keys: 'k ArrowUp', words: 'chat.key.up', run: () => step(-1) });
  keys.add({ view: 'chat', keys: 'j ArrowDown', words: 'chat.key.down', run: () => step(1) });
  keys.add({ view: 'chat', keys: 'r', words: 'chat.key.reply', run: () => focused() && chat.setReply(focused()) });
  keys.add({ view: 'chat', keys: 'w', words: 'chat.key.turn', run: () => focused() && markTurnOf(focused().message_id) });
}
