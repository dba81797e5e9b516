// Messages that are being posted, shown below the log until the platform confirms them.
import { el } from '../dom.js';
import { displayText } from '../display-text.js';

/** Most messages are confirmed sooner; showing them at once would flicker. */
const SHOW_DELAY_MS = 120;

export class PendingMessages {
  /** `node` holds the pending messages; `onDraw(message)` runs after one was added to it. */
  constructor(node, onDraw) {
    Object.assign(this, { node, onDraw, all: new Set() });
  }

  /** Adds a pending message; returns a function that removes it. */
  add({ room, user, body }) {
    const pending = { room, user, body };
    pending.timer = setTimeout(() => {
      pending.bubble = el('div', { class: 'sending', dir: 'auto', data: { room } }, el('span', { class: 'sending-text' }, displayText(body)), el('span', { class: 'faint', words: 'chat.sending' }));
      this.node.append(pending.bubble);
      this.onDraw(pending);
    }, SHOW_DELAY_MS);
    this.all.add(pending);
    return () => this.remove(pending);
  }

  /** Removes the first pending message with this room, user and body. */
  confirm(room, user, body) {
    const pending = [...this.all].find((message) => message.room === room && message.user === user && message.body === body);
    if (pending) this.remove(pending);
  }

  /** Shows the pending messages of this room only. */
  show(room) {
    for (const { bubble, room: roomOfMessage } of this.all) if (bubble) bubble.hidden = roomOfMessage !== room;
  }

  remove(pending) {
    clearTimeout(pending.timer);
    pending.bubble?.remove();
    this.all.delete(pending);
  }
}
