// Starts a conversation anew: a new room with the same bots, and, if wanted, what the users said, said again.
import { get, post } from '../api.js';
import { attempt, openDialog, toast } from '../dialog.js';
import { el } from '../dom.js';
import { store } from '../store.js';
import { t } from '../words.js';
import { makeRoom } from './people.js';
import { chat } from './state.js';

const PAGE = 1000;

/** A new room with the bots of this one, for this user. */
export async function restart(user) {
  if (!chat.room()) return undefined;
  const room = await attempt(freshRoom);
  if (room) chat.setAs(user);
  return room;
}

function freshRoom() {
  const { name, bots } = chat.room();
  return makeRoom(nextName(name), bots);
}

/** "Order", "Order 2", "Order 3"; a number that belongs to the name of "room 1" is left alone. */
export function nextName(name) {
  const stem = name.replace(/ · \d+$/, '');
  const taken = new Set([...store.rooms.values(), ...store.kakao.values()].map((it) => it.name));
  let n = 2;
  while (taken.has(`${stem} · ${n}`)) n += 1;
  return `${stem} · ${n}`;
}

/** Says again, in a new room, what the users had said up to a message; each waits for the delivery of the one before. */
export async function restartFrom(message) {
  const said = await attempt(() => saidUntil(message));
  const room = said && await attempt(freshRoom);
  if (!room) return;
  const progress = showProgress(said.length);
  const renamed = new Map();
  for (const [at, it] of said.entries()) {
    progress.tell(at);
    if (progress.isStopped()) return;
    const again = await attempt(() => sayAgain(room.room_id, it, renamed));
    if (!again) break;
    renamed.set(it.message_id, again.message.message_id);
    await delivered(again.deliveries.map(({ event_id }) => event_id), progress);
  }
  progress.end();
}

/** What users said up to a message, from the room's beginning. */
async function saidUntil({ room_id: room, message_id: until }) {
  const said = [];
  for (let last = 0; last < until;) {
    const { messages } = await get(`/rooms/${room}/messages`, { after: last, limit: PAGE });
    said.push(...messages);
    last = messages.at(-1)?.message_id ?? until;
  }
  return said.filter((it) => it.sender_type === 'user' && it.message_id <= until);
}

/** A reply to what was said again is a reply to its new self; one to a bot's message has nothing to point to. */
function sayAgain(roomId, it, renamed) {
  return post(`/rooms/${roomId}/messages`, {
    user: it.sender_name, body: it.body, message_type: it.message_type, metadata: it.metadata,
    reply_to_message_id: renamed.get(it.reply_to_message_id),
  });
}

/** Ends when each of these events was delivered, or never will be. */
function delivered(eventIds, progress) {
  const isOver = (id) => ['delivered', 'failed', 'dropped'].includes(store.deliveries.get(id)?.state);
  return new Promise((done) => {
    const check = () => {
      if (!eventIds.every(isOver) && !progress.isStopped()) return;
      stop();
      done();
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
    tell(at) {
      bar.value = at;
      words.textContent = t('chat.again-step', { at: at + 1, total });
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
