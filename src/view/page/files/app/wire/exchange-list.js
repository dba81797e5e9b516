// The list of exchanges. Only the visible rows are in the document, so its cost does not depend on the list's length.
import { el, replace } from '../dom.js';
import * as format from '../format.js';
import { visible } from '../display-text.js';
import { onLanguage, t } from '../words.js';
import { faultNames } from '../phrase.js';
import { budgetBar, shortId, symbol, status, verdictMark } from './parts.js';

/** Height of a row in rem, as the font grows in a large window. */
const ROW_HEIGHT_REM = 3.7143;
const SPARE_ROWS = 6;

/** The list over an ExchangeLog; `handlers` hold select(id), open(id), star(id), menu(id, rect) and follow(). */
export class ExchangeList {
  constructor(log, budget, handlers) {
    Object.assign(this, { log, budget, handlers, selected: null, marked: null, isFollowing: true, newCount: 0, rows: new Map() });
    this.sheet = el('div', { class: 'exchange-sheet', role: 'presentation' });
    this.box = el('div', { class: 'exchange-list', role: 'listbox', tabindex: '0', label: 'wire.exchanges', on: {
      scroll: () => this.onScroll(), click: (event) => this.onClick(event), keydown: (event) => this.onKey(event), contextmenu: (event) => this.onMenu(event),
    } }, this.sheet);
    this.empty = el('p', { class: 'empty' });
    this.button = el('button', { class: 'fresh', type: 'button', on: { click: () => this.follow() } });
    this.root = el('div', { class: 'exchange-frame' }, this.button, this.box, this.empty);
    new ResizeObserver(() => { this.measure(); this.draw(); }).observe(this.box);
    this.measure();
    onLanguage(() => { this.rows.clear(); this.draw(); });
  }

  measure() {
    this.height = ROW_HEIGHT_REM * parseFloat(getComputedStyle(document.documentElement).fontSize);
  }

  /** Draws exchanges that were added above; the visible rows stay in place unless the list follows the newest. */
  onAdded(countBefore) {
    const added = this.log.items.length - countBefore;
    if (this.isFollowing) this.box.scrollTop = 0;
    else {
      this.newCount += added;
      this.updateHeight();
      this.box.scrollTop += added * this.height;
    }
    this.draw();
  }

  follow() {
    Object.assign(this, { isFollowing: true, newCount: 0 });
    this.box.scrollTop = 0;
    this.handlers.follow();
    this.draw();
  }

  /** Selects an exchange and scrolls as little as needed. */
  select(id) {
    this.selected = id;
    const index = this.log.indexOf(id);
    if (index > 0) this.isFollowing = false;
    if (index >= 0) this.reveal(index * this.height);
    this.draw();
  }

  reveal(top) {
    const { box } = this;
    box.scrollTop = Math.max(Math.min(box.scrollTop, top), top + this.height - box.clientHeight);
  }

  /** Moves the selection by a number of rows. */
  step(by) {
    const { items } = this.log;
    if (!items.length) return;
    const from = this.log.indexOf(this.selected);
    const index = from < 0 ? 0 : Math.max(0, Math.min(items.length - 1, from + by));
    this.handlers.select(items[index].id);
    if (index > items.length - 20) this.log.loadMore();
  }

  /** Selects the newest exchange, or the oldest after loading all pages. */
  async goToEnd(isNewest) {
    if (isNewest) this.follow();
    else while (this.log.next !== null && !this.log.problem) await this.log.loadMore();
    const item = this.log.items.at(isNewest ? 0 : -1);
    if (item) this.handlers.select(item.id);
  }

  onScroll() {
    const { scrollTop, clientHeight, scrollHeight } = this.box;
    if (scrollTop > this.height) this.isFollowing = false;
    if (scrollTop === 0) Object.assign(this, { isFollowing: true, newCount: 0 });
    if (scrollTop + clientHeight * 3 > scrollHeight) this.log.loadMore();
    this.drawing ??= requestAnimationFrame(() => this.draw());
  }

  onClick({ target }) {
    const { id } = target.closest('[data-id]')?.dataset ?? {};
    if (id && target.closest('.row-menu')) this.handlers.menu(id, target.getBoundingClientRect());
    else if (id) this.handlers[target.closest('.star') ? 'star' : 'open'](id);
  }

  /** Opens the menu of a row: of the pointer's, or of the selected one if a key asks for it. */
  onMenu(event) {
    const row = event.target.closest('[data-id]') ?? this.rows.get(this.selected)?.node;
    if (!row) return;
    event.preventDefault();
    this.handlers.menu(row.dataset.id, row.getBoundingClientRect());
  }

  onKey(event) {
    const page = Math.max(1, Math.floor(this.box.clientHeight / this.height) - 1);
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (by) this.step(by);
    else if (event.key === 'Home' || event.key === 'End') this.goToEnd(event.key === 'Home');
    else return;
    event.preventDefault();
  }

  updateHeight() {
    this.sheet.style.height = `${this.log.items.length * this.height}px`;
  }

  /** Draws the visible rows; unchanged rows are reused. */
  draw() {
    this.drawing = null;
    this.updateHeight();
    const { items } = this.log;
    const start = Math.max(0, Math.floor(this.box.scrollTop / this.height) - SPARE_ROWS);
    const rows = items.slice(start, Math.ceil((this.box.scrollTop + this.box.clientHeight) / this.height) + SPARE_ROWS);
    this.rows = new Map(rows.map((item, index) => [item.id, this.rowAt(item, start + index)]));
    replace(this.sheet, [...this.rows.values()].map(({ node }) => node));
    if (this.rows.has(this.selected)) this.box.setAttribute('aria-activedescendant', `x-${this.selected}`);
    else this.box.removeAttribute('aria-activedescendant');
    const heldCount = this.log.heldItems.length;
    this.button.hidden = !heldCount && !this.newCount;
    this.button.textContent = t(heldCount ? 'wire.n-held' : 'wire.n-new', { n: heldCount || this.newCount });
    this.empty.textContent = t(this.log.filter ? 'wire.no-match' : 'wire.none');
    this.empty.hidden = items.length > 0 || this.log.next === undefined;
  }

  rowAt(item, index) {
    const state = `${item.starred}${item.id === this.marked}`;
    let row = this.rows.get(item.id);
    if (row?.state !== state) row = { state, node: this.row(item) };
    const { node } = row;
    node.style.setProperty('--at', `${index * this.height}px`);
    node.ariaSelected = String(item.id === this.selected);
    node.ariaPosInSet = index + 1;
    node.ariaSetSize = this.log.next === null ? this.log.items.length : -1;
    return row;
  }

  row(item) {
    const { id, direction, attempt, starred, ms, text } = item;
    return el('div', { class: 'exchange', role: 'option', id: `x-${id}`, data: { id } },
      symbol(direction, t(`wire.${direction}`)),
      el('span', { class: 'exchange-what' }, text && el('bdi', { class: 'exchange-text' }, visible(text)), el('span', {}, visible(item.what))), status(item),
      el('span', { class: 'exchange-facts' }, attempt > 1 && symbol('attempt warn', t('wire.attempt-n', { n: attempt }), `#${attempt}`),
        id === this.marked && el('b', {}, t('wire.marked')), verdictMark(item.verdict),
        item.chaos?.length > 0 && el('span', { class: 'warn', title: faultNames(item.chaos) }, t('wire.rehearsed')), el('span', {}, format.preciseTime(item.started_at)), el('code', {}, shortId(id))),
      el('span', { class: 'exchange-took' }, budgetBar(ms, this.budget), format.duration(ms)),
      symbol('row-menu', t('wire.row-menu')),
      symbol(`star ${starred ? 'starred warn' : ''}`, starred ? t('wire.starred') : ''));
  }
}
