// What the page knows: loaded at the start, then kept up to date by the changes. Views read it and watch it.
import { get } from './api.js';
import { live } from './live.js';

const PAGE = 1000;
const watchers = new Set();
const rooms = new Map();
const users = new Map();
const bots = new Map();
const kakao = new Map();
const deliveries = new Map();
const talks = new Map();
const byMessage = new Map();
const byExchange = new Map();
// What changes while everything is loaded waits until that is done.
let waiting = null;

export const store = {
  rooms, users, bots, kakao, deliveries, page: null, clock: null, faults: [], isLoaded: false, watch, tell, messages, message, madeBy, deliveriesOf, refresh,
};

/** Calls `fn(topic, detail)` after each change: all, rooms, kakao, users, bots, message, delivery, faults, clock. */
function watch(fn) {
  watchers.add(fn);
  return () => watchers.delete(fn);
}

function tell(topic, detail) {
  for (const fn of watchers) fn(topic, detail);
}

/** What was said in a room, oldest first. */
function messages(roomId) {
  return talks.get(roomId)?.list ?? [];
}

/** One message of a room, or undefined. */
function message(roomId, messageId) {
  return talks.get(roomId)?.byId.get(messageId);
}

/** The message that a call of the message API made, or undefined. */
function madeBy(exchangeId) {
  return byExchange.get(exchangeId);
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
  put(lists[topic][0], answer[topic], lists[topic][1]);
  if (topic === 'rooms') await Promise.all([...rooms.keys()].filter((id) => !talks.has(id)).map(loadTalk));
  tell(topic);
}

function putDelivery(delivery) {
  deliveries.set(delivery.event_id, delivery);
  if (!byMessage.has(delivery.message_id)) byMessage.set(delivery.message_id, new Set());
  byMessage.get(delivery.message_id).add(delivery.event_id);
}

function putMessage(it) {
  if (!talks.has(it.room_id)) talks.set(it.room_id, { list: [], byId: new Map() });
  const { list, byId } = talks.get(it.room_id);
  if (byId.has(it.message_id)) return false;
  byId.set(it.message_id, it);
  if (it.exchange_id) byExchange.set(it.exchange_id, it);
  const isLast = list.length === 0 || list.at(-1).message_id < it.message_id;
  list.push(it);
  if (!isLast) list.sort((a, b) => a.message_id - b.message_id);
  return true;
}

async function loadTalk(roomId) {
  for (let after = 0; ;) {
    const page = (await get(`/rooms/${roomId}/messages`, { after, limit: PAGE })).messages;
    page.forEach(putMessage);
    if (page.length < PAGE) return;
    after = page.at(-1).message_id;
  }
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
  talks.clear();
  deliveries.clear();
  byMessage.clear();
  byExchange.clear();
  // They come newest first: here they stand in the outbox's order, as those that follow.
  deliveryList.deliveries.reverse().forEach(putDelivery);
  await Promise.all([...rooms.keys()].map(loadTalk));
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
