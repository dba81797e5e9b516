// The note in place of a room that does not exist: it was deleted, or the address belongs to another platform.
import { el } from '../dom.js';
import { link } from '../link.js';
import { store } from '../store.js';
import { excerpt } from '../display-text.js';
import { askForRoom } from './name-dialogs.js';
import { chat } from './state.js';

/** Creates the note with links to existing rooms; `toList` shows the pane of rooms in a narrow window. */
export function missingRoomNote(toList) {
  const [first] = [...store.rooms.values(), ...store.kakao.values()];
  const id = chat.roomId();
  return el('div', { class: 'empty', role: 'status' },
    el('h1', { words: id === null ? 'chat.no-rooms' : ['chat.no-room', { id: excerpt(String(id), 40) }] }),
    id !== null && el('p', { words: 'chat.no-room-about' }),
    first && link({ view: 'chat', room: first.room_id, message: null }, { class: 'button primary' }, el('span', { words: ['chat.to-room', { name: excerpt(first.name, 40) }] })),
    first ? el('button', { type: 'button', class: 'button to-rooms', words: 'chat.to-rooms', on: { click: toList } })
      : el('button', { type: 'button', class: 'button', words: 'chat.new-room', on: { click: askForRoom } }));
}
