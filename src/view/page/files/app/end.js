// The end of a talk: whoever has it in sight keeps it in sight when the talk grows or the window changes; whoever reads
// further up is not torn away.
const NEAR = 60;

export class End {
  /** `box` scrolls; `inner`, where given, is what grows in it by itself. */
  constructor(box, inner) {
    Object.assign(this, { box, isSeen: true, size: null });
    box.addEventListener('scroll', () => this.scrolled(), { passive: true });
    this.observer = new ResizeObserver(() => this.keep());
    [box, inner].forEach((node) => node && this.observer.observe(node));
  }

  /** To the end, and stay there. */
  go() {
    this.want();
    this.keep();
  }

  /** The same as soon as `inner` has grown, without a layout of its own. */
  want() {
    this.isSeen = true;
  }

  /** Reads further up from now on. */
  leave() {
    this.isSeen = false;
  }

  /** Lets something come in above what is seen, which stays where it is. */
  hold(change) {
    const { box } = this;
    const fromEnd = box.scrollHeight - box.scrollTop;
    change();
    box.scrollTop = box.scrollHeight - fromEnd;
  }

  keep() {
    this.size = this.sizeNow();
    if (this.isSeen) this.box.scrollTop = this.box.scrollHeight;
  }

  /** A new layout scrolls by itself, before anybody is told of its size: then nobody has left the end. */
  scrolled() {
    if (this.isSeen && this.size !== this.sizeNow()) return this.keep();
    const { scrollHeight, scrollTop, clientHeight } = this.box;
    this.isSeen = scrollHeight - scrollTop - clientHeight < NEAR;
    return undefined;
  }

  sizeNow() {
    return `${this.box.clientWidth} ${this.box.clientHeight}`;
  }

  stop() {
    this.observer.disconnect();
  }
}
