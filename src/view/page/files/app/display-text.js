// Prepares untrusted text for display. In messages, the invisible characters that scripts and emoji need remain. Where bytes
// matter, every invisible character becomes an escape, as in the terminal.
import { el } from './dom.js';
import { pieces } from './words.js';

const INVISIBLE = '[\\0-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb'
  + '\\ufffe\\uffff\\u{d800}-\\u{dfff}\\u{e0000}-\\u{e007f}]';
const SPLIT_INVISIBLE = new RegExp(`(${INVISIBLE})`, 'u');
const ALL_INVISIBLE = new RegExp(`${INVISIBLE}|[\\t\\n]`, 'gu');
const segmenter = globalThis.Intl?.Segmenter && new Intl.Segmenter();

/** Returns a message's text with visible control characters; line breaks and tabs remain. */
export function displayText(text) {
  return text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, controlPicture)
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, (char) => `\\u{${char.charCodeAt(0).toString(16)}}`);
}

function controlPicture(char) {
  const code = char.charCodeAt(0);
  return String.fromCharCode(code === 0x7f ? 0x2421 : 0x2400 + code);
}

/** Returns at most `maxChars` characters of a text, in one line; no grapheme is cut. */
export function excerpt(text, maxChars = 80) {
  const line = displayText(text.slice(0, maxChars * 12)).replace(/\s+/g, ' ').trim();
  if (line.length <= maxChars) return line;
  const chars = segmenter ? [...segmenter.segment(line)].map((it) => it.segment) : [...line];
  return chars.length <= maxChars ? line : `${chars.slice(0, maxChars).join('')}…`;
}

/** Returns nodes for `el` with every invisible character as an escape; newlines and tabs remain. */
export function visible(text) {
  return String(text ?? '').split(SPLIT_INVISIBLE).map((part, index) => (index % 2 ? el('span', { class: 'escape' }, escapeOf(part)) : part));
}

/** Returns the same as a string in one line, for labels. */
export const visibleLine = (text) => String(text ?? '').replace(ALL_INVISIBLE, escapeOf);

function escapeOf(char) {
  const code = char.codePointAt(0);
  return code < 0x80 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}

/** Returns one or several untrusted texts as nodes with isolated text direction; a number becomes plain text. */
export function isolated(value) {
  if (typeof value === 'number') return [String(value)];
  return [value].flat().flatMap((text, index) => [index ? ', ' : '', el('bdi', {}, displayText(String(text ?? '')))]);
}

/** Returns the words for a key as nodes, with each parameter, or each item of a list, isolated. */
export const wordNodes = (key, params = {}) => pieces(key, params).flatMap((part, index) => (index % 2 ? isolated(params[part]) : part));
