// Bots of a room that get nothing of what is said in it: those that wait for a review, and those that it refused.
import { el } from '../dom.js';
import { link } from '../link.js';
import { store } from '../store.js';
import { t } from '../words.js';
import { excerpt, phrase } from '../shown.js';

/** The bots of a room that are not told of anything. */
export function silentBots(room) {
  return (room?.bots ?? []).map((id) => store.bots.get(id)).filter((bot) => bot && bot.status !== 'active');
}

/** Of a user's message, the bots that were there and got nothing of it. */
function missedBy(message) {
  if (message.sender_type !== 'user') return [];
  const told = new Set(store.deliveriesOf(message.message_id).map((it) => it.bot_id));
  return silentBots(store.rooms.get(message.room_id)).filter((bot) => !told.has(bot.bot_id) && bot.created_at <= message.created_at);
}

/** Why these bots got nothing of a message, a line for each. */
export const missedWords = (message) => missedBy(message)
  .map((bot) => phrase(`chat.not-sent.${bot.status}`, { bot: excerpt(bot.name, 40) }));

/** What the room says of itself, below its head: which of its bots get nothing, or that there is none. */
export function silence(room) {
  if (!room) return null;
  const lines = room.bots.length === 0 ? [t('chat.nobody-told')]
    : silentBots(room).map((bot) => phrase(`chat.silent.${bot.status}`, { bot: excerpt(bot.name, 40) }));
  return lines.map((line) => el('p', {}, line, ' ', link({ view: 'bots' }, { words: 'chat.to-bots' })));
}
