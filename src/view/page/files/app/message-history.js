// What was said in one room, as far as it is known: the newest of it, and what came before when somebody wants to read it.
import { get } from './api.js';

const PAGE_SIZE = 80;
const MAX_PAGE_SIZE = 1000;

export class MessageHistory {
  /** `path` answers with its messages. */
  constructor(path) {
    Object.assign(this, { path, list: [], byId: new Map(), isLoaded: false, hasEarlier: false, loading: null });
  }

  /** Takes a message that came, or that has changed; whether it is new. */
  put(message) {
    const { list, byId } = this;
    const { message_id: id } = message;
    const isNew = !byId.has(id);
    byId.set(id, message);
    const index = list.findLastIndex((it) => it.message_id <= id);
    list.splice(isNew ? index + 1 : index, isNew ? 0 : 1, message);
    return isNew;
  }

  /** Loads the newest. What came meanwhile is newer than what is read. */
  async load(count = PAGE_SIZE) {
    await this.loadPage(Number.MAX_SAFE_INTEGER, Math.min(Math.max(count, PAGE_SIZE), MAX_PAGE_SIZE));
    this.isLoaded = true;
    return this;
  }

  /** Loads what came before all that is known. Who asks twice waits for the same. */
  async loadEarlier(count = PAGE_SIZE) {
    if (!this.isLoaded || !this.hasEarlier) return;
    this.loading ??= this.loadPage(this.list[0].message_id, count).finally(() => { this.loading = null; });
    await this.loading;
  }

  /** Loads what came before until nothing of it is `wanted(oldest known)`. */
  async loadEarlierWhile(isNeeded) {
    while (this.hasEarlier && isNeeded(this.list[0])) await this.loadEarlier(MAX_PAGE_SIZE);
  }

  async loadPage(before, limit) {
    const { messages } = await get(this.path, { before, limit });
    this.hasEarlier = messages.length >= limit;
    messages.forEach((it) => this.byId.has(it.message_id) || this.put(it));
  }

  /** Forgets all but the newest: whoever comes back begins there. */
  dropEarlier() {
    const removed = this.list.splice(0, this.list.length - PAGE_SIZE);
    removed.forEach((it) => this.byId.delete(it.message_id));
    this.hasEarlier ||= removed.length > 0;
  }
}
