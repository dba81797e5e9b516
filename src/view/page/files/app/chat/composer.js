// The composer: text field, sender, reply, and the queue of messages to post.
import { post } from '../api.js';
import { callOrToast, menu } from '../dialog.js';
import { el, replace } from '../dom.js';
import { sendOnEnter } from '../send-on-enter.js';
import { icon } from '../icons.js';
import { keys } from '../keys.js';
import { excerpt, wordNodes } from '../display-text.js';
import { store } from '../store.js';
import { askForName } from './name-dialogs.js';
import { loadSamples, sendMenuItems } from './event-dialogs.js';
import { chat } from './state.js';
import { pendingMessages } from './message-log.js';

const MAX_HEIGHT_PX = 220;
const MAX_LINES = 9;
const LONG_CHARS = 4000;
const field = el('textarea', { class: 'composer-field', rows: '1', autocomplete: 'off', hint: 'chat.write', label: 'chat.write', dir: 'auto' });
const replyBar = el('div', { class: 'replying', hidden: true });
const speakerButton = el('button', { type: 'button', class: 'button quiet small speaker' });
let queue = Promise.resolve();
let inFlight = 0;
let unsent = [];

export function composer() {
  const plus = el('button', { type: 'button', class: 'icon-button plus', label: 'chat.plus' }, icon('add'));
  const send = el('button', { type: 'button', class: 'icon-button send', label: 'chat.send', on: { click: submit } }, icon('send'));
  const node = el('div', { class: 'composer' }, replyBar,
    el('div', { class: 'composer-box' }, plus, speakerButton, field, send));
  const renewEvents = menu(plus, sendMenuItems);
  menu(speakerButton, speakers);
  sendOnEnter(field, submit, onOtherKey);
  field.addEventListener('input', saveDraft);
  chat.watch(onChat);
  store.watch((topic) => { if (topic === 'all' || topic === 'users') drawSpeaker(); });
  keys.add({ view: 'chat', keys: 'c', words: 'chat.key.compose', run: compose });
  keys.add({ view: 'chat', keys: 'Escape', words: 'chat.key.escape', inFields: true, run: escape });
  drawSpeaker();
  loadSamples().then(renewEvents);
  return node;
}

export const compose = () => field.focus();

/** Clears the reply and the mark, and focuses the field. */
function escape() {
  if (chat.reply) chat.setReply(null);
  if (chat.marked) chat.mark(null);
  compose();
}

function onChat(topic) {
  if (topic === 'room') { field.value = chat.drafts.get(chat.roomId()); chat.setReply(null); grow(); }
  if (topic === 'as') drawSpeaker();
  if (topic === 'reply') drawReply();
}

function saveDraft() {
  chat.drafts.set(chat.roomId(), field.value);
  grow();
}

/** Fits the field's height to its text, up to a maximum. */
function grow() {
  // Measuring long text is slow, and it fills the field anyway.
  field.rows = field.value.length > LONG_CHARS ? MAX_LINES : Math.min(MAX_LINES, field.value.split('\n').length);
  if (field.value.length > LONG_CHARS) return;
  while (field.scrollHeight > field.clientHeight + 2 && field.clientHeight < MAX_HEIGHT_PX) field.rows += 1;
}

function drawSpeaker() {
  replace(speakerButton, el('span', { class: 'sr-only', words: 'chat.speak-as' }), el('bdi', {}, excerpt(chat.speaker(), 16)), icon('down'));
}

function speakers() {
  const items = chat.speakerNames().map((name) => ({ text: excerpt(name, 40), checked: name === chat.speaker(), run: () => speakAs(name) }));
  return [...items, null, { words: 'chat.new-user', icon: 'add', run: async () => speakAs(await askForName()) }];
}

function speakAs(name) {
  if (name) chat.setSpeaker(name);
  compose();
}

function drawReply() {
  replyBar.hidden = chat.reply === null;
  if (!chat.reply) return;
  const stop = el('button', { type: 'button', class: 'icon-button', label: 'chat.no-reply' }, icon('close'));
  stop.addEventListener('click', () => { chat.setReply(null); compose(); });
  replace(replyBar, icon('reply'), el('span', {}, wordNodes('chat.replying', { name: excerpt(chat.reply.sender_name, 30) })),
    el('bdi', { class: 'faint replying-text' }, excerpt(chat.reply.body)), stop);
  compose();
}

/** ArrowUp in an empty field inserts the last own message. */
function onOtherKey(event) {
  if (event.key !== 'ArrowUp' || field.value !== '' || event.isComposing) return;
  const lastOwn = store.messages(chat.roomId()).findLast((it) => it.sender_type === 'user' && it.sender_name === chat.speaker());
  if (!lastOwn) return;
  event.preventDefault();
  field.value = lastOwn.body;
  if (lastOwn.reply_to_message_id) chat.setReply(store.message(lastOwn.room_id, lastOwn.reply_to_message_id) ?? null);
  saveDraft();
}

function submit() {
  const body = field.value;
  if (!body.trim()) return;
  const message = { user: chat.speaker(), body, reply_to_message_id: chat.reply?.message_id };
  const room = chat.roomId();
  field.value = '';
  saveDraft();
  chat.setReply(null);
  // Messages are posted one after the other, which preserves their order.
  inFlight += 1;
  const remove = pendingMessages.add({ room, ...message });
  queue = queue.then(() => sendMessage(room, message)).finally(remove);
}

async function sendMessage(room, message) {
  if (!await callOrToast(() => post(`/rooms/${room}/messages`, message))) unsent.push({ room, message });
  inFlight -= 1;
  if (inFlight === 0) restoreUnsent();
}

/** Returns unsent messages to their rooms' drafts, in order and before the text typed meanwhile. */
function restoreUnsent() {
  for (const [room, list] of Map.groupBy(unsent, (it) => it.room)) {
    chat.drafts.set(room, [...list.map(({ message }) => message.body), chat.drafts.get(room)].filter(Boolean).join('\n'));
    if (room !== chat.roomId()) continue;
    field.value = chat.drafts.get(room);
    grow();
    const original = store.message(room, list[0].message.reply_to_message_id);
    if (original && !chat.reply) chat.setReply(original);
  }
  unsent = [];
}
