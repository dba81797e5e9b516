// Reads JSON for display. Numbers, escapes and the order of keys stay as they were written, which JSON.parse would not
// promise; nesting is read without recursion, as deep as the terminal reads it.
import { t } from './words.js';

const CLOSE = { object: '}', array: ']', top: 'none' };
const OPEN = { '{': 'object', '[': 'array' };
const DEEPEST = 128;
const SPACE = /[ \t\n\r]*/y;
const SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** `{root}`, or `{error: {at, why}}` where `why` is the end of a key of words. */
export function readJson(text) {
  try {
    return { root: new Reader(text).document() };
  } catch (error) {
    if (error instanceof Misread) return { error };
    throw error;
  }
}

/** `Line 3, column 5: a comma too many`. */
export const misread = (text, { at, why }) => t('json.fault', { ...placeOf(text, at), why: t(`json.${why}`) });

/** Line and column of a place, both from 1, the column in characters. */
function placeOf(text, at) {
  const before = text.slice(0, at);
  return { line: before.split('\n').length, column: [...before.slice(before.lastIndexOf('\n') + 1)].length + 1 };
}

/** `$.message["a b"][0]`: the path from the root to a node. */
export function pathOf(node) {
  const steps = [];
  for (let at = node; at.parent; at = at.parent) {
    if (at.key === undefined) steps.push(`[${at.index}]`);
    else steps.push(/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(at.key) ? `.${at.key}` : `[${JSON.stringify(at.key)}]`);
  }
  return `$${steps.reverse().join('')}`;
}

class Misread {
  constructor(at, why) {
    Object.assign(this, { at, why });
  }
}

class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
    if (text.startsWith('\ufeff')) this.fail('bom');
  }

  fail(why, at = this.at) {
    throw new Misread(at, why);
  }

  here() {
    return this.text.charAt(this.at);
  }

  /** Steps over what fits here; whether there was any. */
  skip(pattern) {
    pattern.lastIndex = this.at;
    const fits = pattern.test(this.text);
    if (fits) this.at = pattern.lastIndex;
    return fits;
  }

  document() {
    const open = [{ kind: 'top', children: [] }];
    for (let after = false; ;) {
      this.skip(SPACE);
      const parent = open.at(-1);
      if (parent.kind === 'top' && after) {
        if (this.here()) this.fail('more');
        return parent.children[0];
      }
      if (this.here() === CLOSE[parent.kind] && (after || !parent.children.length)) {
        parent.end = this.at += 1;
        open.pop();
        after = true;
      } else {
        if (after) this.comma(parent);
        const node = this.begin(parent);
        after = !node.children;
        if (node.children && open.push(node) > DEEPEST) this.fail('deep', node.start);
      }
    }
  }

  comma({ kind }) {
    if (this.here() !== ',') this.fail(kind === 'object' ? 'comma-or-brace' : 'comma-or-bracket');
    this.at += 1;
    this.skip(SPACE);
    if (this.here() === CLOSE[kind]) this.fail('comma');
  }

  /** A value with its key, or the opening of an object or array. */
  begin(parent) {
    const node = { parent: parent.kind === 'top' ? null : parent, index: parent.children.length };
    if (parent.kind === 'object') this.key(node);
    node.start = this.at;
    const letter = this.here();
    if (OPEN[letter]) {
      this.at += 1;
      Object.assign(node, { kind: OPEN[letter], children: [] });
    } else if (letter === '"') {
      this.string();
      node.kind = 'string';
    } else {
      if (!this.skip(SCALAR)) this.fail('value');
      node.kind = 'scalar';
    }
    node.end = this.at;
    parent.children.push(node);
    return node;
  }

  key(node) {
    if (this.here() !== '"') this.fail('key');
    const start = this.at;
    this.string();
    node.written = this.text.slice(start, this.at);
    node.key = JSON.parse(node.written);
    this.skip(SPACE);
    if (this.here() !== ':') this.fail('colon');
    this.at += 1;
    this.skip(SPACE);
  }

  string() {
    const start = this.at;
    for (this.at += 1; ;) {
      const code = this.text.charCodeAt(this.at);
      if (Number.isNaN(code)) this.fail('open-string', start);
      if (code < 32) this.fail('control');
      if (code !== 92) this.at += 1;
      else if (!this.skip(ESCAPE)) this.fail('escape');
      if (code === 34) return;
    }
  }
}
