// Two exchanges compared: first lines, headers, and bodies by what their JSON says.
import { text } from '../api.js';
import { el } from '../dom.js';
import { shown } from '../shown.js';
import { t } from '../words.js';
import { readJson } from '../json.js';
import { note, shortId } from './parts.js';

/** The comparison of two, by their ids. */
export async function compare(a, b) {
  const source = await text('/compare', { a, b });
  const found = JSON.parse(source);
  keepWritten(found, source);
  return ['request', 'response'].map((side) => el('section', { class: 'parts' }, el('h3', { words: `wire.${side}` }), differences(found[side], a, b)));
}

/** Puts each value as it was written in the place of what JSON.parse made of it: numbers keep all their digits. */
function keepWritten(found, source) {
  const { root } = readJson(source);
  const child = (node, key) => node.children.find((it) => it.key === key || it.index === key);
  for (const side of ['request', 'response']) {
    const written = child(child(child(root, side), 'body'), 'differences');
    found[side].body.differences.forEach((it, index) => {
      for (const key of ['old', 'new']) if (it.in === 'json' && key in it) it[key] = sourceOf(source, child(child(written, index), key));
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
  const texts = all.filter((it) => it.in === 'text').map(({ lines }) => el('pre', { class: 'plain mono difference' }, lines.map(changedLine)));
  const more = body.more ? note('', t('wire.n-more', { n: body.more })) : null;
  return rows.length + texts.length ? [rows.length > 0 && table(rows, a, b), texts, more] : note('good', t('wire.same'));
}

function table(rows, a, b) {
  const heads = [t('wire.where'), shortId(a), shortId(b)];
  return el('table', { class: 'difference mono' }, el('thead', {}, el('tr', {}, heads.map((head) => el('th', { scope: 'col' }, head)))),
    el('tbody', {}, rows.map(([where, was, is]) => el('tr', {}, el('th', { scope: 'row' }, shown(where)), cell('del', was), cell('ins', is)))));
}

const cell = (tag, value) => el('td', {}, value === undefined || value === null ? el('i', { class: 'faint' }, t('wire.absent')) : el(tag, {}, shown(value)));

/** A line of either text: gone, come, or the same. */
function changedLine({ mark, text: line }) {
  const [sign, tag] = { old: ['- ', 'del'], new: ['+ ', 'ins'], same: ['  ', 'span'], gap: ['… ', 'i'] }[mark];
  return el(tag, {}, sign, shown(line), '\n');
}
