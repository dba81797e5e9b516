// One exchange in full: what it is, what can be done with it, and its tabs.
import { get } from '../api.js';
import { menu, problemWords } from '../dialog.js';
import { el, replace } from '../dom.js';
import { icon } from '../icons.js';
import { talks } from '../kakao/talks.js';
import { shown } from '../shown.js';
import { store } from '../store.js';
import { told } from '../told.js';
import { onLanguage } from '../words.js';
import { compare } from './compare.js';
import { Edit } from './edit.js';
import { overview, signature, timing } from './facts.js';
import { inChat } from './in-chat.js';
import { hexes, raw, request, response } from './message.js';
import { button, note, shortId, slim, status } from './parts.js';

const DRAW = { overview, request, response, signature, timing, raw, hex: hexes };
/** The tabs, in the order of their keys 1 to 7. */
export const TABS = Object.keys(DRAW);

/** The pane at the right. `on` holds what its buttons do. */
export class Detail {
  constructor(on) {
    this.on = on;
    this.head = el('header', { class: 'detail-head' });
    this.tabs = el('div', { class: 'detail-tabs', role: 'tablist', label: 'wire.parts', on: { keydown: (event) => this.pressed(event) } });
    this.panel = el('div', { class: 'detail-panel', role: 'tabpanel', id: 'wire-panel', tabindex: '0' });
    this.blank = el('div', { class: 'empty' }, el('p', { words: 'wire.choose' }));
    this.root = el('section', { class: 'detail', label: 'wire.exchange' }, this.blank, this.head, this.tabs, this.panel);
    this.side = el('span', { class: 'side' });
    onLanguage(() => this.exchange && this.draw());
    store.watch((topic) => ['all', 'message', 'delivery'].includes(topic) && this.drawSide());
    talks.watch(() => this.drawSide());
    this.hide();
  }

  hide() {
    this.exchange = this.wanted = this.face = this.edit = null;
    this.cover(true);
  }

  cover(isBlank) {
    for (const part of [this.head, this.tabs, this.panel]) part.hidden = isBlank;
    this.blank.hidden = !isBlank;
  }

  /** Shows this exchange's tab; `other` is the one it is compared with. */
  async show(id, tab, other) {
    const isKnown = DRAW[tab] || tab === 'edit' || (tab === 'compare' && other);
    Object.assign(this, { tab: isKnown ? tab : TABS[0], other });
    if (this.wanted === id) return this.exchange && this.draw();
    Object.assign(this, { wanted: id, starred: undefined });
    // Edits are kept while the exchange is looked at, and while what they led to is compared with it.
    if (this.edit && ![id, other].includes(this.edit.exchange.id)) this.edit = null;
    try {
      const exchange = await get(`/exchanges/${id}`);
      if (this.wanted !== id) return;
      this.exchange = exchange;
      exchange.starred = this.starred ?? exchange.starred;
      this.draw();
    } catch (problem) {
      if (this.wanted !== id) return;
      this.hide();
      replace(this.blank, el('p', { class: 'bad', role: 'alert' }, shown(problemWords(problem))));
    }
  }

  /** A star came or went; what is still being read may be older than that. */
  star(id, starred) {
    if (this.wanted !== id) return;
    this.starred = starred;
    if (this.exchange?.id !== id) return;
    this.exchange.starred = starred;
    replace(this.head, this.title(), this.actions());
  }

  draw() {
    this.cover(false);
    replace(this.head, this.title(), this.actions());
    this.drawTabs();
    this.drawPanel();
  }

  title() {
    const item = slim(this.exchange);
    return el('div', { class: 'detail-title' },
      el('button', { class: 'icon-button detail-back', type: 'button', label: 'wire.back', on: { click: this.on.close } }, icon('back')),
      el('h2', {}, shown(item.what)), status(item), el('code', { class: 'faint' }, shortId(item.id)));
  }

  /** The message that it belongs to may come later than the exchange. */
  async drawSide() {
    const { exchange } = this;
    if (!exchange || this.sideOf === exchange.id) return;
    replace(this.side);
    const link = await inChat(exchange).catch(() => null);
    if (exchange !== this.exchange) return;
    replace(this.side, link);
    this.sideOf = link && exchange.id;
  }

  actions() {
    this.drawSide();
    const { on, exchange: { id, starred, can_resend: can, why_not: why } } = this;
    const sending = { disabled: !can, title: can ? null : told(why) };
    const copying = button('copy');
    const bar = el('div', { class: 'row', role: 'group', label: 'wire.actions' }, this.side,
      button('wire.resend', on.resend, sending), button('wire.edit', () => on.tab('edit'), sending), copying,
      button(starred ? 'wire.unstar' : 'wire.star', () => on.star(id), { aria: { pressed: String(Boolean(starred)) } }),
      button('wire.mark', on.mark), button('wire.compare', () => on.compare()));
    menu(copying, () => ['curl', 'momo', 'ndjson', 'har'].map((as) => ({ words: `wire.as-${as}`, run: () => on.copy(as) })));
    return bar;
  }

  drawTabs() {
    const names = TABS.includes(this.tab) ? TABS : [...TABS, this.tab];
    replace(this.tabs, names.map((name) => el('button', {
      class: 'detail-tab', type: 'button', role: 'tab', id: `tab-of-${name}`, words: `wire.${name}`, data: { tab: name },
      tabindex: name === this.tab ? '0' : '-1', aria: { selected: String(name === this.tab), controls: 'wire-panel' },
      on: { click: () => this.on.tab(name) },
    })));
    this.panel.setAttribute('aria-labelledby', `tab-of-${this.tab}`);
  }

  async drawPanel() {
    const { exchange, tab, other, on, panel } = this;
    const face = `${exchange.id} ${tab} ${other}`;
    if (tab === 'edit' && this.face === face) return;
    this.face = face;
    if (tab === 'edit') replace(panel, this.form(exchange).root);
    else if (DRAW[tab]) replace(panel, DRAW[tab](exchange, on));
    else {
      const found = await compare(other, exchange.id).catch((problem) => note('bad', shown(problemWords(problem))));
      if (this.face === face) replace(panel, found);
    }
    panel.scrollTop = 0;
  }

  /** The form with what was typed into it. */
  form(exchange) {
    if (this.edit?.exchange.id !== exchange.id) this.edit = new Edit(exchange, this.on);
    return this.edit;
  }

  pressed(event) {
    const all = [...this.tabs.children];
    const at = all.indexOf(event.target);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + all.length, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.on.tab(all[to % all.length].dataset.tab);
    this.tabs.children[to % all.length]?.focus();
  }
}
