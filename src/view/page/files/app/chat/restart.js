// Restarts a conversation in a new room with the same bots, optionally with the users' messages sent again.
import { get, post } from '../api.js';
import { callOrToast, openDialog, toast } from '../dialog.js';
import { el } from '../dom.js';
import { store } from '../store.js';
import { t } from '../words.js';
import { createRoom } from './name-dialogs.js';
import { chat } from './state.js';

const PAGE_SIZE = 1000;

/** Creates a room with the bots of the open one, and speaks there as this user. Returns undefined on failure. */
export async function restart(user) {
  if (!chat.room()) return undefined;
  const room = await callOrToast(copyRoom);
  if (room) chat.setSpeaker(user);
  return room;
}

function copyRoom() {
  const { name, bots } = chat.room();
  return createRoom(nextName(name), bots);
}

/** Returns the next free name of "Order": "Order · 2", "Order · 3". */
export function nextName(name) {
  const stem = name.replace(/ · \d+$/, '');
  const used = new Set([...store.rooms.values(), ...store.kakao.values()].map((it) => it.name));
  let n = 2;
  while (used.has(`${stem} · ${n}`)) n += 1;
  return `${stem} · ${n}`;
}

/** Sends the user messages up to `message` again in a new room; each waits until the deliveries of the one before end. */
export async function restartFrom(message) {
  const messages = await callOrToast(() => userMessagesUntil(message));
  const room = messages && await callOrToast(copyRoom);
  if (!room) return;
  const progress = showProgress(messages.length);
  const newIds = new Map();
  for (const [index, original] of messages.entries()) {
    progress.show(index);
    if (progress.isStopped()) return;
    const sent = await callOrToast(() => sendCopy(room.room_id, original, newIds));
    if (!sent) break;
    newIds.set(original.message_id, sent.message.message_id);
    await deliveriesEnded(sent.deliveries.map(({ event_id }) => event_id), progress);
  }
  progress.end();
}

/** Returns the user messages of a room from its beginning up to a message, inclusive. */
async function userMessagesUntil({ room_id: room, message_id: until }) {
  const all = [];
  for (let lastId = 0; lastId < until;) {
    const { messages } = await get(`/rooms/${room}/messages`, { after: lastId, limit: PAGE_SIZE });
    all.push(...messages);
    lastId = messages.at(-1)?.message_id ?? until;
  }
  return all.filter((it) => it.sender_type === 'user' && it.message_id <= until);
}

/** Sends a copy. A reply to a copied message refers to the copy; a reply to a bot's message loses its reference. */
function sendCopy(roomId, original, newIds) {
  return post(`/rooms/${roomId}/messages`, {
    user: original.sender_name, body: original.body, message_type: original.message_type, metadata: original.metadata,
    reply_to_message_id: newIds.get(original.reply_to_message_id),
  });
}

/** Resolves when the delivery of each event has ended, or when the user stops the restart. */
function deliveriesEnded(eventIds, progress) {
  const isOver = (id) => ['delivered', 'failed', 'set_aside', 'dropped'].includes(store.deliveries.get(id)?.state);
  return new Promise((resolve) => {
    const check = () => {
      if (!eventIds.every(isOver) && !progress.isStopped()) return;
      stop();
      resolve();
    };
    const stop = store.watch(check);
    progress.onStop(check);
    check();
  });
}

function showProgress(total) {
  const bar = el('progress', { max: String(total), label: 'chat.again' });
  const words = el('p', {});
  const dialog = openDialog({ title: t('chat.again'), body: el('div', { class: 'stack' }, words, bar) });
  let isOver = false;
  return {
    show(index) {
      bar.value = index;
      words.textContent = t('chat.again-step', { at: index + 1, total });
    },
    isStopped: () => !isOver && !dialog.isConnected,
    onStop: (fn) => dialog.addEventListener('close', fn, { once: true }),
    end() {
      isOver = true;
      dialog.close();
      toast(t('chat.again-done', { n: total }));
    },
  };
}
