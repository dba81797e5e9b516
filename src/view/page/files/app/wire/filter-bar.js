// The bar above the list: filter field, quick filters, pause, export, clear.
import { address } from '../address.js';
import * as api from '../api.js';
import { callOrToast, confirmDialog, menu, problemText } from '../dialog.js';
import { el, replace } from '../dom.js';
import { icon } from '../icons.js';
import { wordNodes, visible } from '../display-text.js';
import { onLanguage, setWords, t } from '../words.js';
import { button } from './parts.js';

const QUICK_FILTERS = { all: '', failed: 'is:failed', 'bad-signature': 'sig:invalid,missing', starred: 'starred:yes' };
const QUICK_TERMS = Object.values(QUICK_FILTERS).filter(Boolean);
const EXAMPLES = ['type:talk.*', 'status:>=400', 'status:none', 'sig:invalid', 'ms:>1000', 'attempt:>1', 'body:안녕', 'url:/webhook', 'bot:bot_*',
  'dir:received', 'kind:api', 'since:10m', '-is:failed'];
const FILTER_DELAY_MS = 250;
const PROBLEM_DELAY_MS = 1000;

/** The bar; `handlers` hold filter(text, isFinal), pause(), and down() to focus the list. */
export class FilterBar {
  constructor(handlers) {
    this.handlers = handlers;
    this.field = el('input', { class: 'field mono', type: 'search', spellcheck: 'false', autocomplete: 'off', label: 'wire.filter', hint: 'wire.filter-hint',
      aria: { describedby: 'filter-problem' }, on: { input: () => this.onInput(), change: () => this.applyFilter(), keydown: (event) => this.onKey(event) } });
    this.problem = el('p', { class: 'filter-problem', id: 'filter-problem', role: 'alert', hidden: true });
    this.quick = Object.entries(QUICK_FILTERS).map(([name, term]) => button(`wire.${name}`, () => this.choose(term), { class: 'chip', value: term }));
    this.count = el('span', { class: 'faint number nowrap', role: 'status' });
    this.pause = button('wire.pause', handlers.pause, { aria: { pressed: 'false' } });
    const menuButton = (label, iconName) => el('button', { class: 'icon-button', type: 'button', label }, icon(iconName));
    const [help, tools] = [menuButton('wire.filter-help', 'info'), menuButton('wire.tools', 'more')];
    this.root = el('div', { class: 'wire-search', role: 'search', label: 'wire.filter' },
      el('div', { class: 'filter-line' }, this.field, help, tools), this.problem,
      el('div', { class: 'filter-line' }, el('div', { class: 'chips', role: 'group', label: 'wire.quick' }, this.quick), this.count, this.pause));
    onLanguage(() => this.showProblem(this.shownProblem));
    menu(help, () => EXAMPLES.map((term) => ({ text: term, run: () => this.choose(term, [term]) })));
    menu(tools, () => [
      ...['ndjson', 'har'].map((as) => ({ words: `wire.export-${as}`, run: () => this.exportAs(as) })), null,
      { words: this.field.value ? 'wire.clear-these' : 'wire.clear', icon: 'trash', danger: true, run: () => this.clear() },
    ]);
  }

  /** Shows the filter of the address. */
  show(filter) {
    if (this.field.value.trim() !== filter) this.field.value = filter;
    const terms = termsOf(filter);
    const chosenTerm = QUICK_TERMS.find((term) => terms.includes(term)) ?? (filter && 'another');
    for (const chip of this.quick) chip.ariaPressed = String(chip.value === chosenTerm);
  }

  /** Shows the server's problem with the filter, delayed during typing; undefined or null hides it. */
  onProblem(problem) {
    clearTimeout(this.problemTimer);
    if (problem && this.isTyping) this.problemTimer = setTimeout(() => this.showProblem(problem), PROBLEM_DELAY_MS);
    else this.showProblem(problem);
  }

  showProblem(problem) {
    this.shownProblem = problem;
    this.problem.hidden = !problem;
    this.field.ariaInvalid = String(Boolean(problem));
    if (!problem) return;
    const { status, hint, phrase } = problem;
    const { n: column = 0, what: detail = phrase } = phrase.code === 'filter.at' ? phrase.args : {};
    const filter = [...this.field.value.trim()];
    const excerpt = el('code', {}, visible(filter.slice(0, column - 1).join('')), el('mark', {}, visible(filter.slice(column - 1).join('') || ' ')));
    replace(this.problem, column ? excerpt : null, el('span', {}, visible(problemText({ status, hint, phrase: detail }))));
  }

  /** Shows how many exchanges were found: of a long list, how many are loaded. */
  showCount({ items, next }) {
    setWords(this.count, 'text', [next ? 'wire.n-found-more' : 'wire.n-found', { n: items.length }]);
  }

  onInput() {
    this.isTyping = true;
    clearTimeout(this.problemTimer);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.handlers.filter(this.field.value.trim(), false), FILTER_DELAY_MS);
  }

  /** Applies the filter as final, at Enter or when the field loses the focus. */
  applyFilter() {
    clearTimeout(this.timer);
    this.isTyping = false;
    this.handlers.filter(this.field.value.trim());
  }

  onKey(event) {
    if (event.isComposing || !['Enter', 'ArrowDown', 'Escape'].includes(event.key)) return;
    event.preventDefault();
    this.applyFilter();
    this.handlers.down();
  }

  /** Adds a term in place of `replaced`; a quick filter replaces the other quick filters. */
  choose(term, replaced = QUICK_TERMS) {
    this.isTyping = false;
    const terms = termsOf(this.field.value).filter((it) => !replaced.includes(it));
    this.handlers.filter([...terms, term].filter(Boolean).join(' '));
  }

  exportAs(as) {
    callOrToast(() => api.download('/export', { filter: address.get('filter'), as }, `exchanges.${as}`));
  }

  async clear() {
    const filter = address.get('filter');
    const body = el('p', {}, filter ? wordNodes('wire.wipe-these', { filter }) : t('wire.wipe-all'));
    const isSure = await confirmDialog({ title: t('wire.wipe'), body, yes: t('delete'), isDangerous: true });
    if (isSure) await callOrToast(() => api.del('/exchanges', { filter }));
  }
}

const termsOf = (text) => text.trim().split(/\s+/).filter(Boolean);
