// JSON as a tree that folds: every number, escape and key as it was written, children made when they are opened.
import { copy } from '../clipboard.js';
import { el, replace } from '../dom.js';
import { shown } from '../shown.js';
import { t } from '../words.js';
import { pathOf } from '../json.js';

const OPEN_LINES = 400;
const GROUP = 200;
const LONG = 4000;

/** The tree of a text that was read. */
export class Tree {
  constructor(text, root) {
    this.text = text;
    this.nodes = new WeakMap();
    this.left = OPEN_LINES;
    this.top = this.item(root, 1);
    this.focused = this.top;
    this.top.tabIndex = 0;
    this.box = el('div', { class: 'tree mono', role: 'tree', label: 'wire.json', on: {
      click: (event) => this.clicked(event), keydown: (event) => this.pressed(event),
    } }, this.top);
    if (this.top.ariaExpanded) this.open(this.top);
    this.path = el('code', {}, '$');
    const button = (words, text) => el('button', { type: 'button', class: 'button quiet small', words, on: { click: () => copy(text(this.node())) } });
    this.root = el('div', { class: 'tree-frame' }, this.box, el('div', { class: 'tree-foot' }, this.path,
      button('wire.copy-path', pathOf), button('wire.copy-value', (node) => this.source(node))));
  }

  node() {
    return this.nodes.get(this.focused);
  }

  source({ start, end }) {
    return this.text.slice(start, end);
  }

  /** A line for a node, not yet with what is below it. */
  item(node, level) {
    const { kind, children, written, parent, index } = node;
    const key = written !== undefined ? [el('b', {}, shown(written)), ': '] : parent && [el('i', {}, index), ' '];
    const item = this.line(level, `node-${kind}`, [key, this.value(node)]);
    if (children?.length) item.ariaExpanded = 'false';
    this.nodes.set(item, node);
    this.left -= 1;
    return item;
  }

  line(level, kind, content) {
    const item = el('div', { class: `node ${kind}`, role: 'treeitem', tabindex: '-1', aria: { level } }, content);
    item.style.setProperty('--level', level);
    return item;
  }

  value(node) {
    if (node.children) {
      const [first, last] = node.kind === 'object' ? '{}' : '[]';
      return [first, el('i', {}, node.children.length ? ` ${t(`wire.json-${node.kind}`, { n: node.children.length })} ` : '', last)];
    }
    const text = this.source(node);
    return el('span', {}, shown(text.slice(0, LONG)), text.length > LONG ? el('i', {}, t('wire.cut', { n: text.length - LONG })) : null);
  }

  toggle(item, isOpen = item.ariaExpanded !== 'true') {
    if (!item.ariaExpanded || isOpen === (item.ariaExpanded === 'true')) return;
    this.left = OPEN_LINES;
    if (isOpen) return this.open(item);
    item.ariaExpanded = 'false';
    while (Number(item.nextElementSibling?.ariaLevel) > Number(item.ariaLevel)) item.nextElementSibling.remove();
  }

  /** Puts what is below an item behind it, and opens of that what does not make it too long. */
  open(item) {
    item.ariaExpanded = 'true';
    this.fill(item, this.nodes.get(item).children, 0, Number(item.ariaLevel) + 1);
  }

  /** Long lists come in portions: the last line asks for the next. */
  fill(before, children, from, level) {
    const to = Math.min(children.length, from + GROUP);
    const items = children.slice(from, to).map((child) => this.item(child, level));
    const more = this.line(level, 'node-more', t('wire.n-more', { n: children.length - to }));
    more.show = () => {
      this.left = OPEN_LINES;
      this.fill(more, children, to, level);
      this.focus(more.nextElementSibling);
      more.remove();
    };
    before.after(...items, ...(to < children.length ? [more] : []));
    for (const item of items) if (item.ariaExpanded && this.left > this.nodes.get(item).children.length) this.open(item);
  }

  clicked({ target }) {
    const item = target.closest('[role=treeitem]');
    if (!item) return;
    if (item.show) return item.show();
    if (getSelection().isCollapsed) this.toggle(item);
    this.focus(item);
  }

  focus(item) {
    this.focused.tabIndex = -1;
    this.focused = item;
    item.tabIndex = 0;
    item.focus();
    if (this.node()) replace(this.path, shown(pathOf(this.node())));
  }

  pressed(event) {
    const run = event.ctrlKey || event.metaKey || event.altKey ? null : this.moves(this.focused)[event.key];
    if (!run) return;
    event.preventDefault();
    event.stopPropagation();
    run();
  }

  moves(item) {
    const { nextElementSibling: next, previousElementSibling: previous } = item;
    const above = () => {
      let at = previous;
      while (at && Number(at.ariaLevel) >= Number(item.ariaLevel)) at = at.previousElementSibling;
      return at;
    };
    const isOpen = item.ariaExpanded === 'true';
    const act = () => (item.show ? item.show() : this.toggle(item));
    return {
      ArrowDown: () => this.focus(next ?? item),
      ArrowUp: () => this.focus(previous ?? item),
      ArrowRight: () => (isOpen ? this.focus(next) : this.toggle(item, true)),
      ArrowLeft: () => (isOpen ? this.toggle(item, false) : this.focus(above() ?? item)),
      Home: () => this.focus(this.top),
      End: () => this.focus(this.box.lastElementChild),
      Enter: act,
      ' ': act,
    };
  }
}
