// Shows the differences of two exchanges: first lines, headers and bodies.
import { text } from '../api.js';
import { el } from '../dom.js';
import { visible } from '../display-text.js';
import { t } from '../words.js';
import { readJson } from '../json.js';
import { note, shortId } from './parts.js';

/** Fetches and draws the comparison of the exchanges with ids `a` and `b`. */
export async function renderComparison(a, b) {
  const source = await text('/compare', { a, b });
  const comparison = JSON.parse(source);
  restoreSource(comparison, source);
  return ['request', 'response'].map((side) => el('section', { class: 'parts' }, el('h3', { words: `wire.${side}` }), differences(comparison[side], a, b)));
}

/** Replaces parsed JSON values by their source text, so that numbers keep all their digits. */
function restoreSource(comparison, source) {
  const { root } = readJson(source);
  const child = (node, key) => node.children.find((it) => it.key === key || it.index === key);
  for (const side of ['request', 'response']) {
    const differenceNodes = child(child(child(root, side), 'body'), 'differences');
    comparison[side].body.differences.forEach((difference, index) => {
      for (const key of ['old', 'new']) if (difference.in === 'json' && key in difference) difference[key] = sourceOf(source, child(child(differenceNodes, index), key));
    });
  }
}

const sourceOf = (source, { start, end }) => source.slice(start, end);

function differences({ line, headers, body }, a, b) {
  const all = body.differences;
  const size = (n) => t('wire.n-bytes', { n });
  const rows = [
    ...(line[0] === line[1] ? [] : [[t('wire.first-line'), ...line]]),
    ...headers.map((it) => [it.name, it.a, it.b]),
    ...all.filter((it) => it.in === 'json').map((it) => [it.path || '/', it.old, it.new]),
    ...all.filter((it) => it.in === 'bytes').map((it) => [t('wire.bytes'), size(it.old), size(it.new)]),
  ];
  const texts = all.filter((it) => it.in === 'text').map(({ lines }) => el('pre', { class: 'plain mono difference' }, lines.map(textLine)));
  const more = body.more ? note('', t('wire.n-more', { n: body.more })) : null;
  return rows.length + texts.length ? [rows.length > 0 && table(rows, a, b), texts, more] : note('good', t('wire.same'));
}

function table(rows, a, b) {
  const heads = [t('wire.where'), shortId(a), shortId(b)];
  return el('table', { class: 'difference mono' }, el('thead', {}, el('tr', {}, heads.map((head) => el('th', { scope: 'col' }, head)))),
    el('tbody', {}, rows.map(([where, oldValue, newValue]) => el('tr', {}, el('th', { scope: 'row' }, visible(where)), cell('del', oldValue), cell('ins', newValue)))));
}

const cell = (tag, value) => el('td', {}, value === undefined || value === null ? el('i', { class: 'faint' }, t('wire.absent')) : el(tag, {}, visible(value)));

/** Draws a line of a text difference: removed, added, or common. */
function textLine({ mark, text: line }) {
  const [sign, tag] = { old: ['- ', 'del'], new: ['+ ', 'ins'], same: ['  ', 'span'], gap: ['… ', 'i'] }[mark];
  return el(tag, {}, sign, visible(line), '\n');
}
