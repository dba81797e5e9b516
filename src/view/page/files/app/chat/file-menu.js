// The menu of conversation files in the head of a room: records what is said, opens a file by picker or by drop.
import { get } from '../api.js';
import { callOrToast, menu, toast } from '../dialog.js';
import { el } from '../dom.js';
import { icon } from '../icons.js';
import { keys } from '../keys.js';
import { store } from '../store.js';
import { addWords, setWords, t } from '../words.js';
import { chat } from './state.js';

// The server reads no longer text.
const MAX_FILE_BYTES = 600_000;
// By recorded room: the last message before its recording.
const recordings = new Map();
const words = el('span', { class: 'file-words', words: 'chat.file' });
const picker = el('input', { type: 'file', accept: '.chat,.md,text/plain', hidden: true, label: 'chat.file-open' });

export function fileMenu() {
  const button = el('button', { type: 'button', class: 'button small quiet file-button' }, icon('file'), words, icon('down'));
  menu(button, () => (recordings.has(chat.roomId()) ? [{ words: 'chat.record-stop', icon: 'check', run: stop }] : startItems()));
  picker.addEventListener('change', () => { openFile(picker.files[0]); picker.value = ''; });
  chat.watch((topic) => { if (topic === 'room') draw(); });
  keys.add({ view: 'chat', keys: 'alt+shift+o', words: 'chat.file-open', inFields: true, run: () => picker.click() });
  acceptDrops();
  return [button, picker];
}

const startItems = () => [
  { words: 'chat.record', icon: 'file', run: start },
  { words: 'chat.record-all', icon: 'file', run: () => show(0) },
  null, { words: 'chat.file-open', icon: 'chat', run: () => picker.click() },
];

function draw() {
  const isRecording = recordings.has(chat.roomId());
  setWords(words, 'text', isRecording ? 'chat.recording' : 'chat.file');
  words.parentNode.classList.toggle('warn', isRecording);
}

function start() {
  recordings.set(chat.roomId(), store.rooms.get(chat.roomId())?.last_message?.message_id ?? 0);
  draw();
}

async function stop() {
  const after = recordings.get(chat.roomId());
  recordings.delete(chat.roomId());
  draw();
  await show(after);
}

/** Shows the conversation of what was said after a message. */
async function show(after) {
  const answer = await callOrToast(() => get(`/rooms/${chat.roomId()}/recording`, { after }));
  if (answer) (await fileModule()).showRecording(answer.chat, store.rooms.get(chat.roomId())?.name ?? '');
}

async function fileModule() {
  addWords((await import('../words/file.js')).words);
  return import('./file-pane.js');
}

/** Opens a file: its text is sent to the server, its place is not known to the page. */
async function openFile(file) {
  if (!file) return;
  if (file.size > MAX_FILE_BYTES) toast(t('chat.file-large', { name: file.name }), 'bad');
  else (await fileModule()).openText(file.name, await file.text());
}

/** Takes files that are dropped on the page; the browser would leave the page for them. */
function acceptDrops() {
  const hasFiles = (event) => event.dataTransfer?.types.includes('Files');
  document.addEventListener('dragover', (event) => { if (hasFiles(event)) event.preventDefault(); });
  document.addEventListener('drop', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    if (!document.querySelector('dialog[open]')) openFile(event.dataTransfer.files[0]);
  });
}
