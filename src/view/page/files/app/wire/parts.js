// Small parts that the list and the tabs share: what an exchange is in a word, its status, verdict and bar.
import { copy } from '../clipboard.js';
import { el } from '../dom.js';
import { icon } from '../icons.js';
import { shown } from '../shown.js';
import { t } from '../words.js';

/** What the list shows of an exchange; ten thousand whole ones would be too much to keep. */
export function summarize({ id, direction, kind, event_type, started_at, attempt, starred, request, response, failure, signature, timing, chaos }) {
  const path = request.url.replace(/^https?:\/\/[^/]+/, '');
  return {
    id, direction, kind, started_at, attempt, starred,
    what: event_type ?? `${request.method} ${path}`,
    outcome: String(response?.status ?? failure?.cause ?? 'none'),
    isGood: response?.status >= 200 && response.status < 300,
    verdict: signature.verdict,
    chaos,
    ms: timing.total_ms,
  };
}

/** The end of an id, which tells exchanges apart. */
export const shortId = (id) => id.slice(-6);

export const button = (words, click, props = {}) => el('button', { type: 'button', class: 'button small', words, on: click ? { click } : {}, ...props });
export const link = (text, click, props = {}) => el('button', { type: 'button', class: 'link', on: { click }, ...props }, shown(text));
export const note = (kind, ...children) => el('p', { class: `note ${kind}` }, children);
export const status = ({ outcome, isGood }) => el('span', { class: `status ${isGood ? 'good' : 'bad'}` }, outcome);

/** A sign, which the style sheet draws, with its words for those who hear it. */
export const symbol = (name, words) => el('span', { class: `sign ${name}`, title: words }, el('span', { class: 'sr-only' }, words));
export const verdictMark = (verdict) => symbol(`verdict-${verdict}`, t(`wire.${verdict}`));

/** A text with what copies it. */
export const copyable = (text) => [el('code', {}, shown(text)),
  el('button', { type: 'button', class: 'icon-button tiny', label: 'copy', on: { click: () => copy(text) } }, icon('copy'))];

/** A bar that is full when the budget is spent. */
export function budgetBar(ms, budget) {
  const share = Math.min(ms / budget, 1);
  const bar = el('span', { class: `budget ${share === 1 ? 'bad' : share > 0.6 ? 'warn' : 'good'}`, aria: { hidden: 'true' } });
  bar.style.setProperty('--share', share);
  return bar;
}

/** Places a bar between two times. */
export function positioned(node, from, length = 0) {
  node.style.setProperty('--from', from);
  node.style.setProperty('--length', length);
  return node;
}
