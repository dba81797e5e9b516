// Edit and resend: header rows, a body that is checked and signed anew as one types, and the answer beside the first one.
import * as api from '../api.js';
import { callOrToast } from '../dialog.js';
import { el, replace } from '../dom.js';
import * as format from '../format.js';
import { icon } from '../icons.js';
import { jsonErrorText, readJson } from '../json.js';
import { phrase, shown } from '../shown.js';
import { told } from '../told.js';
import { t } from '../words.js';
import { bodyOf } from './body.js';
import { headerText } from './bytes.js';
import { noResponse } from './request-response.js';
import { button, link, note, shortId, summarize, status } from './parts.js';

const MASKED_VALUE = /\(fingerprint [0-9a-f]+\)$/;
const UPDATE_DELAY_MS = 120;
/** What momo writes itself, for its own connection. */
const CONNECTION_HEADERS = /^(connection|content-length|keep-alive|proxy-connection|te|trailer|transfer-encoding|upgrade)$/i;
// So much text makes each key slow in the browser's own field: it is there for who asks for it.
const LONG_CHARS = 64 * 1024;

/** The form for an exchange. `on` holds compare(a, b) and open(id). */
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
      can ? null : note('bad', shown(told(exchange.why_not))),
      el('p', { class: 'first-line' }, el('code', {}, shown(`${request.method} `), el('bdi', {}, shown(request.url)))),
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

  /** What would be sent. A text field turns CRLF into LF; where the body had them, it gets them again. */
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

  /** Says whether the body is JSON, or where it stops being so. */
  checkJson() {
    const { error } = readJson(this.body.value);
    this.check.className = error ? 'bad' : 'good';
    this.check.textContent = error ? jsonErrorText(this.body.value, error) : t('json.good');
  }

  /** Shows the signature that this body would get; the last one asked for counts. The old one is not sent then. */
  async updateSignature() {
    const isAnew = this.sign.checked;
    for (const [name, value] of this.headers()) value.disabled = isAnew && name.value.toLowerCase() === 'x-momotalk-bot-signature';
    const request = this.request = {};
    const show = (...nodes) => request === this.request && replace(this.signature, nodes);
    if (!isAnew) return show(t('wire.kept'));
    return api.post('/sign', { bot_id: this.exchange.bot_id, ...this.payload() }).then(
      ({ signature, fingerprint }) => show(el('code', {}, signature), el('span', {}, phrase('wire.secret', { secret: fingerprint }))),
      ({ message }) => show(el('span', { class: 'bad' }, shown(told(message)))));
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

/** Sends it once more, and gives the new exchange whole. */
export async function resend({ id }, changed = {}) {
  const { exchange } = await api.post(`/exchanges/${id}/resend`, changed);
  return api.get(`/exchanges/${exchange.id}`);
}

/** The first answer and the new one, side by side. */
export function sideBySide(first, second, handlers) {
  const side = (words, exchange) => el('section', { class: 'parts' }, el('h3', { words }),
    el('p', { class: 'row' }, status(summarize(exchange)), format.duration(exchange.timing.total_ms), link(shortId(exchange.id), () => handlers.open(exchange.id))),
    exchange.response ? bodyOf(exchange, 'response') : noResponse(exchange));
  return el('section', { class: 'resent', role: 'region', label: 'wire.resent' },
    el('div', { class: 'sides' }, side('wire.first-answer', first), side('wire.new-answer', second)),
    button('wire.compare-both', () => handlers.compare(first.id, second.id)));
}
