// The pane of rooms and users.
import { del, patch } from '../api.js';
import { callOrToast, confirmDialog, menu } from '../dialog.js';
import { el, replace } from '../dom.js';
import { shortTime } from '../format.js';
import { oncePerFrame } from '../frame.js';
import { icon } from '../icons.js';
import { lastMessage } from '../kakao/last-message.js';
import { createSkillRoom } from '../kakao/room-dialog.js';
import { kakaoMessages } from '../kakao/messages.js';
import { keys } from '../keys.js';
import { link } from '../link.js';
import { excerpt, wordNodes } from '../display-text.js';
import { store } from '../store.js';
import { TabStop } from '../tab-stop.js';
import { onLanguage, t } from '../words.js';
import { askForName, askForRoom, askForNewName } from './name-dialogs.js';
import { chat } from './state.js';

const list = el('ul', { class: 'room-list' });
const userList = el('div', { class: 'people', role: 'radiogroup', aria: { labelledby: 'people-name' } });
const items = new Map();
const dueRooms = new Set();

export function rooms() {
  const add = el('button', { type: 'button', class: 'icon-button', label: 'chat.new-room', on: { click: askForRoom } }, icon('add'));
  const addSkill = el('button', { type: 'button', class: 'icon-button', label: 'kakao.new', on: { click: createSkillRoom } }, icon('chat'));
  const addUser = el('button', { type: 'button', class: 'icon-button', label: 'chat.new-user', on: { click: speakAsNewUser } }, icon('add'));
  const moreOfRoom = el('button', { type: 'button', class: 'icon-button', label: 'chat.room-more' }, icon('more'));
  const moreOfUser = el('button', { type: 'button', class: 'icon-button', label: 'chat.user-more' }, icon('more'));
  menu(moreOfRoom, roomItems);
  menu(moreOfUser, userItems);
  store.watch(onStore);
  chat.watch((topic, id) => {
    if (topic === 'room') drawRooms();
    if (topic === 'read') drawSoon(id);
    if (topic === 'as') drawUsers();
  });
  kakaoMessages.watch(() => store.kakao.forEach((room) => drawSoon(room.room_id)));
  new TabStop(list, '.room').withArrows();
  userList.addEventListener('keydown', moveUser);
  onLanguage(drawRooms);
  addKeys();
  drawRooms();
  drawUsers();
  return el('nav', { class: 'rooms pane', id: 'rooms', aria: { labelledby: 'rooms-name' } },
    el('div', { class: 'toolbar' }, el('h2', { id: 'rooms-name', words: 'chat.rooms' }), addSkill, add, el('span', {}, moreOfRoom)), list,
    el('div', { class: 'toolbar' }, el('h2', { id: 'people-name', words: 'chat.speak-as' }), addUser, el('span', {}, moreOfUser)), userList);
}

async function speakAsNewUser() {
  const name = await askForName();
  if (name) chat.setSpeaker(name);
}

/** Returns what can be done with the open room. */
function roomItems() {
  const room = chat.room() ?? store.kakao.get(chat.roomId());
  if (!room) return [];
  const path = `/${chat.room() ? '' : 'kakao/'}rooms/${room.room_id}`;
  return changeItems(room.name, path, 'chat.room-delete-about', () => {
    store.removeRoom(room.room_id);
    chat.open(null);
    // The address may be the same as before, and then tells nobody.
    store.tell('rooms');
  });
}

/** Returns what can be done with the current user. */
function userItems() {
  const name = chat.speaker();
  const user = [...store.users.values()].find((it) => it.name === name);
  if (!user) return [];
  return changeItems(name, `/users/${user.user_id}`, 'chat.user-delete-about', () => chat.setSpeaker(null), (newName) => chat.setSpeaker(newName));
}

function changeItems(name, path, about, onDeleted, onRenamed = () => {}) {
  const rename = async () => {
    const newName = await askForNewName(name);
    if (newName && await callOrToast(() => patch(path, { name: newName }))) onRenamed(newName);
  };
  const remove = async () => {
    const isSure = await confirmDialog({ title: wordNodes('chat.delete', { name }), body: el('p', { words: about }), yes: t('delete'), isDangerous: true });
    if (isSure && await callOrToast(() => del(path))) onDeleted();
  };
  return [
    { text: wordNodes('chat.rename', { name: excerpt(name, 30) }), icon: 'reply', run: rename },
    { text: wordNodes('chat.delete', { name: excerpt(name, 30) }), icon: 'trash', danger: true, run: remove },
  ];
}

function onStore(topic, detail) {
  if (topic === 'all' || topic === 'rooms' || topic === 'kakao') drawRooms();
  if (topic === 'message') drawSoon(detail.room_id);
  if (topic === 'all' || topic === 'users') drawUsers();
}

const drawDue = oncePerFrame(() => {
  for (const room of allRooms()) if (dueRooms.has(room.room_id) && items.has(room.room_id)) drawItem(room);
  dueRooms.clear();
});

/** Redraws the item of one room in the next frame; undefined stands for all rooms. */
function drawSoon(id) {
  (id === undefined ? [...items.keys()] : [id]).forEach((it) => dueRooms.add(it));
  drawDue();
}

function drawRooms() {
  const focused = list.contains(document.activeElement) && document.activeElement.dataset.room;
  items.clear();
  replace(list, allRooms().map((room) => {
    const item = link({ view: 'chat', room: room.room_id, message: null }, { class: 'room', data: { room: room.room_id } });
    items.set(room.room_id, item);
    drawItem(room);
    return el('li', {}, item);
  }));
  if (focused) list.querySelector(`[data-room="${focused}"]`)?.focus();
}

/** Returns MoMoTalk's rooms, then those of KakaoTalk. */
const allRooms = () => [...store.rooms.values(), ...store.kakao.values()];

function drawItem(room) {
  const item = items.get(room.room_id);
  const isKakao = store.kakao.has(room.room_id);
  const last = isKakao ? lastMessage(room) : room.last_message;
  const n = (isKakao ? kakaoMessages : chat).unread(room.room_id);
  const isOpen = room.room_id === chat.roomId();
  if (isOpen) item.setAttribute('aria-current', 'true');
  else item.removeAttribute('aria-current');
  replace(item,
    el('span', { class: 'room-name' }, el('bdi', {}, excerpt(room.name, 100)), isKakao && el('span', { class: 'chip warn' }, 'KakaoTalk')),
    last && el('time', { class: 'faint number' }, shortTime(last.created_at * 1000)),
    el('span', { class: 'room-last faint' }, last ? [el('bdi', {}, excerpt(last.sender_name, 20)), ': ', el('bdi', {}, excerpt(last.body, 60))] : ''),
    n > 0 && !isOpen && el('span', { class: 'unread number', label: ['chat.unread', { n }], role: 'img' }, n > 99 ? '99+' : n));
}

/** Draws the users as radio buttons: one tab stop, moved by the arrow keys. */
function drawUsers() {
  replace(userList, chat.speakerNames().map((name) => {
    const isChosen = name === chat.speaker();
    return el('button', {
      type: 'button', role: 'radio', class: 'person', tabindex: isChosen ? '0' : '-1', aria: { checked: String(isChosen) }, data: { name },
      on: { click: () => chat.setSpeaker(name) },
    }, icon('user'), el('bdi', {}, excerpt(name, 30)));
  }));
}

function moveUser(event) {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const buttons = [...userList.children];
  const index = buttons.findIndex((it) => it.getAttribute('aria-checked') === 'true');
  chat.setSpeaker(buttons[(index + step + buttons.length) % buttons.length].dataset.name);
  userList.querySelector('[aria-checked="true"]').focus();
}

function openNext(by) {
  const ids = allRooms().map((it) => it.room_id);
  chat.open(ids[(ids.indexOf(chat.roomId()) + by + ids.length) % ids.length]);
}

function addKeys() {
  keys.add({ view: 'chat', keys: 'alt+ArrowUp', words: 'chat.key.room-up', inFields: true, run: () => openNext(-1) });
  keys.add({ view: 'chat', keys: 'alt+ArrowDown', words: 'chat.key.room-down', inFields: true, run: () => openNext(1) });
  keys.add({ view: 'chat', keys: 'n', words: 'chat.new-room', run: askForRoom });
}
