// Dialogs, menus and short notices: the browser's own `dialog` and `popover`, so that focus, Escape and layers are right.
import { el, replace } from './dom.js';
import { icon } from './icons.js';
import { isolated } from './shown.js';
import { raiseToasts, toast } from './toasts.js';
import { told } from './told.js';
import { t } from './words.js';

export { toast };

/** Opens a dialog. `title` is a text, or a phrase; `actions` are buttons for its foot; where `isPersistent`, only they close it. Returns the dialog; it leaves the page when it closes. */
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

/** Neither Escape nor a click beside it closes it: a browser lets the second Escape through unless its key goes nowhere. */
function preventDismissal(dialog) {
  dialog.addEventListener('cancel', (event) => event.preventDefault());
  dialog.addEventListener('keydown', (event) => { if (event.key === 'Escape') event.preventDefault(); });
}

/** Asks; true when the answer is yes. */
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

/** What went wrong with a call, in words. */
export function problemText(problem) {
  if (problem.status === 0) return t('unreachable');
  return [problem.message, problem.hint].filter(Boolean).map((it) => told(it)).join('. ');
}

/** Runs what may be refused, and says so when it is. */
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

/** Gives a button a menu. `items()` are made at each opening: {words | text or nodes, icon?, checked?, danger?, run}, or null for a line. */
export function menu(button, items) {
  button.setAttribute('aria-haspopup', 'menu');
  button.setAttribute('aria-expanded', 'false');
  // A page may hold hundreds of them: the list is made when somebody wants it, and this very click then opens it.
  button.addEventListener('click', () => createMenu(button, items), { once: true });
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
  list.addEventListener('keydown', (event) => moveFocus(event, list));
  return list;
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

/** Below its button, or above where there is no room; never over the edge. */
function positionMenu(list, button) {
  const rect = button.getBoundingClientRect();
  const { width, height } = list.getBoundingClientRect();
  const below = rect.bottom + 4 + height <= innerHeight || rect.top < height;
  list.style.top = `${below ? Math.min(rect.bottom + 4, innerHeight - height - 4) : rect.top - 4 - height}px`;
  list.style.left = `${Math.max(4, Math.min(rect.left, innerWidth - width - 4))}px`;
}

function moveFocus(event, list) {
  const buttons = [...list.querySelectorAll('button')];
  const index = buttons.indexOf(document.activeElement);
  const target = { ArrowDown: index + 1, ArrowUp: index - 1 + buttons.length, Home: 0, End: buttons.length - 1 }[event.key];
  if (target === undefined) return;
  event.preventDefault();
  buttons[target % buttons.length].focus();
}
