// One live region: what a screen reader should say without being asked.
import { el } from './dom.js';

const region = el('div', { class: 'sr-only', role: 'status', aria: { live: 'polite' } });

/** The region, for the page to hold. */
export const liveRegion = () => region;

/** Says it. The same words twice are said twice. */
export function announce(text) {
  region.textContent = region.textContent === text ? `${text}\u00a0` : text;
}
