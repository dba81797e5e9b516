// The bar above the list: the filter language of the terminal, quick filters that write it, pause, export, clear.
import { address } from '../address.js';
import * as api from '../api.js';
import { attempt, confirmDialog, menu, problemWords } from '../dialog.js';
import { el, replace } from '../dom.js';
import { icon } from '../icons.js';
import { phrase, shown } from '../shown.js';
import { onLanguage, t } from '../words.js';
import { button } from './parts.js';

const QUICK = { all: '', failed: 'is:failed', 'bad-signature': 'sig:invalid,missing', starred: 'starred:yes' };
const TERMS = Object.values(QUICK).filter(Boolean);
const EXAMPLES = ['type:talk.*', 'status:>=400', 'status:none', 'sig:invalid', 'ms:>1000', 'attempt:>1', 'body:안녕', 'url:/webhook', 'bot:bot_*',
  'dir:received', 'kind:api', 'since:10m', '-is:failed'];
const LATE = 250;
const PAUSE = 1000;

/** The bar. `on` holds filter(text), pause(), down(): into the list. */
export class Search {
  constructor(on) {
    this.on = on;
    this.field = el('input', { class: 'field mono', type: 'search', spellcheck: 'false', autocomplete: 'off', label: 'wire.filter', hint: 'wire.filter-hint',
      aria: { describedby: 'filter-problem' }, on: { input: () => this.typed(), change: () => this.settle(), keydown: (event) => this.pressed(event) } });
    this.problem = el('p', { class: 'filter-problem', id: 'filter-problem', role: 'alert', hidden: true });
    this.quick = Object.entries(QUICK).map(([name, term]) => button(`wire.${name}`, () => this.choose(term), { class: 'chip', value: term }));
    this.pause = button('wire.pause', on.pause, { aria: { pressed: 'false' } });
    const opens = (label, sign) => el('button', { class: 'icon-button', type: 'button', label }, icon(sign));
    const [help, tools] = [opens('wire.filter-help', 'info'), opens('wire.tools', 'more')];
    this.root = el('div', { class: 'wire-search', role: 'search', label: 'wire.filter' },
      el('div', { class: 'filter-line' }, this.field, help, tools), this.problem,
      el('div', { class: 'filter-line' }, el('div', { class: 'chips', role: 'group', label: 'wire.quick' }, this.quick), this.pause));
    onLanguage(() => this.tell(this.told));
    menu(help, () => EXAMPLES.map((term) => ({ text: term, run: () => this.choose(term, [term]) })));
    menu(tools, () => [
      ...['ndjson', 'har'].map((as) => ({ words: `wire.export-${as}`, run: () => this.save(as) })), null,
      { words: this.field.value ? 'wire.clear-these' : 'wire.clear', icon: 'trash', danger: true, run: () => this.wipe() },
    ]);
  }

  /** What the address says. */
  show(filter) {
    if (this.field.value.trim() !== filter) this.field.value = filter;
    const terms = split(filter);
    const chosen = TERMS.find((term) => terms.includes(term)) ?? (filter && 'another');
    for (const chip of this.quick) chip.ariaPressed = String(chip.value === chosen);
  }

  /** What the server says of the filter, with the place in it; of half a term only after a pause. */
  refused(problem) {
    clearTimeout(this.telling);
    if (problem && this.isTyping) this.telling = setTimeout(() => this.tell(problem), PAUSE);
    else this.tell(problem);
  }

  tell(problem) {
    this.told = problem;
    this.problem.hidden = !problem;
    this.field.ariaInvalid = String(Boolean(problem));
    if (!problem) return;
    const { status, hint, message } = problem;
    const [, column = 0, what = message] = /^`filter`, column (\d+): ([^]*)/.exec(message) ?? [];
    const filter = [...this.field.value.trim()];
    const place = el('code', {}, shown(filter.slice(0, column - 1).join('')), el('mark', {}, shown(filter.slice(column - 1).join('') || ' ')));
    replace(this.problem, column ? place : null, el('span', {}, shown(problemWords({ status, hint, message: what }))));
  }

  typed() {
    this.isTyping = true;
    clearTimeout(this.telling);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.on.filter(this.field.value.trim(), false), LATE);
  }

  /** Enter, or the field was left: this is the filter that is meant. */
  settle() {
    clearTimeout(this.timer);
    this.isTyping = false;
    this.on.filter(this.field.value.trim());
  }

  pressed(event) {
    if (event.isComposing || !['Enter', 'ArrowDown', 'Escape'].includes(event.key)) return;
    event.preventDefault();
    this.settle();
    this.on.down();
  }

  /** Adds a term; a quick one takes the place of the others. */
  choose(term, instead = TERMS) {
    this.isTyping = false;
    const kept = split(this.field.value).filter((it) => !instead.includes(it));
    this.on.filter([...kept, term].filter(Boolean).join(' '));
  }

  save(as) {
    attempt(() => api.download('/export', { filter: address.get('filter'), as }, `exchanges.${as}`));
  }

  async wipe() {
    const filter = address.get('filter');
    const body = el('p', {}, filter ? phrase('wire.wipe-these', { filter }) : t('wire.wipe-all'));
    const isSure = await confirmDialog({ title: t('wire.wipe'), body, yes: t('delete'), isDangerous: true });
    if (isSure) await attempt(() => api.del('/exchanges', { filter }));
  }
}

const split = (text) => text.trim().split(/\s+/).filter(Boolean);
