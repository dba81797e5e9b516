// What stands in the place of a room that is not there: a bookmark that is older than the rooms, or a room that was deleted.
import { el } from '../dom.js';
import { link } from '../link.js';
import { store } from '../store.js';
import { excerpt } from '../shown.js';
import { askForRoom } from './name-dialogs.js';
import { chat } from './state.js';

/** Says so, and leads to the rooms that are there; `toList` shows them where there is little room. */
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
