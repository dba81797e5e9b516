// The platform's clock: what time it is there, and moving it, so that a day of retries passes in a second.
import { get, post } from '../api.js';
import { announce } from '../announce.js';
import { attempt } from '../dialog.js';
import { el } from '../dom.js';
import { span, whole } from '../format.js';
import { store } from '../store.js';
import { onLanguage, t } from '../words.js';

const STEPS = ['1m', '1h', '24h'];

/** The panel. */
export function clockPanel() {
  const time = el('p', { class: 'clock-time number' });
  const offset = el('p', { class: 'faint' });
  const reset = el('button', { type: 'button', class: 'button', words: 'faults.clock.reset', on: { click: () => move({ reset: true }) } });
  const steps = STEPS.map((step) => el('button', {
    type: 'button', class: 'button', words: `faults.clock.${step}`, on: { click: () => move({ advance: step }) },
  }));
  const draw = () => {
    const moved = store.clock?.offset_ms ?? 0;
    time.textContent = whole(Date.now() + moved);
    offset.textContent = moved ? t('faults.clock.moved', { span: span(moved) }) : t('faults.clock.real');
    reset.disabled = moved === 0;
  };
  setInterval(() => { if (time.checkVisibility()) draw(); }, 1000);
  store.watch((topic) => { if (topic === 'clock' || topic === 'all') draw(); });
  onLanguage(draw);
  if (!store.clock) attempt(async () => take(await get('/clock')));
  draw();
  return el('div', { class: 'panel clock' }, el('h2', { words: 'faults.clock' }), time, offset, el('div', { class: 'row' }, steps, reset));
}

function take(clock) {
  store.clock = clock;
  store.tell('clock');
}

async function move(how) {
  const clock = await attempt(() => post('/clock', how));
  if (!clock) return;
  take(clock);
  announce(clock.offset_ms ? t('faults.clock.moved', { span: span(clock.offset_ms) }) : t('faults.clock.real'));
}
