// The tabs that say what became of an exchange: overview, signature, timing.
import { el } from '../dom.js';
import * as format from '../format.js';
import { phrase, shown, shownLine } from '../shown.js';
import { told } from '../told.js';
import { t } from '../words.js';
import { bodyOf } from './body.js';
import { bytesOf, headerText } from './bytes.js';
import { budgetBar, copied, link, note, placed, slim, status } from './parts.js';

/** Rows of name and value; what has no value is left out. */
const table = (rows) => el('dl', { class: 'facts' }, Object.entries(rows).filter(([, value]) => value)
  .map(([name, value]) => [el('dt', { words: `wire.${name}` }), el('dd', {}, value)]));

export function overview(exchange, on) {
  const { request, response, timing: { total_ms: ms }, budget_ms: budget, event_type, bot_id, event_id } = exchange;
  const search = (key, value) => value && link(value, () => on.filter(`${key}:${/[\s,"]/.test(value) ? JSON.stringify(value) : value}`));
  return [
    troubles(exchange),
    table({
      time: format.whole(exchange.started_at),
      type: search('type', event_type),
      request: el('code', {}, shown(`${request.method} `), el('bdi', {}, shown(request.url))),
      response: status(slim(exchange)),
      took: [budgetBar(ms, budget), ' ', took(exchange)],
      signature: verdict(exchange),
      bot: search('bot', bot_id),
      event: search('event', event_id),
      attempt: exchange.attempt,
      chaos: exchange.chaos?.map((it) => told(it)).join(', '),
      protocol: `${exchange.protocol}, ${t(`wire.${exchange.direction}`)}`,
      id: copied(exchange.id),
    }),
    bodyOf(exchange, 'request'),
    response && bodyOf(exchange, 'response'),
  ];
}

/** Why it failed, before everything else. */
function troubles(exchange) {
  const { signature: { verdict: judged, explanation = [] }, failure, findings = [] } = exchange;
  const isBad = ['invalid', 'missing'].includes(judged);
  const lines = [
    failure && [el('b', {}, t('wire.no-answer')), ' ', el('bdi', {}, shown(told(failure.message)))],
    ...(isBad ? [el('b', {}, t(`wire.${judged}`)), ...explanation.map((it) => shown(told(it)))] : []),
    isOver(exchange) && t('wire.over', { budget: format.ms(exchange.budget_ms) }),
    ...findings.map(({ path, message, rule }) => [el('bdi', {}, el('code', {}, shown(path))), ' ', el('bdi', {}, shown(told(message, rule))), ' ', el('span', { class: 'faint' }, shown(rule))]),
  ].filter(Boolean);
  return lines.length > 0 && el('ul', { class: 'note bad', label: 'wire.troubles' }, lines.map((line) => el('li', {}, line)));
}

const isOver = ({ kind, timing: { total_ms: ms }, budget_ms: budget }) => kind === 'event' && ms > budget;

function took({ timing: { total_ms: ms }, budget_ms: budget, kind }) {
  const total = format.ms(ms);
  return kind === 'event' ? t('wire.of-budget', { total, budget: format.ms(budget) }) : total;
}

const verdict = ({ signature: { verdict: judged, secret } }) => [el('span', { class: `sign verdict-${judged}` }), ` ${t(`wire.${judged}`)} `,
  secret && el('span', { class: 'faint' }, phrase('wire.secret', { secret: shownLine(secret) }))];

export function signature(exchange) {
  const { request, signature: { verdict: judged, explanation = [], secret } } = exchange;
  const given = request.headers.find(({ name }) => name.toLowerCase() === 'x-momotalk-bot-signature');
  const lines = explanation.length ? explanation.map((it) => shown(told(it))) : [t(`wire.about-${judged}`)];
  return [
    el('div', { class: `note ${{ valid: 'good', unchecked: '' }[judged] ?? 'bad'}` }, el('p', {}, el('b', {}, verdict(exchange))),
      el('ul', { label: 'wire.explanation' }, lines.map((line) => el('li', {}, line)))),
    table({
      given: given && copied(headerText(given)),
      algorithm: 'HMAC-SHA256',
      'signed-bytes': format.number(bytesOf(request).length),
      fingerprint: secret && copied(secret),
    }),
  ];
}

/** The phases that momo measured, each where it began, against the budget. */
export function timing(exchange) {
  const { budget_ms: budget, timing: { total_ms: total, queue_ms: queue = 0 } } = exchange;
  const phases = phasesOf(exchange);
  const scale = Math.max(phases.at(-1).to, queue + budget) * 1.02;
  const limit = () => placed(el('span', { class: 'limit' }), (queue + budget) / scale);
  const lines = phases.map((phase) => phaseLine(phase, scale, limit()));
  const words = isOver(exchange) ? note('bad', t('wire.over', { budget: format.ms(budget) })) : el('p', { class: 'faint' }, t('wire.left', { left: format.ms(budget - total) }));
  return [el('table', { class: 'timing' }, el('caption', {}, took(exchange)), el('tbody', {}, lines)), exchange.kind === 'event' && words];
}

function phaseLine({ name, from, to }, scale, limit) {
  const isKept = name === 'connect' && to === from;
  const bar = !isKept && placed(el('span', { class: `phase phase-${name}` }), from / scale, (to - from) / scale);
  return el('tr', {}, el('th', { scope: 'row', words: `wire.phase-${name}` }),
    el('td', { class: 'number' }, isKept ? t('wire.connection-kept') : `${(to - from).toFixed(1)} ms`),
    el('td', { class: 'phases', aria: { hidden: 'true' } }, bar, limit));
}

function phasesOf({ direction, timing: { queue_ms: queue = 0, connect_ms: connect, first_byte_ms: first, total_ms: total } }) {
  const wait = connect === undefined ? 'first-byte' : 'wait';
  const ends = first === undefined ? { [direction === 'sent' ? 'no-answer' : 'answer']: total } : { [wait]: first, body: total };
  const all = { ...(connect !== undefined && { connect }), ...ends };
  const phases = queue ? [{ name: 'queue', from: 0, to: queue }] : [];
  let from = queue;
  for (const [name, end] of Object.entries(all)) {
    phases.push({ name, from, to: queue + end });
    from = queue + end;
  }
  return phases;
}
