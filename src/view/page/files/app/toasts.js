// Short notices above everything, open dialogs included. A repeated notice is counted instead of shown twice. Each one
// disappears by itself unless the pointer or the focus is on it.
import { announce } from './announce.js';
import { el } from './dom.js';
import { icon } from './icons.js';
import { isolated } from './display-text.js';

const DURATION_MS = { good: 4000, bad: 12_000 };
const MAX_TOASTS = 4;
const region = el('div', { class: 'toasts', role: 'region', label: 'notices', popover: 'manual' });
// By kind and text.
const toasts = new Map();

export const toastRegion = () => region;

/** Moves the notices into the topmost dialog: elements outside of it are inert. */
export function raiseToasts() {
  const parent = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;
  if (region.parentNode !== parent) parent.append(region);
  if (region.matches(':popover-open')) region.hidePopover();
  if (toasts.size > 0) region.showPopover();
}

/** Shows a notice. `text` is a text, or nodes from `wordNodes`; a `bad` notice stays longer. */
export function toast(text, kind = 'good') {
  const words = el('span', {}, typeof text === 'string' ? isolated(text) : text);
  const key = `${kind} ${words.textContent}`;
  const existing = toasts.get(key);
  if (existing) return existing.repeat();
  const notice = new Toast(words, kind, () => { toasts.delete(key); raiseToasts(); });
  if (toasts.size >= MAX_TOASTS) toasts.values().next().value.remove();
  toasts.set(key, notice);
  region.append(notice.node);
  raiseToasts();
  announce(words.textContent);
  return undefined;
}

/** Removes all notices: after a new start of momo, an error of before says nothing. */
export const clearToasts = () => [...toasts.values()].forEach((it) => it.remove());

class Toast {
  constructor(words, kind, onEnd) {
    const close = el('button', { class: 'icon-button', type: 'button', label: 'close', on: { click: () => this.remove() } }, icon('close'));
    this.count = el('b', { class: 'chip toast-count number', hidden: true });
    this.node = el('div', { class: `toast ${kind}` }, words, this.count, close);
    Object.assign(this, { n: 1, onEnd, durationMs: DURATION_MS[kind] ?? DURATION_MS.good });
    for (const type of ['pointerenter', 'focusin']) this.node.addEventListener(type, () => clearTimeout(this.timer));
    for (const type of ['pointerleave', 'focusout']) this.node.addEventListener(type, () => this.startTimer());
    this.startTimer();
  }

  repeat() {
    this.n += 1;
    this.count.hidden = false;
    this.count.textContent = `× ${this.n}`;
    if (!this.node.matches(':hover, :focus-within')) this.startTimer();
    raiseToasts();
  }

  startTimer() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.remove(), this.durationMs);
  }

  remove() {
    clearTimeout(this.timer);
    this.node.remove();
    this.onEnd();
  }
}
