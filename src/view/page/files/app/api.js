// The calls of momo's own API, with this run's token.
const TOKEN_KEY = 'momo.token';
const addressToken = takeTokenFromAddress();
let token = addressToken ?? sessionStorage.getItem(TOKEN_KEY);

/** What a call was refused with. */
class Problem extends Error {
  constructor(status, { code = 'unreachable', message = '', hint = '' } = {}) {
    super(message);
    Object.assign(this, { status, code, hint });
  }
}

/** Takes the token out of the address: it is a secret, and an address gets copied. */
function takeTokenFromAddress() {
  const token = /(?:^#|&)t=([0-9a-f]+)/.exec(location.hash)?.[1];
  if (!token) return null;
  history.replaceState(history.state, '', location.pathname + location.search);
  sessionStorage.setItem(TOKEN_KEY, token);
  return token;
}

/** Whether the token stood in the address: then it is of the newest run, whatever other tabs hold. */
export const isTokenFresh = addressToken !== null;

/** This run's token, or null. */
export const pageToken = () => token;

/** Keeps a token that another tab or a person gave; null forgets it. */
export function setToken(next) {
  token = next;
  if (next) sessionStorage.setItem(TOKEN_KEY, next);
  else sessionStorage.removeItem(TOKEN_KEY);
}

/** The path below /api, with what is asked. */
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

/** GET, answered with JSON. `as` is the role, where it is not the admin. */
export const get = (path, query, as) => json('GET', path, { query, as });
/** POST; `body` is a value, or JSON as text, which is sent as it stands. */
export const post = (path, body = {}, as) => json('POST', path, { body, as });
export const patch = (path, body, as) => json('PATCH', path, { body, as });
export const put = (path, body, as) => json('PUT', path, { body, as });
export const del = (path, query, as) => json('DELETE', path, { query, as });

/** GET, answered with text. */
export const text = async (path, query) => (await call('GET', path, { query })).text();

/** Saves an answer as a file. A link could not carry the token. */
export async function download(path, query, name) {
  const url = URL.createObjectURL(await (await call('GET', path, { query })).blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
