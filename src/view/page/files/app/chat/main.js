// The chat view: panes for rooms, messages and turns; a narrow window shows one of them.
import { address } from '../address.js';
import { callOrToast } from '../dialog.js';
import { el, replace } from '../dom.js';
import { kakaoMessages } from '../kakao/messages.js';
import { keys } from '../keys.js';
import { exchangePlace } from '../link.js';
import { live } from '../live.js';
import { splitter } from '../splitter.js';
import { store } from '../store.js';
import { compose, composer } from './composer.js';
import { exchanges } from './exchanges.js';
import { messageExchangeId } from './delivery-state.js';
import { roomHead } from './room-head.js';
import { rooms } from './rooms.js';
import { chat } from './state.js';
import { focusedId, messageLog } from './message-log.js';
import { missingRoomNote } from './missing-room.js';
import { turns } from './turns.js';
import { addWords } from '../words.js';

const PANES = ['rooms', 'talk', 'turns'];
const tabs = el('div', { class: 'pane-tabs', role: 'group', label: 'chat.panes' },
  PANES.map((pane) => el('button', { type: 'button', words: `chat.pane.${pane}`, data: { pane }, on: { click: () => openPane(pane) } })));
const kakao = el('div', { class: 'kakao-room' });
const missingRoom = el('div', { class: 'no-room', hidden: true });
let panes = null;
let isShown = false;
let wasShown = false;
let openRoomId = null;
let wasFound = false;
let closeKakao = null;

export function mount(node) {
  if (chat.isNew) chat.readAll();
  const [left, right] = [rooms(), turns()];
  panes = el('div', { class: 'panes' }, left, middle(), right);
  left.append(splitter({ name: 'rooms', box: panes, pane: left, min: 10, max: 34, share: 0.3 }));
  right.prepend(splitter({ name: 'turns', box: panes, pane: right, side: 'start', min: 14, max: 64, share: 0.45 }));
  replace(node, tabs, panes);
  address.onChange(() => { if (isShown) applyAddress(); });
  chat.watch((topic) => {
    if (topic === 'see') openPane('talk');
    if (topic === 'file') openPane(right.dataset.file ? 'turns' : 'talk');
  });
  keys.add({ view: 'chat', keys: 't', words: 'chat.key.exchange', run: openExchange });
  store.watch((topic, detail) => {
    if (topic === 'message' && isVisible() && detail.room_id === chat.roomId()) chat.readAll(detail.room_id);
    if (topic === 'message') drawTitle();
    if (['all', 'rooms', 'kakao'].includes(topic)) applyAddress();
  });
  document.addEventListener('visibilitychange', () => {
    if (isVisible()) chat.readAll(chat.roomId());
    drawTitle();
  });
  live.onReset(() => callOrToast(exchanges.load));
  callOrToast(exchanges.load);
  openPane('talk');
  applyAddress();
}

const isVisible = () => isShown && !document.hidden;

/** Shows the number of unread messages in the title of a background tab. */
function drawTitle() {
  const n = document.hidden ? [...store.rooms.keys()].reduce((sum, id) => sum + chat.unread(id), 0) : 0;
  document.title = (n ? `(${n}) ` : '') + document.title.replace(/^\(\d+\) /, '');
}

function middle() {
  return el('section', { class: 'middle pane', label: 'chat.talk' }, missingRoom, kakao, roomHead(), messageLog(), composer());
}

/** Shows a Kakao room in place of the message log; undefined removes it. */
async function drawKakao(room) {
  closeKakao?.();
  closeKakao = null;
  panes.classList.toggle('in-kakao', room !== undefined);
  if (!room) return;
  addWords((await import('../words/kakao.js')).words);
  const module = await import('../kakao/room.js');
  if (openRoomId === room.room_id) closeKakao = module.mount(replace(kakao), room);
}

export function onShow() {
  const isFirst = !wasShown;
  isShown = wasShown = true;
  applyAddress();
  chat.readAll(chat.roomId());
  if (isFirst && chat.marked) chat.tell('see');
  else if (matchMedia('(hover: hover)').matches) compose();
}

export function onHide() {
  isShown = false;
}

/** Shows the room and the marked message of the address. */
function applyAddress() {
  const isFound = chat.isRoom();
  const isOtherRoom = openRoomId !== chat.roomId() || wasFound !== isFound;
  const isOtherMark = chat.readMark();
  drawMissingRoom();
  if (isOtherRoom) {
    openRoomId = chat.roomId();
    wasFound = isFound;
    chat.readAll(openRoomId);
    chat.tell('room');
    drawKakao(store.kakao.get(openRoomId));
    openPane('talk');
  }
  if (isOtherMark) chat.tell('mark');
}

/** Replaces composer and log by a note when the room does not exist: a message must not go to another room. */
function drawMissingRoom() {
  missingRoom.hidden = chat.isRoom();
  panes.classList.toggle('without-room', !chat.isRoom());
  replace(missingRoom, !chat.isRoom() && missingRoomNote(() => openPane('rooms')));
}

/** Opens the exchange of the focused message, else of the marked one, else of the last one that has one. */
function openExchange() {
  const roomId = chat.roomId();
  const isKakao = store.kakao.has(roomId);
  const messages = isKakao ? kakaoMessages.of(roomId) : store.messages(roomId);
  const exchangeIdOf = (it) => it && (isKakao ? it.exchange_id : messageExchangeId(it));
  const chosenId = focusedId() || chat.marked;
  const id = exchangeIdOf(chosenId ? messages.find((it) => it.message_id === chosenId) : messages.findLast(exchangeIdOf));
  if (id) address.set(exchangePlace(id), { push: true });
}

/** Selects the pane that a narrow window shows. */
function openPane(pane) {
  panes.dataset.pane = pane;
  for (const tab of tabs.children) tab.ariaPressed = String(tab.dataset.pane === pane);
}
