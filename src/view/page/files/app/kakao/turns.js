// The turns of a Kakao room: each user message with its exchanges.
import { exchanges } from '../chat/exchanges.js';
import { chat } from '../chat/state.js';
import { exchangeRow, turnItem } from '../chat/turn-item.js';
import { el } from '../dom.js';
import { exchangePlace, link } from '../link.js';
import { kakaoMessages } from './messages.js';

const MAX_TURNS = 60;

/** Returns the list items of a room's newest turns, and of the marked one. */
export function kakaoTurns({ room_id: id }) {
  const turns = [];
  for (const message of kakaoMessages.of(id)) {
    if (message.from === 'user') turns.push({ message, bubbles: [], ids: new Set() });
    const turn = message.from === 'user' ? turns.at(-1) : findTurn(turns, message);
    if (message.from !== 'user') turn?.bubbles.push(message);
    if (message.exchange_id) turn?.ids.add(message.exchange_id);
  }
  return turns.filter((turn, at) => at >= turns.length - MAX_TURNS || chat.isMarked(turn)).map(turnNode);
}

/** Finds the turn of an answer: the user's newest one; for a callback, the oldest one that waits for it. */
function findTurn(turns, { user, exchange_id: id }) {
  const ofUser = turns.filter((turn) => turn.message.user === user);
  const newest = ofUser.at(-1);
  const head = exchanges.get(id);
  const isCallback = head ? head.direction === 'received' : newest?.ids.size > 0 && !newest.ids.has(id);
  return (id && isCallback && ofUser.find(isWaiting)) || newest || turns.at(-1);
}

/** True while a turn holds only the notice that a callback will follow. */
const isWaiting = ({ bubbles }) => bubbles.length > 0 && bubbles.every((it) => it.from === 'notice' && it.text !== undefined && !it.trouble);

function turnNode(turn) {
  const { message: { user, text }, ids, bubbles } = turn;
  const refused = new Set(bubbles.filter(({ trouble_phrase: trouble, findings = [] }) => trouble || findings.some((it) => it.level === 'error')).map((it) => it.exchange_id));
  return turnItem(turn, { speaker: user, text: text ?? '' }, [...ids].map((id) => exchangeItem(id, refused.has(id))));
}

/** Returns the row of an exchange, red if Kakao would refuse its answer; of one that is no longer loaded, its id. */
function exchangeItem(id, isRefused) {
  const head = exchanges.get(id);
  if (head) return exchangeRow(head, head.direction === 'sent', undefined, isRefused);
  return el('li', {}, link(exchangePlace(id), { class: 'turn-row turn-exchange', data: { key: id } }, el('span', { class: 'mono turn-path' }, id)));
}

chat.watch((topic) => {
  if (topic !== 'mark') return;
  for (const node of document.querySelectorAll('.kakao-message')) node.classList.toggle('is-chosen', Number(node.dataset.id) === chat.marked);
  document.querySelector('.kakao-message.is-chosen')?.scrollIntoView({ block: 'nearest' });
});
