// The tabs of an exchange's results: overview, signature, timing.
import { el } from '../dom.js';
import * as format from '../format.js';
import { wordNodes, visible, visibleLine } from '../display-text.js';
import { faultNames, render } from '../phrase.js';
import { t } from '../words.js';
import { bodyOf } from './body.js';
import { bytesOf, headerText } from './bytes.js';
import { budgetBar, button, copyable, link, note, positioned, summarize, status } from './parts.js';

/** Draws rows of name and value; rows without a value are left out. */
const table = (rows) => el('dl', { class: 'facts' }, Object.entries(rows).filter(([, value]) => value)
  .map(([name, value]) => [el('dt', { words: `wire.${name}` }), el('dd', {}, value)]));

export function overview(exchange, handlers) {
  const { request, response, timing: { total_ms: ms }, budget_ms: budget, event_type, bot_id, event_id } = exchange;
  const search = (key, value) => value && link(value, () => handlers.filter(`${key}:${/[\s,"]/.test(value) ? JSON.stringify(value) : value}`));
  return [
    failureList(exchange, handlers),
    table({
      time: format.dateTime(exchange.started_at),
      type: search('type', event_type),
      request: !exchange.missing?.includes('request_head') && el('code', {}, visible(`${request.method} `), el('bdi', {}, visible(request.url))),
      response: status(summarize(exchange)),
      took: [budgetBar(ms, budget), ' ', durationText(exchange)],
      signature: verdictNodes(exchange),
      bot: search('bot', bot_id),
      event: search('event', event_id),
      attempt: exchange.attempt,
      chaos: exchange.chaos?.length > 0 && faultNames(exchange.chaos),
      protocol: `${exchange.protocol}, ${t(`wire.${exchange.direction}`)}`,
      id: copyable(exchange.id),
    }),
    bodyOf(exchange, 'request'),
    response && bodyOf(exchange, 'response'),
  ];
}

/** Lists the failure, the signature's explanation, an exceeded budget and the findings; false when there are none. */
function failureList(exchange, handlers) {
  const { signature: { verdict: judged, explanation = [], phrases = explanation }, failure, diagnosis, findings = [] } = exchange;
  const isBad = ['invalid', 'missing'].includes(judged);
  const lines = [
    ...(diagnosis ? diagnosisLines(diagnosis) : []),
    diagnosis?.phrase.code === 'diagnosis.refused-signature' && !exchange.isAsked && button('wire.ask', handlers.explain),
    !diagnosis && failure && [el('b', {}, t('wire.no-answer')), ' ', el('bdi', {}, visible(render(failure.phrase ?? failure.message)))],
    ...(isBad ? [el('b', {}, t(`wire.${judged}`)), ...phrases.map((it) => visible(render(it)))] : []),
    isOverBudget(exchange) && t('wire.over', { budget: format.duration(exchange.budget_ms) }),
    ...findings.map(({ path, phrase: message, rule }) => [el('bdi', {}, el('code', {}, visible(path))), ' ', el('bdi', {}, visible(render(message))), ' ', el('span', { class: 'faint' }, visible(rule))]),
  ].filter(Boolean);
  return lines.length > 0 && el('ul', { class: 'note bad', label: 'wire.troubles' }, lines.map((line) => el('li', {}, line)));
}

/** Returns why a delivery failed, and what to do about it. */
const diagnosisLines = ({ message, hints, phrase = message, hint_phrases: hintPhrases = hints }) => [
  el('b', {}, visible(render(phrase))), ...hintPhrases.map((hint) => visible(render(hint)))];

const isOverBudget = ({ kind, timing: { total_ms: ms }, budget_ms: budget }) => kind === 'event' && ms > budget;

function durationText({ timing: { total_ms: ms }, budget_ms: budget, kind }) {
  const total = format.duration(ms);
  return kind === 'event' ? t('wire.of-budget', { total, budget: format.duration(budget) }) : total;
}

const verdictNodes = ({ signature: { verdict: judged, secret } }) => [el('span', { class: `sign verdict-${judged}` }), ` ${t(`wire.${judged}`)} `,
  secret && el('span', { class: 'faint' }, wordNodes('wire.secret', { secret: visibleLine(secret) }))];

export function signature(exchange) {
  const { request, signature: { verdict: judged, explanation = [], phrases = explanation, secret } } = exchange;
  const header = request.headers.find(({ name }) => name.toLowerCase() === 'x-momotalk-bot-signature');
  const lines = phrases.length ? phrases.map((it) => visible(render(it))) : [t(`wire.about-${judged}`)];
  return [
    el('div', { class: `note ${{ valid: 'good', unchecked: '' }[judged] ?? 'bad'}` }, el('p', {}, el('b', {}, verdictNodes(exchange))),
      el('ul', { label: 'wire.explanation' }, lines.map((line) => el('li', {}, line)))),
    table({
      given: header && copyable(headerText(header)),
      algorithm: 'HMAC-SHA256',
      'signed-bytes': format.number(bytesOf(request).length),
      fingerprint: secret && copyable(secret),
    }),
  ];
}

/** Draws the measured phases on a time axis, with the budget. */
export function timing(exchange) {
  const { budget_ms: budget, timing: { total_ms: total, queue_ms: queue = 0 } } = exchange;
  const phases = phasesOf(exchange);
  const scale = Math.max(phases.at(-1).to, queue + budget) * 1.02;
  const limit = () => positioned(el('span', { class: 'limit' }), (queue + budget) / scale);
  const lines = phases.map((phase) => phaseLine(phase, scale, limit()));
  const words = isOverBudget(exchange) ? note('bad', t('wire.over', { budget: format.duration(budget) })) : el('p', { class: 'faint' }, t('wire.left', { left: format.duration(budget - total) }));
  return [el('table', { class: 'timing' }, el('caption', {}, durationText(exchange)), el('tbody', {}, lines)), exchange.kind === 'event' && words];
}

function phaseLine({ name, from: start, to: end }, scale, limit) {
  const isReused = name === 'connect' && end === start;
  const bar = !isReused && positioned(el('span', { class: `phase phase-${name}` }), start / scale, (end - start) / scale);
  return el('tr', {}, el('th', { scope: 'row', words: `wire.phase-${name}` }),
    el('td', { class: 'number' }, isReused ? t('wire.connection-kept') : `${(end - start).toFixed(1)} ms`),
    el('td', { class: 'phases', aria: { hidden: 'true' } }, bar, limit));
}

function phasesOf({ direction, timing: { queue_ms: queue = 0, sent_again_ms: sentAgain, connect_ms: connect, first_byte_ms: firstByte, total_ms: total } }) {
  const wait = connect === undefined ? 'first-byte' : 'wait';
  const ends = firstByte === undefined ? { [direction === 'sent' ? 'no-answer' : 'answer']: total } : { [wait]: firstByte, body: total };
  const connected = connect !== undefined && { connect: (sentAgain ?? 0) + connect };
  const all = { ...(sentAgain !== undefined && { 'sent-again': sentAgain }), ...connected, ...ends };
  const phases = queue ? [{ name: 'queue', from: 0, to: queue }] : [];
  let from = queue;
  for (const [name, end] of Object.entries(all)) {
    phases.push({ name, from, to: queue + end });
    from = queue + end;
  }
  return phases;
}
