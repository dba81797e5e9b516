// The exchanges behind the chat, without bodies: attempts by event, and API calls of bots.
import { get } from '../api.js';
import { live } from '../live.js';

const MAX_EXCHANGES = 4000;
const LOAD_COUNT = 500;
const heads = new Map();
const byEvent = new Map();
const calls = new Set();
const replays = new Set();
const watchers = new Set();

export const exchanges = { get: (id) => heads.get(id), attempts, apiCalls: () => calls, replays: () => replays, watch, load, lookUp };

/** Calls `fn(exchange)` for each finished exchange, and `fn()` after a load. */
function watch(fn) {
  watchers.add(fn);
}

const tell = (head) => watchers.forEach((fn) => fn(head));

/** Returns the attempts of an event, oldest first. */
function attempts(eventId) {
  const list = [...byEvent.get(eventId) ?? []];
  return list.sort((a, b) => a.started_at - b.started_at || (a.id < b.id ? -1 : 1));
}

/** Returns the id of the exchange that this one resends; undefined for an original. */
export const replayOf = ({ request }) => request.headers?.find(({ name }) => name.toLowerCase() === 'x-momo-replay-of')?.value;

/** Stores an exchange. A bot that momo runs itself records each one a second time; only the platform's side is indexed. */
function put(head) {
  heads.set(head.id, head);
  if (heads.size > MAX_EXCHANGES) drop(heads.values().next().value);
  const isCall = head.kind === 'api';
  if (head.direction !== (isCall ? 'received' : 'sent')) return;
  if (replayOf(head)) replays.add(head);
  if (isCall) calls.add(head);
  else if (head.event_id) byEvent.set(head.event_id, (byEvent.get(head.event_id) ?? new Set()).add(head));
}

function drop(head) {
  heads.delete(head.id);
  calls.delete(head);
  replays.delete(head);
  byEvent.get(head.event_id)?.delete(head);
}

/** Loads the newest exchanges. */
async function load() {
  const answer = await get('/exchanges', { limit: LOAD_COUNT });
  for (const map of [heads, byEvent, calls, replays]) map.clear();
  answer.exchanges.reverse().forEach(put);
  tell();
}

/** Loads the attempts of an event that is older than the loaded exchanges. */
async function lookUp(eventId) {
  const answer = await get('/exchanges', { filter: `event:${eventId}` });
  answer.exchanges.forEach((head) => { if (!heads.has(head.id)) put(head); });
  tell();
}

live.on('exchange', ({ exchange }) => {
  put(exchange);
  tell(exchange);
});
live.on('cleared', () => load());
