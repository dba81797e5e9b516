// What the chat view itself knows: the room that is open, who speaks in this tab, what is answered, what is read.
import { address } from '../address.js';
import { store } from '../store.js';

const SPEAKER_KEY = 'momo.chat.as';
const READ_KEY = 'momo.chat.read';
const DRAFTS_KEY = 'momo.chat.drafts';
const DEFAULT_USER = '앨리스';
// What the address says of the wire, for whoever comes from there.
const NO_WIRE_KEYS = { filter: null, id: null, tab: null };
const watchers = new Set();
// By room: how many messages, and a text; the tab keeps them when it is loaded again.
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

/** What is written for a room, and not sent. */
function draft(id) {
  return draftTexts[id] ?? '';
}

function setDraft(id, text) {
  if (text) draftTexts[id] = text;
  else delete draftTexts[id];
  sessionStorage.setItem(DRAFTS_KEY, JSON.stringify(draftTexts));
}

/** Calls `fn(topic, detail)` after each change: room, as, reply, mark, see, earlier, read, draft. Returns what ends that. */
function watch(fn) {
  watchers.add(fn);
  return () => watchers.delete(fn);
}

function tell(topic, detail) {
  for (const fn of watchers) fn(topic, detail);
}

// The room that is open where the address names none.
let fallbackRoom = null;

/** The id of the open room: what the address says, also where there is no such room (any more), else the first. A room of
 *  KakaoTalk has a text for an id. */
function roomId() {
  const named = address.get('room');
  if (named) return /^\d+$/.test(named) ? Number(named) : named;
  fallbackRoom ??= store.rooms.keys().next().value ?? store.kakao.keys().next().value ?? null;
  return fallbackRoom;
}

/** Whether the open room is there: a bookmark may be older than that, and somebody else may delete it. */
function isRoom() {
  return store.rooms.has(roomId()) || store.kakao.has(roomId());
}

function room() {
  return store.rooms.get(roomId());
}

/** Opens a room; null for the first that there is. */
function open(id) {
  fallbackRoom = null;
  address.set({ view: 'chat', room: id, message: null }, { push: true });
}

/** Who speaks in this tab; two tabs may be two people. */
function speaker() {
  return sessionStorage.getItem(SPEAKER_KEY) ?? store.users.values().next().value?.name ?? DEFAULT_USER;
}

function setSpeaker(name) {
  sessionStorage.setItem(SPEAKER_KEY, name);
  tell('as');
}

/** All who may speak, in an order that stays whoever is chosen. */
function speakerNames() {
  return [...new Set([...[...store.users.values()].map((it) => it.name), speaker()])];
}

/** The users who have spoken in a room, as far as its talk is known. */
function speakersIn(id) {
  const names = store.messages(id).filter((it) => it.sender_type === 'user').map((it) => it.sender_name);
  return [...new Set(names)];
}

/** The message that the next one answers; null for none. */
function setReply(message) {
  chat.reply = message;
  tell('reply');
}

/** Marks a message, and the turn that it belongs to, on both sides: the address says which. */
function mark(messageId) {
  address.set({ message: messageId });
}

/** Goes to a message, wherever it is, and marks it. */
function reveal(messageId, room = roomId()) {
  address.set({ view: 'chat', room, message: messageId, ...NO_WIRE_KEYS }, { push: true });
  tell('see');
}

/** Takes the mark from the address; gives whether it is another one. */
function readMark() {
  const marked = Number(address.get('message')) || null;
  const isOther = marked !== chat.marked;
  chat.marked = marked;
  return isOther;
}

/** Whether a turn holds the marked message. */
function isMarked({ message, bubbles }) {
  return chat.marked !== null && [message, ...bubbles].some((it) => it.message_id === chat.marked);
}

const messageCount = (id) => store.rooms.get(id)?.message_count ?? 0;

/** How many messages of a room came since it was last open. */
function unread(id) {
  // Of another platform at this port more may have been read than this one has.
  return Math.max(0, messageCount(id) - (readCounts[id] ?? 0));
}

/** Takes a room's messages as read; without one, those of all rooms. */
function readAll(id) {
  for (const key of id === undefined ? store.rooms.keys() : [id]) readCounts[key] = messageCount(key);
  sessionStorage.setItem(READ_KEY, JSON.stringify(readCounts));
  tell('read', id);
}
