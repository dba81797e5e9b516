// What was said in Kakao's rooms: the newest is loaded once somebody wants to know, then kept up to date by the changes. No DOM here.
import { live } from '../live.js';
import { MessageHistory } from '../message-history.js';
import { store } from '../store.js';

const histories = new Map();
const freshHistories = new Map();
const loading = new Map();
const lastReadIds = new Map();
const watchers = new Set();
const requested = new Set();

export const kakaoMessages = { of, last, load, loadEarlier, put, markRead, unread, watch };

/** Calls `fn(message)` for each message that is new or has changed, and `fn()` once a room was loaded. */
function watch(fn) {
  watchers.add(fn);
  return () => watchers.delete(fn);
}

const tell = (message) => watchers.forEach((fn) => fn(message));

/** What is known of a room, oldest first. */
function of(roomId) {
  return histories.get(roomId)?.list ?? [];
}

function last(roomId) {
  return of(roomId).at(-1);
}

/** A message that came, or that has changed. */
function put(message) {
  const { room_id: room } = message;
  freshHistories.get(room)?.put(message);
  if (!histories.has(room)) histories.set(room, newHistory(room));
  histories.get(room).put(message);
  tell(message);
}

/** Loads a room anew; what comes meanwhile is newer than what is read. Of two loads the later one counts, for both. */
function load(roomId) {
  const latest = loadHistory(roomId).then((isLast) => (isLast ? undefined : loading.get(roomId)));
  loading.set(roomId, latest);
  return latest;
}

const newHistory = (roomId) => new MessageHistory(`/kakao/rooms/${roomId}/messages`);

async function loadHistory(roomId) {
  const history = newHistory(roomId);
  freshHistories.set(roomId, history);
  await history.load().catch((problem) => {
    if (freshHistories.get(roomId) === history) freshHistories.delete(roomId);
    throw problem;
  });
  if (freshHistories.get(roomId) !== history) return false;
  freshHistories.delete(roomId);
  const isFirst = !lastReadIds.has(roomId);
  histories.set(roomId, history);
  if (isFirst) markRead(roomId);
  tell();
  return true;
}

/** Loads what came before: one page, or all that is wanted. */
async function loadEarlier(roomId, isNeeded) {
  const history = histories.get(roomId);
  await (isNeeded ? history?.loadEarlierWhile(isNeeded) : history?.loadEarlier());
}

/** Takes all of a room as read. */
function markRead(roomId) {
  lastReadIds.set(roomId, last(roomId)?.message_id ?? 0);
}

/** How many came since. */
function unread(roomId) {
  return of(roomId).filter((it) => it.from !== 'user' && it.message_id > (lastReadIds.get(roomId) ?? 0)).length;
}

live.on('kakao_message', ({ message }) => put(message));

/** Loads the rooms that are new; all of them where everything is loaded anew. */
function loadRooms(topic) {
  if (topic === 'all') requested.clear();
  if (topic !== 'all' && topic !== 'kakao') return;
  for (const id of store.kakao.keys()) {
    if (requested.has(id)) continue;
    requested.add(id);
    // A room may be gone by now; the list of rooms tells of that.
    load(id).catch(() => requested.delete(id));
  }
}

store.watch(loadRooms);
if (store.isLoaded) loadRooms('all');
