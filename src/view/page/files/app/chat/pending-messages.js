// What is on its way to the platform: it stands at the end of the talk until it is said there, or comes back to its field.
import { el } from '../dom.js';
import { shownText } from '../shown.js';

/** Most of what is said is there sooner: then nothing flickers. */
const SHOW_DELAY_MS = 120;

export class PendingMessages {
  /** `node` holds what is on its way; `drawn(body)` is called when something comes to stand there. */
  constructor(node, onDraw) {
    Object.assign(this, { node, onDraw, all: new Set() });
  }

  /** Something is on its way; gives what ends that. */
  add({ room, user, body }) {
    const pending = { room, user, body };
    pending.timer = setTimeout(() => {
      pending.bubble = el('div', { class: 'sending', dir: 'auto', data: { room } }, el('span', { class: 'sending-text' }, shownText(body)), el('span', { class: 'faint', words: 'chat.sending' }));
      this.node.append(pending.bubble);
      this.onDraw(pending);
    }, SHOW_DELAY_MS);
    this.all.add(pending);
    return () => this.remove(pending);
  }

  /** It has arrived: the first that is like it is no longer on its way. */
  confirm(room, user, body) {
    const pending = [...this.all].find((message) => message.room === room && message.user === user && message.body === body);
    if (pending) this.remove(pending);
  }

  /** Only what goes to this room is seen in it. */
  show(room) {
    for (const { bubble, room: roomOfMessage } of this.all) if (bubble) bubble.hidden = roomOfMessage !== room;
  }

  remove(pending) {
    clearTimeout(pending.timer);
    pending.bubble?.remove();
    this.all.delete(pending);
  }
}
