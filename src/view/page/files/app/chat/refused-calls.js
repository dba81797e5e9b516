// Calls by which a bot wanted to answer, and that the API refused: shown below the message that they answer.
import { exchangePlace, link } from '../link.js';
import { t } from '../words.js';
import { groupTurns, isSuccess } from './group-turns.js';

// By message id.
let refused = new Map();

/** Finds the refused calls of a room's messages; returns the ids of the messages whose calls changed. */
export function findRefusedCalls(messages) {
  const before = refused;
  refused = new Map();
  for (const { message, calls } of groupTurns(messages)) {
    const ofMessage = calls.filter((it) => !isSuccess(it));
    if (ofMessage.length > 0) refused.set(message.message_id, ofMessage);
  }
  const ids = new Set([...before.keys(), ...refused.keys()]);
  return [...ids].filter((id) => before.get(id)?.length !== refused.get(id)?.length);
}

/** True when a bot's call that answers the message was refused. */
export const hasRefusedCall = (messageId, bot) => (refused.get(messageId) ?? []).some((it) => it.bot_id === bot);

/** Draws the last refused call of a message, a link to its exchange; null for none. */
export function refusedChip(messageId) {
  const call = refused.get(messageId)?.at(-1);
  if (!call) return null;
  return link(exchangePlace(call.id), { class: 'chip bad', title: t('chat.open-exchange') }, t('chat.call-refused', { status: call.response?.status ?? '' }));
}
