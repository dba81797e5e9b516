// Bots of a room that get nothing of what is said in it: those that wait for a review, and those that it refused.
import { el } from '../dom.js';
import { link } from '../link.js';
import { store } from '../store.js';
import { t } from '../words.js';
import { excerpt, phrase } from '../shown.js';

/** The bots of a room that are not told of anything. */
export function inactiveBots(room) {
  return (room?.bots ?? []).map((id) => store.bots.get(id)).filter((bot) => bot && bot.status !== 'active');
}

/** Of a user's message, the bots that were there and got nothing of it. */
function botsWithoutDelivery(message) {
  if (message.sender_type !== 'user') return [];
  const receivers = new Set(store.deliveriesOf(message.message_id).map((it) => it.bot_id));
  return inactiveBots(store.rooms.get(message.room_id)).filter((bot) => !receivers.has(bot.bot_id) && bot.created_at <= message.created_at);
}

/** Why these bots got nothing of a message, a line for each. */
export const missedDeliveryNotes = (message) => botsWithoutDelivery(message)
  .map((bot) => phrase(`chat.not-sent.${bot.status}`, { bot: excerpt(bot.name, 40) }));

/** What the room says of itself, below its head: which of its bots get nothing, or that there is none. */
export function roomNotes(room) {
  if (!room) return null;
  const lines = room.bots.length === 0 ? [t('chat.nobody-told')]
    : inactiveBots(room).map((bot) => phrase(`chat.silent.${bot.status}`, { bot: excerpt(bot.name, 40) }));
  return lines.map((line) => el('p', {}, line, ' ', link({ view: 'bots' }, { words: 'chat.to-bots' })));
}
