// A new room for a Kakao skill.
import { address } from '../address.js';
import { post } from '../api.js';
import { attempt, openDialog } from '../dialog.js';
import { el } from '../dom.js';
import { addWords, t } from '../words.js';
import { words } from '../words/kakao.js';

addWords(words);

/** Asks for the skill's address, makes the room and opens it. */
export function askForSkill() {
  const field = (id, props) => [el('label', { for: id, words: `kakao.${id}` }), el('input', { class: 'field', id, ...props })];
  const form = el('form', { class: 'stack', id: 'kakao-new' }, field('skill-url', { required: true, placeholder: 'http://localhost:8000/skill' }), field('name', {}),
    el('label', {}, el('input', { type: 'checkbox', id: 'callback' }), ' ', t('kakao.callback')));
  const dialog = openDialog({ title: t('kakao.new'), body: form, actions: [el('button', { class: 'button primary', form: 'kakao-new', words: 'kakao.open' })] });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const [url, name, callback] = form.querySelectorAll('input');
    const made = await attempt(() => post('/kakao/rooms', { skill_url: url.value, name: name.value || undefined, callback: callback.checked }));
    if (!made) return;
    dialog.close();
    address.set({ view: 'chat', room: made.room?.room_id ?? made.room_id, message: null }, { push: true });
  });
}
