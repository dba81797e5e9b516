// Two exchanges compared: first lines, headers, and bodies by what their JSON says.
import { get } from '../api.js';
import { el } from '../dom.js';
import { t } from '../words.js';
import { note, shortId } from './parts.js';
import { shown } from './shown.js';

/** The comparison of two, by their ids. */
export async function compare(a, b) {
  const found = await get('/compare', { a, b });
  return ['request', 'response'].map((side) => el('section', { class: 'parts' }, el('h3', { words: `wire.${side}` }), differences(found[side], a, b)));
}

function differences({ line, headers, body }, a, b) {
  const rows = [
    { where: t('wire.first-line'), a: line[0], b: line[1] },
    ...headers.map(({ name, ...it }) => ({ where: name, ...it })),
    ...(body ?? []).map((it) => ({ where: it.path ?? '', a: it.old, b: it.new })),
  ].filter((it) => it.a !== it.b);
  if (!rows.length) return note('good', t('wire.same'));
  const heads = [t('wire.where'), shortId(a), shortId(b)];
  return el('table', { class: 'difference mono' }, el('thead', {}, el('tr', {}, heads.map((head) => el('th', { scope: 'col' }, head)))),
    el('tbody', {}, rows.map((it) => el('tr', {}, el('th', { scope: 'row' }, shown(it.where)), cell('del', it.a), cell('ins', it.b)))));
}

const cell = (tag, value) => el('td', {}, value === undefined || value === null ? el('i', { class: 'faint' }, t('wire.absent')) : el(tag, {}, shown(value)));
