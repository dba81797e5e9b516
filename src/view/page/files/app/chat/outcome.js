// Where a delivery stands, in words: what the bubble says about it.
import { ms, second } from '../format.js';
import { excerpt, shownText } from '../shown.js';
import { store } from '../store.js';
import { told } from '../told.js';
import { t } from '../words.js';
import { exchanges } from './exchanges.js';

const CAUSES = ['dns', 'refused', 'connect', 'tls', 'timeout', 'broken', 'protocol', 'too_large'];

/** {kind, words, short?, isOver?} of a delivery; `kind` is the colour of its chip. */
export function outcome(delivery) {
  const n = delivery.attempts;
  switch (delivery.state) {
    case 'delivered':
      return { kind: 'good', words: n > 1 ? t('chat.delivered-after', { n }) : t('chat.delivered'), short: took(delivery, n), isOver: true };
    case 'failed':
      return { kind: 'bad', words: t('chat.failed', { n, reason: reason(delivery) }), isOver: true };
    case 'dropped':
      return { kind: '', words: t('chat.dropped', { reason: shownText(told(delivery.last_failure) ?? '') }), isOver: true };
    case 'under_way':
      return { kind: '', words: n > 0 ? t('chat.attempt', { n: n + 1 }) : t('chat.sending') };
    default:
      return waiting(delivery, n);
  }
}

/** What is enough to say of a delivery that went well at once. */
function took(delivery, n) {
  const head = exchanges.get(exchangeOf(delivery));
  return n === 1 && head ? ms(head.timing.total_ms) : undefined;
}

function waiting(delivery, n) {
  const first = n === 0 && blocker(delivery);
  if (first) return { kind: 'warn', words: t('chat.waiting-behind', { at: again(first) }) };
  if (n === 0) return { kind: '', words: t('chat.waiting') };
  const at = again(delivery);
  return { kind: 'warn', words: t('chat.retrying', { n, reason: reason(delivery), at }) };
}

const again = ({ next_attempt_at: at }) => at ? second(at * 1000) : '…';

/** The earlier event of the same bot and room that failed and is tried again: what follows keeps its place behind it. */
function blocker({ event_id: id, bot_id: bot, room_id: room }) {
  for (const it of store.deliveries.values()) {
    if (it.event_id === id) return null;
    if (it.bot_id === bot && it.room_id === room && it.attempts > 0 && ['waiting', 'under_way'].includes(it.state)) return it;
  }
  return null;
}

/** Why the last attempt failed. */
export function reason(delivery) {
  const cause = exchanges.get(exchangeOf(delivery))?.failure?.cause;
  if (CAUSES.includes(cause)) return t(`chat.cause.${cause}`);
  if (delivery.last_status) return `${delivery.last_status} ${statusWords(delivery.last_status)}`.trim();
  return shownText(told(delivery.last_failure) ?? '');
}

function statusWords(status) {
  if ([401, 403].includes(status)) return t('chat.status.refused');
  if (status === 404) return t('chat.status.not-found');
  if (status === 429) return t('chat.status.too-many');
  if (status >= 500) return t('chat.status.error');
  if (status >= 300 && status < 400) return t('chat.status.redirect');
  return '';
}

/** The exchange of a delivery's last attempt. */
export const exchangeOf = (delivery) => delivery.last_exchange_id ?? exchanges.attempts(delivery.event_id).at(-1)?.id;

/** The exchange behind a message: the call that made it, or the last attempt to tell a bot of it. */
export const exchangeBehind = (message) => message.exchange_id ?? store.deliveriesOf(message.message_id).map(exchangeOf).findLast(Boolean);

/** The bot's name, also of one that is deleted. */
export const botName = (id) => excerpt(store.botName(id), 60);
