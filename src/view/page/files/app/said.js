// What was said in one room, as far as it is known: the newest of it, and what came before when somebody wants to read it.
import { get } from './api.js';

const PAGE = 80;
const MOST = 1000;

export class Said {
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
    const at = list.findLastIndex((it) => it.message_id <= id);
    list.splice(isNew ? at + 1 : at, isNew ? 0 : 1, message);
    return isNew;
  }

  /** Loads the newest. What came meanwhile is newer than what is read. */
  async load(count = PAGE) {
    await this.read(Number.MAX_SAFE_INTEGER, Math.min(Math.max(count, PAGE), MOST));
    this.isLoaded = true;
    return this;
  }

  /** Loads what came before all that is known. Who asks twice waits for the same. */
  async loadEarlier(count = PAGE) {
    if (!this.isLoaded || !this.hasEarlier) return;
    this.loading ??= this.read(this.list[0].message_id, count).finally(() => { this.loading = null; });
    await this.loading;
  }

  /** Loads what came before until nothing of it is `wanted(oldest known)`. */
  async reach(wanted) {
    while (this.hasEarlier && wanted(this.list[0])) await this.loadEarlier(MOST);
  }

  async read(before, limit) {
    const { messages } = await get(this.path, { before, limit });
    this.hasEarlier = messages.length >= limit;
    messages.forEach((it) => this.byId.has(it.message_id) || this.put(it));
  }

  /** Forgets all but the newest: whoever comes back begins there. */
  shorten() {
    const gone = this.list.splice(0, this.list.length - PAGE);
    gone.forEach((it) => this.byId.delete(it.message_id));
    this.hasEarlier ||= gone.length > 0;
  }
}
