// Where a message is written. Enter sends, also while a syllable is being composed: then it is sent once, when that has ended.
import { post } from '../api.js';
import { attempt, menu } from '../dialog.js';
import { el, replace } from '../dom.js';
import { sendOnEnter } from '../enter.js';
import { icon } from '../icons.js';
import { keys } from '../keys.js';
import { excerpt, phrase } from '../shown.js';
import { store } from '../store.js';
import { askForName } from './people.js';
import { loadSamples, plusItems } from './plus.js';
import { chat } from './state.js';
import { sending } from './talk.js';

const MOST_LINES_HEIGHT = 220;
const MOST_LINES = 9;
const LONG = 4000;
const field = el('textarea', { class: 'composer-field', rows: '1', autocomplete: 'off', hint: 'chat.write', label: 'chat.write', dir: 'auto' });
const replying = el('div', { class: 'replying', hidden: true });
const speaker = el('button', { type: 'button', class: 'button quiet small speaker' });
let queue = Promise.resolve();
let underWay = 0;
let unsent = [];

/** The composer of the open room. */
export function composer() {
  const plus = el('button', { type: 'button', class: 'icon-button plus', label: 'chat.plus' }, icon('add'));
  const send = el('button', { type: 'button', class: 'icon-button send', label: 'chat.send', on: { click: submit } }, icon('send'));
  const node = el('div', { class: 'composer' }, replying,
    el('div', { class: 'composer-box' }, plus, speaker, field, send));
  menu(plus, plusItems);
  menu(speaker, speakers);
  sendOnEnter(field, submit, onOtherKey);
  field.addEventListener('input', keepDraft);
  chat.watch(onChat);
  store.watch((topic) => { if (topic === 'all' || topic === 'users') drawSpeaker(); });
  keys.add({ view: 'chat', keys: 'c', words: 'chat.key.compose', run: compose });
  keys.add({ view: 'chat', keys: 'Escape', words: 'chat.key.escape', inFields: true, run: escape });
  drawSpeaker();
  loadSamples();
  return node;
}

/** Puts the cursor where messages are written. */
export const compose = () => field.focus();

/** Takes back the reply and the mark, and comes here. */
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

function keepDraft() {
  chat.drafts.set(chat.roomId(), field.value);
  grow();
}

/** As high as what is written, up to a limit. */
function grow() {
  // To measure much text takes long, and it fills the field anyway.
  field.rows = field.value.length > LONG ? MOST_LINES : Math.min(MOST_LINES, field.value.split('\n').length);
  if (field.value.length > LONG) return;
  while (field.scrollHeight > field.clientHeight + 2 && field.clientHeight < MOST_LINES_HEIGHT) field.rows += 1;
}

function drawSpeaker() {
  replace(speaker, el('span', { class: 'sr-only', words: 'chat.speak-as' }), el('bdi', {}, excerpt(chat.as(), 16)), icon('down'));
}

function speakers() {
  const items = chat.names().map((name) => ({ text: excerpt(name, 40), checked: name === chat.as(), run: () => speakAs(name) }));
  return [...items, null, { words: 'chat.new-user', icon: 'add', run: async () => speakAs(await askForName()) }];
}

function speakAs(name) {
  if (name) chat.setAs(name);
  compose();
}

function drawReply() {
  replying.hidden = chat.reply === null;
  if (!chat.reply) return;
  const stop = el('button', { type: 'button', class: 'icon-button', label: 'chat.no-reply' }, icon('close'));
  stop.addEventListener('click', () => { chat.setReply(null); compose(); });
  replace(replying, icon('reply'), el('span', {}, phrase('chat.replying', { name: excerpt(chat.reply.sender_name, 30) })),
    el('bdi', { class: 'faint replying-text' }, excerpt(chat.reply.body)), stop);
  compose();
}

/** Up in an empty field takes the last own message again, to be changed or sent as it was. */
function onOtherKey(event) {
  if (event.key !== 'ArrowUp' || field.value !== '' || event.isComposing) return;
  const last = store.messages(chat.roomId()).findLast((it) => it.sender_type === 'user' && it.sender_name === chat.as());
  if (!last) return;
  event.preventDefault();
  field.value = last.body;
  if (last.reply_to_message_id) chat.setReply(store.message(last.room_id, last.reply_to_message_id) ?? null);
  keepDraft();
}

function submit() {
  const body = field.value;
  if (!body.trim()) return;
  const said = { user: chat.as(), body, reply_to_message_id: chat.reply?.message_id };
  const room = chat.roomId();
  field.value = '';
  keepDraft();
  chat.setReply(null);
  // One after the other: what is typed fast keeps its order.
  underWay += 1;
  const over = sending.add({ room, ...said });
  queue = queue.then(() => say(room, said)).finally(over);
}

async function say(room, said) {
  if (!await attempt(() => post(`/rooms/${room}/messages`, said))) unsent.push({ room, said });
  underWay -= 1;
  if (underWay === 0) giveBack();
}

/** What could not be sent stands in its room's composer again, in its order and before what was written meanwhile. */
function giveBack() {
  for (const [room, list] of Map.groupBy(unsent, (it) => it.room)) {
    chat.drafts.set(room, [...list.map(({ said }) => said.body), chat.drafts.get(room)].filter(Boolean).join('\n'));
    if (room !== chat.roomId()) continue;
    field.value = chat.drafts.get(room);
    grow();
    const replied = store.message(room, list[0].said.reply_to_message_id);
    if (replied && !chat.reply) chat.setReply(replied);
  }
  unsent = [];
}
