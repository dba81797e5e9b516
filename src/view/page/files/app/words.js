// The page's words in English and Korean. The language is the browser's until one is chosen.
import { words as shell } from './words/shell.js';

const LANGUAGE_KEY = 'momo.language';
const LANGUAGES = ['en', 'ko'];
const table = new Map();
const listeners = new Set();
const PARAMETER = /\{(\w+)\}/g;
const ATTRIBUTES = ['text', 'label', 'hint'];
// The keys and parameters of each node, for its translation after a change of the language.
const nodeWords = new WeakMap();
let current = localStorage.getItem(LANGUAGE_KEY) ?? (navigator.language.startsWith('ko') ? 'ko' : 'en');

addWords(shell);
document.documentElement.lang = current;

/** Adds a table {key: [English, Korean]}. */
export function addWords(words) {
  for (const [key, pair] of Object.entries(words)) table.set(key, pair);
}

/** Returns the words for a key. `{n}` stands for a parameter; of `one|other` the parameter `n` selects a form. */
export function t(key, params = {}) {
  return formOf(key, params).replace(PARAMETER, (whole, name) => params[name] ?? whole);
}

/** Returns the words split at their parameters; each odd index holds the name of a parameter. */
export const pieces = (key, params) => formOf(key, params).split(PARAMETER);

function formOf(key, params) {
  const forms = (table.get(key)?.[LANGUAGES.indexOf(current)] ?? missingWords(key)).split('|');
  return forms.length === 2 && params.n !== 1 ? forms[1] : forms[0];
}

/** Returns the key itself, and logs an error that tests look for: each key must have words. */
function missingWords(key) {
  console.error(`no words for ${key}`);
  return key;
}

/** Returns `en` or `ko`. */
export const language = () => current;

/** Calls `fn` after each change of the language. Returns a function that unsubscribes. */
export function onLanguage(fn) {
  listeners.add(fn);
  return () => listeners.delete(fn);
}

/** Changes the language of the whole page. */
function setLanguage(next) {
  if (!LANGUAGES.includes(next) || next === current) return;
  current = next;
  localStorage.setItem(LANGUAGE_KEY, next);
  document.documentElement.lang = next;
  for (const node of document.querySelectorAll('[data-words]')) retranslate(node);
  sayAllAgain();
}

/** Notifies the listeners after a change of the language, or after more words were loaded. */
export function sayAllAgain() {
  for (const fn of listeners) fn(current);
}

/** Toggles between English and Korean. */
export function switchLanguage() {
  setLanguage(current === 'ko' ? 'en' : 'ko');
}

/** Sets a node's `text`, `label` or `hint` to words (a key, or [key, parameters]) that follow the language. */
export function setWords(node, as, words) {
  const [key, params] = Array.isArray(words) ? words : [words, undefined];
  const previous = nodeWords.get(node) ?? {};
  nodeWords.set(node, { ...previous, [as]: { key, params } });
  node.dataset.words = '';
  translate(node, as, { key, params });
}

function retranslate(node) {
  const own = nodeWords.get(node) ?? {};
  for (const as of ATTRIBUTES) {
    if (own[as]) translate(node, as, own[as]);
  }
}

function translate(node, as, { key, params }) {
  if (as === 'text') node.textContent = t(key, params);
  else if (as === 'hint') node.placeholder = t(key, params);
  else label(node, t(key, params));
}

function label(node, text) {
  node.setAttribute('aria-label', text);
  if (node.matches('button, a, input, [role=separator]')) node.title = text;
}

// Follows a change of the language in another tab.
addEventListener('storage', (event) => {
  if (event.key === LANGUAGE_KEY && event.newValue) setLanguage(event.newValue);
});
