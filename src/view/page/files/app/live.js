// What changes on the platform, as it happens: one connection for all tabs, or one of this tab's own where the browser has no
// shared workers.
import { keepToken, pageToken } from './api.js';

const SCRIPT = '/app/live-worker.js';
const listeners = new Map();
const resets = new Set();
const states = new Set();

/** `starting`, `connected`, `lost` (it tries again) or `refused` (no token, or one of another run). */
export const live = { state: 'starting', on, onReset, onState, start };

/** Calls `fn(change)` for each change of a type. */
function on(type, fn) {
  if (!listeners.has(type)) listeners.set(type, new Set());
  listeners.get(type).add(fn);
  return () => listeners.get(type).delete(fn);
}

/** Calls `fn` when everything has to be loaded anew: at the start, and when changes were missed. */
function onReset(fn) {
  resets.add(fn);
  return () => resets.delete(fn);
}

/** Calls `fn(state)` whenever the connection's state changes. */
function onState(fn) {
  states.add(fn);
  return () => states.delete(fn);
}

/** Connects. `isFresh`: the token is of this very run, whatever other tabs hold. */
async function start(isFresh) {
  const hello = { type: 'hello', token: pageToken(), isFresh };
  try {
    throughWorker(hello);
  } catch {
    const { follow } = await import(SCRIPT);
    take(follow(take).hello(hello.token, true));
  }
}

let port = null;

function throughWorker(hello) {
  if (!port) {
    port = new SharedWorker(trusted(SCRIPT), { type: 'module', name: 'momo' }).port;
    port.onmessage = ({ data }) => take(data);
    addEventListener('pagehide', () => port.postMessage({ type: 'bye' }));
    addEventListener('pageshow', ({ persisted }) => persisted && port.postMessage({ type: 'hello', token: pageToken() }));
  }
  port.postMessage(hello);
}

/** The policy knows one script: whatever else somebody might slip in is no script to this page. */
function trusted(script) {
  if (!globalThis.trustedTypes) return script;
  const only = (url) => { if (url !== SCRIPT) throw new TypeError(url); return url; };
  return trustedTypes.createPolicy('momo', { createScriptURL: only }).createScriptURL(script);
}

function take(message) {
  if (message.type === 'welcome') welcome(message);
  if (message.type === 'token') keepToken(message.token);
  if (message.type === 'state') become(message.state);
  if (message.type === 'reset') resets.forEach((fn) => fn());
  if (message.type === 'changes') message.changes.forEach(hand);
}

/** A worker that was connected before this tab came tells no reset: this tab has its own. */
function welcome({ token, state }) {
  if (token && token !== pageToken()) keepToken(token);
  become(token ? state : 'refused');
  if (state === 'connected') resets.forEach((fn) => fn());
}

function hand(change) {
  for (const fn of listeners.get(change.type) ?? []) fn(change);
}

function become(state) {
  if (state === live.state) return;
  live.state = state;
  states.forEach((fn) => fn(state));
}
