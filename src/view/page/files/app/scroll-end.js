// Keeps a scrolled list at its end while it grows or the window is resized, unless the user has scrolled up.

// Distance from the end that still counts as the end.
const END_DISTANCE_PX = 60;

export class ScrollEnd {
  /** `box` scrolls; `inner`, if given, is its content, whose growth is observed as well. */
  constructor(box, inner) {
    Object.assign(this, { box, isAtEnd: true, size: null });
    box.addEventListener('scroll', () => this.onScroll(), { passive: true });
    this.observer = new ResizeObserver(() => this.update());
    [box, inner].forEach((node) => node && this.observer.observe(node));
  }

  /** Scrolls to the end and stays there. */
  scrollToEnd() {
    this.stick();
    this.update();
  }

  /** Stays at the end from the next growth of `inner` on; forces no layout. */
  stick() {
    this.isAtEnd = true;
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

  /** A resize scrolls before the ResizeObserver reports it; such a scroll event is not the user's. */
  onScroll() {
    if (this.isAtEnd && this.size !== this.currentSize()) return this.update();
    const { scrollHeight, scrollTop, clientHeight } = this.box;
    this.isAtEnd = scrollHeight - scrollTop - clientHeight < END_DISTANCE_PX;
    return undefined;
  }

  currentSize() {
    return `${this.box.clientWidth} ${this.box.clientHeight}`;
  }

  stop() {
    this.observer.disconnect();
  }
}
