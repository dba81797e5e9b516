// A foldable JSON tree. It shows the source text of each value; children are created on opening.
import { copy } from '../clipboard.js';
import { el, replace } from '../dom.js';
import { visible } from '../display-text.js';
import { t } from '../words.js';
import { pathOf } from '../json.js';

const MAX_OPEN_LINES = 400;
const GROUP_SIZE = 200;
const MAX_VALUE_CHARS = 4000;

/** The tree of a parsed text. */
export class JsonTree {
  constructor(text, root) {
    this.text = text;
    this.nodes = new WeakMap();
    this.linesLeft = MAX_OPEN_LINES;
    this.topItem = this.item(root, 1);
    this.focused = this.topItem;
    this.topItem.tabIndex = 0;
    this.box = el('div', { class: 'tree mono', role: 'tree', label: 'wire.json', on: {
      click: (event) => this.onClick(event), keydown: (event) => this.onKey(event),
    } }, this.topItem);
    if (this.topItem.ariaExpanded) this.open(this.topItem);
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

  /** Creates the line of a node, without its children. */
  item(node, level) {
    const { kind, children, rawKey, parent, index } = node;
    const key = rawKey !== undefined ? [el('b', {}, visible(rawKey)), ': '] : parent && [el('i', {}, index), ' '];
    const item = this.line(level, `node-${kind}`, [key, this.value(node)]);
    if (children?.length) item.ariaExpanded = 'false';
    this.nodes.set(item, node);
    this.linesLeft -= 1;
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
    return el('span', {}, visible(text.slice(0, MAX_VALUE_CHARS)), text.length > MAX_VALUE_CHARS ? el('i', {}, t('wire.cut', { n: text.length - MAX_VALUE_CHARS })) : null);
  }

  toggle(item, isOpen = item.ariaExpanded !== 'true') {
    if (!item.ariaExpanded || isOpen === (item.ariaExpanded === 'true')) return;
    this.linesLeft = MAX_OPEN_LINES;
    if (isOpen) return this.open(item);
    item.ariaExpanded = 'false';
    while (Number(item.nextElementSibling?.ariaLevel) > Number(item.ariaLevel)) item.nextElementSibling.remove();
  }

  /** Opens an item, and its descendants while the limit of lines allows. */
  open(item) {
    item.ariaExpanded = 'true';
    this.fill(item, this.nodes.get(item).children, 0, Number(item.ariaLevel) + 1);
  }

  /** Inserts a portion of the children after `previous`; the last line loads the next portion. */
  fill(previous, children, from, level) {
    const end = Math.min(children.length, from + GROUP_SIZE);
    const items = children.slice(from, end).map((child) => this.item(child, level));
    const more = this.line(level, 'node-more', t('wire.n-more', { n: children.length - end }));
    more.show = () => {
      this.linesLeft = MAX_OPEN_LINES;
      this.fill(more, children, end, level);
      this.focus(more.nextElementSibling);
      more.remove();
    };
    previous.after(...items, ...(end < children.length ? [more] : []));
    for (const item of items) if (item.ariaExpanded && this.linesLeft > this.nodes.get(item).children.length) this.open(item);
  }

  onClick({ target }) {
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
    if (this.node()) replace(this.path, visible(pathOf(this.node())));
  }

  onKey(event) {
    const run = event.ctrlKey || event.metaKey || event.altKey ? null : this.keyActions(this.focused)[event.key];
    if (!run) return;
    event.preventDefault();
    event.stopPropagation();
    run();
  }

  keyActions(item) {
    const { nextElementSibling: next, previousElementSibling: previous } = item;
    const focusParent = () => {
      let current = previous;
      while (current && Number(current.ariaLevel) >= Number(item.ariaLevel)) current = current.previousElementSibling;
      return current;
    };
    const isOpen = item.ariaExpanded === 'true';
    const activate = () => (item.show ? item.show() : this.toggle(item));
    return {
      ArrowDown: () => this.focus(next ?? item),
      ArrowUp: () => this.focus(previous ?? item),
      ArrowRight: () => (isOpen ? this.focus(next) : this.toggle(item, true)),
      ArrowLeft: () => (isOpen ? this.toggle(item, false) : this.focus(focusParent() ?? item)),
      Home: () => this.focus(this.topItem),
      End: () => this.focus(this.box.lastElementChild),
      Enter: activate,
      ' ': activate,
    };
  }
}
