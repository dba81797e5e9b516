// Makes a list one stop of the Tab key: only the current item and its controls are in the tab order. The item that last had
// the focus is current.
const CONTROLS = 'a, button, summary';

export class TabStop {
  /** `selector` selects the items of `box`; each has a `data-` attribute that names it across redraws. */
  constructor(box, selector) {
    Object.assign(this, { box, selector, key: null });
    box.addEventListener('focusin', ({ target }) => {
      const item = target.closest(selector);
      if (item) this.moveTo(item);
    });
    new MutationObserver(() => this.update()).observe(box, { childList: true, subtree: true });
    this.update();
  }

  /** Lets the arrow keys, Home and End move between the items. */
  withArrows() {
    this.box.addEventListener('keydown', (event) => {
      const item = event.target.closest(this.selector);
      if (item) moveFocus(event, this.items(), item);
    });
    return this;
  }

  items() {
    return [...this.box.querySelectorAll(this.selector)];
  }

  /** Makes an item current; null stands for the selected one, else the last. */
  moveTo(item) {
    this.key = item && keyOf(item);
    this.update();
  }

  update() {
    const items = this.items();
    const current = items.find((it) => keyOf(it) === this.key) ?? items.find((it) => it.ariaCurrent) ?? items.at(-1);
    for (const item of items) {
      const tabIndex = item === current ? 0 : -1;
      for (const node of [item, ...item.querySelectorAll(CONTROLS)]) if (node.tabIndex !== tabIndex) node.tabIndex = tabIndex;
    }
  }
}

const keyOf = ({ dataset: { key, id, room } }) => key ?? id ?? room;

/** Moves the focus from `current` along the nodes, by the arrow keys, Home and End. */
export function moveFocus(event, nodes, current = document.activeElement) {
  const index = nodes.indexOf(current);
  const target = { ArrowDown: index + 1, ArrowUp: index - 1 + nodes.length, Home: 0, End: nodes.length - 1 }[event.key];
  if (target === undefined || event.ctrlKey || event.metaKey || event.altKey || nodes.length === 0) return;
  event.preventDefault();
  nodes[target % nodes.length].focus();
}
