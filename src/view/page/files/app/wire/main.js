// The wire view: the list of exchanges, the one that is open, and the keys. What it shows stands in the address.
import { address } from '../address.js';
import { announce } from '../announce.js';
import * as api from '../api.js';
import { copy } from '../clipboard.js';
import { attempt, confirmDialog, toast } from '../dialog.js';
import { el, replace } from '../dom.js';
import { keys } from '../keys.js';
import { live } from '../live.js';
import { splitter } from '../splitter.js';
import { store } from '../store.js';
import { told } from '../told.js';
import { t } from '../words.js';
import { Detail, TABS } from './detail.js';
import { beside, resend } from './edit.js';
import { List } from './list.js';
import { Log } from './log.js';
import { Search } from './search.js';

const BATCH = 100;
const STARRED = /(^|\s)starred:yes(\s|$)/;
let view = null;

/** This address with another filter. */
function filtered(filter) {
  const url = new URL(location.href);
  if (filter) url.searchParams.set('filter', filter);
  else url.searchParams.delete('filter');
  return url;
}

/** Puts the view into its place. */
export function mount(node) {
  view = new Wire(node);
}

/** The view came into sight. */
export function shown() {
  view.isShown = true;
  view.follow();
}

/** Another view took its place. */
export function hidden() {
  view.isShown = false;
}

class Wire {
  constructor(root) {
    this.root = root;
    this.log = new Log((what) => this.changed(what));
    const filter = (text, isMeant = true) => this.filter(text, isMeant);
    const doings = { filter, select: (id) => this.go(id), open: (id) => this.go(id, true), star: (id) => this.star(id), pause: () => this.pause() };
    this.list = new List(this.log, store.page.budget_ms, { ...doings, follow: () => this.log.paused && this.pause() });
    this.search = new Search({ ...doings, down: () => this.list.box.focus() });
    this.detail = new Detail({ ...doings, tab: (tab) => this.tab(tab), close: () => this.close(), mark: () => this.mark(), resend: () => this.resend(),
      compare: (a, b) => this.compare(a, b), copy: (as) => this.copy(as) });
    const side = el('div', { class: 'wire-side', id: 'wire-side' }, this.search.root, this.list.root);
    side.append(splitter({ name: 'list', box: root, pane: side, least: 17, most: 64, share: 0.6 }));
    replace(root, el('h1', { class: 'sr-only', words: 'view.wire' }), side, this.detail.root);
    address.onChange(() => this.isShown && this.follow());
    addEventListener('popstate', () => { this.before = undefined; });
    this.listen();
    this.addKeys();
    this.log.load(address.get('filter') ?? '');
  }

  listen() {
    const coming = [];
    let timer = null;
    const arrived = () => {
      timer = null;
      this.log.arrived(coming.splice(0));
    };
    live.on('exchange', ({ exchange }) => {
      coming.push(exchange);
      timer ??= setTimeout(arrived, BATCH);
    });
    live.on('stars', () => this.stars());
    live.on('cleared', () => this.log.load());
    live.onReset(() => this.log.load());
  }

  changed({ reset, before, problem }) {
    this.search.refused(problem);
    if (before !== undefined) return this.list.grew(before);
    if (reset) Object.assign(this.list, { fresh: 0, following: true });
    if (reset && this.id()) this.list.select(this.id());
    else this.list.draw();
  }

  /** What is typed replaces what was typed before it; all of that together is one entry of the history, once it is meant. */
  filter(text, isMeant) {
    const now = address.get('filter') ?? '';
    const before = this.before ?? now;
    this.before = isMeant ? undefined : before;
    if (!isMeant) return address.set({ filter: text });
    if (before !== now) history.replaceState(null, '', filtered(before));
    if (text === now && before !== now) return history.pushState(null, '', filtered(now));
    address.set({ filter: text }, { push: true });
    return text === before && before !== now && this.follow();
  }

  id() {
    return address.get('id');
  }

  /** Shows what the address says. */
  follow() {
    const filter = address.get('filter') ?? '';
    this.search.show(filter);
    if (filter !== this.log.filter) this.log.load(filter);
    const id = this.id();
    this.root.classList.toggle('has-detail', Boolean(id));
    if (!id) return this.detail.hide();
    if (this.list.selected !== id) this.list.select(id);
    this.detail.show(id, address.get('tab') ?? TABS[0], address.get('with'));
  }

  tab(tab) {
    if (this.id()) address.set({ tab: tab === TABS[0] ? null : tab, with: null }, { push: true });
  }

  go(id, push = false) {
    address.set({ id, tab: TABS.includes(address.get('tab')) ? address.get('tab') : null, with: null }, { push });
  }

  /** Back: from editing and comparing to the exchange, from the exchange to the list. */
  close() {
    if (!TABS.includes(address.get('tab') ?? TABS[0])) return this.tab(TABS[0]);
    address.set({ id: null, tab: null }, { push: true });
    return this.list.box.focus();
  }

  pause() {
    const { log } = this;
    const before = log.items.length;
    if (log.paused) log.resume();
    else log.paused = true;
    this.search.pause.ariaPressed = String(log.paused);
    this.list.grew(before);
  }

  mark() {
    if (!this.id()) return;
    this.list.marked = this.list.marked === this.id() ? null : this.id();
    this.list.draw();
    announce(t(this.list.marked ? 'wire.marked' : 'wire.unmarked'));
  }

  compare(a = this.list.marked, b = this.id()) {
    if (!a || !b || a === b) toast(t('wire.mark-first'));
    else address.set({ id: b, tab: 'compare', with: a }, { push: true });
  }

  async star(id) {
    const isStarred = this.log.known.get(id)?.starred ?? this.detail.exchange?.starred;
    const answer = id && await attempt(() => (isStarred ? api.del : api.put)(`/exchanges/${id}/star`));
    if (answer) this.starred(id, answer.starred);
  }

  starred(id, starred) {
    const item = this.log.known.get(id);
    if (item) item.starred = starred;
    if (!starred && STARRED.test(this.log.filter)) this.log.drop(id);
    this.list.draw();
    this.detail.star(id, starred);
  }

  /** A star came or went, here or in another tab. */
  async stars() {
    const { exchanges } = await api.get('/exchanges', { filter: 'starred:yes', limit: 500 });
    const now = new Set(exchanges.map(({ id }) => id));
    for (const { id, starred } of [...this.log.items]) if (Boolean(starred) !== now.has(id)) this.starred(id, now.has(id));
  }

  async resend() {
    const { exchange: first, panel, on } = this.detail;
    if (!first) return;
    if (!first.can_resend) return void toast(told(first.why_not), 'bad');
    const second = await attempt(() => resend(first));
    if (!second || this.detail.exchange !== first) return;
    panel.querySelector('.resent')?.remove();
    panel.prepend(beside(first, second, on));
    panel.scrollTop = 0;
    announce(t('wire.resent'));
  }

  copy(as) {
    if (this.id()) attempt(async () => copy(await api.text(`/exchanges/${this.id()}/as/${as}`)));
  }

  async remove() {
    const id = this.id();
    const isSure = id && await confirmDialog({ title: t('wire.remove'), body: el('p', {}, id), yes: t('delete'), isDangerous: true });
    if (isSure && await attempt(() => api.del('/exchanges', { filter: `id:${id}` }))) this.close();
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
    add('g', 'newest', () => list.end(true));
    add('shift+g', 'oldest', () => list.end(false));
    add('f', 'follow', () => list.follow());
    add('/', 'filter', () => search.field.select());
    add('o', 'into', enter);
    add('r', 'resend', () => this.resend());
    add('e', 'edit', () => this.tab('edit'));
    add('c', 'as-curl', () => this.copy('curl'));
    add('m', 'mark', () => this.mark());
    add('shift+c', 'compare', () => this.compare());
    add('s', 'starred', () => this.star(this.id()));
    add('x', 'remove', () => this.remove());
    add('t', 'in-chat', () => detail.side.firstChild?.click());
    add('p', 'pause', () => this.pause());
    add('Escape', 'back', () => this.id() && this.close(), { inFields: true });
    TABS.forEach((tab, at) => add(String(at + 1), tab, () => this.tab(tab)));
    list.box.addEventListener('keydown', (event) => event.key === 'Enter' && enter());
  }
}
