// A room whose bot is a Kakao skill: what was said in it, at a phone's width, and the field to say more.
import { address } from '../address.js';
import { announce } from '../announce.js';
import { del, get, post } from '../api.js';
import { chat } from '../chat/state.js';
import { attempt, confirmDialog, openDialog, toast } from '../dialog.js';
import { el, replace } from '../dom.js';
import { sendOnEnter } from '../enter.js';
import { hour } from '../format.js';
import { icon } from '../icons.js';
import { live } from '../live.js';
import { copied } from '../wire/parts.js';
import { shown, shownLine } from '../wire/shown.js';
import { t } from '../words.js';
import { answer, quickReplies } from './cards.js';
import { mark } from './findings.js';

const PAGE = 1000;

/** Shows the room; gives what ends that. */
export function mount(node, room) {
  const view = new Room(room);
  replace(node, view.root);
  return () => view.end();
}

class Room {
  constructor(room) {
    this.room = room;
    this.messages = new Map();
    this.log = el('div', { class: 'kakao-log', role: 'log', tabindex: '0', label: 'kakao.talk' });
    this.replies = el('div');
    this.field = el('textarea', { class: 'field', rows: '1', label: 'kakao.write', hint: 'kakao.write' });
    this.root = el('div', { class: 'kakao-phone' }, el('header', { class: 'kakao-head' }, el('div', {}, el('h1', {}, shown(room.name)), el('code', { class: 'faint' }, shown(room.skill_url))),
        el('button', { type: 'button', class: 'icon-button', label: 'kakao.delete', on: { click: () => this.remove() } }, icon('trash'))),
      this.log, this.replies,
      el('div', { class: 'kakao-composer' }, this.field, el('button', { type: 'button', class: 'icon-button', label: 'kakao.send', on: { click: () => this.say() } }, icon('send'))));
    sendOnEnter(this.field, () => this.say());
    this.ends = [live.on('kakao_message', ({ message }) => message.room_id === room.room_id && this.put(message)), live.onReset(() => this.load())];
    this.load();
  }

  end() {
    for (const end of this.ends) end();
  }

  /** All that was said, oldest first. */
  async load() {
    this.messages.clear();
    this.log.replaceChildren();
    for (let after = 0, isFull = true; isFull;) {
      const { messages } = await get(`/kakao/rooms/${this.room.room_id}/messages`, { after, limit: PAGE });
      messages.forEach((message) => this.put(message, true));
      after = messages.at(-1)?.message_id;
      isFull = messages.length === PAGE;
    }
  }

  /** A message that came, or that has changed. */
  put(message, isOld = false) {
    const { message_id: id } = message;
    const isAtEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
    const drawn = this.draw(message);
    const known = this.messages.get(id);
    if (known) known.node.replaceWith(drawn);
    else this.log.append(drawn);
    this.messages.set(id, { message, node: drawn });
    if (isAtEnd || isOld) this.log.scrollTop = this.log.scrollHeight;
    if (!isOld && message.from !== 'user') announce(shownLine(drawn.querySelector('.kakao-bubble, .kakao-card, .kakao-notice')?.textContent));
    this.drawReplies();
  }

  /** KakaoTalk shows the quick replies of the last answer only, until something is said. */
  drawReplies() {
    const { message } = [...this.messages.values()].at(-1) ?? {};
    const room = { tap: (path) => this.tap(message, path) };
    replace(this.replies, message?.answer ? quickReplies(message.answer, room) : null);
    this.replies.id = 'kakao-replies';
    const isOfReplies = ({ path }) => path.startsWith('template.quickReplies');
    if (message?.answer) mark(this.replies, message.findings?.filter(isOfReplies));
  }

  draw(message) {
    const { from, text, answer: said, trouble, state, message_id: id } = message;
    const room = { tap: (path) => this.tap(message, path) };
    const node = el('div', { class: `kakao-message ${from}`, id: `kakao-${id}`, data: { state } },
      from === 'skill' ? el('b', { class: 'kakao-from' }, shown(this.room.name)) : null,
      from === 'user' ? el('b', { class: 'kakao-from' }, shown(message.user)) : null,
      text !== undefined && el('div', { class: from === 'notice' ? 'kakao-notice' : 'kakao-bubble' }, shown(text)),
      said && answer(said, room),
      trouble && from !== 'user' ? el('p', { class: 'kakao-finding error' }, el('b', {}, '✗ '), shown(trouble)) : null,
      state === 'waiting' || state === 'waits_callback' ? el('p', { class: 'kakao-waits', words: `kakao.${state}` }) : null,
      this.foot(message));
    const isReply = (path) => path.startsWith('template.quickReplies');
    mark(node, message.findings?.filter(({ path }) => !isReply(path)));
    return node;
  }

  foot({ created_at: at, exchange_id: exchange, state }) {
    const to = { view: 'wire', id: exchange };
    const go = (event) => {
      event.preventDefault();
      address.set({ ...to, tab: null, filter: null }, { push: true });
    };
    return el('p', { class: 'kakao-foot' }, hour(at), state === 'failed' && el('b', { class: 'bad', words: 'kakao.failed' }),
      exchange && el('a', { href: address.link(to), words: 'kakao.exchange', on: { click: go } }));
  }

  /** What Kakao would send for a tap; what a phone would open instead is only named. */
  tap({ message_id: id, choices = [], answer: said }, path) {
    const choice = choices.find((it) => it.path === path);
    if (!choice) return toast(t('kakao.no-tap'), 'bad');
    if (['message', 'block'].includes(choice.action)) return this.send({ tap: { message_id: id, path } });
    const target = targetOf(said, path);
    return openDialog({ title: t('kakao.would', { action: choice.action }), body: el('p', {}, target ? copied(target) : t('kakao.does-nothing')) });
  }

  say() {
    const text = this.field.value;
    if (!text.trim()) return;
    this.field.value = '';
    this.send({ user: chat.as(), text });
  }

  async remove() {
    const { name, room_id: id } = this.room;
    const isSure = await confirmDialog({ title: t('kakao.delete'), body: el('p', {}, shown(name)), yes: t('delete'), isDangerous: true });
    if (isSure && await attempt(() => del(`/kakao/rooms/${id}`))) address.set({ room: null });
  }

  async send(body) {
    const answer = await attempt(() => post(`/kakao/rooms/${this.room.room_id}/messages`, body));
    if (answer) this.put(answer.message);
  }
}

/** The address or number that a button leads to. */
function targetOf(said, path) {
  const button = path.match(/[^.[\]]+/g).reduce((it, key) => it?.[key], said);
  const link = button?.link ?? {};
  return String(button?.webLinkUrl ?? button?.phoneNumber ?? link.web ?? link.mobile ?? link.pc ?? '');
}
