// The wire view: list, open exchange and keys. The address holds its state.
import { address } from '../address.js';
import { announce } from '../announce.js';
import * as api from '../api.js';
import { copy } from '../clipboard.js';
import { callOrToast, confirmDialog, openMenu, toast } from '../dialog.js';
import { el, replace } from '../dom.js';
import { keys } from '../keys.js';
import { live } from '../live.js';
import { render } from '../phrase.js';
import { splitter } from '../splitter.js';
import { store } from '../store.js';
import { t } from '../words.js';
import { Detail, TABS } from './detail.js';
import { sideBySide, resend } from './edit.js';
import { ExchangeList } from './exchange-list.js';
import { ExchangeLog } from './exchange-log.js';
import { FilterBar } from './filter-bar.js';

const BATCH_MS = 100;
const STARRED_TERM = /(^|\s)starred:yes(\s|$)/;
let view = null;

/** Returns the page's address with another filter. */
function urlWithFilter(filter) {
  const url = new URL(location.href);
  if (filter) url.searchParams.set('filter', filter);
  else url.searchParams.delete('filter');
  return url;
}

export function mount(node) {
  view = new WireView(node);
}

/** Called when the view becomes visible. */
export function onShow() {
  view.isShown = true;
  view.applyAddress();
}

/** Called when another view is shown. */
export function onHide() {
  view.isShown = false;
}

class WireView {
  constructor(root) {
    this.root = root;
    this.log = new ExchangeLog((change) => this.onLogChange(change));
    const filter = (text, isFinal = true) => this.filter(text, isFinal);
    const handlers = { filter, select: (id) => this.openExchange(id), open: (id) => this.openExchange(id, true), star: (id) => this.star(id), menu: (id, rect) => this.openMenu(id, rect), pause: () => this.pause() };
    this.list = new ExchangeList(this.log, store.page.budget_ms, { ...handlers, follow: () => this.log.paused && this.pause() });
    this.search = new FilterBar({ ...handlers, down: () => this.list.box.focus() });
    this.detail = new Detail({ ...handlers, tab: (tab) => this.openTab(tab), close: () => this.close(), mark: () => this.mark(), resend: () => this.resend(),
      compare: (a, b) => this.compare(a, b), explain: () => this.explain(), copy: (as) => this.copy(as) });
    const side = el('div', { class: 'wire-side', id: 'wire-side' }, this.search.root, this.list.root);
    side.append(splitter({ name: 'list', box: root, pane: side, min: 17, max: 64, share: 0.6 }));
    replace(root, el('h1', { class: 'sr-only', words: 'view.wire' }), side, this.detail.root);
    address.onChange(() => this.isShown && this.applyAddress());
    addEventListener('popstate', () => { this.filterBefore = undefined; });
    this.listen();
    this.addKeys();
    this.log.load(address.get('filter') ?? '');
  }

  listen() {
    const arriving = [];
    let timer = null;
    const addArrived = () => {
      timer = null;
      this.log.addNew(arriving.splice(0));
    };
    live.on('exchange', ({ exchange }) => {
      arriving.push(exchange);
      timer ??= setTimeout(addArrived, BATCH_MS);
    });
    live.on('stars', () => this.updateStars());
    live.on('cleared', () => this.log.load());
    live.onReset(() => this.log.load());
  }

  onLogChange({ reset, before: countBefore, problem }) {
    this.search.onProblem(problem);
    this.search.showCount(this.log);
    if (countBefore !== undefined) return this.list.onAdded(countBefore);
    if (reset) Object.assign(this.list, { newCount: 0, isFollowing: true });
    if (reset && this.id()) this.list.select(this.id());
    else this.list.draw();
  }

  /** Sets the filter. Typing replaces the current entry of the browser's history; a final filter becomes one new entry. */
  filter(text, isFinal) {
    const now = address.get('filter') ?? '';
    const before = this.filterBefore ?? now;
    this.filterBefore = isFinal ? undefined : before;
    if (!isFinal) return address.set({ filter: text });
    if (before !== now) history.replaceState(null, '', urlWithFilter(before));
    if (text === now && before !== now) return history.pushState(null, '', urlWithFilter(now));
    address.set({ filter: text }, { push: true });
    return text === before && before !== now && this.applyAddress();
  }

  id() {
    return address.get('id');
  }

  /** Applies the state of the address. */
  applyAddress() {
    const filter = address.get('filter') ?? '';
    this.search.show(filter);
    if (filter !== this.log.filter) this.log.load(filter);
    const id = this.id();
    this.root.classList.toggle('has-detail', Boolean(id));
    if (!id) return this.detail.hide();
    if (this.list.selected !== id) this.list.select(id);
    this.detail.show(id, address.get('tab') ?? TABS[0], address.get('with'));
  }

  openTab(tab) {
    if (this.id()) address.set({ tab: tab === TABS[0] ? null : tab, with: null }, { push: true });
  }

  openExchange(id, push = false) {
    address.set({ id, tab: TABS.includes(address.get('tab')) ? address.get('tab') : null, with: null }, { push });
  }

  /** Goes back from editing or comparing to the exchange, from the exchange to the list. */
  close() {
    if (!TABS.includes(address.get('tab') ?? TABS[0])) return this.openTab(TABS[0]);
    address.set({ id: null, tab: null }, { push: true });
    return this.list.box.focus();
  }

  pause() {
    const { log } = this;
    const countBefore = log.items.length;
    if (log.paused) log.resume();
    else log.paused = true;
    this.search.pause.ariaPressed = String(log.paused);
    this.list.onAdded(countBefore);
  }

  mark(id = this.id()) {
    if (!id) return;
    this.list.marked = this.list.marked === id ? null : id;
    this.list.draw();
    announce(t(this.list.marked ? 'wire.marked' : 'wire.unmarked'));
  }

  /** Opens the menu of a row. */
  openMenu(id, rect) {
    const open = this.id();
    const { marked } = this.list;
    const item = (words, run, icon) => ({ words, run, icon });
    openMenu(rect, [
      item('wire.open', () => this.openExchange(id, true), 'wire'),
      open && open !== id && item('wire.compare-open', () => this.compare(open, id)),
      marked && ![id, open].includes(marked) && item('wire.compare-marked', () => this.compare(marked, id)),
      item(marked === id ? 'wire.unmark' : 'wire.mark', () => this.mark(id)),
      item(this.log.byId.get(id)?.starred ? 'wire.unstar' : 'wire.star', () => this.star(id)),
      ...['curl', 'momo'].map((as) => item(`wire.as-${as}`, () => this.copy(as, id), 'copy')),
    ].filter(Boolean), this.list.box);
  }

  compare(a = this.list.marked, b = this.id()) {
    if (!a || !b || a === b) toast(t('wire.mark-first'), 'bad');
    else address.set({ id: b, tab: 'compare', with: a }, { push: true });
  }

  async star(id) {
    const isStarred = this.log.byId.get(id)?.starred ?? this.detail.exchange?.starred;
    const answer = id && await callOrToast(() => (isStarred ? api.del : api.put)(`/exchanges/${id}/star`));
    if (answer) this.setStarred(id, answer.starred);
  }

  setStarred(id, starred) {
    const item = this.log.byId.get(id);
    if (item) item.starred = starred;
    if (!starred && STARRED_TERM.test(this.log.filter)) this.log.remove(id);
    this.list.draw();
    this.detail.star(id, starred);
  }

  /** Reloads the stars, which another tab may have changed. */
  async updateStars() {
    const { exchanges } = await api.get('/exchanges', { filter: 'starred:yes', limit: 500 });
    const now = new Set(exchanges.map(({ id }) => id));
    for (const { id, starred } of [...this.log.items]) if (Boolean(starred) !== now.has(id)) this.setStarred(id, now.has(id));
  }

  async resend() {
    const { exchange: first, panel, handlers } = this.detail;
    if (!first) return;
    if (!first.can_resend) return void toast(render(first.why_not_phrase), 'bad');
    const second = await callOrToast(() => resend(first));
    if (!second || this.detail.exchange !== first) return;
    panel.querySelector('.resent')?.remove();
    panel.prepend(sideBySide(first, second, handlers));
    panel.scrollTop = 0;
    announce(t('wire.resent'));
  }

  /** Asks the bot which signature it takes, and shows what it does wrong. */
  async explain() {
    const { exchange } = this.detail;
    const answer = await callOrToast(() => api.post(`/exchanges/${exchange.id}/explain`));
    if (!answer) return;
    Object.assign(exchange, { diagnosis: answer.diagnosis, isAsked: true });
    if (this.detail.exchange === exchange) this.detail.draw();
  }

  copy(as, id = this.id()) {
    if (id) callOrToast(async () => copy(await api.text(`/exchanges/${id}/as/${as}`)));
  }

  async remove() {
    const id = this.id();
    const isSure = id && await confirmDialog({ title: t('wire.remove'), body: el('p', {}, id), yes: t('delete'), isDangerous: true });
    if (isSure && await callOrToast(() => api.del('/exchanges', { filter: `id:${id}` }))) this.close();
  }

  addKeys() {
    const add = (key, words, run, more) => keys.add({ keys: key, words: `wire.${words}`, view: 'wire', run, ...more });
    const { list, search, detail } = this;
    const enter = () => {
      if (!this.id()) list.step(0);
      if (this.id()) detail.panel.focus();
    };
    add('j', 'next', () => list.step(1));
    add('k', 'previous', () => list.step(-1));
    add('g', 'newest', () => list.goToEnd(true));
    add('shift+g', 'oldest', () => list.goToEnd(false));
    add('f', 'follow', () => list.follow());
    add('/', 'filter', () => search.field.select());
    add('o', 'into', enter);
    add('r', 'resend', () => this.resend());
    add('e', 'edit', () => this.openTab('edit'));
    add('c', 'as-curl', () => this.copy('curl'));
    add('m', 'mark', () => this.mark());
    add('shift+c', 'compare', () => this.compare());
    add('s', 'starred', () => this.star(this.id()));
    add('x', 'remove', () => this.remove());
    add('t', 'in-chat', () => detail.chatLink.firstChild?.click());
    add('p', 'pause', () => this.pause());
    add('Escape', 'back', () => this.id() && this.close(), { inFields: true });
    TABS.forEach((tab, index) => add(String(index + 1), tab, () => this.openTab(tab)));
    list.box.addEventListener('keydown', (event) => event.key === 'Enter' && enter());
  }
}
