// The page's data: loaded at the start, then updated by the feed. Views read and watch it.
import { get } from './api.js';
import { live } from './live.js';
import { MessageHistory } from './message-history.js';

/** How often the platform is asked who listens, while a bot is offline. */
const PRESENCE_MS = 3000;

const watchers = new Set();
const rooms = new Map();
const users = new Map();
const bots = new Map();
// The last name of each bot, deleted ones included: their deliveries and messages remain.
const botNames = new Map();
const kakao = new Map();
const deliveries = new Map();
// The messages of each room that was opened; of other rooms only the last message is loaded.
const histories = new Map();
let openRoomId = null;
// Messages of rooms that no list has named yet, oldest first.
let earlyMessages = [];
const eventIdsByMessage = new Map();
// Changes that arrive during a full load are queued until it ends; null outside of a load.
let queuedChanges = null;

export const store = {
  rooms, users, bots, kakao, deliveries, botName, page: null, clock: null, faults: [], isLoaded: false, watch, tell, history, openRoom, messages, message, findMessage, deliveriesOf, refresh, removeRoom,
};

/**
 * Calls `fn(topic, detail)` after each change. Topics: all, rooms, kakao, users, bots, talk, message, delivery, faults,
 * clock. Returns a function that unsubscribes.
 */
function watch(fn) {
  watchers.add(fn);
  return () => watchers.delete(fn);
}

function tell(topic, detail) {
  for (const fn of watchers) fn(topic, detail);
}

/** Returns a bot's name, also after its deletion; the id when no name is known. */
function botName(id) {
  return bots.get(id)?.name ?? botNames.get(id) ?? id;
}

function rememberNames() {
  for (const { bot_id: id, name } of bots.values()) botNames.set(id, name);
}

/** Returns the message history of a room; undefined before it was opened. */
function history(roomId) {
  return histories.get(roomId);
}

/** Opens a room: loads its messages, and drops the older ones of the room before. */
async function openRoom(roomId) {
  if (openRoomId !== roomId) histories.get(openRoomId)?.dropEarlier();
  openRoomId = roomId;
  if (!rooms.has(roomId)) return;
  await (histories.get(roomId) ?? loadHistory(roomId)).loaded;
  messages(roomId).filter((it) => it.sender_type === 'bot' && !botNames.has(it.sender_bot_id))
    .forEach((it) => botNames.set(it.sender_bot_id, it.sender_name));
  tell('talk', roomId);
}

function loadHistory(roomId, count) {
  const loaded = new MessageHistory(`/rooms/${roomId}/messages`);
  histories.set(roomId, loaded);
  // A failed load is removed, so that the next opening retries.
  loaded.loaded = loaded.load(count).catch((problem) => { histories.delete(roomId); throw problem; });
  return loaded;
}

/** Returns the loaded messages of a room, oldest first. */
function messages(roomId) {
  return histories.get(roomId)?.list ?? [];
}

/** Returns a loaded message, or undefined. */
function message(roomId, messageId) {
  return histories.get(roomId)?.byId.get(messageId);
}

/** Returns a message of a room, fetched if it is not loaded; undefined when there is none. */
async function findMessage(roomId, messageId) {
  const loaded = message(roomId, messageId);
  if (loaded || !rooms.has(roomId) || !messageId) return loaded;
  return (await get(`/rooms/${roomId}/messages`, { after: messageId - 1, before: messageId + 1 })).messages[0];
}

/** Returns the deliveries of a message. */
function deliveriesOf(messageId) {
  return [...eventIdsByMessage.get(messageId) ?? []].map((id) => deliveries.get(id));
}

function fillMap(map, list, id) {
  map.clear();
  for (const item of list) map.set(item[id], item);
}

// By path of a list: the number of its last request, and of the request whose response was applied last. Responses may
// arrive in another order than their requests.
const requested = new Map();
const applied = new Map();

/** Asks for a list; undefined when the response to a later request, or a deletion made here, overtook this one. */
async function newestList(path) {
  const number = (requested.get(path) ?? 0) + 1;
  requested.set(path, number);
  const answer = await get(path);
  if (number <= (applied.get(path) ?? 0)) return undefined;
  applied.set(path, number);
  return answer;
}

/** Removes a deleted room before the update feed tells of it: lists that are on their way may still name it. */
function removeRoom(roomId) {
  for (const path of ['/rooms', '/kakao/rooms']) applied.set(path, requested.get(path) ?? 0);
  for (const map of [rooms, kakao]) map.delete(roomId);
}

/** Reloads one list: rooms, users or bots. */
async function refresh(topic) {
  const lists = { rooms: [rooms, 'room_id'], users: [users, 'user_id'], bots: [bots, 'bot_id'] };
  const answer = await newestList(`/${topic}`);
  if (!answer) return;
  if (topic === 'rooms') answer.rooms.forEach(keepNewerMessage);
  if (topic === 'users') answer.users.forEach(renameSender);
  fillMap(lists[topic][0], answer[topic], lists[topic][1]);
  if (topic === 'rooms') putEarlyMessages();
  rememberNames();
  tell(topic);
}

/** Stores the messages that were faster than the list with their room. Those of other rooms wait for the lists under way. */
function putEarlyMessages() {
  const early = earlyMessages;
  earlyMessages = [];
  const isUnderWay = requested.get('/rooms') > applied.get('/rooms');
  early.filter((it) => isUnderWay || rooms.has(it.room_id)).forEach(putMessage);
}

/** Renames a user in the loaded messages. */
function renameSender({ user_id: id, name }) {
  if ((users.get(id)?.name ?? name) === name) return;
  for (const { list } of histories.values()) list.filter((it) => it.sender_user_id === id).forEach((it) => { it.sender_name = name; });
  tell('talk', openRoomId);
}

/** A message that arrived during the request is newer than the response's last message. */
function keepNewerMessage(room) {
  const current = rooms.get(room.room_id);
  if (lastId(current) > lastId(room)) Object.assign(room, { last_message: current.last_message, message_count: current.message_count });
}

const lastId = (room) => room?.last_message?.message_id ?? 0;

function putDelivery(delivery) {
  deliveries.set(delivery.event_id, delivery);
  if (!eventIdsByMessage.has(delivery.message_id)) eventIdsByMessage.set(delivery.message_id, new Set());
  eventIdsByMessage.get(delivery.message_id).add(delivery.event_id);
}

/** Stores a message; returns true when it is new. */
function putMessage(message) {
  const room = rooms.get(message.room_id);
  const isLast = message.message_id > lastId(room);
  if (!room) earlyMessages.push(message);
  else if (isLast) Object.assign(room, { last_message: message, message_count: room.message_count + 1 });
  const isNew = histories.get(message.room_id)?.put(message);
  return isNew || isLast;
}

async function load() {
  queuedChanges = [];
  store.page = await get('/page');
  if (store.page.kind === 'platform') await loadPlatform();
  store.clock = store.page.clock ?? null;
  store.isLoaded = true;
  const queued = queuedChanges;
  queuedChanges = null;
  tell('all');
  queued.forEach((fn) => fn());
}

async function loadPlatform() {
  const [roomList, userList, botList, deliveryList, { faults }] = await Promise.all(
    ['/rooms', '/users', '/bots', '/deliveries', '/faults'].map((path) => get(path)));
  store.faults = faults;
  fillMap(kakao, (await get('/kakao/rooms')).rooms, 'room_id');
  fillMap(rooms, roomList.rooms, 'room_id');
  earlyMessages = [];
  fillMap(users, userList.users, 'user_id');
  fillMap(bots, botList.bots, 'bot_id');
  rememberNames();
  const knownCount = histories.get(openRoomId)?.list.length;
  histories.clear();
  deliveries.clear();
  eventIdsByMessage.clear();
  // The API lists the newest first; the map holds the outbox's order, to which later deliveries are appended.
  deliveryList.deliveries.reverse().forEach(putDelivery);
  // Reloads as many messages as before, so that the open room keeps its scroll position.
  if (knownCount !== undefined && rooms.has(openRoomId)) await loadHistory(openRoomId, knownCount).loaded;
}

function onChange(type, fn) {
  live.on(type, (change) => {
    if (queuedChanges) queuedChanges.push(() => fn(change));
    else if (store.isLoaded) fn(change);
  });
}

onChange('message', ({ message: message }) => {
  if (message.sender_type === 'user' && !users.has(message.sender_user_id)) {
    users.set(message.sender_user_id, { user_id: message.sender_user_id, name: message.sender_name });
    tell('users');
  }
  if (putMessage(message)) tell('message', message);
});
onChange('delivery', ({ delivery }) => {
  putDelivery(delivery);
  tell('delivery', delivery);
});
onChange('rooms', () => Promise.all([refresh('rooms'), refresh('users')]));
onChange('kakao_rooms', async () => {
  const answer = await newestList('/kakao/rooms');
  if (!answer) return;
  fillMap(kakao, answer.rooms, 'room_id');
  tell('kakao');
});
onChange('bots', () => Promise.all([refresh('bots'), refresh('rooms')]));
onChange('faults', ({ faults }) => {
  store.faults = faults;
  tell('faults');
});
onChange('clock', ({ clock }) => {
  store.clock = clock;
  tell('clock');
});
live.onReset(load);

/** Asks for the bots while one is offline and the page is seen: the platform then looks who listens, and the feed tells it. */
setInterval(() => {
  const isOffline = [...bots.values()].some((bot) => bot.offline_since);
  if (isOffline && !document.hidden && live.state === 'connected') get('/bots').catch(() => {});
}, PRESENCE_MS);
