// The head of the open room: name, bots, and restart.
import { del, put } from '../api.js';
import { address } from '../address.js';
import { callOrToast, menu } from '../dialog.js';
import { el, replace } from '../dom.js';
import { icon } from '../icons.js';
import { keys } from '../keys.js';
import { excerpt, isolated } from '../display-text.js';
import { store } from '../store.js';
import { onLanguage, t } from '../words.js';
import { askForName } from './name-dialogs.js';
import { inactiveBots, offlineBots, offlineSince, roomNotes } from './inactive-bots.js';
import { fileMenu } from './file-menu.js';
import { restart } from './restart.js';
import { chat } from './state.js';

const name = el('h1', {});
const botNames = el('span', { class: 'room-bots' });
const note = el('div', { class: 'room-note', role: 'note' });

/** Returns the head and the notes below it. */
export function roomHead() {
  const botsButton = el('button', { type: 'button', class: 'button small quiet' }, icon('bots'), botNames, icon('down'));
  const restartButton = el('button', { type: 'button', class: 'button small quiet' }, icon('restart'), el('span', { class: 'restart-words', words: 'chat.restart' }), icon('down'));
  const node = el('div', { class: 'toolbar room-head' }, name, el('div', { class: 'row nowrap' }, botsButton, fileMenu(), restartButton));
  menu(botsButton, botItems);
  menu(restartButton, () => [
    { words: 'chat.restart-same', icon: 'restart', run: () => restart(chat.speaker()) },
    { words: 'chat.restart-new', icon: 'user', run: restartAsNew },
  ]);
  keys.add({ view: 'chat', keys: 'alt+shift+r', words: 'chat.restart-same', inFields: true, run: () => restart(chat.speaker()) });
  store.watch((topic) => { if (['all', 'rooms', 'bots', 'talk', 'message'].includes(topic)) draw(); });
  chat.watch((topic) => { if (topic === 'room') draw(); });
  onLanguage(draw);
  draw();
  return [node, note];
}

async function restartAsNew() {
  const user = await askForName();
  if (user) restart(user);
}

function draw() {
  const room = chat.room();
  const users = room ? chat.speakersIn(room.room_id).length : 0;
  replace(name, el('bdi', {}, excerpt(room?.name ?? '', 60)), users > 1 && el('span', { class: 'faint' }, ` (${users})`));
  name.title = name.textContent;
  const names = (room?.bots ?? []).map(store.botName);
  replace(botNames, names.length ? isolated(names.map((it) => excerpt(it, 40))) : t('chat.no-bots'));
  botNames.classList.toggle('warn', names.length === 0 || inactiveBots(room).length > 0 || offlineBots(room).length > 0);
  replace(note, roomNotes(room));
}

/** Returns why a bot receives no events now; an empty text when it does. */
function stateOf(bot) {
  if (bot.status !== 'active') return t(`chat.bot.${bot.status}`);
  return bot.offline_since ? t('chat.bot.offline', { time: offlineSince(bot) }) : '';
}

/** Returns menu items of all bots; a click adds a bot to the room or removes it. */
function botItems() {
  const room = chat.room();
  const items = [...store.bots.values()].map((bot) => {
    const isIn = room.bots.includes(bot.bot_id);
    const change = isIn ? del : put;
    const state = stateOf(bot);
    return {
      text: [isolated(excerpt(bot.name, 40)), state && ` (${state})`], checked: isIn,
      run: () => callOrToast(() => change(`/rooms/${room.room_id}/bots/${bot.bot_id}`)),
    };
  });
  return [...items, items.length ? null : undefined, { words: 'chat.manage', icon: 'bots', run: () => address.set({ view: 'bots' }, { push: true }) }]
    .filter((it) => it !== undefined);
}
