// The form that edits and resends an exchange: headers, a body that is checked and signed during typing, and the new response
// beside the first one.
import * as api from '../api.js';
import { callOrToast } from '../dialog.js';
import { el, replace } from '../dom.js';
import * as format from '../format.js';
import { icon } from '../icons.js';
import { jsonErrorText, readJson } from '../json.js';
import { wordNodes, visible } from '../display-text.js';
import { render } from '../phrase.js';
import { t } from '../words.js';
import { bodyOf } from './body.js';
import { headerText } from './bytes.js';
import { noResponse } from './request-response.js';
import { button, link, note, shortId, summarize, status } from './parts.js';

const MASKED_VALUE = /\(fingerprint [0-9a-f]+\)$/;
const UPDATE_DELAY_MS = 120;
/** Headers that momo sets itself for its connection. */
const CONNECTION_HEADERS = /^(connection|content-length|keep-alive|proxy-connection|te|trailer|transfer-encoding|upgrade)$/i;
// Text above this length makes each key slow in a text field, which is then created on demand.
const LONG_CHARS = 64 * 1024;

/** The form of an exchange; `handlers` hold compare(a, b) and open(id). */
export class EditForm {
  constructor(exchange, handlers) {
    const { request, bot_id: bot, can_resend: can, kind, protocol } = exchange;
    const isSigned = Boolean(bot) && kind === 'event' && protocol === 'momotalk';
    Object.assign(this, { exchange, handlers, source: request.body });
    const headers = request.headers.filter(({ name }) => !CONNECTION_HEADERS.test(name));
    this.rows = el('tbody', {}, headers.map((header) => this.row(header.name, headerText(header))));
    this.sign = el('input', { type: 'checkbox', id: 'sign-anew', role: 'switch', checked: isSigned, disabled: !isSigned, on: { change: () => this.updateSignature() } });
    this.signature = el('output', { class: 'new-signature', for: 'sign-anew edit-body' });
    this.check = el('p', { id: 'json-check', aria: { live: 'polite' } });
    this.send = el('button', { class: 'button primary', words: 'wire.send', disabled: !can });
    this.result = el('div');
    this.root = el('form', { class: 'edit', label: 'wire.edit', on: { submit: (event) => this.submit(event), keydown: (event) => this.onKey(event) } },
      can ? null : note('bad', visible(render(exchange.why_not_phrase))),
      el('p', { class: 'first-line' }, el('code', {}, visible(`${request.method} `), el('bdi', {}, visible(request.url)))),
      el('table', {}, this.rows), button('wire.add-header', () => this.addRow()),
      this.bodyField(),
      el('div', { class: 'row' }, this.sign, el('label', { for: 'sign-anew', words: 'wire.sign-anew' }), this.signature),
      el('div', { class: 'row' }, this.send, el('kbd', {}, 'Ctrl Enter')), this.result);
    this.onEdit();
  }

  bodyField() {
    if (this.source === undefined) return note('', t('wire.bytes-stay'));
    if (this.source.length <= LONG_CHARS) return this.textField();
    const container = el('div', { class: 'parts' });
    const openField = () => {
      replace(container, this.textField());
      this.body.focus();
      this.onEdit();
    };
    return replace(container, note('', t('wire.long-stays')), button(['wire.edit-long', { n: format.size(this.source.length) }], openField));
  }

  textField() {
    this.body = el('textarea', { class: 'field mono', id: 'edit-body', rows: '14', spellcheck: 'false', value: this.source, aria: { describedby: 'json-check' },
      wrap: this.source.length > LONG_CHARS ? 'off' : null,
      on: { input: () => this.onEdit() } });
    return [el('label', { for: 'edit-body', words: 'wire.request-body' }), this.body, this.check];
  }

  row(name, value) {
    const readonly = MASKED_VALUE.test(value);
    const node = el('tr', {},
      el('td', {}, el('input', { class: 'field mono', value: name, label: 'wire.header-name', readonly })),
      el('td', {}, el('input', { class: 'field mono', value, label: readonly ? 'wire.filled-in' : 'wire.header-value', readonly })),
      el('td', {}, el('button', { class: 'icon-button', type: 'button', label: 'wire.remove-header', on: { click: () => node.remove() } }, icon('close'))));
    return node;
  }

  addRow() {
    const row = this.row('', '');
    this.rows.append(row);
    row.querySelector('input').focus();
  }

  headers() {
    return [...this.rows.rows].map((row) => [...row.querySelectorAll('input')]);
  }

  /** Returns the body to send. A text field turns CRLF into LF; a body that had CRLF gets it back. */
  payload() {
    const { source, body } = this;
    if (!body) return source === undefined ? { body_base64: this.exchange.request.body_base64 } : { body: source };
    if (body.value === source.replace(/\r\n?/g, '\n')) return { body: source };
    return { body: source.includes('\r\n') ? body.value.replace(/\n/g, '\r\n') : body.value };
  }

  onEdit() {
    const isLong = this.body?.value.length > LONG_CHARS;
    if (this.body && !isLong) this.checkJson();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (isLong) this.checkJson();
      this.updateSignature();
    }, isLong ? UPDATE_DELAY_MS * 4 : UPDATE_DELAY_MS);
  }

  /** Shows whether the body is valid JSON, or the first error. */
  checkJson() {
    const { error } = readJson(this.body.value);
    this.check.className = error ? 'bad' : 'good';
    this.check.textContent = error ? jsonErrorText(this.body.value, error) : t('json.good');
  }

  /** Shows the new signature of the body; only the newest request counts. The old signature's header is disabled. */
  async updateSignature() {
    const isAnew = this.sign.checked;
    for (const [name, value] of this.headers()) value.disabled = isAnew && name.value.toLowerCase() === 'x-momotalk-bot-signature';
    const request = this.request = {};
    const show = (...nodes) => request === this.request && replace(this.signature, nodes);
    if (!isAnew) return show(t('wire.kept'));
    return api.post('/sign', { bot_id: this.exchange.bot_id, ...this.payload() }).then(
      ({ signature, fingerprint }) => show(el('code', {}, signature), el('span', {}, wordNodes('wire.secret', { secret: fingerprint }))),
      (problem) => show(el('span', { class: 'bad' }, visible(render(problem.phrase)))));
  }

  onKey(event) {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.root.requestSubmit(this.send);
  }

  async submit(event) {
    event.preventDefault();
    const headers = this.headers().map((fields) => fields.map(({ value }) => value)).filter(([name, value]) => name.trim() || value.trim());
    this.send.disabled = true;
    const answer = await callOrToast(() => resend(this.exchange, { headers, ...(this.body && this.payload()), sign: this.sign.checked }));
    this.send.disabled = false;
    if (!answer) return;
    replace(this.result, sideBySide(this.exchange, answer, this.handlers));
    this.result.scrollIntoView({ block: 'nearest' });
  }
}

/** Resends an exchange with changes and returns the new exchange. */
export async function resend({ id }, changed = {}) {
  const { exchange } = await api.post(`/exchanges/${id}/resend`, changed);
  return api.get(`/exchanges/${exchange.id}`);
}

/** Draws the responses of two exchanges side by side. */
export function sideBySide(first, second, handlers) {
  const side = (words, exchange) => el('section', { class: 'parts' }, el('h3', { words }),
    el('p', { class: 'row' }, status(summarize(exchange)), format.duration(exchange.timing.total_ms), link(shortId(exchange.id), () => handlers.open(exchange.id))),
    exchange.response ? bodyOf(exchange, 'response') : noResponse(exchange));
  return el('section', { class: 'resent', role: 'region', label: 'wire.resent' },
    el('div', { class: 'sides' }, side('wire.first-answer', first), side('wire.new-answer', second)),
    button('wire.compare-both', () => handlers.compare(first.id, second.id)));
}
