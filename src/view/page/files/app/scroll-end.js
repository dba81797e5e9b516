// Keeps a scrolled list at its end while it grows or the window is resized, unless the user has scrolled up.
import { el } from './dom.js';
import { setWords } from './words.js';

// Distance from the end that still counts as the end.
const END_DISTANCE_PX = 60;

export class ScrollEnd {
  /** `box` scrolls; `contents` are the parts of its content whose growth is observed as well. */
  constructor(box, ...contents) {
    this.button = el('button', { type: 'button', class: 'button small primary to-newest', hidden: true, on: {
      click: () => this.scrollToEnd(), wheel: ({ deltaY }) => box.scrollBy(0, deltaY),
    } });
    Object.assign(this, { box, isAtEnd: true, size: null, newCount: 0 });
    box.addEventListener('scroll', () => this.onScroll(), { passive: true });
    this.observer = new ResizeObserver(() => this.update());
    [box, ...contents].forEach((node) => this.observer.observe(node));
  }

  /** Returns the box with the button that leads from above to new messages. */
  frame() {
    return el('div', { class: 'scroll-frame' }, this.box, this.button);
  }

  /** Counts a new message for the button, if the user has scrolled up. */
  countNew() {
    if (!this.isAtEnd) this.setNewCount(this.newCount + 1);
  }

  setNewCount(n) {
    this.newCount = n;
    this.button.hidden = n === 0;
    if (n > 0) setWords(this.button, 'text', ['chat.n-new', { n }]);
  }

  /** Scrolls to the end and stays there. */
  scrollToEnd() {
    this.stick();
    this.update();
  }

  /** Stays at the end from the next growth of the contents on; forces no layout. */
  stick() {
    this.isAtEnd = true;
    this.setNewCount(0);
  }

  /** Stops following the end. */
  unstick() {
    this.isAtEnd = false;
  }

  /** Runs `change`, which inserts above the visible part, and keeps the visible part in place. */
  keepPosition(change) {
    const { box } = this;
    const fromEnd = box.scrollHeight - box.scrollTop;
    change();
    box.scrollTop = box.scrollHeight - fromEnd;
  }

  update() {
    this.size = this.currentSize();
    if (this.isAtEnd) this.box.scrollTop = this.box.scrollHeight;
  }

  /** A scroll event may report the place before the box or its contents grew; such an event is not the user's. */
  onScroll() {
    if (this.isAtEnd && this.size !== this.currentSize()) return this.update();
    const { scrollHeight, scrollTop, clientHeight } = this.box;
    this.isAtEnd = scrollHeight - scrollTop - clientHeight < END_DISTANCE_PX;
    if (this.isAtEnd) this.setNewCount(0);
    return undefined;
  }

  currentSize() {
    const { clientWidth, clientHeight, scrollHeight } = this.box;
    return `${clientWidth} ${clientHeight} ${scrollHeight}`;
  }

  stop() {
    this.observer.disconnect();
  }
}
