// What strangers wrote, made safe to look at: control characters, bidirectional overrides and invisible characters
// become visible escapes, as the terminal shows them.
import { el } from '../dom.js';

const TREACHEROUS = '[\\0-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb'
  + '\\ufffe\\uffff\\u{d800}-\\u{dfff}\\u{e0000}-\\u{e007f}]';
const PARTS = new RegExp(`(${TREACHEROUS})`, 'u');
const ALL = new RegExp(`${TREACHEROUS}|[\\t\\n]`, 'gu');

/** The text as nodes for `el`; newlines and tabs stay. */
export function shown(text) {
  return String(text ?? '').split(PARTS).map((part, at) => (at % 2 ? el('span', { class: 'escape' }, escaped(part)) : part));
}

/** The same as plain text of one line, for labels. */
export const shownLine = (text) => String(text ?? '').replace(ALL, escaped);

function escaped(letter) {
  const code = letter.codePointAt(0);
  return code < 0x80 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}
