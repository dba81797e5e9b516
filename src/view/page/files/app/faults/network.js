// The panel of the network delay, which applies in each direction.
import { del, get, patch, post } from '../api.js';
import { callOrToast } from '../dialog.js';
import { el } from '../dom.js';
import { duration } from '../format.js';
import { store } from '../store.js';
import { onLanguage, t } from '../words.js';

// Milliseconds per position of the slider; finer at the low end, where most networks are.
const STEPS = [0, 20, 50, 100, 200, 300, 500, 800, 1200, 2000, 3000, 5000];

export function networkPanel() {
  const slider = el('input', { type: 'range', id: 'network', min: '0', max: String(STEPS.length - 1), step: '1', value: '0' });
  const output = el('output', { for: 'network', class: 'network-value number' });
  const node = el('div', { class: 'panel network' },
    el('div', { class: 'row' }, el('h2', {}, el('label', { for: 'network', words: 'faults.network' })), output),
    el('p', { class: 'faint', words: 'faults.network.about' }), slider);
  const showDelay = () => {
    const delay = STEPS[slider.value];
    output.textContent = delay ? `+${duration(delay)}` : t('faults.network.none');
    slider.setAttribute('aria-valuetext', output.textContent);
  };
  const draw = () => {
    const fault = store.faults.find((it) => it.kind === 'network');
    if (document.activeElement !== slider && !isSending) slider.value = String(stepOf(fault?.on ? fault.delay_ms : 0));
    node.classList.toggle('on', Boolean(fault?.on));
    showDelay();
  };
  slider.addEventListener('input', showDelay);
  slider.addEventListener('change', () => callOrToast(() => setDelay(STEPS[slider.value])));
  slider.addEventListener('blur', draw);
  store.watch((topic) => { if (topic === 'faults' || topic === 'all') draw(); });
  onLanguage(showDelay);
  draw();
  return node;
}

const stepOf = (delay) => Math.max(0, STEPS.findLastIndex((it) => it <= delay));

let nextDelay = null;
let isSending = false;

/** Sends one request at a time; of the values set meanwhile only the last one is sent. */
async function setDelay(delay) {
  nextDelay = delay;
  if (isSending) return;
  isSending = true;
  try {
    while (nextDelay !== null) {
      const current = nextDelay;
      nextDelay = null;
      await applyDelay(current);
    }
  } finally {
    isSending = false;
    nextDelay = null;
  }
}

/** Applies a delay in milliseconds to rules read just now: the feed lags behind. 0 removes all network rules. */
async function applyDelay(delay) {
  const [fault, ...more] = (await get('/faults')).faults.filter((it) => it.kind === 'network');
  if (!delay) {
    for (const networkFault of fault ? [fault, ...more] : []) await del(`/faults/${networkFault.id}`);
  } else if (fault) await patch(`/faults/${fault.id}`, { on: true, delay_ms: delay });
  else await post('/faults', { kind: 'network', on: true, delay_ms: delay });
}
