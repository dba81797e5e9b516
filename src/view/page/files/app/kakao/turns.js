// A Kakao room's turns, for the pane beside the chat: each thing said, and the exchanges that it led to.
import { exchanges } from '../chat/exchanges.js';
import { chat } from '../chat/state.js';
import { exchangeRow, turnItem } from '../chat/turn-item.js';
import { el } from '../dom.js';
import { link } from '../link.js';
import { talks } from './talks.js';

const MOST = 60;

/** The turns of a room. */
export function kakaoTurns({ room_id: id }) {
  const turns = [];
  for (const message of talks.of(id)) {
    if (message.from === 'user') turns.push({ message, bubbles: [], ids: new Set() });
    const turn = message.from === 'user' ? turns.at(-1) : turnOf(turns, message);
    if (message.from !== 'user') turn?.bubbles.push(message);
    if (message.exchange_id) turn?.ids.add(message.exchange_id);
  }
  return turns.filter((turn, at) => at >= turns.length - MOST || chat.isMarked(turn)).map(node);
}

/** What is said to a user belongs to his newest turn; what comes by callback to his oldest that waits for one. */
function turnOf(turns, { user, exchange_id: id }) {
  const his = turns.filter((turn) => turn.message.user === user);
  const newest = his.at(-1);
  const head = exchanges.get(id);
  const isCallback = head ? head.direction === 'received' : newest?.ids.size > 0 && !newest.ids.has(id);
  return (id && isCallback && his.find(waits)) || newest || turns.at(-1);
}

/** Whether only the words that ask for patience have come so far. */
const waits = ({ bubbles }) => bubbles.length > 0 && bubbles.every((it) => it.from === 'notice' && it.text !== undefined && !it.trouble);

function node(turn) {
  const { message: { user, text }, ids } = turn;
  return turnItem(turn, { who: user, text: text ?? '' }, [...ids].map(row));
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
