// The panel of the platform's clock. Moving the clock lets a day of retries pass in a second.
import { get, post } from '../api.js';
import { announce } from '../announce.js';
import { callOrToast } from '../dialog.js';
import { el } from '../dom.js';
import { span, dateTime } from '../format.js';
import { store } from '../store.js';
import { onLanguage, t } from '../words.js';

const STEPS = ['1m', '1h', '24h'];

export function clockPanel() {
  const time = el('p', { class: 'clock-time number' });
  const offset = el('p', { class: 'faint' });
  const reset = el('button', { type: 'button', class: 'button', words: 'faults.clock.reset', on: { click: () => moveClock({ reset: true }) } });
  const steps = STEPS.map((step) => el('button', {
    type: 'button', class: 'button', words: `faults.clock.${step}`, on: { click: () => moveClock({ advance: step }) },
  }));
  const draw = () => {
    const offsetMs = store.clock?.offset_ms ?? 0;
    time.textContent = dateTime(Date.now() + offsetMs);
    offset.textContent = offsetMs ? t('faults.clock.moved', { span: span(offsetMs) }) : t('faults.clock.real');
    reset.disabled = offsetMs === 0;
  };
  setInterval(() => { if (time.checkVisibility()) draw(); }, 1000);
  store.watch((topic) => { if (topic === 'clock' || topic === 'all') draw(); });
  onLanguage(draw);
  if (!store.clock) callOrToast(async () => setClock(await get('/clock')));
  draw();
  return el('div', { class: 'panel clock' }, el('h2', { words: 'faults.clock' }), time, offset, el('div', { class: 'row' }, steps, reset));
}

function setClock(clock) {
  store.clock = clock;
  store.tell('clock');
}

async function moveClock(change) {
  const clock = await callOrToast(() => post('/clock', change));
  if (!clock) return;
  setClock(clock);
  announce(clock.offset_ms ? t('faults.clock.moved', { span: span(clock.offset_ms) }) : t('faults.clock.real'));
}
