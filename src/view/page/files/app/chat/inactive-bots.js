// Notes on a room's bots that receive no events: they wait for a review, were rejected, or do not listen.
import { el } from '../dom.js';
import { dateTime, isSameDay, shortTime } from '../format.js';
import { link } from '../link.js';
import { store } from '../store.js';
import { t } from '../words.js';
import { excerpt, wordNodes } from '../display-text.js';

/** Returns the bots of a room that receive no events. */
export function inactiveBots(room) {
  return (room?.bots ?? []).map((id) => store.bots.get(id)).filter((bot) => bot && bot.status !== 'active');
}

/** Returns the active bots of a room that do not listen now, whose events are held. */
export function offlineBots(room) {
  return (room?.bots ?? []).map((id) => store.bots.get(id)).filter((bot) => bot?.status === 'active' && bot.offline_since);
}

/** Returns since when a bot does not listen, without the date of today. */
export function offlineSince({ offline_since: since }) {
  const ms = since * 1000;
  return isSameDay(ms, Date.now()) ? shortTime(ms) : dateTime(ms);
}

/** Returns the inactive bots that existed at the time of a user's message and have no delivery of it. */
function botsWithoutDelivery(message) {
  if (message.sender_type !== 'user') return [];
  const receivers = new Set(store.deliveriesOf(message.message_id).map((it) => it.bot_id));
  return inactiveBots(store.rooms.get(message.room_id)).filter((bot) => !receivers.has(bot.bot_id) && bot.created_at <= message.created_at);
}

/** Returns a line for each bot that received no delivery of a message. */
export const missedDeliveryNotes = (message) => botsWithoutDelivery(message)
  .map((bot) => wordNodes(`chat.not-sent.${bot.status}`, { bot: excerpt(bot.name, 40) }));

/** Returns the notes below the room's head: bots that receive nothing, or that the room has no bot. */
export function roomNotes(room) {
  if (!room) return null;
  const lines = room.bots.length === 0 ? [t('chat.nobody-told')]
    : [
      ...inactiveBots(room).map((bot) => wordNodes(`chat.silent.${bot.status}`, { bot: excerpt(bot.name, 40) })),
      ...offlineBots(room).map((bot) => wordNodes('chat.silent.offline', { bot: excerpt(bot.name, 40), time: offlineSince(bot) })),
    ];
  return lines.map((line) => el('p', {}, line, ' ', link({ view: 'bots' }, { words: 'chat.to-bots' })));
}
