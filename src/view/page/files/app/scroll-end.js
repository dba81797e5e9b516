// The end of a talk: whoever has it in sight keeps it in sight when the talk grows or the window changes; whoever reads
// further up is not torn away.
const END_DISTANCE_PX = 60;

export class ScrollEnd {
  /** `box` scrolls; `inner`, where given, is what grows in it by itself. */
  constructor(box, inner) {
    Object.assign(this, { box, isAtEnd: true, size: null });
    box.addEventListener('scroll', () => this.onScroll(), { passive: true });
    this.observer = new ResizeObserver(() => this.update());
    [box, inner].forEach((node) => node && this.observer.observe(node));
  }

  /** To the end, and stay there. */
  scrollToEnd() {
    this.stick();
    this.update();
  }

  /** The same as soon as `inner` has grown, without a layout of its own. */
  stick() {
    this.isAtEnd = true;
  }

  /** Reads further up from now on. */
  unstick() {
    this.isAtEnd = false;
  }

  /** Lets something come in above what is seen, which stays where it is. */
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

  /** A new layout scrolls by itself, before anybody is told of its size: then nobody has left the end. */
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
