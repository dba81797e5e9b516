// Creates, changes and restarts the room of a Kakao skill.
import { patch, post } from '../api.js';
import { nextName } from '../chat/restart.js';
import { chat } from '../chat/state.js';
import { callOrToast, openDialog, toast } from '../dialog.js';
import { el } from '../dom.js';
import { addWords, t } from '../words.js';
import { words } from '../words/kakao.js';

addWords(words);

/** Asks for the skill's URL, creates the room and opens it. */
export function createSkillRoom() {
  const submit = async (fields) => {
    const answer = await callOrToast(() => post('/kakao/rooms', fields));
    if (answer) chat.open(answer.room?.room_id ?? answer.room_id);
    return answer;
  };
  openForm({ title: t('kakao.new'), yes: 'kakao.open', ask: submit });
}

/** Asks for a room's new settings; an empty field keeps its setting. */
export function editSkillRoom(room) {
  openForm({ title: t('kakao.edit'), yes: 'save', room, ask: (fields) => callOrToast(() => patch(`/kakao/rooms/${room.room_id}`, fields)) });
}

/** Creates a room with the same skill and opens it as this user. */
export async function restartSkillRoom({ name, skill_url, variant, callback, header }, user) {
  const answer = await callOrToast(() => post('/kakao/rooms', { name: nextName(name), skill_url, variant, callback }));
  if (!answer) return;
  chat.setSpeaker(user);
  chat.open(answer.room?.room_id ?? answer.room_id);
  if (header) toast(t('kakao.header-stays', { header }), 'bad');
}

function openForm({ title, yes, room, ask }) {
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
