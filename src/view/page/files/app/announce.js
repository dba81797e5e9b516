// The page's live region, from which a screen reader reads announcements.
import { el } from './dom.js';

const region = el('div', { class: 'sr-only', role: 'status', aria: { live: 'polite' } });

export const liveRegion = () => region;

/** Announces a text. A repeated text differs by a trailing space: screen readers read changes only. */
export function announce(text) {
  region.textContent = region.textContent === text ? `${text}\u00a0` : text;
}
