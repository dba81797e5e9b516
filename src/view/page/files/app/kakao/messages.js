// The messages of all Kakao rooms: loaded once per room, then updated by the feed. Uses no DOM.
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

/** Calls `fn(message)` for each new or changed message, and `fn()` after a room was loaded. */
function watch(fn) {
  watchers.add(fn);
  return () => watchers.delete(fn);
}

const tell = (message) => watchers.forEach((fn) => fn(message));

/** Returns the loaded messages of a room, oldest first. */
function of(roomId) {
  return histories.get(roomId)?.list ?? [];
}

function last(roomId) {
  return of(roomId).at(-1);
}

/** Stores a new or changed message, also in the history that is being loaded. */
function put(message) {
  const { room_id: room } = message;
  freshHistories.get(room)?.put(message);
  if (!histories.has(room)) histories.set(room, newHistory(room));
  histories.get(room).put(message);
  tell(message);
}

/** Reloads a room; messages that arrive meanwhile win. An outdated load waits for the newest one. */
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

/** Loads one earlier page, or pages while `isNeeded(oldest)`. */
async function loadEarlier(roomId, isNeeded) {
  const history = histories.get(roomId);
  await (isNeeded ? history?.loadEarlierWhile(isNeeded) : history?.loadEarlier());
}

function markRead(roomId) {
  lastReadIds.set(roomId, last(roomId)?.message_id ?? 0);
}

/** Counts the unread messages of a room. */
function unread(roomId) {
  return of(roomId).filter((it) => it.from !== 'user' && it.message_id > (lastReadIds.get(roomId) ?? 0)).length;
}

live.on('kakao_message', ({ message }) => put(message));

/** Loads rooms that are not loaded yet; after a reset, all of them. */
function loadRooms(topic) {
  if (topic === 'all') requested.clear();
  if (topic !== 'all' && topic !== 'kakao') return;
  for (const id of store.kakao.keys()) {
    if (requested.has(id)) continue;
    requested.add(id);
    // The room may have been deleted meanwhile; the feed reports that.
    load(id).catch(() => requested.delete(id));
  }
}

store.watch(loadRooms);
if (store.isLoaded) loadRooms('all');
