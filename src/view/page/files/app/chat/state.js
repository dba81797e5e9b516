// The state of the chat view: open room, current user, reply, mark, read counts and drafts.
import { address } from '../address.js';
import { store } from '../store.js';

const SPEAKER_KEY = 'momo.chat.as';
const READ_KEY = 'momo.chat.read';
const DRAFTS_KEY = 'momo.chat.drafts';
const DEFAULT_USER = '앨리스';
// Keys of the wire view, removed from the address on the way from there.
const NO_WIRE_KEYS = { filter: null, id: null, tab: null };
const watchers = new Set();
// By room: the count of read messages, and the draft. The session storage keeps both across reloads of the tab.
const readCounts = loadJson(READ_KEY);
const draftTexts = loadJson(DRAFTS_KEY);

export const chat = {
  roomId, room, isRoom, open, speaker, setSpeaker, speakerNames, speakersIn, reply: null, setReply, marked: null, mark, readMark, isMarked, reveal, unread, readAll, isNew: Object.keys(readCounts).length === 0, drafts: { get: draft, set: setDraft }, watch, tell,
};

function loadJson(key) {
  try {
    return { ...JSON.parse(sessionStorage.getItem(key)) };
  } catch {
    return {};
  }
}

/** Returns the unsent text for a room. */
function draft(id) {
  return draftTexts[id] ?? '';
}

function setDraft(id, text) {
  if (text) draftTexts[id] = text;
  else delete draftTexts[id];
  sessionStorage.setItem(DRAFTS_KEY, JSON.stringify(draftTexts));
}

/**
 * Calls `fn(topic, detail)` after each change: room, as, reply, mark, see, earlier, read, file. Returns a function that
 * unsubscribes.
 */
function watch(fn) {
  watchers.add(fn);
  return () => watchers.delete(fn);
}

function tell(topic, detail) {
  for (const fn of watchers) fn(topic, detail);
}

// The room that is open when the address names none; null before the first is known.
let fallbackRoom = null;

/**
 * Returns the id of the open room: the one in the address even if no such room exists, else the first; null without rooms.
 * A Kakao room's id is a string, any other a number.
 */
function roomId() {
  const named = address.get('room');
  if (named) return /^\d+$/.test(named) ? Number(named) : named;
  fallbackRoom ??= store.rooms.keys().next().value ?? store.kakao.keys().next().value ?? null;
  return fallbackRoom;
}

/** True when the open room exists; a bookmark may name a deleted one. */
function isRoom() {
  return store.rooms.has(roomId()) || store.kakao.has(roomId());
}

function room() {
  return store.rooms.get(roomId());
}

/** Opens a room; null opens the first one. */
function open(id) {
  fallbackRoom = null;
  address.set({ view: 'chat', room: id, message: null }, { push: true });
}

/** Returns the name of this tab's user; tabs may have different users. */
function speaker() {
  return sessionStorage.getItem(SPEAKER_KEY) ?? store.users.values().next().value?.name ?? DEFAULT_USER;
}

/** Sets the name of this tab's user; null stands for the first one. */
function setSpeaker(name) {
  if (name) sessionStorage.setItem(SPEAKER_KEY, name);
  else sessionStorage.removeItem(SPEAKER_KEY);
  tell('as');
}

/** Returns all user names, in an order that does not depend on the current user. */
function speakerNames() {
  return [...new Set([...[...store.users.values()].map((it) => it.name), speaker()])];
}

/** Returns the users with a loaded message in a room. */
function speakersIn(id) {
  const names = store.messages(id).filter((it) => it.sender_type === 'user').map((it) => it.sender_name);
  return [...new Set(names)];
}

/** Sets the message that the next one replies to; null for none. */
function setReply(message) {
  chat.reply = message;
  tell('reply');
}

/** Marks a message and its turn, by the address; null removes the mark. */
function mark(messageId) {
  address.set({ message: messageId });
}

/** Opens a message's room, marks the message and scrolls to it. */
function reveal(messageId, room = roomId()) {
  address.set({ view: 'chat', room, message: messageId, ...NO_WIRE_KEYS }, { push: true });
  tell('see');
}

/** Reads the mark from the address; returns true when it changed. */
function readMark() {
  const marked = Number(address.get('message')) || null;
  const isOther = marked !== chat.marked;
  chat.marked = marked;
  return isOther;
}

/** True when a turn holds the marked message. */
function isMarked({ message, bubbles }) {
  return chat.marked !== null && [message, ...bubbles].some((it) => it.message_id === chat.marked);
}

const messageCount = (id) => store.rooms.get(id)?.message_count ?? 0;

/** Counts the unread messages of a room. */
function unread(id) {
  // The stored count may come from another platform at this port, and exceed this one's.
  return Math.max(0, messageCount(id) - (readCounts[id] ?? 0));
}

/** Marks a room's messages as read; undefined stands for all rooms. */
function readAll(id) {
  for (const key of id === undefined ? store.rooms.keys() : [id]) readCounts[key] = messageCount(key);
  sessionStorage.setItem(READ_KEY, JSON.stringify(readCounts));
  tell('read', id);
}
