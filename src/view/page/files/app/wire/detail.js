// The pane of one exchange: title, actions and tabs.
import { get } from '../api.js';
import { menu, problemText } from '../dialog.js';
import { el, replace } from '../dom.js';
import { icon } from '../icons.js';
import { kakaoMessages } from '../kakao/messages.js';
import { visible } from '../display-text.js';
import { render } from '../phrase.js';
import { store } from '../store.js';
import { onLanguage } from '../words.js';
import { renderComparison } from './compare.js';
import { EditForm } from './edit.js';
import { overview, signature, timing } from './facts.js';
import { chatLink } from './chat-link.js';
import { hexDump, raw, request, response } from './request-response.js';
import { button, note, shortId, summarize, status } from './parts.js';

const RENDERERS = { overview, request, response, signature, timing, raw, hex: hexDump };
/** The names of the tabs, in the order of their keys 1 to 7. */
export const TABS = Object.keys(RENDERERS);

/** The pane; `handlers` hold the actions of its buttons. */
export class Detail {
  constructor(handlers) {
    this.handlers = handlers;
    this.head = el('header', { class: 'detail-head' });
    this.tabs = el('div', { class: 'detail-tabs', role: 'tablist', label: 'wire.parts', on: { keydown: (event) => this.onKey(event) } });
    this.panel = el('div', { class: 'detail-panel', role: 'tabpanel', id: 'wire-panel', tabindex: '0' });
    this.blank = el('div', { class: 'empty' }, el('p', { words: 'wire.choose' }));
    this.root = el('section', { class: 'detail', label: 'wire.exchange' }, this.blank, this.head, this.tabs, this.panel);
    this.chatLink = el('span', { class: 'side' });
    onLanguage(() => this.exchange && this.draw());
    store.watch((topic) => ['all', 'message', 'delivery'].includes(topic) && this.drawChatLink());
    kakaoMessages.watch(() => this.drawChatLink());
    this.hide();
  }

  hide() {
    this.exchange = this.requestedId = this.viewKey = this.edit = null;
    this.showBlank(true);
  }

  showBlank(isBlank) {
    for (const part of [this.head, this.tabs, this.panel]) part.hidden = isBlank;
    this.blank.hidden = !isBlank;
  }

  /** Shows a tab of an exchange; `other` is the id of the exchange that it is compared with, or null. */
  async show(id, tab, other) {
    const isKnown = RENDERERS[tab] || tab === 'edit' || (tab === 'compare' && other);
    Object.assign(this, { tab: isKnown ? tab : TABS[0], other });
    if (this.requestedId === id) return this.exchange && this.draw();
    Object.assign(this, { requestedId: id, starred: undefined });
    // Edits survive while their exchange is shown, or while its resent copy is compared with it.
    if (this.edit && ![id, other].includes(this.edit.exchange.id)) this.edit = null;
    try {
      const exchange = await get(`/exchanges/${id}`);
      if (this.requestedId !== id) return;
      this.exchange = exchange;
      exchange.starred = this.starred ?? exchange.starred;
      this.draw();
    } catch (problem) {
      if (this.requestedId !== id) return;
      this.hide();
      replace(this.blank, el('p', { class: 'bad', role: 'alert' }, visible(problemText(problem))));
    }
  }

  /** Updates the star; also of an exchange that is still loading, whose response may be older. */
  star(id, starred) {
    if (this.requestedId !== id) return;
    this.starred = starred;
    if (this.exchange?.id !== id) return;
    this.exchange.starred = starred;
    replace(this.head, this.title(), this.actions());
  }

  draw() {
    this.showBlank(false);
    replace(this.head, this.title(), this.actions());
    this.drawTabs();
    this.drawPanel();
  }

  title() {
    const item = summarize(this.exchange);
    return el('div', { class: 'detail-title' },
      el('button', { class: 'icon-button detail-back', type: 'button', label: 'wire.back', on: { click: this.handlers.close } }, icon('back')),
      el('h2', {}, visible(item.what)), status(item), el('code', { class: 'faint' }, shortId(item.id)));
  }

  /** Draws the link to the chat. Called again later, as the message may arrive after its exchange. */
  async drawChatLink() {
    const { exchange } = this;
    if (!exchange || this.chatLinkOf === exchange.id) return;
    replace(this.chatLink);
    const link = await chatLink(exchange).catch(() => null);
    if (exchange !== this.exchange) return;
    replace(this.chatLink, link);
    this.chatLinkOf = link && exchange.id;
  }

  actions() {
    this.drawChatLink();
    const { handlers, exchange: { id, starred, can_resend: can, why_not_phrase: why } } = this;
    const sending = { disabled: !can, title: can ? null : render(why) };
    const copying = button('copy');
    const bar = el('div', { class: 'row', role: 'group', label: 'wire.actions' }, this.chatLink,
      button('wire.resend', handlers.resend, sending), button('wire.edit', () => handlers.tab('edit'), sending), copying,
      button(starred ? 'wire.unstar' : 'wire.star', () => handlers.star(id), { aria: { pressed: String(Boolean(starred)) } }),
      button('wire.mark', () => handlers.mark()), button('wire.compare', () => handlers.compare()));
    menu(copying, () => ['curl', 'momo', 'ndjson', 'har'].map((as) => ({ words: `wire.as-${as}`, run: () => handlers.copy(as) })));
    return bar;
  }

  drawTabs() {
    const names = TABS.includes(this.tab) ? TABS : [...TABS, this.tab];
    replace(this.tabs, names.map((name) => el('button', {
      class: 'detail-tab', type: 'button', role: 'tab', id: `tab-of-${name}`, words: `wire.${name}`, data: { tab: name },
      tabindex: name === this.tab ? '0' : '-1', aria: { selected: String(name === this.tab), controls: 'wire-panel' },
      on: { click: () => this.handlers.tab(name) },
    })));
    this.panel.setAttribute('aria-labelledby', `tab-of-${this.tab}`);
  }

  async drawPanel() {
    const { exchange, tab, other, handlers, panel } = this;
    const viewKey = `${exchange.id} ${tab} ${other}`;
    if (tab === 'edit' && this.viewKey === viewKey) return;
    this.viewKey = viewKey;
    if (tab === 'edit') replace(panel, this.form(exchange).root);
    else if (RENDERERS[tab]) replace(panel, RENDERERS[tab](exchange, handlers));
    else {
      const comparison = await renderComparison(other, exchange.id).catch((problem) => note('bad', visible(problemText(problem))));
      if (this.viewKey === viewKey) replace(panel, comparison);
    }
    panel.scrollTop = 0;
  }

  /** Returns the form of an exchange, with earlier edits. */
  form(exchange) {
    if (this.edit?.exchange.id !== exchange.id) this.edit = new EditForm(exchange, this.handlers);
    return this.edit;
  }

  onKey(event) {
    const tabs = [...this.tabs.children];
    const index = tabs.indexOf(event.target);
    const target = { ArrowRight: index + 1, ArrowLeft: index - 1 + tabs.length, Home: 0, End: tabs.length - 1 }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    this.handlers.tab(tabs[target % tabs.length].dataset.tab);
    this.tabs.children[target % tabs.length]?.focus();
  }
}
