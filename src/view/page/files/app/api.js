// Calls momo's own API with the token of this run.
const TOKEN_KEY = 'momo.token';
const addressToken = takeTokenFromAddress();
let token = addressToken ?? sessionStorage.getItem(TOKEN_KEY);

/** An error response of the API; `status` is 0 when no response came. */
class Problem extends Error {
  constructor(status, { code = 'unreachable', message = '', phrase = message, hint_phrase: hint } = {}) {
    super(message);
    Object.assign(this, { status, code, phrase, hint });
  }
}

/** Moves the token from the address to the session storage: it is a secret, and addresses get copied. */
function takeTokenFromAddress() {
  const token = /(?:^#|&)t=([0-9a-f]+)/.exec(location.hash)?.[1];
  if (!token) return null;
  history.replaceState(history.state, '', location.pathname + location.search);
  sessionStorage.setItem(TOKEN_KEY, token);
  return token;
}

/** True when the address held the token: it then belongs to the newest run and wins over the tokens of other tabs. */
export const isTokenFresh = addressToken !== null;

/** Returns the token of this run, or null. */
export const pageToken = () => token;

/** Stores a token from another tab or from the form; null removes it. */
export function setToken(next) {
  token = next;
  if (next) sessionStorage.setItem(TOKEN_KEY, next);
  else sessionStorage.removeItem(TOKEN_KEY);
}

/** Returns the URL of a path below /api; empty query values are left out. */
function urlOf(path, query = {}) {
  const present = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const search = new URLSearchParams(present).toString();
  return `/api${path}${search ? `?${search}` : ''}`;
}

async function call(method, path, { query, body, as } = {}) {
  const headers = { Authorization: `Bearer ${token}`, 'X-Momo-Role': as ?? 'admin' };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  let response;
  try {
    response = await fetch(urlOf(path, query), { method, headers, body: text });
  } catch {
    throw new Problem(0);
  }
  if (response.ok) return response;
  const answer = await response.json().catch(() => ({}));
  throw new Problem(response.status, answer.error ?? { code: 'unknown', message: response.statusText });
}

const json = async (...args) => (await call(...args)).json();

/** Sends a GET request and returns the JSON of its response. `as` is the role; undefined stands for admin. */
export const get = (path, query, as) => json('GET', path, { query, as });
/** Sends a POST request. `body` is a value, or JSON text that is sent unchanged. */
export const post = (path, body = {}, as) => json('POST', path, { body, as });
export const patch = (path, body, as) => json('PATCH', path, { body, as });
export const put = (path, body, as) => json('PUT', path, { body, as });
export const del = (path, query, as) => json('DELETE', path, { query, as });

export const text = async (path, query) => (await call('GET', path, { query })).text();

/** Saves a response as a file. A plain link could not send the token. */
export async function download(path, query, name) {
  save(await (await call('GET', path, { query })).blob(), name);
}

/** Saves a text as a file. */
export const saveText = (text, name) => save(new Blob([text], { type: 'text/plain' }), name);

function save(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
