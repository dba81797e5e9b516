// The loaded messages of one room: the newest, and earlier pages on demand.
import { get } from './api.js';

const PAGE_SIZE = 80;
const MAX_PAGE_SIZE = 1000;

export class MessageHistory {
  /** `path` of the API lists the room's messages. */
  constructor(path) {
    Object.assign(this, { path, list: [], byId: new Map(), isLoaded: false, hasEarlier: false, loading: null });
  }

  /** Inserts or replaces a message; returns true when it is new. */
  put(message) {
    const { list, byId } = this;
    const { message_id: id } = message;
    const isNew = !byId.has(id);
    byId.set(id, message);
    const index = list.findLastIndex((it) => it.message_id <= id);
    list.splice(isNew ? index + 1 : index, isNew ? 0 : 1, message);
    return isNew;
  }

  /** Loads the newest `count` messages. A message that arrived meanwhile wins over the loaded one. */
  async load(count = PAGE_SIZE) {
    await this.loadPage(Number.MAX_SAFE_INTEGER, Math.min(Math.max(count, PAGE_SIZE), MAX_PAGE_SIZE));
    this.isLoaded = true;
    return this;
  }

  /** Loads the page before the oldest message. Concurrent calls share one request. */
  async loadEarlier(count = PAGE_SIZE) {
    if (!this.isLoaded || !this.hasEarlier) return;
    this.loading ??= this.loadPage(this.list[0].message_id, count).finally(() => { this.loading = null; });
    await this.loading;
  }

  /** Loads earlier pages while `isNeeded(oldest message)` is true. */
  async loadEarlierWhile(isNeeded) {
    while (this.hasEarlier && isNeeded(this.list[0])) await this.loadEarlier(MAX_PAGE_SIZE);
  }

  async loadPage(before, limit) {
    const { messages } = await get(this.path, { before, limit });
    this.hasEarlier = messages.length >= limit;
    messages.forEach((it) => this.byId.has(it.message_id) || this.put(it));
  }

  /** Drops all but the newest page. */
  dropEarlier() {
    const removed = this.list.splice(0, this.list.length - PAGE_SIZE);
    removed.forEach((it) => this.byId.delete(it.message_id));
    this.hasEarlier ||= removed.length > 0;
  }
}
