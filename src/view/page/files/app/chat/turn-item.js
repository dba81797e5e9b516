// The parts of a turn: a head that marks it, and a row for each exchange.
import { el } from '../dom.js';
import { duration } from '../format.js';
import { exchangePlace, link } from '../link.js';
import { excerpt } from '../display-text.js';
import { t } from '../words.js';
import { botName } from './delivery-state.js';
import { chat } from './state.js';
import { isSuccess } from './group-turns.js';

/** Creates a turn's item with its rows; a click on the head marks the turn. */
export function turnItem(turn, { speaker, text, elapsed }, ...rows) {
  const { message_id: id } = turn.message;
  const isMarked = chat.isMarked(turn);
  return el('li', { class: `turn${isMarked ? ' marked' : ''}` }, el('button', {
    type: 'button', class: 'turn-head', aria: { pressed: String(isMarked) }, data: { key: `turn-${id}` }, on: { click: () => chat.mark(isMarked ? null : id) },
  }, el('bdi', { class: 'turn-who' }, excerpt(speaker, 20)), el('bdi', { class: 'turn-text faint' }, excerpt(text, 60)),
  elapsed !== undefined && el('span', { class: 'faint number' }, elapsed)), el('ul', {}, rows));
}

/** Creates the row of an exchange, a link to the wire view. It names the bot if the room has several. `isRefused`: the user does not see the answer. */
export function exchangeRow(head, isDelivery, bot, isRefused = false) {
  const isGood = isSuccess(head) && !isRefused;
  const status = head.response?.status ?? t(`chat.cause.${head.failure?.cause ?? 'none'}`);
  const path = isDelivery ? head.request.url.replace(/^\w+:\/\/[^/]+/, '') : head.request.url.replace(/^.*(?=\/[^/]+$)/, '…');
  return el('li', {}, link(exchangePlace(head.id), {
    class: 'turn-row turn-exchange', data: { key: head.id, exchange: head.id },
  }, el('span', { class: 'turn-sign', label: isDelivery ? 'chat.to-bot' : 'chat.from-bot', role: 'img' }, isDelivery ? '→' : '←'),
  el('span', { class: 'mono turn-path' }, excerpt(`${head.request.method} ${path}`, 70)),
  el('span', { class: 'turn-marks' }, chat.room()?.bots.length > 1 && bot && el('bdi', { class: 'chip turn-bot' }, excerpt(botName(bot), 16)),
  head.attempt > 1 && el('span', { class: 'chip' }, t('chat.attempt-short', { n: head.attempt })),
  head.chaos?.length > 0 && el('span', { class: 'chip warn' }, t('chat.rehearsed')),
  el('span', { class: `chip ${isGood ? 'good' : 'bad'}` }, status),
  el('span', { class: 'faint number turn-ms' }, duration(head.timing.total_ms)))));
}
