// The chat: rooms on the left, the talk in the middle, its turns on the right; one of them at a time where there is little room.
import { address } from '../address.js';
import { attempt } from '../dialog.js';
import { clear, el, replace } from '../dom.js';
import { live } from '../live.js';
import { store } from '../store.js';
import { compose, composer } from './composer.js';
import { exchanges } from './exchanges.js';
import { roomHead } from './room-head.js';
import { rooms } from './rooms.js';
import { chat } from './state.js';
import { talk } from './talk.js';
import { turns } from './turns.js';
import { addWords } from '../words.js';

const PANES = ['rooms', 'talk', 'turns'];
const kakao = el('div', { class: 'kakao-room' });
let panes = null;
let isShown = false;
let open = null;
let leaveKakao = null;

export function mount(node) {
  if (chat.isNew) chat.readAll();
  const tabs = el('div', { class: 'pane-tabs', role: 'group', label: 'chat.panes' });
  panes = el('div', { class: 'panes', data: { pane: 'talk' } }, rooms(), middle(), turns());
  replace(node, tabs, panes);
  drawTabs(tabs);
  address.onChange(() => { if (isShown) onAddress(tabs); });
  store.watch((topic, detail) => {
    if (topic === 'message' && isSeen() && detail.room_id === chat.roomId()) chat.readAll(detail.room_id);
    if (topic === 'message') drawTitle();
    if (['all', 'rooms', 'kakao'].includes(topic)) onAddress(tabs);
  });
  document.addEventListener('visibilitychange', () => {
    if (isSeen()) chat.readAll(chat.roomId());
    drawTitle();
  });
  live.onReset(() => attempt(exchanges.load));
  attempt(exchanges.load);
  onAddress(tabs);
}

const isSeen = () => isShown && !document.hidden;

/** In a tab of the background, the title says how many messages nobody has read. */
function drawTitle() {
  const n = document.hidden ? [...store.rooms.keys()].reduce((sum, id) => sum + chat.unread(id), 0) : 0;
  document.title = (n ? `(${n}) ` : '') + document.title.replace(/^\(\d+\) /, '');
}

function middle() {
  return el('section', { class: 'middle pane', label: 'chat.talk' }, kakao, roomHead(), talk(), composer());
}

/** A room of KakaoTalk is drawn by itself, in the place of the talk. */
async function drawKakao(room) {
  leaveKakao?.();
  leaveKakao = null;
  panes.classList.toggle('in-kakao', room !== undefined);
  if (!room) return;
  addWords((await import('../words/kakao.js')).words);
  const module = await import('../kakao/room.js');
  if (open === room.room_id) leaveKakao = module.mount(replace(kakao), room);
}

export function shown() {
  isShown = true;
  chat.readAll(chat.roomId());
  if (matchMedia('(hover: hover)').matches) compose();
}

export function hidden() {
  isShown = false;
}

function onAddress(tabs) {
  if (open === chat.roomId()) return;
  open = chat.roomId();
  chat.marked = null;
  chat.readAll(open);
  chat.tell('room');
  drawKakao(store.kakao.get(open));
  panes.dataset.pane = 'talk';
  drawTabs(tabs);
}

/** In a narrow window one pane is seen at a time. */
function drawTabs(tabs) {
  clear(tabs);
  for (const pane of PANES) {
    const button = el('button', { type: 'button', words: `chat.pane.${pane}`, aria: { pressed: String(panes.dataset.pane === pane) } });
    button.addEventListener('click', () => { panes.dataset.pane = pane; drawTabs(tabs); });
    tabs.append(button);
  }
}
