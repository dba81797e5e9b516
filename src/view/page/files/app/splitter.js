// The line between two panes: dragged, or moved by the arrow keys; a double click or Enter brings the first width back.
// The browser remembers where it was left.
import { el } from './dom.js';

const STEP = 1;
const FAR = 4;
const KEPT = 'momo.width.';

/**
 * The line at the `side` (start or end) of a pane, as a node for that pane. The width goes to `box` as the custom property `--NAME`, in
 * rem: at least `least`, at most `most`, and never more than `share` of the box.
 */
export function splitter({ name, box, pane, side = 'end', least, most, share }) {
  const line = el('div', { class: `splitter at-${side}`, role: 'separator', tabindex: '0', label: `split.${name}`, aria: { orientation: 'vertical', controls: pane.id } });
  const rem = () => parseFloat(getComputedStyle(document.documentElement).fontSize);
  const width = () => pane.getBoundingClientRect().width / rem();
  const limit = () => Math.max(least, Math.min(most, box.clientWidth / rem() * share));
  const tell = () => {
    for (const [key, value] of Object.entries({ min: least, max: limit(), now: width() })) line.setAttribute(`aria-value${key}`, Math.round(value * rem()));
  };
  const set = (wanted) => {
    const kept = wanted === null ? null : Math.round(Math.max(least, Math.min(limit(), wanted)) * 100) / 100;
    if (kept === null) box.style.removeProperty(`--${name}`);
    else box.style.setProperty(`--${name}`, `min(${kept}rem, ${share * 100}%)`);
    keep(name, kept);
    tell();
  };
  const under = ({ clientX: x }) => {
    const { left, right } = pane.getBoundingClientRect();
    return (side === 'end' ? x - left : right - x) / rem();
  };
  line.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    line.focus();
    line.setPointerCapture(event.pointerId);
  });
  line.addEventListener('pointermove', (event) => { if (line.hasPointerCapture(event.pointerId)) set(under(event)); });
  line.addEventListener('dblclick', () => set(null));
  line.addEventListener('keydown', (event) => {
    const wanted = moved(event, width(), side, least, limit());
    if (wanted === undefined) return;
    event.preventDefault();
    set(wanted);
  });
  new ResizeObserver(tell).observe(pane);
  const before = kept(name);
  if (before >= least && before <= most) box.style.setProperty(`--${name}`, `min(${before}rem, ${share * 100}%)`);
  return line;
}

/** Where a key moves it; null is the first width. */
function moved({ key, shiftKey, ctrlKey, altKey, metaKey }, width, side, least, most) {
  if (ctrlKey || altKey || metaKey) return undefined;
  const step = (shiftKey ? FAR : STEP) * (side === 'end' ? 1 : -1);
  return { ArrowRight: width + step, ArrowLeft: width - step, Home: least, End: most, Enter: null }[key];
}

// A browser may keep nothing, and say so by an error.
function kept(name) {
  try {
    return Number(localStorage.getItem(KEPT + name));
  } catch {
    return 0;
  }
}

function keep(name, width) {
  try {
    if (width === null) localStorage.removeItem(KEPT + name);
    else localStorage.setItem(KEPT + name, width);
  } catch {
    // It is as wide as it is until the page is loaded again.
  }
}
