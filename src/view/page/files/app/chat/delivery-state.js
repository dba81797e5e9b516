// Describes the state of a delivery.
import { duration, clockTime } from '../format.js';
import { excerpt, displayText } from '../display-text.js';
import { render } from '../phrase.js';
import { store } from '../store.js';
import { t } from '../words.js';
import { exchanges } from './exchanges.js';

const CAUSES = ['dns', 'refused', 'connect', 'tls', 'timeout', 'broken', 'protocol', 'too_large'];

/** Returns {kind, words, short?, isOver?} of a delivery; `kind` is the colour class of its chip. */
export function deliveryState(delivery) {
  const n = delivery.attempts;
  switch (delivery.state) {
    case 'delivered':
      return { kind: 'good', words: n > 1 ? t('chat.delivered-after', { n }) : t('chat.delivered'), short: quickDuration(delivery, n), isOver: true };
    case 'failed':
      return { kind: 'bad', words: t('chat.failed', { n, reason: reason(delivery) }), isOver: true };
    case 'dropped':
      return { kind: '', words: t('chat.dropped', { reason: failureText(delivery) }), isOver: true };
    case 'held':
      return { kind: 'warn', words: t('chat.held') };
    case 'set_aside':
      return { kind: 'bad', words: t('chat.set-aside', { reason: failureText(delivery) }), isOver: true };
    case 'under_way':
      return { kind: '', words: n > 0 ? t('chat.attempt', { n: n + 1 }) : t('chat.sending') };
    default:
      return waitingState(delivery, n);
  }
}

const failureText = ({ last_failure_phrase: phrase, last_failure: text }) => displayText(render(phrase ?? text) ?? '');

/** Returns the duration of a delivery that the first attempt completed; undefined otherwise. */
function quickDuration(delivery, n) {
  const head = exchanges.get(lastExchangeId(delivery));
  return n === 1 && head ? duration(head.timing.total_ms) : undefined;
}

function waitingState(delivery, n) {
  const blocking = n === 0 && blockingDelivery(delivery);
  if (blocking?.state === 'held') return { kind: 'warn', words: t('chat.held') };
  if (blocking) return { kind: 'warn', words: t('chat.waiting-behind', { at: retryTimeOf(blocking) }) };
  if (n === 0) return { kind: '', words: t('chat.waiting') };
  const retryTime = retryTimeOf(delivery);
  return { kind: 'warn', words: t('chat.retrying', { n, reason: reason(delivery), at: retryTime }) };
}

const retryTimeOf = ({ next_attempt_at: nextAttemptAt }) => nextAttemptAt ? clockTime(nextAttemptAt * 1000) : '…';

const isBlocking = ({ state, attempts }) => state === 'held' || (attempts > 0 && ['waiting', 'under_way'].includes(state));

/** Returns the earlier delivery of the same ordering key that is held or retried and blocks this one; null if none. */
function blockingDelivery({ event_id: id, bot_id: bot, room_id: room }) {
  for (const earlier of store.deliveries.values()) {
    if (earlier.event_id === id) return null;
    if (earlier.bot_id === bot && earlier.room_id === room && isBlocking(earlier)) return earlier;
  }
  return null;
}

/** Describes why the last attempt failed. */
export function reason(delivery) {
  const cause = exchanges.get(lastExchangeId(delivery))?.failure?.cause;
  if (CAUSES.includes(cause)) return t(`chat.cause.${cause}`);
  if (delivery.last_status) return `${delivery.last_status} ${statusWords(delivery.last_status)}`.trim();
  return failureText(delivery);
}

function statusWords(status) {
  if ([401, 403].includes(status)) return t('chat.status.refused');
  if (status === 404) return t('chat.status.not-found');
  if (status === 429) return t('chat.status.too-many');
  if (status >= 500) return t('chat.status.error');
  if (status >= 300 && status < 400) return t('chat.status.redirect');
  return '';
}

/** Returns the id of the exchange of a delivery's last attempt, or undefined. */
export const lastExchangeId = (delivery) => delivery.last_exchange_id ?? exchanges.attempts(delivery.event_id).at(-1)?.id;

/** Returns the id of the API call that created a message, else of the last attempt to deliver it; or undefined. */
export const messageExchangeId = (message) => message.exchange_id ?? store.deliveriesOf(message.message_id).map(lastExchangeId).findLast(Boolean);

export const botName = (id) => excerpt(store.botName(id), 60);
