// Parts shared by the list and the tabs.
import { copy } from '../clipboard.js';
import { el } from '../dom.js';
import { icon } from '../icons.js';
import { visible } from '../display-text.js';
import { t } from '../words.js';

/** Returns the fields that the list shows: ten thousand complete exchanges would need too much memory. */
export function summarize({ id, direction, kind, event_type, started_at, attempt, starred, failed, request, response, failure, signature, timing, chaos, text }) {
  // A text tells more than the beginning of a path.
  const path = request.url.replace(text ? /^.*(?=\/[^/]+$)/ : /^https?:\/\/[^/]+/, text ? '…' : '');
  return {
    id, direction, kind, started_at, attempt, starred,
    text,
    what: event_type ?? `${request.method} ${path}`,
    outcome: String(response?.status ?? failure?.cause ?? 'none'),
    isGood: !failed,
    verdict: signature.verdict,
    chaos,
    ms: timing.total_ms,
  };
}

/** Returns the last 6 characters of an id, which tell exchanges apart. */
export const shortId = (id) => id.slice(-6);

export const button = (words, click, props = {}) => el('button', { type: 'button', class: 'button small', words, on: click ? { click } : {}, ...props });
export const link = (text, click, props = {}) => el('button', { type: 'button', class: 'link', on: { click }, ...props }, visible(text));
export const note = (kind, ...children) => el('p', { class: `note ${kind}` }, children);
export const status = ({ outcome, isGood }) => el('span', { class: `status ${isGood ? 'good' : 'bad'}` }, outcome);

/** Creates a symbol, mostly drawn by the style sheet, with words for screen readers. */
export const symbol = (name, words, text) => el('span', { class: `sign ${name}`, title: words }, text && el('span', { aria: { hidden: 'true' } }, text), el('span', { class: 'sr-only' }, words));
export const verdictMark = (verdict) => symbol(`verdict-${verdict}`, t(`wire.${verdict}`));

/** Creates a text with a button that copies it. */
export const copyable = (text) => [el('code', {}, visible(text)),
  el('button', { type: 'button', class: 'icon-button tiny', label: 'copy', on: { click: () => copy(text) } }, icon('copy'))];

/** Creates a bar that is full when the budget is spent; both in milliseconds. */
export function budgetBar(ms, budget) {
  const share = Math.min(ms / budget, 1);
  const bar = el('span', { class: `budget ${share === 1 ? 'bad' : share > 0.6 ? 'warn' : 'good'}`, aria: { hidden: 'true' } });
  bar.style.setProperty('--share', share);
  return bar;
}

/** Positions a bar on its axis; start and length are shares from 0 to 1. */
export function positioned(node, from, length = 0) {
  node.style.setProperty('--from', from);
  node.style.setProperty('--length', length);
  return node;
}
