// The view's state stands in the address's query, so that it can be bookmarked and the back button works.
const listeners = new Set();

const read = () => new URLSearchParams(location.search);

/** The value of a key, or null. */
const get = (key) => read().get(key);

/** Sets keys; null or '' takes one out. `push` makes an entry of the history. */
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

/** The address that `set` would go to. */
function link(values) {
  return `?${new URLSearchParams(Object.entries(values).filter(([, it]) => it !== null && it !== undefined))}`;
}

/** Calls `fn` after every change. */
function onChange(fn) {
  listeners.add(fn);
  return () => listeners.delete(fn);
}

function tell() {
  for (const fn of listeners) fn();
}

addEventListener('popstate', tell);

export const address = { get, set, link, onChange };
