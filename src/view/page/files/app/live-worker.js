// Polls the update feed. As a SharedWorker it serves all tabs of the browser with one request. It also passes the token of
// this run from tab to tab, and holds it in memory only.
const WAIT_SECONDS = 25;
const PAUSES = [250, 500, 1000, 2000, 4000];

/** Starts a poller that calls `emit` with {type: token|state|changes|reset, ...}. It polls once it has a token. */
export function follow(emit) {
  let token = null;
  let cursor = null;
  let running = false;
  let failures = 0;
  let state = 'starting';

  const setState = (newState) => {
    if (newState === state) return;
    state = newState;
    emit({ type: 'state', state });
  };

  function setToken(newToken) {
    token = newToken;
    cursor = null;
    emit({ type: 'token', token });
  }

  async function poll() {
    const query = cursor === null ? '' : `?after=${encodeURIComponent(cursor)}&wait=${WAIT_SECONDS}`;
    const response = await fetch(`/api/changes${query}`, { headers: { Authorization: `Bearer ${token}` } });
    if (response.status === 401) return onRefused();
    if (!response.ok) throw new Error(`${response.status}`);
    handle(await response.json());
    failures = 0;
    return true;
  }

  function handle({ cursor: newCursor, lost, changes }) {
    const isFirst = cursor === null;
    cursor = newCursor;
    if (isFirst || lost) emit({ type: 'reset' });
    else if (changes.length) emit({ type: 'changes', changes });
    setState('connected');
  }

  function onRefused() {
    token = null;
    setState('refused');
    return false;
  }

  async function run() {
    if (running) return;
    running = true;
    while (token) {
      try {
        if (!await poll()) break;
      } catch {
        setState('lost');
        await new Promise((resolve) => { setTimeout(resolve, PAUSES[Math.min(failures, PAUSES.length - 1)]); });
        failures += 1;
      }
    }
    running = false;
  }

  return {
    /** Registers a tab with its token, or null. A token from an address (`isFresh`) is newer than the worker's. */
    hello(newToken, isFresh) {
      if (newToken && newToken !== token && (isFresh || !token)) setToken(newToken);
      run();
      return { type: 'welcome', token, state };
    },
  };
}

if (typeof SharedWorkerGlobalScope !== 'undefined') serveTabs();

function serveTabs() {
  const ports = new Set();
  const follower = follow((message) => ports.forEach((port) => port.postMessage(message)));
  self.onconnect = ({ ports: [port] }) => {
    port.onmessage = ({ data }) => {
      if (data.type === 'bye') ports.delete(port);
      if (data.type !== 'hello') return;
      ports.add(port);
      port.postMessage(follower.hello(data.token, data.isFresh));
    };
    port.start();
  };
}
