// The view of a Kakao room: messages at a phone's width, quick replies and the composer.
import { address } from '../address.js';
import { announce } from '../announce.js';
import { del, post } from '../api.js';
import { PendingMessages } from '../chat/pending-messages.js';
import { askForName } from '../chat/name-dialogs.js';
import { chat } from '../chat/state.js';
import { callOrToast, confirmDialog, menu, openDialog, toast } from '../dialog.js';
import { el, replace } from '../dom.js';
import { render } from '../phrase.js';
import { ScrollEnd } from '../scroll-end.js';
import { sendOnEnter } from '../send-on-enter.js';
import { shortTime } from '../format.js';
import { icon } from '../icons.js';
import { isField, combinationOf } from '../keys.js';
import { exchangePlace, link } from '../link.js';
import { live } from '../live.js';
import { store } from '../store.js';
import { TabStop } from '../tab-stop.js';
import { copyable } from '../wire/parts.js';
import { wordNodes, visible, visibleLine } from '../display-text.js';
import { onLanguage, t } from '../words.js';
import { drawAnswer, quickReplies } from './cards.js';
import { markFindings } from './findings.js';
import { editSkillRoom, restartSkillRoom } from './room-dialog.js';
import { kakaoMessages } from './messages.js';

const LOAD_DISTANCE_PX = 300;

/** Shows the room; returns a function that removes it. */
export function mount(node, room) {
  const view = new KakaoRoomView(room);
  replace(node, view.root);
  return () => view.close();
}

class KakaoRoomView {
  constructor(room) {
    this.room = room;
    this.messages = new Map();
    this.log = el('div', { class: 'kakao-log', role: 'log', tabindex: '0', label: 'kakao.talk' });
    this.pendingBox = el('div', { class: 'talk-sending', aria: { live: 'off' } });
    this.pending = new PendingMessages(this.pendingBox, () => this.scrollEnd.scrollToEnd());
    this.replies = el('div');
    this.field = el('textarea', { class: 'field', rows: '1', label: 'kakao.write', hint: 'kakao.write', value: chat.drafts.get(room.room_id) ?? '',
      on: { input: () => this.setText(this.field.value) } });
    this.head = el('div', {});
    Object.assign(this, { scrollEnd: new ScrollEnd(this.log), run: 0 });
    this.root = el('div', { class: 'kakao-phone' }, el('header', { class: 'kakao-head' }, this.head, this.buttons()),
      this.scrollEnd.frame(), this.pendingBox, this.replies,
      el('div', { class: 'kakao-composer' }, this.field, el('button', { type: 'button', class: 'icon-button', label: 'kakao.send', on: { click: () => this.sendText() } }, icon('send'))));
    new TabStop(this.log, '.kakao-message').withArrows();
    sendOnEnter(this.field, () => this.sendText());
    this.log.addEventListener('scroll', () => { if (this.log.scrollTop < LOAD_DISTANCE_PX) this.loadEarlier(); }, { passive: true });
    const onKeyDown = (event) => this.onKey(event);
    document.addEventListener('keydown', onKeyDown);
    this.disposers = [kakaoMessages.watch((message) => message?.room_id === room.room_id && this.onMessage(message)), live.onReset(() => this.load()),
      chat.watch((topic) => topic === 'see' && this.revealMarked()), onLanguage(() => this.retranslate()),
      store.watch((topic) => topic === 'kakao' && this.drawHead()), () => this.scrollEnd.stop(), () => document.removeEventListener('keydown', onKeyDown)];
    this.drawHead();
    this.load();
  }

  buttons() {
    const button = (label, name, run) => el('button', { type: 'button', class: 'icon-button', label, on: run && { click: run } }, icon(name));
    const restart = button('chat.restart', 'restart');
    menu(restart, () => [
      { words: 'chat.restart-same', icon: 'restart', run: () => restartSkillRoom(this.room, chat.speaker()) },
      { words: 'chat.restart-new', icon: 'user', run: () => this.restartAsNew() },
    ]);
    return el('div', { class: 'row nowrap' }, button('kakao.edit', 'more', () => editSkillRoom(this.room)), restart,
      button('kakao.delete', 'trash', () => this.remove()));
  }

  async restartAsNew() {
    const user = await askForName();
    if (user) restartSkillRoom(this.room, user);
  }

  /** Draws the room's current name and skill URL. */
  drawHead() {
    this.room = store.kakao.get(this.room.room_id) ?? this.room;
    replace(this.head, el('h1', {}, visible(this.room.name)), el('code', { class: 'faint' }, visible(this.room.skill_url)));
  }

  close() {
    this.run += 1;
    kakaoMessages.markRead(this.room.room_id);
    for (const dispose of this.disposers) dispose();
  }

  /** Loads one earlier page, or pages while `isNeeded(oldest)`; the visible part stays in place. */
  async loadEarlier(isNeeded) {
    const { run } = this;
    const { room_id: id } = this.room;
    await callOrToast(() => kakaoMessages.loadEarlier(id, isNeeded));
    if (run !== this.run) return;
    const earlier = kakaoMessages.of(id).filter((it) => !this.messages.has(it.message_id));
    if (earlier.length) this.scrollEnd.keepPosition(() => earlier.toReversed().forEach((message) => this.put(message)));
  }

  /** Loads the room and draws its messages, oldest first. */
  async load() {
    const run = this.run += 1;
    await callOrToast(() => kakaoMessages.load(this.room.room_id));
    if (run !== this.run) return;
    this.messages.clear();
    this.log.replaceChildren();
    kakaoMessages.of(this.room.room_id).forEach((message) => this.put(message));
    this.drawReplies();
    this.scrollEnd.scrollToEnd();
    if (!this.isLoaded) this.revealMarked();
    this.isLoaded = true;
  }

  /** Scrolls the marked message into the middle and focuses it; loads it first if needed. */
  async revealMarked() {
    if (chat.marked && !this.messages.has(chat.marked)) await this.loadEarlier((oldest) => oldest.message_id > chat.marked);
    const { node } = this.messages.get(chat.marked) ?? {};
    if (!node) return;
    this.scrollEnd.unstick();
    node.focus({ preventScroll: true });
    node.scrollIntoView({ block: 'center' });
  }

  /** Draws a new or changed message. */
  onMessage(message) {
    if (message.from === 'user') this.pending.confirm(this.room.room_id, message.user, message.text);
    if (!this.messages.has(message.message_id)) this.scrollEnd.countNew();
    const node = this.put(message);
    this.drawReplies();
    this.scrollEnd.update();
    if (message.from !== 'user') announce(visibleLine(node.querySelector('.kakao-bubble, .kakao-card, .kakao-notice')?.textContent));
  }

  retranslate() {
    for (const { message } of [...this.messages.values()]) this.put(message);
    this.drawReplies();
  }

  /** Draws a message at its position by id: ids grow with time. */
  put(message) {
    const { message_id: id } = message;
    const node = this.drawSafely(message);
    const existing = this.messages.get(id);
    if (existing) existing.node.replaceWith(node);
    else {
      let previous = this.log.lastElementChild;
      while (previous && Number(previous.dataset.id) > id) previous = previous.previousElementSibling;
      if (previous) previous.after(node);
      else this.log.prepend(node);
    }
    this.messages.set(id, { message, node });
    return node;
  }

  /** KakaoTalk shows the quick replies of the last message only. */
  drawReplies() {
    const { message } = this.messages.get(Number(this.log.lastElementChild?.dataset.id)) ?? {};
    const room = { tap: (path) => this.tap(message, path) };
    replace(this.replies, message?.answer ? quickReplies(message.answer, room) : null);
    this.replies.id = 'kakao-replies';
    const isOfReplies = ({ path }) => path.startsWith('template.quickReplies');
    if (message?.answer) markFindings(this.replies, message.findings?.filter(isOfReplies));
  }

  /** Draws a message; shows its JSON when drawing fails, so that the others remain visible. */
  drawSafely(message) {
    try {
      return this.draw(message);
    } catch {
      const { message_id: id, from } = message;
      return el('div', { class: `kakao-message ${from}`, id: `kakao-${id}`, tabindex: '-1', data: { id } },
        el('pre', { class: 'kakao-bubble mono' }, visible(JSON.stringify(message.answer ?? message, null, 1))), this.foot(message));
    }
  }

  draw(message) {
    const { from, text, answer, trouble_phrase: trouble, state, message_id: id } = message;
    const room = { tap: (path) => this.tap(message, path) };
    const node = el('div', { class: `kakao-message ${from}${chat.marked === id ? ' is-chosen' : ''}`, id: `kakao-${id}`, tabindex: '-1', data: { state, id } },
      from === 'skill' ? el('b', { class: 'kakao-from' }, visible(this.room.name)) : null,
      from === 'user' ? el('b', { class: 'kakao-from' }, visible(message.user)) : null,
      text !== undefined && el('div', { class: from === 'notice' ? 'kakao-notice' : 'kakao-bubble' }, visible(text)),
      answer && drawAnswer(answer, room),
      trouble && from !== 'user' ? el('p', { class: 'kakao-finding error' }, el('b', {}, '✗ '), el('bdi', {}, visible(render(trouble)))) : null,
      state === 'waiting' || state === 'waits_callback' ? el('p', { class: 'kakao-waits', words: `kakao.${state}` }) : null,
      this.foot(message));
    const isReply = (path) => path.startsWith('template.quickReplies');
    markFindings(node, message.findings?.filter(({ path }) => !isReply(path)));
    return node;
  }

  foot({ created_at: createdAt, exchange_id: exchange, state }) {
    return el('p', { class: 'kakao-foot' }, shortTime(createdAt * 1000), state === 'failed' && el('b', { class: 'bad', words: 'kakao.failed' }),
      exchange && link({ ...exchangePlace(exchange), filter: null }, { words: 'kakao.exchange' }));
  }

  /** Sends the user's message of a tap; of an action that a phone would handle it only shows the target. */
  tap({ message_id: id, choices = [], answer }, path) {
    const choice = choices.find((it) => it.path === path);
    if (!choice) return toast(t('kakao.no-tap'), 'bad');
    if (['message', 'block'].includes(choice.action)) return this.send({ tap: { message_id: id, path } });
    const target = targetOf(answer, path);
    return openDialog({ title: wordNodes('kakao.would', { action: choice.action }), body: el('p', {}, target ? copyable(target) : t('kakao.does-nothing')) });
  }

  sendText() {
    const text = this.field.value;
    if (!text.trim()) return;
    this.setText('');
    const remove = this.pending.add({ room: this.room.room_id, user: chat.speaker(), body: text });
    this.send({ user: chat.speaker(), text }, () => this.setText([text, this.field.value].filter(Boolean).join('\n'))).finally(remove);
  }

  /** Sets the field and saves the draft, which survives a change of rooms. */
  setText(text) {
    this.field.value = text;
    chat.drafts.set(this.room.room_id, text);
  }

  /** Handles the keys that focus the chat's composer. */
  onKey(event) {
    if (event.isComposing || event.defaultPrevented || document.querySelector('dialog[open]') || !this.root.checkVisibility()) return;
    const name = combinationOf(event);
    if (name !== 'Escape' && (name !== 'c' || isField(event.target))) return;
    event.preventDefault();
    if (chat.marked) chat.mark(null);
    this.field.focus();
  }

  async remove() {
    const { name, room_id: id } = this.room;
    const isSure = await confirmDialog({ title: t('kakao.delete'), body: el('p', {}, visible(name)), yes: t('delete'), isDangerous: true });
    if (isSure && await callOrToast(() => del(`/kakao/rooms/${id}`))) chat.open(null);
  }

  /** Posts a message; calls `onRefused` when it fails. A tap removes its button, so the focus moves to the field. */
  async send(body, onRefused = () => {}) {
    this.field.focus();
    this.scrollEnd.scrollToEnd();
    let answer;
    try {
      answer = await callOrToast(() => post(`/kakao/rooms/${this.room.room_id}/messages`, body));
    } finally {
      if (!answer) onRefused();
    }
    if (answer && !this.messages.has(answer.message.message_id)) kakaoMessages.put(answer.message);
  }
}

/** Returns the URL or phone number of a button, or ''. */
function targetOf(answer, path) {
  const button = path.match(/[^.[\]]+/g).reduce((it, key) => it?.[key], answer);
  const link = button?.link ?? {};
  return String(button?.webLinkUrl ?? button?.phoneNumber ?? link.web ?? link.mobile ?? link.pc ?? '');
}
