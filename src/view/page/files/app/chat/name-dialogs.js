// Dialogs that ask for the name of a new user or room.
import { post, put } from '../api.js';
import { callOrToast, openDialog } from '../dialog.js';
import { el } from '../dom.js';
import { excerpt, wordNodes } from '../display-text.js';
import { store } from '../store.js';
import { t } from '../words.js';
import { chat } from './state.js';

// Suggested names of further users; the default user is 앨리스.
const SUGGESTED_NAMES = ['밥', '캐럴', '데이브', '이브', '프랭크', '그레이스', '하이디', '이반'];

/** Asks for the name of a new user; resolves to null when the dialog is closed. */
export const askForName = () => askFor(t('chat.new-user'), 'chat.user-name', freeName());

/** Asks for another name; resolves to null when the dialog is closed, or when the name stays. */
export async function askForNewName(name) {
  const newName = await askFor(wordNodes('chat.rename', { name }), 'chat.room-name', name);
  return newName === name ? null : newName;
}

function askFor(title, words, value) {
  return new Promise((resolve) => {
    const field = el('input', { id: 'user-name', class: 'field', maxlength: '100', required: true, autocomplete: 'off', value });
    const form = formOf([labelled('user-name', words, field)]);
    const dialog = openDialog({ title, body: form, actions: [okButton(form)] });
    let name = null;
    form.addEventListener('submit', (event) => { event.preventDefault(); name = field.value.trim(); dialog.close(); });
    dialog.addEventListener('close', () => resolve(name || null));
    field.select();
  });
}

/** Returns a suggested name that is not in use. */
function freeName() {
  const used = new Set(chat.speakerNames());
  const free = SUGGESTED_NAMES.find((it) => !used.has(it));
  if (free) return free;
  let n = 2;
  while (used.has(`${SUGGESTED_NAMES[0]} ${n}`)) n += 1;
  return `${SUGGESTED_NAMES[0]} ${n}`;
}

/** Asks for a name and for bots, creates the room and opens it. */
export function askForRoom() {
  const field = el('input', { id: 'room-name', class: 'field', maxlength: '100', autocomplete: 'off', hint: 'chat.room-name-hint' });
  const bots = [...store.bots.values()].map((bot) => {
    const box = el('input', { type: 'checkbox', value: bot.bot_id, checked: true });
    return el('label', { class: 'row' }, box, el('bdi', {}, excerpt(bot.name, 60)), el('span', { class: 'faint mono' }, bot.bot_id));
  });
  const form = formOf([labelled('room-name', 'chat.room-name', field),
    bots.length > 0 && el('fieldset', { class: 'stack bare' }, el('legend', { words: 'chat.room-bots' }), bots)]);
  const dialog = openDialog({ title: t('chat.new-room'), body: form, actions: [okButton(form)] });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const botIds = [...form.querySelectorAll(':checked')].map((it) => it.value);
    if (await callOrToast(() => createRoom(field.value.trim(), botIds))) dialog.close();
  });
  field.focus();
}

/** Creates a room with these bots and opens it. */
export async function createRoom(name, bots) {
  const room = await post('/rooms', name ? { name } : {});
  for (const bot of bots) await put(`/rooms/${room.room_id}/bots/${bot}`);
  await store.refresh('rooms');
  chat.open(room.room_id);
  return room;
}

function formOf(parts) {
  return el('form', { id: 'asked', class: 'stack' }, parts);
}

function labelled(id, words, field) {
  return el('div', { class: 'form-field' }, el('label', { for: id, words }), field);
}

function okButton(form) {
  return el('button', { class: 'button primary', form: form.id, words: 'chat.ok' });
}
