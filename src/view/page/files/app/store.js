// What the page knows: loaded at the start, then kept up to date by the changes. Views read it and watch it.
import { get } from './api.js';
import { live } from './live.js';
import { Said } from './said.js';

const watchers = new Set();
const rooms = new Map();
const users = new Map();
const bots = new Map();
// What each bot was called last, also of those that are deleted: their deliveries and messages stay.
const botNames = new Map();
const kakao = new Map();
const deliveries = new Map();
// What was said in the rooms that were open; of all others only the last is known.
const talks = new Map();
let open = null;
const byMessage = new Map();
// What changes while everything is loaded waits until that is done.
let waiting = null;

export const store = {
  rooms, users, bots, kakao, deliveries, botName, page: null, clock: null, faults: [], isLoaded: false, watch, tell, talk, enter, messages, message, find, deliveriesOf, refresh,
};

/** Calls `fn(topic, detail)` after each change: all, rooms, kakao, users, bots, talk, message, delivery, faults, clock. */
function watch(fn) {
  watchers.add(fn);
  return () => watchers.delete(fn);
}

function tell(topic, detail) {
  for (const fn of watchers) fn(topic, detail);
}

/** What a bot is called, or was; its id where nobody knows. */
function botName(id) {
  return bots.get(id)?.name ?? botNames.get(id) ?? id;
}

function keepNames() {
  for (const { bot_id: id, name } of bots.values()) botNames.set(id, name);
}

/** What was said in a room, once it was entered. */
function talk(roomId) {
  return talks.get(roomId);
}

/** Opens a room: its talk is loaded, and that of the one before shortened. */
async function enter(roomId) {
  if (open !== roomId) talks.get(open)?.shorten();
  open = roomId;
  if (!rooms.has(roomId)) return;
  await (talks.get(roomId) ?? begin(roomId)).loaded;
  messages(roomId).filter((it) => it.sender_type === 'bot' && !botNames.has(it.sender_bot_id))
    .forEach((it) => botNames.set(it.sender_bot_id, it.sender_name));
  tell('talk', roomId);
}

function begin(roomId, count) {
  const said = new Said(`/rooms/${roomId}/messages`);
  talks.set(roomId, said);
  // Where it could not be loaded, whoever enters next tries again.
  said.loaded = said.load(count).catch((problem) => { talks.delete(roomId); throw problem; });
  return said;
}

/** What is known of what was said in a room, oldest first. */
function messages(roomId) {
  return talks.get(roomId)?.list ?? [];
}

/** One message of a room, or undefined. */
function message(roomId, messageId) {
  return talks.get(roomId)?.byId.get(messageId);
}

/** The same, also of one that is not known yet. */
async function find(roomId, messageId) {
  const known = message(roomId, messageId);
  if (known || !rooms.has(roomId) || !messageId) return known;
  return (await get(`/rooms/${roomId}/messages`, { after: messageId - 1, before: messageId + 1 })).messages[0];
}

/** The deliveries that a message set off. */
function deliveriesOf(messageId) {
  return [...byMessage.get(messageId) ?? []].map((id) => deliveries.get(id));
}

function put(map, list, id) {
  map.clear();
  for (const it of list) map.set(it[id], it);
}

/** Loads one list anew: rooms, users or bots. */
async function refresh(topic) {
  const lists = { rooms: [rooms, 'room_id'], users: [users, 'user_id'], bots: [bots, 'bot_id'] };
  const answer = await get(`/${topic}`);
  if (topic === 'rooms') answer.rooms.forEach(keepNewest);
  put(lists[topic][0], answer[topic], lists[topic][1]);
  keepNames();
  tell(topic);
}

/** What came while the rooms were read may be newer than what was read. */
function keepNewest(room) {
  const known = rooms.get(room.room_id);
  if (lastId(known) > lastId(room)) Object.assign(room, { last_message: known.last_message, message_count: known.message_count });
}

const lastId = (room) => room?.last_message?.message_id ?? 0;

function putDelivery(delivery) {
  deliveries.set(delivery.event_id, delivery);
  if (!byMessage.has(delivery.message_id)) byMessage.set(delivery.message_id, new Set());
  byMessage.get(delivery.message_id).add(delivery.event_id);
}

/** Whether it is new to the page. */
function putMessage(it) {
  const room = rooms.get(it.room_id);
  const isLast = it.message_id > lastId(room);
  if (room && isLast) Object.assign(room, { last_message: it, message_count: room.message_count + 1 });
  const isNew = talks.get(it.room_id)?.put(it);
  return isNew || isLast;
}

async function load() {
  waiting = [];
  store.page = await get('/page');
  if (store.page.kind === 'platform') await loadPlatform();
  store.clock = store.page.clock ?? null;
  store.isLoaded = true;
  const missed = waiting;
  waiting = null;
  tell('all');
  missed.forEach((fn) => fn());
}

async function loadPlatform() {
  const [roomList, userList, botList, deliveryList] = await Promise.all(
    ['/rooms', '/users', '/bots', '/deliveries'].map((path) => get(path)));
  put(kakao, (await get('/kakao/rooms')).rooms, 'room_id');
  put(rooms, roomList.rooms, 'room_id');
  put(users, userList.users, 'user_id');
  put(bots, botList.bots, 'bot_id');
  keepNames();
  const known = talks.get(open)?.list.length;
  talks.clear();
  deliveries.clear();
  byMessage.clear();
  // They come newest first: here they stand in the outbox's order, as those that follow.
  deliveryList.deliveries.reverse().forEach(putDelivery);
  // Whoever reads further up in the open room stays there.
  if (known !== undefined && rooms.has(open)) await begin(open, known).loaded;
}

function when(type, fn) {
  live.on(type, (change) => {
    if (waiting) waiting.push(() => fn(change));
    else if (store.isLoaded) fn(change);
  });
}

when('message', ({ message: it }) => {
  if (it.sender_type === 'user' && !users.has(it.sender_user_id)) {
    users.set(it.sender_user_id, { user_id: it.sender_user_id, name: it.sender_name });
    tell('users');
  }
  if (putMessage(it)) tell('message', it);
});
when('delivery', ({ delivery }) => {
  putDelivery(delivery);
  tell('delivery', delivery);
});
when('rooms', () => refresh('rooms'));
when('kakao_rooms', async () => {
  put(kakao, (await get('/kakao/rooms')).rooms, 'room_id');
  tell('kakao');
});
when('bots', () => Promise.all([refresh('bots'), refresh('rooms')]));
when('faults', ({ faults }) => {
  store.faults = faults;
  tell('faults');
});
when('clock', ({ clock }) => {
  store.clock = clock;
  tell('clock');
});
live.onReset(load);
