// A Kakao room's turns, for the pane beside the chat: each thing said, and the exchanges that it led to.
import { exchanges } from '../chat/exchanges.js';
import { chat } from '../chat/state.js';
import { exchangeRow, turnItem } from '../chat/turn-item.js';
import { el } from '../dom.js';
import { link } from '../link.js';
import { shownLine } from '../shown.js';
import { talks } from './talks.js';

const MOST = 60;

/** The turns of a room. */
export function kakaoTurns({ room_id: id }) {
  const turns = [];
  for (const message of talks.of(id)) {
    if (message.from === 'user') turns.push({ message, bubbles: [], ids: new Set() });
    else turns.at(-1)?.bubbles.push(message);
    if (message.exchange_id) turns.at(-1)?.ids.add(message.exchange_id);
  }
  return turns.filter((turn, at) => at >= turns.length - MOST || chat.isMarked(turn)).map(node);
}

function node(turn) {
  const { message: { user, text }, ids } = turn;
  return turnItem(turn, { who: user, text: shownLine(text) }, [...ids].map(row));
}

/** An exchange, or its id where it is not known any more. */
function row(id) {
  const head = exchanges.get(id);
  if (head) return exchangeRow(head, head.direction === 'sent');
  return el('li', {}, link({ view: 'wire', id }, { class: 'turn-row turn-exchange', data: { key: id } }, el('span', { class: 'mono turn-path' }, id)));
}

chat.watch((topic) => {
  if (topic !== 'mark') return;
  for (const it of document.querySelectorAll('.kakao-message')) it.classList.toggle('is-chosen', Number(it.dataset.id) === chat.marked);
  document.querySelector('.kakao-message.is-chosen')?.scrollIntoView({ block: 'nearest' });
});
