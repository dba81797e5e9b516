// Edit and resend: header rows, a body that is checked and signed anew as one types, and the answer beside the first one.
import * as api from '../api.js';
import { attempt } from '../dialog.js';
import { el, replace } from '../dom.js';
import * as format from '../format.js';
import { icon } from '../icons.js';
import { misread, readJson } from '../json.js';
import { phrase, shown } from '../shown.js';
import { told } from '../told.js';
import { t } from '../words.js';
import { bodyOf } from './body.js';
import { headerText } from './bytes.js';
import { silence } from './message.js';
import { button, link, note, shortId, slim, status } from './parts.js';

const HIDDEN = /\(fingerprint [0-9a-f]+\)$/;
const PAUSE = 120;
/** What momo writes itself, for its own connection. */
const OF_CONNECTION = /^(connection|content-length|keep-alive|proxy-connection|te|trailer|transfer-encoding|upgrade)$/i;
// So much text makes each key slow in the browser's own field: it is there for who asks for it.
const LONG = 64 * 1024;

/** The form for an exchange. `on` holds compare(a, b) and open(id). */
export class Edit {
  constructor(exchange, on) {
    const { request, bot_id: bot, can_resend: can, kind, protocol } = exchange;
    const isSigned = Boolean(bot) && kind === 'event' && protocol === 'momotalk';
    Object.assign(this, { exchange, on, source: request.body });
    const headers = request.headers.filter(({ name }) => !OF_CONNECTION.test(name));
    this.rows = el('tbody', {}, headers.map((header) => this.row(header.name, headerText(header))));
    this.sign = el('input', { type: 'checkbox', id: 'sign-anew', role: 'switch', checked: isSigned, disabled: !isSigned, on: { change: () => this.resign() } });
    this.signature = el('output', { class: 'new-signature', for: 'sign-anew edit-body' });
    this.check = el('p', { id: 'json-check', aria: { live: 'polite' } });
    this.send = el('button', { class: 'button primary', words: 'wire.send', disabled: !can });
    this.result = el('div');
    this.root = el('form', { class: 'edit', label: 'wire.edit', on: { submit: (event) => this.submit(event), keydown: (event) => this.pressed(event) } },
      can ? null : note('bad', shown(told(exchange.why_not))),
      el('p', { class: 'first-line' }, el('code', {}, shown(`${request.method} `), el('bdi', {}, shown(request.url)))),
      el('table', {}, this.rows), button('wire.add-header', () => this.add()),
      this.bodyField(),
      el('div', { class: 'row' }, this.sign, el('label', { for: 'sign-anew', words: 'wire.sign-anew' }), this.signature),
      el('div', { class: 'row' }, this.send, el('kbd', {}, 'Ctrl Enter')), this.result);
    this.edited();
  }

  bodyField() {
    if (this.source === undefined) return note('', t('wire.bytes-stay'));
    if (this.source.length <= LONG) return this.textField();
    const place = el('div', { class: 'parts' });
    const edit = () => {
      replace(place, this.textField());
      this.body.focus();
      this.edited();
    };
    return replace(place, note('', t('wire.long-stays')), button(['wire.edit-long', { n: format.size(this.source.length) }], edit));
  }

  textField() {
    this.body = el('textarea', { class: 'field mono', id: 'edit-body', rows: '14', spellcheck: 'false', value: this.source, aria: { describedby: 'json-check' },
      wrap: this.source.length > LONG ? 'off' : null,
      on: { input: () => this.edited() } });
    return [el('label', { for: 'edit-body', words: 'wire.request-body' }), this.body, this.check];
  }

  row(name, value) {
    const readonly = HIDDEN.test(value);
    const node = el('tr', {},
      el('td', {}, el('input', { class: 'field mono', value: name, label: 'wire.header-name', readonly })),
      el('td', {}, el('input', { class: 'field mono', value, label: readonly ? 'wire.filled-in' : 'wire.header-value', readonly })),
      el('td', {}, el('button', { class: 'icon-button', type: 'button', label: 'wire.remove-header', on: { click: () => node.remove() } }, icon('close'))));
    return node;
  }

  add() {
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

  edited() {
    const isLong = this.body?.value.length > LONG;
    if (this.body && !isLong) this.judge();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (isLong) this.judge();
      this.resign();
    }, isLong ? PAUSE * 4 : PAUSE);
  }

  /** Says whether the body is JSON, or where it stops being so. */
  judge() {
    const { error } = readJson(this.body.value);
    this.check.className = error ? 'bad' : 'good';
    this.check.textContent = error ? misread(this.body.value, error) : t('json.good');
  }

  /** Shows the signature that this body would get; the last one asked for counts. The old one is not sent then. */
  async resign() {
    const isAnew = this.sign.checked;
    for (const [name, value] of this.headers()) value.disabled = isAnew && name.value.toLowerCase() === 'x-momotalk-bot-signature';
    const asked = this.asked = {};
    const show = (...nodes) => asked === this.asked && replace(this.signature, nodes);
    if (!isAnew) return show(t('wire.kept'));
    return api.post('/sign', { bot_id: this.exchange.bot_id, ...this.payload() }).then(
      ({ signature, fingerprint }) => show(el('code', {}, signature), el('span', {}, phrase('wire.secret', { secret: fingerprint }))),
      ({ message }) => show(el('span', { class: 'bad' }, shown(told(message)))));
  }

  pressed(event) {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.root.requestSubmit(this.send);
  }

  async submit(event) {
    event.preventDefault();
    const headers = this.headers().map((fields) => fields.map(({ value }) => value)).filter(([name, value]) => name.trim() || value.trim());
    this.send.disabled = true;
    const answer = await attempt(() => resend(this.exchange, { headers, ...(this.body && this.payload()), sign: this.sign.checked }));
    this.send.disabled = false;
    if (!answer) return;
    replace(this.result, beside(this.exchange, answer, this.on));
    this.result.scrollIntoView({ block: 'nearest' });
  }
}

/** Sends it once more, and gives the new exchange whole. */
export async function resend({ id }, changed = {}) {
  const { exchange } = await api.post(`/exchanges/${id}/resend`, changed);
  return api.get(`/exchanges/${exchange.id}`);
}

/** The first answer and the new one, side by side. */
export function beside(first, second, on) {
  const side = (words, it) => el('section', { class: 'parts' }, el('h3', { words }),
    el('p', { class: 'row' }, status(slim(it)), format.ms(it.timing.total_ms), link(shortId(it.id), () => on.open(it.id))),
    it.response ? bodyOf(it, 'response') : silence(it));
  return el('section', { class: 'resent', role: 'region', label: 'wire.resent' },
    el('div', { class: 'sides' }, side('wire.first-answer', first), side('wire.new-answer', second)),
    button('wire.compare-both', () => on.compare(first.id, second.id)));
}
