// The menu of `+`: a message with all of its fields, sample events, and a raw event.
import { get, post } from '../api.js';
import { callOrToast, openDialog, toast } from '../dialog.js';
import { el } from '../dom.js';
import { jsonField } from '../json-field.js';
import { excerpt, wordNodes } from '../display-text.js';
import { store } from '../store.js';
import { t } from '../words.js';
import { chat } from './state.js';

let samples = [];

/** Loads the platform's samples in advance. */
export async function loadSamples() {
  samples = (await callOrToast(() => get('/samples')))?.samples ?? [];
}

export function sendMenuItems() {
  const events = samples.map((sample) => ({ text: sample.name.replace(/^momotalk\//, ''), run: () => eventDialog(currentEvent(sample.event)) }));
  return [
    { words: 'chat.detailed', icon: 'chat', run: messageDialog },
    { words: 'chat.raw-event', icon: 'wire', run: () => eventDialog(emptyEvent()) },
    ...(events.length ? [null, ...events] : []),
  ];
}

function emptyEvent() {
  return { event_type: 'talk.message_created', room_id: chat.roomId() };
}

/** Returns a sample with fresh ids, the current time, this room and the current user; the dialog sets the bot. */
function currentEvent({ message, ...event }) {
  const now = Math.floor((Date.now() + (store.clock?.offset_ms ?? 0)) / 1000);
  const sender = [...store.users.values()].find((it) => it.name === chat.speaker())?.user_id;
  const ids = {
    room_id: chat.roomId(), message_id: crypto.getRandomValues(new Uint32Array(1))[0], created_at: now,
    ...(sender && { sender_user_id: sender }),
  };
  return { ...replaceFields(event, { event_id: newEventId(), timestamp: now }), ...(message && { message: replaceFields(message, ids) }) };
}

/** Replaces fields that exist: a sample may lack a field on purpose. */
const replaceFields = (object, fields) => Object.fromEntries(Object.entries(object).map(([name, value]) => [name, fields[name] ?? value]));

const newEventId = () => `evt_${[...crypto.getRandomValues(new Uint8Array(12))].map((it) => it.toString(16).padStart(2, '0')).join('')}`;

function field(id, words, node) {
  return el('div', { class: 'form-field' }, el('label', { for: id, words }), node);
}

function messageDialog() {
  const text = el('textarea', { id: 'detail-text', class: 'field', rows: '3', required: true, dir: 'auto' });
  const type = el('input', { id: 'detail-type', class: 'field mono', value: 'TEXT', required: true });
  const reply = el('input', { id: 'detail-reply', class: 'field', type: 'number', min: '1', value: chat.reply?.message_id ?? '' });
  const send = el('button', { class: 'button primary', form: 'details', words: 'chat.send' });
  const json = jsonField({
    id: 'detail-metadata', words: 'chat.metadata-json', rows: 5, mustBeObject: true,
    onChange: (state) => { send.disabled = state === 'bad' || state === 'not-object'; },
  });
  const form = el('form', { id: 'details', class: 'stack' }, field('detail-text', 'chat.text', text),
    el('div', { class: 'columns' }, field('detail-type', 'chat.type', type), field('detail-reply', 'chat.reply-to', reply)),
    el('p', { class: 'faint', words: 'chat.type-about' }), json.node);
  const dialog = openDialog({ title: t('chat.detailed'), body: form, actions: [send] });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const message = {
      user: chat.speaker(), body: text.value, message_type: type.value,
      reply_to_message_id: reply.value ? Number(reply.value) : undefined,
    };
    if (await callOrToast(() => post(`/rooms/${chat.roomId()}/messages`, withMetadata(message, json)))) dialog.close();
  });
  text.focus();
}

/** Returns the request body as text, with the metadata as typed: JSON.parse would rewrite its numbers. */
function withMetadata(message, json) {
  const text = JSON.stringify(message);
  return json.state() === 'good' ? `${text.slice(0, -1)},"metadata":${json.field.value}}` : text;
}

/** Opens the editor of an event that is sent to one bot. */
function eventDialog(event) {
  const bots = [...store.bots.values()];
  if (bots.length === 0) { toast(t('chat.event-none'), 'bad'); return; }
  const inRoom = chat.room()?.bots ?? [];
  const bot = el('select', { id: 'event-bot', class: 'field' },
    bots.map((it) => el('option', { value: it.bot_id, selected: it.bot_id === inRoom[0] }, `${excerpt(it.name, 60)} (${it.bot_id})`)));
  const send = el('button', { class: 'button primary', form: 'event', words: 'chat.send' });
  const json = jsonField({
    id: 'event-json', words: 'chat.event-json', rows: 16, value: JSON.stringify(event, null, 2),
    onChange: (state) => {
      send.disabled = state === 'empty';
      send.textContent = t(state === 'bad' ? 'chat.send-anyway' : 'chat.send');
    },
  });
  // Selecting another bot updates the `bot_id` in the text while the text still holds the previous one.
  let botInText = event.bot_id;
  const setBot = () => {
    json.set(json.field.value.replace(`"bot_id": "${botInText}"`, `"bot_id": "${bot.value}"`));
    botInText = bot.value;
  };
  bot.addEventListener('change', setBot);
  setBot();
  const form = el('form', { id: 'event', class: 'stack' }, field('event-bot', 'chat.event-bot', bot), json.node,
    el('p', { class: 'faint', words: 'chat.event-about' }));
  const dialog = openDialog({ title: t('chat.event'), body: form, actions: [send], wide: true });
  form.addEventListener('keydown', (it) => { if (it.key === 'Enter' && (it.ctrlKey || it.metaKey)) form.requestSubmit(); });
  form.addEventListener('submit', async (submitEvent) => {
    submitEvent.preventDefault();
    const answer = await callOrToast(() => post(`/bots/${bot.value}/events`, eventBody(json)));
    if (!answer) return;
    dialog.close();
    toast(wordNodes('chat.event-sent', { id: answer.event_id }));
  });
  json.field.focus();
}

/** Returns the request body: a JSON object is sent as an event, any other text as a raw body. */
function eventBody(json) {
  const room = chat.roomId();
  const isObject = json.state() === 'good' && json.field.value.trim()[0] === '{';
  return isObject ? `{"room_id":${room},"event":${json.field.value}}` : { room_id: room, body: json.field.value };
}
