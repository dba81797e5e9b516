// What the list knows: exchanges newest first, loaded page by page, new ones put where their time says. No DOM here.
import { get } from '../api.js';
import { slim } from './parts.js';

const PAGE = 200;

export class Log {
  /** `onChange` is told {reset}, {older}, {problem} or {arrived, before}. */
  constructor(onChange) {
    Object.assign(this, { onChange, items: [], known: new Map(), held: [], filter: '', problem: null, paused: false, next: undefined, run: 0 });
  }

  /** Begins anew with this filter. */
  async load(filter = this.filter) {
    Object.assign(this, { filter, next: undefined, busy: null, problem: null });
    const run = this.run += 1;
    try {
      const page = await this.page(run);
      if (!page) return;
      Object.assign(this, { items: [], held: [] });
      this.known.clear();
      this.take(page);
      this.onChange({ reset: true });
    } catch (problem) {
      if (run !== this.run) return;
      this.problem = problem;
      this.onChange({ problem });
    }
  }

  /** The next page of older ones; nothing at the end. */
  more() {
    if (this.next === null || this.problem) return null;
    this.busy ??= this.older().finally(() => { this.busy = null; });
    return this.busy;
  }

  async older() {
    const page = await this.page(this.run);
    if (!page) return;
    this.take(page);
    this.onChange({ older: true });
  }

  /** None where another filter was set while it was under way. */
  async page(run) {
    const page = await get('/exchanges', { filter: this.filter, before: this.next, limit: PAGE });
    return run === this.run ? page : null;
  }

  take({ exchanges, next }) {
    for (const head of exchanges) this.put(head);
    this.next = next;
  }

  /** Exchanges that just came: those that the filter means are shown, or held while the list is paused. */
  async arrived(heads) {
    const { run } = this;
    const meant = this.filter ? await this.meant(heads) : heads;
    if (run !== this.run || !meant.length) return;
    const before = this.items.length;
    if (this.paused) this.held.push(...meant);
    else meant.forEach((head) => this.put(head));
    this.onChange({ arrived: this.items.length - before, before });
  }

  /** The server reads the filter language, so it tells which of the new ones are meant. */
  async meant(heads) {
    const filter = `${this.filter} id:${heads.map(({ id }) => id)}`;
    return (await get('/exchanges', { filter, limit: 500 }).catch(() => null))?.exchanges ?? [];
  }

  resume() {
    this.paused = false;
    this.held.splice(0).forEach((head) => this.put(head));
  }

  /** Ids sort by time. */
  put(head) {
    if (this.known.has(head.id)) return;
    const item = slim(head);
    const { items } = this;
    let at = items.length && item.id < items.at(-1).id ? items.length : 0;
    while (at < items.length && items[at].id > item.id) at += 1;
    items.splice(at, 0, item);
    this.known.set(item.id, item);
  }

  drop(id) {
    const at = this.indexOf(id);
    if (at >= 0) this.items.splice(at, 1);
    this.known.delete(id);
  }

  indexOf(id) {
    return this.items.findIndex((item) => item.id === id);
  }
}
