// What is on its way to the platform: it stands at the end of the talk until it is said there, or comes back to its field.
import { el } from '../dom.js';
import { shownText } from '../shown.js';

/** Most of what is said is there sooner: then nothing flickers. */
const SOON = 120;

export class Sending {
  /** `node` holds what is on its way; `drawn(body)` is called when something comes to stand there. */
  constructor(node, drawn) {
    Object.assign(this, { node, drawn, all: new Set() });
  }

  /** Something is on its way; gives what ends that. */
  add({ room, user, body }) {
    const it = { room, user, body };
    it.timer = setTimeout(() => {
      it.bubble = el('div', { class: 'sending', dir: 'auto', data: { room } }, el('span', { class: 'sending-text' }, shownText(body)), el('span', { class: 'faint', words: 'chat.sending' }));
      this.node.append(it.bubble);
      this.drawn(it);
    }, SOON);
    this.all.add(it);
    return () => this.end(it);
  }

  /** It has arrived: the first that is like it is no longer on its way. */
  arrived(room, user, body) {
    const it = [...this.all].find((one) => one.room === room && one.user === user && one.body === body);
    if (it) this.end(it);
  }

  /** Only what goes to this room is seen in it. */
  show(room) {
    for (const { bubble, room: its } of this.all) if (bubble) bubble.hidden = its !== room;
  }

  end(it) {
    clearTimeout(it.timer);
    it.bubble?.remove();
    this.all.delete(it);
  }
}
