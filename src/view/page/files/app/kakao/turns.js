// A Kakao room's turns, for the pane beside the chat: each thing said, and the exchanges that it led to.
import { exchanges } from '../chat/exchanges.js';
import { excerpt } from '../chat/shown-text.js';
import { chat } from '../chat/state.js';
import { el } from '../dom.js';
import { link } from '../link.js';
import { shownLine } from '../wire/shown.js';
import { talks } from './talks.js';

const MOST = 60;

/** The turns of a room; `row(head)` draws an exchange that is known. */
export function kakaoTurns({ room_id: id }, row) {
  const turns = [];
  for (const message of talks.of(id)) {
    if (message.from === 'user') turns.push({ message, bubbles: [], ids: new Set() });
    else turns.at(-1)?.bubbles.push(message);
    if (message.exchange_id) turns.at(-1)?.ids.add(message.exchange_id);
  }
  return turns.filter((turn, at) => at >= turns.length - MOST || chat.isMarked(turn)).map((turn) => node(turn, row));
}

function node(turn, row) {
  const { message: { message_id: id, user, text }, ids } = turn;
  const isMarked = chat.isMarked(turn);
  const head = el('button', { type: 'button', class: 'turn-head', aria: { pressed: String(isMarked) }, data: { key: `turn-${id}` }, on: { click: () => chat.mark(isMarked ? null : id) } },
    el('bdi', { class: 'turn-who' }, excerpt(user, 20)), el('bdi', { class: 'turn-text faint' }, excerpt(shownLine(text), 60)));
  const rows = [...ids].map((it) => (exchanges.get(it) ? row(exchanges.get(it), exchanges.get(it).direction === 'sent')
    : el('li', {}, link({ view: 'wire', id: it }, { class: 'turn-row turn-exchange', data: { key: it } }, el('span', { class: 'mono turn-path' }, it)))));
  return el('li', { class: `turn${isMarked ? ' marked' : ''}` }, head, el('ul', {}, rows));
}

chat.watch((topic) => {
  if (topic !== 'mark') return;
  for (const it of document.querySelectorAll('.kakao-message')) it.classList.toggle('is-chosen', Number(it.dataset.id) === chat.marked);
  document.querySelector('.kakao-message.is-chosen')?.scrollIntoView({ block: 'nearest' });
});
