// Groups messages into turns: a user message, its deliveries, the bots' API calls and the messages they created.
import { store } from '../store.js';
import { exchanges, replayOf } from './exchanges.js';

/** A bot's API call within this time after a resent event is attributed to it, unless another event came in between. */
const REACTION_MS = 2000;

/** Returns the turns of these messages, oldest first: {message, bubbles: [message], calls: [exchange]}. */
export function groupTurns(messages) {
  const turns = new Map();
  const lastByBot = new Map();
  let known = null;
  const attempts = () => (known ??= attemptsByBot());
  for (const message of messages) {
    if (message.sender_type === 'user') startTurn(turns, lastByBot, message);
    else (findTurn(turns, lastByBot, message, attempts) ?? startTurn(turns, lastByBot, message)).bubbles.push(message);
  }
  addCalls(turns, messages, attempts);
  return [...turns.values()];
}

/**
 * Adds turns for resent events that the outbox does not hold: they were edited into other events. Moves the resulting calls
 * there; they would otherwise be in an older turn or in the newest.
 */
export function withReplays(turns, roomId) {
  const replayTurns = [...exchanges.replays()].filter((head) => !store.deliveries.has(head.event_id) && originalRoom(head) === roomId)
    .map((head) => ({ resent: head, calls: [], bubbles: [], after: lastDeliveredBefore(turns, head) }));
  if (replayTurns.length === 0) return turns;
  const attempts = attemptsByBot();
  for (const call of exchanges.apiCalls()) {
    const cause = attemptBefore(attempts, call);
    const turn = cause?.replay && call.started_at <= cause.end + REACTION_MS && replayTurns.find((it) => it.resent === cause.replay);
    // A reply to a later message belongs to that message, even if its own attempt has not ended yet.
    if (turn && answeredMessageId(call, turns) <= turn.after) moveCall(turn, call, turns);
  }
  return [...turns, ...replayTurns];
}

/** Returns the id of the message that a call's message replies to; 0 for none. */
function answeredMessageId({ id }, turns) {
  const bubble = turns.flatMap((it) => it.bubbles).find((it) => it.exchange_id === id);
  return bubble?.reply_to_message_id ?? 0;
}

/** Moves a call, and the message that it created, from its turn to `target`. */
function moveCall(target, call, turns) {
  target.calls.push(call);
  for (const turn of turns) {
    target.bubbles.push(...turn.bubbles.filter((it) => it.exchange_id === call.id));
    turn.bubbles = turn.bubbles.filter((it) => it.exchange_id !== call.id);
    turn.calls = turn.calls.filter((it) => it !== call);
  }
}

/** Returns the room of the original event of a resent one; undefined when it is not loaded. */
function originalRoom(head) {
  let first = head;
  for (let n = 0; n < 20 && first && replayOf(first); n += 1) first = exchanges.get(replayOf(first));
  return store.deliveries.get(first?.event_id)?.room_id;
}

/** Returns the id of the newest message that was sent to a bot before this exchange; 0 for none. */
function lastDeliveredBefore(turns, { started_at: startedAt }) {
  const isBefore = ({ message }) => store.deliveriesOf(message.message_id)
    .some((it) => exchanges.attempts(it.event_id)[0]?.started_at <= startedAt);
  return turns.findLast(isBefore)?.message.message_id ?? 0;
}

function startTurn(turns, lastByBot, message) {
  const turn = { message, bubbles: [], calls: [] };
  turns.set(message.message_id, turn);
  for (const { bot_id } of store.deliveriesOf(message.message_id)) lastByBot.set(bot_id, turn);
  return turn;
}

/**
 * Finds the turn of a bot's message: the one it replies to, else the last one whose event had been sent to the bot, resent
 * events included. Null when that one is not loaded: the message then is a turn of its own.
 */
function findTurn(turns, lastByBot, message, attempts) {
  const { reply_to_message_id: replyTo, sender_bot_id: bot, after_message_id: after, exchange_id: id } = message;
  const [oldest] = turns.keys();
  const isKnown = (messageId) => messageId && (turns.has(messageId) || oldest === undefined || messageId < oldest);
  const call = exchanges.get(id);
  const cause = call && attemptBefore(attempts(), call)?.message;
  const answered = [replyTo, cause, after].find(isKnown);
  return answered ? turns.get(answered) ?? null : lastByBot.get(bot);
}

/** Adds each call to the turn of the message that it created; a refused call to the one it answers, as far as that is known. */
function addCalls(turns, messages, attempts) {
  const turnByExchange = new Map();
  for (const turn of turns.values()) {
    for (const bubble of turn.bubbles) turnByExchange.set(bubble.exchange_id, turn);
  }
  const firstMs = messages[0]?.created_at * 1000;
  const room = messages[0]?.room_id;
  for (const call of exchanges.apiCalls()) {
    if (turnByExchange.has(call.id)) turnByExchange.get(call.id).calls.push(call);
    if (turnByExchange.has(call.id) || isSuccess(call) || !(call.started_at >= firstMs)) continue;
    if (call.room_id && call.room_id !== room) continue;
    const before = attemptBefore(attempts(), call);
    turns.get(call.reply_to_message_id ?? before?.message)?.calls.push(call);
  }
  for (const turn of turns.values()) turn.calls.sort((a, b) => a.started_at - b.started_at);
}

/** Returns the last attempt at the bot before its call; undefined for none. */
const attemptBefore = (attempts, call) => attempts.get(call.bot_id)?.findLast((it) => it.startedAt <= call.started_at);

/** Returns the attempts by bot, oldest first: {startedAt, message}, or {startedAt, end, replay} of a resent event. */
function attemptsByBot() {
  const attempts = new Map();
  for (const { bot_id: bot, event_id: event, message_id: message } of store.deliveries.values()) {
    if (!attempts.has(bot)) attempts.set(bot, []);
    for (const attempt of exchanges.attempts(event)) attempts.get(bot).push({ startedAt: attempt.started_at, message });
  }
  for (const head of exchanges.replays()) {
    if (store.deliveries.has(head.event_id)) continue;
    if (!attempts.has(head.bot_id)) attempts.set(head.bot_id, []);
    attempts.get(head.bot_id).push({ startedAt: head.started_at, end: head.started_at + head.timing.total_ms, replay: head });
  }
  for (const list of attempts.values()) list.sort((a, b) => a.startedAt - b.startedAt);
  return attempts;
}

/**
 * Inserts the room's events without a message, each after the message that was the newest then. The outbox decides the
 * order: clocks may be moved, and the attempts of old events may not be loaded.
 */
export function withEvents(turns, roomId) {
  const oldest = turns.find((it) => it.message)?.message.message_id ?? 0;
  const isWhole = !store.history(roomId)?.hasEarlier;
  const events = [];
  let after = 0;
  for (const event of store.deliveries.values()) {
    after = Math.max(after, event.message_id);
    if (event.message_id || event.room_id !== roomId) continue;
    if (isWhole || after >= oldest) events.push({ event, after });
  }
  const all = [...turns.map((turn) => ({ ...turn, after: turn.message?.message_id ?? turn.after })), ...events];
  return all.sort((a, b) => a.after - b.after);
}

/** True when the exchange has a 2xx response. */
export const isSuccess = ({ response }) => response?.status >= 200 && response.status < 300;
