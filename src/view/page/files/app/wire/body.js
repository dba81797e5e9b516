// Shows a body as a JSON tree, as text or in hex; invalid JSON is shown as text with the error marked.
import { download } from '../api.js';
import { el, replace } from '../dom.js';
import { size } from '../format.js';
import { jsonErrorText, readJson } from '../json.js';
import { visible } from '../display-text.js';
import { t } from '../words.js';
import { bytesOf, hexLines } from './bytes.js';
import { button, note } from './parts.js';
import { JsonTree } from './json-tree.js';

const FIRST_PORTION = 16 * 1024;
const MAX_PORTION = 256 * 1024;

/** Draws the body of one side (`request` or `response`) of an exchange. */
export function bodyOf(exchange, side) {
  const bytes = bytesOf(exchange[side]);
  const text = exchange[side].body;
  if (!bytes.length) return el('p', { class: 'faint', words: 'wire.no-body' });
  const pane = el('div');
  const renderers = { json: () => pretty(text), text: () => plain(text), bytes: () => hex(bytes) };
  const choose = (name) => {
    for (const button of buttons) button.ariaPressed = String(button.name === name);
    replace(pane, renderers[name]());
  };
  const names = text === undefined ? ['bytes'] : Object.keys(renderers);
  const buttons = names.map((name) => button(`wire.${name}`, () => choose(name), { name }));
  choose(text !== undefined && !/^[\ufeff\s]*[[{]/.test(text) ? 'text' : names[0]);
  return el('section', { label: `wire.${side}-body` },
    el('div', { class: 'body-bar' }, el('h3', { words: `wire.${side}-body` }), el('span', { class: 'faint' }, size(bytes.length)),
      el('div', { class: 'segments', role: 'group', label: 'wire.body-as' }, buttons),
      button('wire.download', () => download(`/exchanges/${exchange.id}/body/${side}`, {}, `${exchange.id}-${side}.bin`))),
    exchange.truncated ? note('', t('wire.body-cut')) : null, pane);
}

/** Draws the JSON tree, or the text around the first error. */
function pretty(text) {
  const { root, error } = readJson(text);
  if (root) return new JsonTree(text, root).root;
  const start = Math.max(0, error.offset - 400);
  return el('div', { class: 'parts' }, note('bad', jsonErrorText(text, error)),
    el('pre', { class: 'plain mono', tabindex: '0' }, start ? '…' : '', visible(text.slice(start, error.offset)),
      el('mark', {}, visible(text.charAt(error.offset) || ' ')), visible(text.slice(error.offset + 1, error.offset + 400))));
}

/** Shows text in growing portions: a megabyte at once would block the page. */
export const plain = (text) => inPortions(text.length, (from, to) => visible(text.slice(from, to)));

/** Shows bytes in hex, in growing portions. */
export const hex = (bytes) => inPortions(bytes.length, (from, to) => [`${from ? '\n' : ''}${hexLines(bytes, from, to)}`], 'hex');

function inPortions(length, renderPiece, kind = '') {
  const pre = el('pre', { class: `plain mono ${kind}`, tabindex: '0' });
  const more = button(undefined, add);
  let [offset, portion] = [0, FIRST_PORTION];
  function add() {
    const end = Math.min(length, offset + portion);
    pre.append(...renderPiece(offset, end));
    offset = end;
    portion = Math.min(MAX_PORTION, portion * 2);
    more.hidden = offset === length;
    more.textContent = t('wire.more-of', { n: size(length - offset) });
  }
  add();
  return el('div', { class: 'parts' }, pre, more);
}
