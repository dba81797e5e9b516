// What the page says, in English and Korean. The language follows the browser until somebody chooses one.
import { words as shell } from './words/shell.js';

const KEPT = 'momo.language';
const LANGUAGES = ['en', 'ko'];
const table = new Map();
const listeners = new Set();
const PLACE = /\{(\w+)\}/g;
const ATTRIBUTES = ['text', 'label', 'hint'];
// What each node was told to say, so that it can say it again in another language.
const spoken = new WeakMap();
let chosen = localStorage.getItem(KEPT) ?? (navigator.language.startsWith('ko') ? 'ko' : 'en');

addWords(shell);
document.documentElement.lang = chosen;

/** Adds a table of `{key: [English, Korean]}`. */
export function addWords(words) {
  for (const [key, pair] of Object.entries(words)) table.set(key, pair);
}

/** The words for a key. `{n}` stands for a parameter; in English `one|other` is picked by `n`. */
export function t(key, params = {}) {
  return formOf(key, params).replace(PLACE, (whole, name) => params[name] ?? whole);
}

/** The same in pieces: words and, at every odd place, the name of a parameter. */
export const pieces = (key, params) => formOf(key, params).split(PLACE);

function formOf(key, params) {
  const forms = (table.get(key)?.[LANGUAGES.indexOf(chosen)] ?? unsaid(key)).split('|');
  return forms.length === 2 && params.n !== 1 ? forms[1] : forms[0];
}

/** A key without words is a mistake of the page's own: it is shown, and said aloud where a test listens. */
function unsaid(key) {
  console.error(`no words for ${key}`);
  return key;
}

/** `en` or `ko`. */
export const language = () => chosen;

/** Calls `fn` whenever another language was chosen. Returns what ends that. */
export function onLanguage(fn) {
  listeners.add(fn);
  return () => listeners.delete(fn);
}

/** Changes the language of all that is on the page, at once. */
function setLanguage(next) {
  if (!LANGUAGES.includes(next) || next === chosen) return;
  chosen = next;
  localStorage.setItem(KEPT, next);
  document.documentElement.lang = next;
  for (const node of document.querySelectorAll('[data-words]')) sayAgain(node);
  sayAllAgain();
}

/** Lets everybody who listens say again what he says: in another language, or as more words of it are known. */
export function sayAllAgain() {
  for (const fn of listeners) fn(chosen);
}

/** English to Korean, and back. */
export function switchLanguage() {
  setLanguage(chosen === 'ko' ? 'en' : 'ko');
}

/** Lets a node say `what` (a key, or a key with parameters) as its `text`, `label` or `hint`, now and in every language. */
export function speak(node, as, what) {
  const [key, params] = Array.isArray(what) ? what : [what, undefined];
  const all = spoken.get(node) ?? {};
  spoken.set(node, { ...all, [as]: { key, params } });
  node.dataset.words = '';
  say(node, as, { key, params });
}

function sayAgain(node) {
  const all = spoken.get(node) ?? {};
  for (const as of ATTRIBUTES) {
    if (all[as]) say(node, as, all[as]);
  }
}

function say(node, as, { key, params }) {
  if (as === 'text') node.textContent = t(key, params);
  else if (as === 'hint') node.placeholder = t(key, params);
  else label(node, t(key, params));
}

function label(node, text) {
  node.setAttribute('aria-label', text);
  if (node.matches('button, a, input, [role=separator]')) node.title = text;
}

// Another tab chose: this one follows.
addEventListener('storage', (event) => {
  if (event.key === KEPT && event.newValue) setLanguage(event.newValue);
});
