// JSON as a tree that folds: every number, escape and key as it was written, children made when they are opened.
import { copy } from '../clipboard.js';
import { el, replace } from '../dom.js';
import { t } from '../words.js';
import { pathOf } from './json.js';
import { shown, shownLine } from './shown.js';

const OPEN_LINES = 400;
const GROUP = 200;
const LONG = 4000;
const ITEM = '[role=treeitem]';

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

  item(node, level) {
    const { kind, children, written, parent, index } = node;
    const isFull = children?.length > 0;
    const key = written !== undefined ? [el('b', {}, shown(written)), ': '] : parent && [el('i', {}, index), ' '];
    const item = el('div', { class: 'node', role: 'treeitem', tabindex: '-1', aria: { level, expanded: isFull ? 'false' : null, label: this.label(node) } },
      el('span', { class: `node-line node-${kind}` }, key, this.value(node)));
    this.nodes.set(item, node);
    this.left -= 1;
    if (isFull && this.left > children.length) this.open(item);
    return item;
  }

  label(node) {
    const value = node.children ? t(`wire.json-${node.kind}`, { n: node.children.length }) : shownLine(this.source(node).slice(0, 200));
    return node.key === undefined ? value : `${shownLine(node.key)}: ${value}`;
  }

  value(node) {
    if (node.children) {
      const [first, last] = node.kind === 'object' ? '{}' : '[]';
      return [first, node.children.length ? el('i', {}, ` ${t(`wire.json-${node.kind}`, { n: node.children.length })} ${last}`) : last];
    }
    const text = this.source(node);
    return el('span', {}, shown(text.slice(0, LONG)), text.length > LONG ? el('i', {}, t('wire.cut', { n: text.length - LONG })) : null);
  }

  toggle(item, isOpen = item.ariaExpanded !== 'true') {
    if (!item.ariaExpanded) return;
    if (isOpen) this.open(item);
    else item.ariaExpanded = 'false';
  }

  open(item) {
    item.ariaExpanded = 'true';
    if (item.children.length > 1) return;
    const group = el('div', { class: 'node-group', role: 'group' });
    item.append(group);
    this.fill(group, this.nodes.get(item).children, 0, Number(item.ariaLevel) + 1);
  }

  /** Long lists come in portions: the last line asks for the next. */
  fill(group, children, from, level) {
    const to = Math.min(children.length, from + GROUP);
    group.append(...children.slice(from, to).map((child) => this.item(child, level)));
    if (to === children.length) return;
    const more = el('div', { class: 'node node-more', role: 'treeitem', tabindex: '-1', aria: { level } }, t('wire.n-more', { n: children.length - to }));
    more.show = () => {
      this.fill(group, children, to, level);
      this.focus(more.nextElementSibling);
      more.remove();
    };
    group.append(more);
  }

  clicked({ target }) {
    const item = target.closest(ITEM);
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
    const all = () => [...this.box.querySelectorAll(ITEM)].filter((it) => it.checkVisibility());
    const step = (by) => this.focus(all().at(Math.max(0, all().indexOf(item) + by)) ?? item);
    const isOpen = item.ariaExpanded === 'true';
    const act = () => (item.show ? item.show() : this.toggle(item));
    return {
      ArrowDown: () => step(1),
      ArrowUp: () => step(-1),
      ArrowRight: () => (isOpen ? step(1) : this.toggle(item, true)),
      ArrowLeft: () => (isOpen ? this.toggle(item, false) : this.focus(item.parentElement.closest(ITEM) ?? item)),
      Home: () => this.focus(this.top),
      End: () => this.focus(all().at(-1)),
      Enter: act,
      ' ': act,
    };
  }
}
