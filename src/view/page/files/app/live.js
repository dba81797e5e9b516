// Delivers the server's update feed: over one connection for all tabs, or over one of this tab where the browser has no
// shared workers.
import { setToken, pageToken } from './api.js';

const SCRIPT = '/app/live-worker.js';
const listeners = new Map();
const resets = new Set();
const states = new Set();

/** The state is `starting`, `connected`, `lost` (retrying) or `refused` (no token, or one of another run). */
export const live = { state: 'starting', on, onReset, onState, start };

/** Calls `fn(change)` for each change of a type. Returns a function that unsubscribes. */
function on(type, fn) {
  if (!listeners.has(type)) listeners.set(type, new Set());
  listeners.get(type).add(fn);
  return () => listeners.get(type).delete(fn);
}

/** Calls `fn` when everything must be reloaded: at the start, and after missed changes. */
function onReset(fn) {
  resets.add(fn);
  return () => resets.delete(fn);
}

/** Calls `fn(state)` after each change of the connection's state. */
function onState(fn) {
  states.add(fn);
  return () => states.delete(fn);
}

/** Connects. `isFresh`: the token came from the address and wins over those of other tabs. */
async function start(isFresh) {
  const hello = { type: 'hello', token: pageToken(), isFresh };
  try {
    connectWorker(hello);
  } catch {
    const { follow } = await import(SCRIPT);
    handle(follow(handle).hello(hello.token, true));
  }
}

let workerPort = null;

function connectWorker(hello) {
  if (!workerPort) {
    workerPort = new SharedWorker(trustedUrl(SCRIPT), { type: 'module', name: 'momo' }).port;
    workerPort.onmessage = ({ data }) => handle(data);
    addEventListener('pagehide', () => workerPort.postMessage({ type: 'bye' }));
    addEventListener('pageshow', ({ persisted }) => persisted && workerPort.postMessage({ type: 'hello', token: pageToken() }));
  }
  workerPort.postMessage(hello);
}

/** Passes the worker's URL through a Trusted Types policy that accepts no other script. */
function trustedUrl(script) {
  if (!globalThis.trustedTypes) return script;
  const allow = (url) => { if (url !== SCRIPT) throw new TypeError(url); return url; };
  return trustedTypes.createPolicy('momo', { createScriptURL: allow }).createScriptURL(script);
}

function handle(message) {
  if (message.type === 'welcome') onWelcome(message);
  if (message.type === 'token') setToken(message.token);
  if (message.type === 'state') setState(message.state);
  if (message.type === 'reset') resets.forEach((fn) => fn());
  if (message.type === 'changes') message.changes.forEach(dispatch);
}

/** A worker that was connected before this tab opened sends no reset, so this tab resets itself. */
function onWelcome({ token, state }) {
  if (token && token !== pageToken()) setToken(token);
  setState(token ? state : 'refused');
  if (state === 'connected') resets.forEach((fn) => fn());
}

function dispatch(change) {
  for (const fn of listeners.get(change.type) ?? []) fn(change);
}

function setState(state) {
  if (state === live.state) return;
  live.state = state;
  states.forEach((fn) => fn(state));
}
