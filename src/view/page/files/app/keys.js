// The registry of the page's keyboard shortcuts.
const bindings = new Set();
let currentView = () => null;

/** Sets the function that returns the name of the current view. */
export function setCurrentView(view) {
  currentView = view;
}

/**
 * Adds a shortcut: {keys: 'j ArrowDown' (either), words: key of words, view?, inFields?, inDialogs?, run}. Returns a
 * function that removes it.
 */
function add(key) {
  const entry = { inFields: false, ...key, combinations: key.keys.split(' ') };
  bindings.add(entry);
  return () => bindings.delete(entry);
}

/** Returns all shortcuts in the order of their registration. */
const list = () => [...bindings];

/** Returns the pressed combination as `add` spells it. On a layout that is not Latin (한글) the letter comes from `code`. */
export function combinationOf(event) {
  const latin = /^Key([A-Z])$/.exec(event.code)?.[1].toLowerCase();
  const isLatin = event.key.length > 1 || event.key.charCodeAt(0) < 128;
  let name = isLatin || !latin ? event.key : latin;
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push('ctrl');
  if (event.altKey) parts.push('alt');
  if (event.altKey && latin) name = latin;
  if (event.altKey && /^Digit\d$/.test(event.code)) name = event.code.at(-1);
  if (name.length === 1 && name.toLowerCase() !== name.toUpperCase()) {
    if (event.shiftKey) parts.push('shift');
    name = name.toLowerCase();
  }
  return [...parts, name === ' ' ? 'space' : name].join('+');
}

/** True when keys typed into this element are text. */
export function isField(node) {
  if (node?.isContentEditable) return true;
  if (node?.tagName === 'INPUT') return !['checkbox', 'radio', 'button', 'range'].includes(node.type);
  return ['TEXTAREA', 'SELECT'].includes(node?.tagName);
}

addEventListener('keydown', (event) => {
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
  const name = combinationOf(event);
  const isTyping = isField(event.target);
  // The topmost layer handles the key: Escape closes an open menu, and nothing below it.
  if (document.querySelector('.menu:popover-open')) return;
  const inDialog = document.querySelector('dialog[open]') !== null;
  for (const key of [...bindings].reverse()) {
    if (!key.combinations.includes(name) || (key.view && key.view !== currentView())) continue;
    if ((isTyping && !key.inFields) || (inDialog && !key.inDialogs)) continue;
    event.preventDefault();
    key.run(event);
    return;
  }
});

export const keys = { add, list };
