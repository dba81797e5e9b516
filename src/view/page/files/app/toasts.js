// Short notices. They lie above everything, an open dialog too; the same sentence stands there once, and each goes by itself
// when nobody is at it.
import { announce } from './announce.js';
import { el } from './dom.js';
import { icon } from './icons.js';
import { isolated } from './shown.js';

const STAYS = { good: 4000, bad: 12_000 };
const MOST = 4;
const region = el('div', { class: 'toasts', role: 'region', label: 'notices', popover: 'manual' });
// By kind and text.
const all = new Map();

/** Where notices stand, for the page to hold. */
export const toastRegion = () => region;

/** Puts the notices above what is open: what lies outside a dialog is dim, and cannot be reached. */
export function hold() {
  const holder = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;
  if (region.parentNode !== holder) holder.append(region);
  if (region.matches(':popover-open')) region.hidePopover();
  if (all.size > 0) region.showPopover();
}

/** A notice, a text or a phrase; of what is `bad` longer. The same once more is counted. */
export function toast(text, kind = 'good') {
  const words = el('span', {}, typeof text === 'string' ? isolated(text) : text);
  const key = `${kind} ${words.textContent}`;
  const known = all.get(key);
  if (known) return known.again();
  const made = new Toast(words, kind, () => { all.delete(key); hold(); });
  if (all.size >= MOST) all.values().next().value.end();
  all.set(key, made);
  region.append(made.node);
  hold();
  announce(words.textContent);
  return undefined;
}

class Toast {
  constructor(words, kind, gone) {
    const close = el('button', { class: 'icon-button', type: 'button', label: 'close', on: { click: () => this.end() } }, icon('close'));
    this.count = el('b', { class: 'chip toast-count number', hidden: true });
    this.node = el('div', { class: `toast ${kind}` }, words, this.count, close);
    Object.assign(this, { n: 1, gone, stays: STAYS[kind] ?? STAYS.good });
    for (const type of ['pointerenter', 'focusin']) this.node.addEventListener(type, () => clearTimeout(this.timer));
    for (const type of ['pointerleave', 'focusout']) this.node.addEventListener(type, () => this.wait());
    this.wait();
  }

  again() {
    this.n += 1;
    this.count.hidden = false;
    this.count.textContent = `× ${this.n}`;
    if (!this.node.matches(':hover, :focus-within')) this.wait();
    hold();
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.end(), this.stays);
  }

  end() {
    clearTimeout(this.timer);
    this.node.remove();
    this.gone();
  }
}
