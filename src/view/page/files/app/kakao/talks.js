// What was said in Kakao's rooms: the newest is loaded once somebody wants to know, then kept up to date by the changes. No DOM here.
import { live } from '../live.js';
import { Said } from '../said.js';
import { store } from '../store.js';

const all = new Map();
const coming = new Map();
const loading = new Map();
const seen = new Map();
const watchers = new Set();
const asked = new Set();

export const talks = { of, last, load, loadEarlier, put, read, unread, watch };

/** Calls `fn(message)` for each message that is new or has changed, and `fn()` once a room was loaded. */
function watch(fn) {
  watchers.add(fn);
  return () => watchers.delete(fn);
}

const tell = (message) => watchers.forEach((fn) => fn(message));

/** What is known of a room, oldest first. */
function of(roomId) {
  return all.get(roomId)?.list ?? [];
}

function last(roomId) {
  return of(roomId).at(-1);
}

/** A message that came, or that has changed. */
function put(message) {
  const { room_id: room } = message;
  coming.get(room)?.put(message);
  if (!all.has(room)) all.set(room, begun(room));
  all.get(room).put(message);
  tell(message);
}

/** Loads a room anew; what comes meanwhile is newer than what is read. Of two loads the later one counts, for both. */
function load(roomId) {
  const mine = begin(roomId).then((isLast) => (isLast ? undefined : loading.get(roomId)));
  loading.set(roomId, mine);
  return mine;
}

const begun = (roomId) => new Said(`/kakao/rooms/${roomId}/messages`);

async function begin(roomId) {
  const fresh = begun(roomId);
  coming.set(roomId, fresh);
  await fresh.load().catch((problem) => {
    if (coming.get(roomId) === fresh) coming.delete(roomId);
    throw problem;
  });
  if (coming.get(roomId) !== fresh) return false;
  coming.delete(roomId);
  const isFirst = !seen.has(roomId);
  all.set(roomId, fresh);
  if (isFirst) read(roomId);
  tell();
  return true;
}

/** Loads what came before: one page, or all that is wanted. */
async function loadEarlier(roomId, wanted) {
  const said = all.get(roomId);
  await (wanted ? said?.reach(wanted) : said?.loadEarlier());
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
