// The tabs of request and response: headers and body, raw, and hex.
import { copy } from '../clipboard.js';
import { el } from '../dom.js';
import { size } from '../format.js';
import { visible } from '../display-text.js';
import { render } from '../phrase.js';
import { t } from '../words.js';
import { bodyOf, hex, plain } from './body.js';
import { bytesOf, headerText } from './bytes.js';
import { button, note } from './parts.js';

export const request = (exchange) => sideNodes(exchange, 'request');
export const response = (exchange) => (exchange.response ? sideNodes(exchange, 'response') : noResponse(exchange));

function sideNodes(exchange, side) {
  const { headers } = exchange[side];
  return [
    el('p', { class: 'first-line' }, el('code', {}, visible(firstLine(exchange[side])))),
    el('details', { class: 'headers', open: true }, el('summary', { words: ['wire.n-headers', { n: headers.length }] }),
      el('table', { class: 'mono' }, el('tbody', {}, headers.map((header) => el('tr', {}, el('th', { scope: 'row' }, visible(header.name)), el('td', {}, visible(headerText(header)))))))),
    bodyOf(exchange, side),
  ];
}

/** Explains why there is no response. */
export const noResponse = ({ failure }) => note('bad', el('b', {}, t('wire.no-answer')), ' ', el('bdi', {}, visible(render(failure?.phrase ?? failure?.message))));

const firstLine = ({ method, url, status }) => (method ? `${method} ${url}` : `HTTP/1.1 ${status}`);

/** Draws both sides as text, header names in their original spelling. */
export const raw = (exchange) => sides(exchange, (side) => {
  const head = side.headers.map((header) => `${header.name}: ${headerText(header)}\n`).join('');
  const text = `${firstLine(side)}\n${head}\n${side.body ?? new TextDecoder().decode(bytesOf(side))}`;
  return [button('copy', () => copy(text)), plain(text)];
});

/** Draws both bodies in hex. */
export const hexDump = (exchange) => sides(exchange, (side) => {
  const bytes = bytesOf(side);
  return bytes.length ? [el('span', { class: 'faint' }, size(bytes.length)), hex(bytes)] : el('p', { class: 'faint', words: 'wire.no-body' });
});

const sides = (exchange, draw) => ['request', 'response'].map((side) => el('section', { class: 'parts' },
  el('h3', { words: `wire.${side}` }), exchange[side] ? draw(exchange[side]) : noResponse(exchange)));
