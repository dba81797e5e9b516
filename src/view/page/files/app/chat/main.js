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

const PANES = ['rooms', 'talk', 'turns'];
let panes = null;
let isShown = false;
let open = null;

export function mount(node) {
  chat.readAll();
  const tabs = el('div', { class: 'pane-tabs', role: 'group', label: 'chat.panes' });
  panes = el('div', { class: 'panes', data: { pane: 'talk' } }, rooms(), middle(), turns());
  replace(node, tabs, panes);
  drawTabs(tabs);
  address.onChange(() => { if (isShown) onAddress(tabs); });
  store.watch((topic, detail) => {
    if (topic === 'message' && isShown && detail.room_id === chat.roomId()) chat.readAll(detail.room_id);
    if (topic === 'rooms') onAddress(tabs);
  });
  live.onReset(() => attempt(exchanges.load));
  attempt(exchanges.load);
  onAddress(tabs);
}

function middle() {
  return el('section', { class: 'middle pane', label: 'chat.talk' }, roomHead(), talk(), composer());
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
