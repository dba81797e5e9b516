// The network: how much longer the way takes, each way.
import { del, get, patch, post } from '../api.js';
import { attempt } from '../dialog.js';
import { el } from '../dom.js';
import { ms } from '../format.js';
import { store } from '../store.js';
import { onLanguage, t } from '../words.js';

// A slider that is fine where it is low: most networks are.
const STEPS = [0, 20, 50, 100, 200, 300, 500, 800, 1200, 2000, 3000, 5000];

/** The panel. */
export function networkPanel() {
  const slider = el('input', { type: 'range', id: 'network', min: '0', max: String(STEPS.length - 1), step: '1', value: '0' });
  const told = el('output', { for: 'network', class: 'network-value number' });
  const node = el('div', { class: 'panel network' },
    el('div', { class: 'row' }, el('h2', {}, el('label', { for: 'network', words: 'faults.network' })), told),
    el('p', { class: 'faint', words: 'faults.network.about' }), slider);
  const tell = () => {
    const delay = STEPS[slider.value];
    told.textContent = delay ? `+${ms(delay)}` : t('faults.network.none');
    slider.setAttribute('aria-valuetext', told.textContent);
  };
  const draw = () => {
    const fault = store.faults.find((it) => it.kind === 'network');
    if (document.activeElement !== slider && !isUnderWay) slider.value = String(stepOf(fault?.on ? fault.delay_ms : 0));
    node.classList.toggle('on', Boolean(fault?.on));
    tell();
  };
  slider.addEventListener('input', tell);
  slider.addEventListener('change', () => attempt(() => set(STEPS[slider.value])));
  slider.addEventListener('blur', draw);
  store.watch((topic) => { if (topic === 'faults') draw(); });
  onLanguage(tell);
  draw();
  return node;
}

const stepOf = (delay) => Math.max(0, STEPS.findLastIndex((it) => it <= delay));

let wanted = null;
let isUnderWay = false;

/** One call at a time: while it is under way only the last value counts. */
async function set(delay) {
  wanted = delay;
  if (isUnderWay) return;
  isUnderWay = true;
  try {
    while (wanted !== null) {
      const next = wanted;
      wanted = null;
      await put(next);
    }
  } finally {
    isUnderWay = false;
    wanted = null;
  }
}

/** What there is now is asked for: the changes tell of the last call a little later. No network is none of them. */
async function put(delay) {
  const [fault, ...more] = (await get('/faults')).faults.filter((it) => it.kind === 'network');
  if (!delay) {
    for (const it of fault ? [fault, ...more] : []) await del(`/faults/${it.id}`);
  } else if (fault) await patch(`/faults/${fault.id}`, { on: true, delay_ms: delay });
  else await post('/faults', { kind: 'network', on: true, delay_ms: delay });
}
