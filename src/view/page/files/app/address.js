// Keeps the view's state in the query of the page's address, so that bookmarks and the back button work.
const listeners = new Set();

const read = () => new URLSearchParams(location.search);

/** Returns the value of a key; null when the query lacks it. */
const get = (key) => read().get(key);

/** Sets keys of the query; null and '' remove one. `push` adds an entry to the browser's history. */
function set(values, { push = false } = {}) {
  const query = read();
  for (const [key, value] of Object.entries(values)) {
    if (value === null || value === undefined || value === '') query.delete(key);
    else query.set(key, value);
  }
  const next = query.toString();
  if (next === read().toString()) return;
  history[push ? 'pushState' : 'replaceState'](null, '', next ? `?${next}` : location.pathname);
  tell();
}

/** Returns the relative address of these values alone; null and undefined are left out. */
function link(values) {
  return `?${new URLSearchParams(Object.entries(values).filter(([, it]) => it !== null && it !== undefined))}`;
}

/** Calls `fn` after every change of the address. Returns a function that unsubscribes. */
function onChange(fn) {
  listeners.add(fn);
  return () => listeners.delete(fn);
}

function tell() {
  for (const fn of listeners) fn();
}

addEventListener('popstate', tell);

export const address = { get, set, link, onChange };
