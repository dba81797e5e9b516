// Checks JSON as RFC 8259 has it, and says at which line and column it breaks; browsers say it each in their own way, or not at all.
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE = /[ \t\r\n]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const DEEPEST = 120;

/** Null where `text` is JSON, else {line, column, what} with `what` a key of words. Columns count characters, from 1. */
export function fault(text) {
  const it = new Reader(text);
  try {
    it.value(0);
    it.space();
    if (it.at < text.length) it.stop('json.after');
    return null;
  } catch (problem) {
    if (!(problem instanceof Broken)) throw problem;
    const before = text.slice(0, it.at).split('\n');
    return { line: before.length, column: [...before.at(-1)].length + 1, what: problem.message };
  }
}

class Broken extends Error {}

class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  stop(what) {
    throw new Broken(what);
  }

  /** Goes over what the pattern takes here; false where it takes nothing. */
  take(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    this.at += found ? found[0].length : 0;
    return found !== null;
  }

  space() {
    this.take(SPACE);
    return this.text[this.at];
  }

  value(depth) {
    if (depth > DEEPEST) this.stop('json.deep');
    const sign = this.space();
    if (sign === '{') return this.list('}', depth, () => this.member(depth));
    if (sign === '[') return this.list(']', depth, () => this.value(depth + 1));
    if (sign === '"') return this.string();
    const word = ['true', 'false', 'null'].find((it) => this.text.startsWith(it, this.at));
    if (word) { this.at += word.length; return undefined; }
    if (this.take(NUMBER)) return /[\w.+-]/.test(this.text[this.at] ?? '') ? this.stop('json.number') : undefined;
    return this.stop('json.value');
  }

  list(end, depth, one) {
    this.at += 1;
    if (this.space() === end) { this.at += 1; return; }
    for (;;) {
      one();
      const sign = this.space();
      if (sign !== ',' && sign !== end) this.stop('json.comma');
      this.at += 1;
      if (sign === end) return;
      if (this.space() === end) this.stop('json.trailing');
    }
  }

  member(depth) {
    if (this.space() !== '"') this.stop('json.key');
    this.string();
    if (this.space() !== ':') this.stop('json.colon');
    this.at += 1;
    this.value(depth + 1);
  }

  string() {
    for (this.at += 1; this.text[this.at] !== '"';) {
      const sign = this.text[this.at];
      if (sign === undefined || sign === '\n') this.stop('json.string');
      if (sign < ' ') this.stop('json.control');
      if (sign !== '\\') this.at += 1;
      else if (!this.take(ESCAPE)) this.stop('json.escape');
    }
    this.at += 1;
  }
}
