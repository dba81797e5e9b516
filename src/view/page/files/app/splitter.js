// The handle between two panes. Dragging and arrow keys move it; a double click or Enter restores the default width. The
// local storage remembers the width.
import { el } from './dom.js';

const STEP_REM = 1;
const LARGE_STEP_REM = 4;
const WIDTH_KEY_PREFIX = 'momo.width.';

/**
 * Creates the handle at the `side` (start or end) of a pane. It sets the custom property `--NAME` of `box` to the width in
 * rem, from `min` to `max`, and to at most the `share` (0 to 1) of the box.
 */
export function splitter({ name, box, pane, side = 'end', min, max, share }) {
  const handle = el('div', { class: `splitter at-${side}`, role: 'separator', tabindex: '0', label: `split.${name}`, aria: { orientation: 'vertical', controls: pane.id } });
  const rem = () => parseFloat(getComputedStyle(document.documentElement).fontSize);
  const width = () => pane.getBoundingClientRect().width / rem();
  const limit = () => Math.max(min, Math.min(max, box.clientWidth / rem() * share));
  const updateAria = () => {
    for (const [name, value] of Object.entries({ min, max: limit(), now: width() })) handle.setAttribute(`aria-value${name}`, Math.round(value * rem()));
  };
  const set = (requested) => {
    const width = requested === null ? null : Math.round(Math.max(min, Math.min(limit(), requested)) * 100) / 100;
    if (width === null) box.style.removeProperty(`--${name}`);
    else box.style.setProperty(`--${name}`, `min(${width}rem, ${share * 100}%)`);
    saveWidth(name, width);
    updateAria();
  };
  const widthAt = ({ clientX: x }) => {
    const { left, right } = pane.getBoundingClientRect();
    return (side === 'end' ? x - left : right - x) / rem();
  };
  handle.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    handle.focus();
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener('pointermove', (event) => { if (handle.hasPointerCapture(event.pointerId)) set(widthAt(event)); });
  handle.addEventListener('dblclick', () => set(null));
  handle.addEventListener('keydown', (event) => {
    const requested = widthAfterKey(event, width(), side, min, limit());
    if (requested === undefined) return;
    event.preventDefault();
    set(requested);
  });
  new ResizeObserver(updateAria).observe(pane);
  const savedWidth = loadWidth(name);
  if (savedWidth >= min && savedWidth <= max) box.style.setProperty(`--${name}`, `min(${savedWidth}rem, ${share * 100}%)`);
  return handle;
}

/** Returns the width in rem after a key; null restores the default, undefined means no change. */
function widthAfterKey({ key, shiftKey, ctrlKey, altKey, metaKey }, width, side, min, max) {
  if (ctrlKey || altKey || metaKey) return undefined;
  const step = (shiftKey ? LARGE_STEP_REM : STEP_REM) * (side === 'end' ? 1 : -1);
  return { ArrowRight: width + step, ArrowLeft: width - step, Home: min, End: max, Enter: null }[key];
}

// The browser may deny access to the storage by an exception. The stored width is 0 when there is none.
function loadWidth(name) {
  try {
    return Number(localStorage.getItem(WIDTH_KEY_PREFIX + name));
  } catch {
    return 0;
  }
}

function saveWidth(name, width) {
  try {
    if (width === null) localStorage.removeItem(WIDTH_KEY_PREFIX + name);
    else localStorage.setItem(WIDTH_KEY_PREFIX + name, width);
  } catch {
    // Without storage the width lasts until the page is reloaded.
  }
}
