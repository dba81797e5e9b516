// What strangers wrote, ready to be put in as text. In a talk as its readers are to see it: marks that scripts and emoji need
// stay. Where the bytes matter: every invisible sign becomes a visible escape, as the terminal shows them.
import { el } from './dom.js';
import { pieces } from './words.js';

const TREACHEROUS = '[\\0-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb'
  + '\\ufffe\\uffff\\u{d800}-\\u{dfff}\\u{e0000}-\\u{e007f}]';
const PARTS = new RegExp(`(${TREACHEROUS})`, 'u');
const ALL = new RegExp(`${TREACHEROUS}|[\\t\\n]`, 'gu');
const segmenter = globalThis.Intl?.Segmenter && new Intl.Segmenter();

/** A talk's text, its control characters to be seen; line breaks and tabs stay what they are. */
export function shownText(text) {
  return text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, picture)
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, (sign) => `\\u{${sign.charCodeAt(0).toString(16)}}`);
}

function picture(sign) {
  const code = sign.charCodeAt(0);
  return String.fromCharCode(code === 0x7f ? 0x2421 : 0x2400 + code);
}

/** The beginning of a text in one line; no sign that is made of several is cut through. */
export function excerpt(text, most = 80) {
  const line = shownText(text.slice(0, most * 12)).replace(/\s+/g, ' ').trim();
  if (line.length <= most) return line;
  const signs = segmenter ? [...segmenter.segment(line)].map((it) => it.segment) : [...line];
  return signs.length <= most ? line : `${signs.slice(0, most).join('')}…`;
}

/** Every invisible sign as an escape: nodes for `el`; newlines and tabs stay. */
export function shown(text) {
  return String(text ?? '').split(PARTS).map((part, at) => (at % 2 ? el('span', { class: 'escape' }, escaped(part)) : part));
}

/** The same as plain text of one line, for labels. */
export const shownLine = (text) => String(text ?? '').replace(ALL, escaped);

function escaped(letter) {
  const code = letter.codePointAt(0);
  return code < 0x80 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}

/** A stranger's text, or several, as nodes that turn nothing round outside of themselves; a number stays what it is. */
export function isolated(value) {
  if (typeof value === 'number') return [String(value)];
  return [value].flat().flatMap((text, at) => [at ? ', ' : '', el('bdi', {}, shownText(String(text ?? '')))]);
}

/** The words for a key as nodes: what stands for a parameter, or each of a list of them, is isolated. */
export const phrase = (key, params = {}) => pieces(key, params).flatMap((part, at) => (at % 2 ? isolated(params[part]) : part));
