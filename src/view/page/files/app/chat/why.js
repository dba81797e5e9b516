// Why a delivery failed, below its message: the explanation of its last exchange.
import { get } from '../api.js';
import { displayText } from '../display-text.js';
import { el } from '../dom.js';
import { exchangePlace, link } from '../link.js';
import { faultNames, render } from '../phrase.js';
import { t } from '../words.js';
import { lastExchangeId } from './delivery-state.js';
import { exchanges } from './exchanges.js';

// By exchange: the diagnosis; null for none, undefined until it is loaded.
const diagnoses = new Map();

let onLoaded = () => {};

/** Sets the function that runs with a delivery whose explanation was loaded. */
export const onExplained = (fn) => { onLoaded = fn; };

/** Draws the explanation and the way to the whole one. Null when there is none, or none yet. */
export function whyNote(delivery) {
  const id = lastExchangeId(delivery);
  if (!id) return null;
  if (!diagnoses.has(id)) load(id, delivery);
  const diagnosis = diagnoses.get(id);
  if (!diagnosis) return null;
  const [hint] = diagnosis.hint_phrases;
  const more = link(exchangePlace(id), { class: 'nowrap', words: 'chat.why' });
  return el('p', { class: 'why' }, displayText(render(diagnosis.phrase)), '. ', hint && `${displayText(render(hint))} `, more);
}

async function load(id, delivery) {
  diagnoses.set(id, undefined);
  const exchange = await get(`/exchanges/${id}`).catch(() => null);
  diagnoses.set(id, exchange?.diagnosis ?? null);
  if (exchange?.diagnosis) onLoaded(delivery);
}

/** Names the faults that struck the deliveries of a message or the call that made it; null for none. */
export function rehearsedChip(message, deliveries) {
  const heads = [exchanges.get(message.exchange_id), ...deliveries.flatMap(({ event_id: id }) => exchanges.attempts(id))];
  const faults = new Set(heads.flatMap((head) => head?.chaos ?? []));
  return faults.size > 0 && el('span', { class: 'chip warn' }, t('chat.rehearsed-faults', { faults: faultNames([...faults]) }));
}
