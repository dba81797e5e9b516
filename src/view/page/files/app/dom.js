// Creates elements. Text is only ever inserted as text: no part of the page parses markup.
import { setWords } from './words.js';

/** Creates an element. `words`, `label` and `hint` are keys of words and follow the language. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) set(node, name, value);
  node.append(...presentChildren(children));
  return node;
}

function set(node, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name === 'class') node.className = value;
  else if (name === 'on') each(value, (type, fn) => node.addEventListener(type, fn));
  else if (name === 'aria') each(value, (key, it) => node.setAttribute(`aria-${key}`, it));
  else if (name === 'data') each(value, (key, it) => { node.dataset[key] = it; });
  else if (name === 'words') setWords(node, 'text', value);
  else if (name === 'label') setWords(node, 'label', value);
  else if (name === 'hint') setWords(node, 'hint', value);
  else if (name === 'value') node.value = value;
  else node.setAttribute(name, value === true ? '' : value);
}

function each(object, fn) {
  for (const [key, value] of Object.entries(object)) {
    if (value !== undefined && value !== null) fn(key, value);
  }
}

function presentChildren(children) {
  return children.flat(Infinity).filter((it) => it !== null && it !== undefined && it !== false);
}

export function clear(node) {
  node.replaceChildren();
  return node;
}

/** Replaces all children. */
export function replace(node, ...children) {
  node.replaceChildren(...presentChildren(children));
  return node;
}
