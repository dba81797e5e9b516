// Dialogs and menus on the browser's own `dialog` and `popover`, which handle focus, Escape and stacking.
import { el, replace } from './dom.js';
import { icon } from './icons.js';
import { isolated } from './display-text.js';
import { render } from './phrase.js';
import { moveFocus } from './tab-stop.js';
import { raiseToasts, toast } from './toasts.js';
import { t } from './words.js';

export { toast };

/**
 * Opens a modal dialog and returns it; it is removed when it closes. `title` is a text, or nodes from `wordNodes`. `actions`
 * are the buttons of its foot; only they close a dialog that `isPersistent`.
 */
export function openDialog({ title, body, actions = [], wide = false, isPersistent = false }) {
  const heading = el('h2', { id: 'dialog-title' }, typeof title === 'string' ? isolated(title) : title);
  const close = el('button', { class: 'icon-button', type: 'button', label: 'close' }, icon('close'));
  const dialog = el('dialog', { class: wide ? 'dialog wide' : 'dialog', aria: { labelledby: 'dialog-title' } },
    el('header', {}, heading, !isPersistent && close),
    el('div', { class: 'dialog-body' }, body),
    actions.length > 0 && el('footer', {}, actions));
  close.addEventListener('click', () => dialog.close());
  if (isPersistent) preventDismissal(dialog);
  else dialog.addEventListener('click', (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener('close', () => {
    dialog.remove();
    raiseToasts();
  });
  document.body.append(dialog);
  dialog.showModal();
  raiseToasts();
  return dialog;
}

/** Blocks Escape. The key is blocked too: browsers close a dialog at a second Escape even if `cancel` is prevented. */
function preventDismissal(dialog) {
  dialog.addEventListener('cancel', (event) => event.preventDefault());
  dialog.addEventListener('keydown', (event) => { if (event.key === 'Escape') event.preventDefault(); });
}

/** Asks for a confirmation; resolves to true when it is given. */
export function confirmDialog({ title, body, yes = t('yes'), isDangerous = false }) {
  return new Promise((resolve) => {
    const accept = el('button', { class: `button ${isDangerous ? 'danger' : 'primary'}`, type: 'button' }, yes);
    const refuse = el('button', { class: 'button', type: 'button', words: 'cancel', autofocus: true });
    const dialog = openDialog({ title, body, actions: [refuse, accept] });
    let answer = false;
    accept.addEventListener('click', () => { answer = true; dialog.close(); });
    refuse.addEventListener('click', () => dialog.close());
    dialog.addEventListener('close', () => resolve(answer));
  });
}

/** Returns the message and hint of a failed call as text. */
export function problemText(problem) {
  if (problem.status === 0) return t('unreachable');
  return [problem.phrase, problem.hint].filter(Boolean).map(render).join('. ');
}

/** Runs an API call; shows its problem as a notice and returns undefined when it is refused. */
export async function callOrToast(fn) {
  try {
    return await fn();
  } catch (problem) {
    if (problem.status === undefined) throw problem;
    toast(problemText(problem), 'bad');
    return undefined;
  }
}

let menuCount = 0;

/**
 * Attaches a menu to a button. `items()` runs at each opening and returns {words | text, icon?, checked?, danger?, run};
 * `text` may be nodes, and null stands for a separator. Returns a function that renews the items of an open menu.
 */
export function menu(button, items) {
  button.setAttribute('aria-haspopup', 'menu');
  button.setAttribute('aria-expanded', 'false');
  // A page may hold hundreds of menus: each list is created at the first click, and that same click then opens it.
  let list = null;
  button.addEventListener('click', () => { list = createMenu(button, items); }, { once: true });
  return () => { if (list?.matches(':popover-open')) renewMenu(list, button, items()); };
}

/** Opens a menu at a rectangle, beside `origin`, to which the focus returns. */
export function openMenu(rect, items, origin) {
  const anchor = el('button', { type: 'button', class: 'sr-only', tabindex: '-1', aria: { hidden: 'true' } });
  anchor.getBoundingClientRect = () => rect;
  origin.after(anchor);
  const list = createMenu(anchor, () => items);
  list.addEventListener('toggle', ({ newState }) => {
    if (newState !== 'closed') return;
    if ([document.body, anchor, null].includes(document.activeElement)) origin.focus({ preventScroll: true });
    anchor.remove();
    list.remove();
  });
  list.showPopover();
}

function createMenu(button, items) {
  menuCount += 1;
  const list = el('div', { class: 'menu', id: `menu-${menuCount}`, popover: 'auto', role: 'menu' });
  button.setAttribute('popovertarget', list.id);
  button.after(list);
  list.addEventListener('beforetoggle', ({ newState }) => { if (newState === 'open') fillMenu(list, items()); });
  list.addEventListener('toggle', ({ newState }) => {
    button.setAttribute('aria-expanded', newState === 'open' ? 'true' : 'false');
    if (newState === 'open') { positionMenu(list, button); list.querySelector('button')?.focus(); }
  });
  list.addEventListener('keydown', (event) => moveFocus(event, [...list.querySelectorAll('button')]));
  return list;
}

/** Replaces the items of an open menu; the focus stays at its place. */
function renewMenu(list, button, items) {
  const place = [...list.querySelectorAll('button')].indexOf(document.activeElement);
  fillMenu(list, items);
  positionMenu(list, button);
  list.querySelectorAll('button')[place]?.focus();
}

function fillMenu(list, items) {
  replace(list, items.map((item) => item === null ? el('hr') : menuItem(list, item)));
}

function menuItem(list, item) {
  const role = item.checked === undefined ? 'menuitem' : 'menuitemradio';
  const checked = item.checked === undefined ? undefined : String(item.checked);
  const node = el('button', { type: 'button', role, tabindex: '-1', class: item.danger ? 'danger' : '', aria: { checked } },
    item.icon ? icon(item.icon) : null, el('bdi', { words: item.words }, item.text));
  node.addEventListener('click', () => { list.hidePopover(); item.run(); });
  return node;
}

/** Positions a menu below its button, or above when there is no room, within the window. */
function positionMenu(list, button) {
  const rect = button.getBoundingClientRect();
  const { width, height } = list.getBoundingClientRect();
  const below = rect.bottom + 4 + height <= innerHeight || rect.top < height;
  list.style.top = `${below ? Math.min(rect.bottom + 4, innerHeight - height - 4) : rect.top - 4 - height}px`;
  list.style.left = `${Math.max(4, Math.min(rect.left, innerWidth - width - 4))}px`;
}
