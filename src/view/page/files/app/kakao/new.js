// A room for a Kakao skill: made, changed, and begun anew.
import { patch, post } from '../api.js';
import { nextName } from '../chat/restart.js';
import { chat } from '../chat/state.js';
import { attempt, openDialog, toast } from '../dialog.js';
import { el } from '../dom.js';
import { addWords, t } from '../words.js';
import { words } from '../words/kakao.js';

addWords(words);

/** Asks for the skill's address, makes the room and opens it. */
export function askForSkill() {
  const ask = async (asked) => {
    const made = await attempt(() => post('/kakao/rooms', asked));
    if (made) chat.open(made.room?.room_id ?? made.room_id);
    return made;
  };
  form({ title: t('kakao.new'), yes: 'kakao.open', ask });
}

/** Asks what is to be another of a room: what is not named stays. */
export function changeSkill(room) {
  form({ title: t('kakao.edit'), yes: 'save', room, ask: (asked) => attempt(() => patch(`/kakao/rooms/${room.room_id}`, asked)) });
}

/** A new room with the same skill, for this user. */
export async function restartSkill({ name, skill_url, variant, callback, header }, user) {
  const made = await attempt(() => post('/kakao/rooms', { name: nextName(name), skill_url, variant, callback }));
  if (!made) return;
  chat.setAs(user);
  chat.open(made.room?.room_id ?? made.room_id);
  if (header) toast(t('kakao.header-stays', { header }), 'bad');
}

function form({ title, yes, room, ask }) {
  const field = (id, props) => [el('label', { for: id, words: `kakao.${id}` }), el('input', { class: 'field', id, ...props })];
  const node = el('form', { class: 'stack', id: 'kakao-new' },
    field('skill-url', { required: true, placeholder: 'http://localhost:8000/skill', value: room?.skill_url }), field('name', { value: room?.name, required: Boolean(room) }),
    el('label', {}, el('input', { type: 'checkbox', id: 'callback', checked: room?.callback }), ' ', t('kakao.callback')),
    room?.header && el('p', { class: 'faint', words: ['kakao.header-goes', { header: room.header }] }));
  const dialog = openDialog({ title, body: node, actions: [el('button', { class: 'button primary', form: 'kakao-new', words: yes })] });
  node.addEventListener('submit', async (event) => {
    event.preventDefault();
    const [url, name, callback] = node.querySelectorAll('input');
    if (await ask({ skill_url: url.value, name: name.value || undefined, callback: callback.checked })) dialog.close();
  });
}
