// What was said in Kakao's rooms: loaded once somebody wants to know, then kept up to date by the changes. No DOM here.
import { get } from '../api.js';
import { live } from '../live.js';
import { store } from '../store.js';

const PAGE = 1000;
const all = new Map();
const coming = new Map();
const loading = new Map();
const seen = new Map();
const watchers = new Set();
const asked = new Set();

export const talks = { of, last, load, put, read, unread, watch };

/** Calls `fn(message)` for each message that is new or has changed, and `fn()` once a room was loaded. */
function watch(fn) {
  watchers.add(fn);
  return () => watchers.delete(fn);
}

const tell = (message) => watchers.forEach((fn) => fn(message));

/** All of a room, oldest first. */
function of(roomId) {
  return [...all.get(roomId)?.values() ?? []].sort((a, b) => a.message_id - b.message_id);
}

function last(roomId) {
  return of(roomId).at(-1);
}

/** A message that came, or that has changed. */
function put(message) {
  const { room_id: room, message_id: id } = message;
  coming.get(room)?.set(id, message);
  if (!all.has(room)) all.set(room, new Map());
  all.get(room).set(id, message);
  tell(message);
}

/** Loads a room anew; what comes meanwhile is newer than what is read. Of two loads the later one counts, for both. */
function load(roomId) {
  const mine = begin(roomId).then((isLast) => (isLast ? undefined : loading.get(roomId)));
  loading.set(roomId, mine);
  return mine;
}

async function begin(roomId) {
  const fresh = new Map();
  coming.set(roomId, fresh);
  const said = await pages(roomId).catch((problem) => {
    if (coming.get(roomId) === fresh) coming.delete(roomId);
    throw problem;
  });
  if (coming.get(roomId) !== fresh) return false;
  coming.delete(roomId);
  const isFirst = !seen.has(roomId);
  all.set(roomId, new Map([...said.map((it) => [it.message_id, it]), ...fresh]));
  if (isFirst) read(roomId);
  tell();
  return true;
}

async function pages(roomId) {
  const said = [];
  for (let page = null; !page || page.length === PAGE;) {
    page = (await get(`/kakao/rooms/${roomId}/messages`, { after: said.at(-1)?.message_id ?? 0, limit: PAGE })).messages;
    said.push(...page);
  }
  return said;
}

/** Takes all of a room as read. */
function read(roomId) {
  seen.set(roomId, last(roomId)?.message_id ?? 0);
}

/** How many came since. */
function unread(roomId) {
  return of(roomId).filter((it) => it.from !== 'user' && it.message_id > (seen.get(roomId) ?? 0)).length;
}

live.on('kakao_message', ({ message }) => put(message));

/** Loads the rooms that are new; all of them where everything is loaded anew. */
function loadRooms(topic) {
  if (topic === 'all') asked.clear();
  if (topic !== 'all' && topic !== 'kakao') return;
  for (const id of store.kakao.keys()) {
    if (asked.has(id)) continue;
    asked.add(id);
    // A room may be gone by now; the list of rooms tells of that.
    load(id).catch(() => asked.delete(id));
  }
}

store.watch(loadRooms);
if (store.isLoaded) loadRooms('all');
