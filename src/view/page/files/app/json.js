// Parses JSON for display. Unlike JSON.parse it keeps the source text of numbers and escapes, and the order of keys.
// Parsing uses no recursion; the depth limit is that of the terminal.
import { t } from './words.js';

const CLOSE = { object: '}', array: ']', top: 'none' };
const OPEN = { '{': 'object', '[': 'array' };
const MAX_DEPTH = 128;
const SPACE = /[ \t\n\r]*/y;
const SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** Returns `{root}` or `{error: {offset, why}}`; `why` completes the key `json.${why}` of words. */
export function readJson(text) {
  try {
    return { root: new Reader(text).document() };
  } catch (error) {
    if (error instanceof JsonError) return { error };
    throw error;
  }
}

/** Returns such as `Line 3, column 5: a comma too many`. */
export const jsonErrorText = (text, { offset, why }) => t('json.fault', { ...lineAndColumn(text, offset), why: t(`json.${why}`) });

/** Returns line and column of an offset, both from 1; the column counts characters. */
function lineAndColumn(text, offset) {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: [...before.slice(before.lastIndexOf('\n') + 1)].length + 1 };
}

/** Returns the path from the root to a node, such as `$.message["a b"][0]`. */
export function pathOf(node) {
  const steps = [];
  for (let current = node; current.parent; current = current.parent) {
    if (current.key === undefined) steps.push(`[${current.index}]`);
    else steps.push(/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(current.key) ? `.${current.key}` : `[${JSON.stringify(current.key)}]`);
  }
  return `$${steps.reverse().join('')}`;
}

class JsonError {
  constructor(offset, why) {
    Object.assign(this, { offset, why });
  }
}

class Reader {
  constructor(text) {
    this.text = text;
    this.offset = 0;
    if (text.startsWith('\ufeff')) this.throwAt('bom');
  }

  throwAt(why, offset = this.offset) {
    throw new JsonError(offset, why);
  }

  current() {
    return this.text.charAt(this.offset);
  }

  /** Skips a match of the sticky `pattern` at the offset; false when there is none. */
  skip(pattern) {
    pattern.lastIndex = this.offset;
    const fits = pattern.test(this.text);
    if (fits) this.offset = pattern.lastIndex;
    return fits;
  }

  document() {
    const open = [{ kind: 'top', children: [] }];
    for (let isAfterValue = false; ;) {
      this.skip(SPACE);
      const parent = open.at(-1);
      if (parent.kind === 'top' && isAfterValue) {
        if (this.current()) this.throwAt('more');
        return parent.children[0];
      }
      if (this.current() === CLOSE[parent.kind] && (isAfterValue || !parent.children.length)) {
        parent.end = this.offset += 1;
        open.pop();
        isAfterValue = true;
      } else {
        if (isAfterValue) this.comma(parent);
        const node = this.startValue(parent);
        isAfterValue = !node.children;
        if (node.children && open.push(node) > MAX_DEPTH) this.throwAt('deep', node.start);
      }
    }
  }

  comma({ kind }) {
    if (this.current() !== ',') this.throwAt(kind === 'object' ? 'comma-or-brace' : 'comma-or-bracket');
    this.offset += 1;
    this.skip(SPACE);
    if (this.current() === CLOSE[kind]) this.throwAt('comma');
  }

  /** Reads a value with its key; of an object or array only the opening bracket. */
  startValue(parent) {
    const node = { parent: parent.kind === 'top' ? null : parent, index: parent.children.length };
    if (parent.kind === 'object') this.key(node);
    node.start = this.offset;
    const char = this.current();
    if (OPEN[char]) {
      this.offset += 1;
      Object.assign(node, { kind: OPEN[char], children: [] });
    } else if (char === '"') {
      this.string();
      node.kind = 'string';
    } else {
      if (!this.skip(SCALAR)) this.throwAt('value');
      node.kind = 'scalar';
    }
    node.end = this.offset;
    parent.children.push(node);
    return node;
  }

  key(node) {
    if (this.current() !== '"') this.throwAt('key');
    const start = this.offset;
    this.string();
    node.rawKey = this.text.slice(start, this.offset);
    node.key = JSON.parse(node.rawKey);
    this.skip(SPACE);
    if (this.current() !== ':') this.throwAt('colon');
    this.offset += 1;
    this.skip(SPACE);
  }

  string() {
    const start = this.offset;
    for (this.offset += 1; ;) {
      const code = this.text.charCodeAt(this.offset);
      if (Number.isNaN(code)) this.throwAt('open-string', start);
      if (code < 32) this.throwAt('control');
      if (code !== 92) this.offset += 1;
      else if (!this.skip(ESCAPE)) this.throwAt('escape');
      if (code === 34) return;
    }
  }
}
