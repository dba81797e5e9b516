// The list of exchanges: only the rows in sight are in the document, so ten thousand are no more work than twenty.
import { el, replace } from '../dom.js';
import * as format from '../format.js';
import { shown } from '../shown.js';
import { onLanguage, t } from '../words.js';
import { budgetBar, shortId, sign, status, verdictMark } from './parts.js';

/** Of a row, in rem: it grows with the letters of a large window. */
const HEIGHT = 3.7143;
const SPARE = 6;

/** The list over a Log. `on` holds select(id), open(id), star(id), follow(). */
export class List {
  constructor(log, budget, on) {
    Object.assign(this, { log, budget, on, selected: null, marked: null, following: true, fresh: 0, rows: new Map() });
    this.sheet = el('div', { class: 'exchange-sheet', role: 'presentation' });
    this.box = el('div', { class: 'exchange-list', role: 'listbox', tabindex: '0', label: 'wire.exchanges', on: {
      scroll: () => this.scrolled(), click: (event) => this.clicked(event), keydown: (event) => this.pressed(event),
    } }, this.sheet);
    this.empty = el('p', { class: 'empty' });
    this.button = el('button', { class: 'fresh', type: 'button', on: { click: () => this.follow() } });
    this.root = el('div', { class: 'exchange-frame' }, this.button, this.box, this.empty);
    new ResizeObserver(() => { this.measure(); this.draw(); }).observe(this.box);
    this.measure();
    onLanguage(() => { this.rows.clear(); this.draw(); });
  }

  measure() {
    this.height = HEIGHT * parseFloat(getComputedStyle(document.documentElement).fontSize);
  }

  /** New ones came in above: what is in sight stays where it is, unless the head is followed. */
  grew(before) {
    const added = this.log.items.length - before;
    if (this.following) this.box.scrollTop = 0;
    else {
      this.fresh += added;
      this.stretch();
      this.box.scrollTop += added * this.height;
    }
    this.draw();
  }

  follow() {
    Object.assign(this, { following: true, fresh: 0 });
    this.box.scrollTop = 0;
    this.on.follow();
    this.draw();
  }

  /** Selects; the list moves no more than it must. */
  select(id) {
    this.selected = id;
    const at = this.log.indexOf(id);
    if (at > 0) this.following = false;
    if (at >= 0) this.reveal(at * this.height);
    this.draw();
  }

  reveal(top) {
    const { box } = this;
    box.scrollTop = Math.max(Math.min(box.scrollTop, top), top + this.height - box.clientHeight);
  }

  /** Selects the one so many rows away. */
  step(by) {
    const { items } = this.log;
    if (!items.length) return;
    const from = this.log.indexOf(this.selected);
    const at = from < 0 ? 0 : Math.max(0, Math.min(items.length - 1, from + by));
    this.on.select(items[at].id);
    if (at > items.length - 20) this.log.more();
  }

  /** To the newest, or to the oldest, for which all pages have to come. */
  async end(isNewest) {
    if (isNewest) this.follow();
    else while (this.log.next !== null && !this.log.problem) await this.log.more();
    const item = this.log.items.at(isNewest ? 0 : -1);
    if (item) this.on.select(item.id);
  }

  scrolled() {
    const { scrollTop, clientHeight, scrollHeight } = this.box;
    if (scrollTop > this.height) this.following = false;
    if (scrollTop === 0) Object.assign(this, { following: true, fresh: 0 });
    if (scrollTop + clientHeight * 3 > scrollHeight) this.log.more();
    this.drawing ??= requestAnimationFrame(() => this.draw());
  }

  clicked({ target }) {
    const { id } = target.closest('[data-id]')?.dataset ?? {};
    if (id) this.on[target.closest('.star') ? 'star' : 'open'](id);
  }

  pressed(event) {
    const page = Math.max(1, Math.floor(this.box.clientHeight / this.height) - 1);
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (by) this.step(by);
    else if (event.key === 'Home' || event.key === 'End') this.end(event.key === 'Home');
    else return;
    event.preventDefault();
  }

  stretch() {
    this.sheet.style.height = `${this.log.items.length * this.height}px`;
  }

  /** Puts the rows in sight into the document, those that are there already as they are. */
  draw() {
    this.drawing = null;
    this.stretch();
    const { items } = this.log;
    const from = Math.max(0, Math.floor(this.box.scrollTop / this.height) - SPARE);
    const rows = items.slice(from, Math.ceil((this.box.scrollTop + this.box.clientHeight) / this.height) + SPARE);
    this.rows = new Map(rows.map((item, at) => [item.id, this.place(item, from + at)]));
    replace(this.sheet, [...this.rows.values()].map(({ node }) => node));
    if (this.rows.has(this.selected)) this.box.setAttribute('aria-activedescendant', `x-${this.selected}`);
    else this.box.removeAttribute('aria-activedescendant');
    const held = this.log.held.length;
    this.button.hidden = !held && !this.fresh;
    this.button.textContent = t(held ? 'wire.n-held' : 'wire.n-new', { n: held || this.fresh });
    this.empty.textContent = t(this.log.filter ? 'wire.no-match' : 'wire.none');
    this.empty.hidden = items.length > 0 || this.log.next === undefined;
  }

  place(item, at) {
    const state = `${item.starred}${item.id === this.marked}`;
    let known = this.rows.get(item.id);
    if (known?.state !== state) known = { state, node: this.row(item) };
    const { node } = known;
    node.style.setProperty('--at', `${at * this.height}px`);
    node.ariaSelected = String(item.id === this.selected);
    node.ariaPosInSet = at + 1;
    node.ariaSetSize = this.log.next === null ? this.log.items.length : -1;
    return known;
  }

  row(item) {
    const { id, direction, attempt, starred, ms } = item;
    return el('div', { class: 'exchange', role: 'option', id: `x-${id}`, data: { id } },
      sign(direction, t(`wire.${direction}`)),
      el('span', { class: 'exchange-what' }, shown(item.what)), status(item),
      el('span', { class: 'exchange-facts' }, format.clock(item.started_at), el('code', {}, shortId(id)), verdictMark(item.verdict),
        item.chaos?.length ? el('span', { class: 'warn', title: item.chaos.join(', ') }, t('wire.rehearsed')) : null,
        attempt > 1 ? el('span', { class: 'warn' }, t('wire.attempt-n', { n: attempt })) : null,
        id === this.marked ? el('b', {}, t('wire.marked')) : null),
      el('span', { class: 'exchange-took' }, budgetBar(ms, this.budget), format.ms(ms)),
      sign(`star ${starred ? 'starred warn' : ''}`, starred ? t('wire.starred') : ''));
  }
}
