// The data of the list: exchanges, newest first, loaded by page; new ones are inserted by time. Uses no DOM.
import { get } from '../api.js';
import { summarize } from './parts.js';

const PAGE_SIZE = 200;

export class ExchangeLog {
  /** `onChange` receives {reset}, {older}, {problem}, or {arrived, before} with the number of new and of previous items. */
  constructor(onChange) {
    Object.assign(this, { onChange, items: [], byId: new Map(), heldItems: [], filter: '', problem: null, paused: false, next: undefined, run: 0 });
  }

  /** Reloads the list with this filter. */
  async load(filter = this.filter) {
    Object.assign(this, { filter, next: undefined, loading: null, problem: null });
    const run = this.run += 1;
    try {
      const page = await this.loadPage(run);
      if (!page) return;
      Object.assign(this, { items: [], heldItems: [] });
      this.byId.clear();
      this.addPage(page);
      this.onChange({ reset: true });
    } catch (problem) {
      if (run !== this.run) return;
      this.problem = problem;
      this.onChange({ problem });
    }
  }

  /** Loads the next older page; returns null at the end or after a problem. */
  loadMore() {
    if (this.next === null || this.problem) return null;
    this.loading ??= this.loadOlder().finally(() => { this.loading = null; });
    return this.loading;
  }

  async loadOlder() {
    const page = await this.loadPage(this.run);
    if (!page) return;
    this.addPage(page);
    this.onChange({ older: true });
  }

  /** Fetches a page; resolves to null when the filter changed meanwhile. */
  async loadPage(run) {
    const page = await get('/exchanges', { filter: this.filter, before: this.next, limit: PAGE_SIZE });
    return run === this.run ? page : null;
  }

  addPage({ exchanges, next }) {
    for (const head of exchanges) this.put(head);
    this.next = next;
  }

  /** Adds new exchanges that match the filter; holds them back while the list is paused. */
  async addNew(heads) {
    const { run } = this;
    const matching = this.filter ? await this.matching(heads) : heads;
    if (run !== this.run || !matching.length) return;
    const before = this.items.length;
    if (this.paused) this.heldItems.push(...matching);
    else matching.forEach((head) => this.put(head));
    this.onChange({ arrived: this.items.length - before, before });
  }

  /** Asks the server which exchanges match: it alone parses the filter language. */
  async matching(heads) {
    const filter = `${this.filter} id:${heads.map(({ id }) => id)}`;
    return (await get('/exchanges', { filter, limit: 500 }).catch(() => null))?.exchanges ?? [];
  }

  resume() {
    this.paused = false;
    this.heldItems.splice(0).forEach((head) => this.put(head));
  }

  /** Inserts an exchange by its id: ids sort by time. */
  put(head) {
    if (this.byId.has(head.id)) return;
    const item = summarize(head);
    const { items } = this;
    let index = items.length && item.id < items.at(-1).id ? items.length : 0;
    while (index < items.length && items[index].id > item.id) index += 1;
    items.splice(index, 0, item);
    this.byId.set(item.id, item);
  }

  remove(id) {
    const index = this.indexOf(id);
    if (index >= 0) this.items.splice(index, 1);
    this.byId.delete(id);
  }

  indexOf(id) {
    return this.items.findIndex((item) => item.id === id);
  }
}
