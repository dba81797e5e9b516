// Cards side by side, one swiped after the other.
import { el } from '../dom.js';
import { icon } from '../icons.js';
import { t } from '../words.js';
import { at, each, image, text } from './parts.js';

/** The carousel; `draw(kind, card, path, room)` draws a card. */
export function carousel(it, path, room, draw) {
  const n = Array.isArray(it.items) ? it.items.length : 0;
  const strip = el('div', { class: 'kakao-strip', tabindex: '0', role: 'group', aria: { roledescription: t('kakao.carousel'), label: t('kakao.n-cards', { n }) } },
    it.header && slide(header(it.header, `${path}.header`)),
    each(it.items, (card, index) => draw(String(it.type), card, `${path}.items[${index}]`, room)).map(slide));
  return at(path, 'div', { class: 'kakao-carousel' }, strip, n > 1 && turns(strip));
}

/** Below the cards, for whoever has no finger to swipe with; at an end nothing is turned any further. */
function turns(strip) {
  const step = (by) => strip.scrollBy({ left: by * strip.clientWidth * 0.8, behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
  const turn = (by, label, sign) => el('button', { type: 'button', class: `icon-button kakao-turn ${sign}`, label, on: { click: () => step(by) } }, icon('down'));
  const [back, on] = [turn(-1, 'kakao.previous', 'left'), turn(1, 'kakao.next', 'right')];
  const allow = (button, isAllowed) => {
    if (!isAllowed && button === document.activeElement) strip.focus({ preventScroll: true });
    button.disabled = !isAllowed;
  };
  const measure = () => {
    allow(back, strip.scrollLeft > 1);
    allow(on, strip.scrollLeft + strip.clientWidth < strip.scrollWidth - 1);
  };
  strip.addEventListener('scroll', measure, { passive: true });
  new ResizeObserver(measure).observe(strip);
  return el('div', { class: 'kakao-turns' }, back, on);
}

const slide = (card) => el('div', { class: 'kakao-slide' }, card);

const header = (it, path) => at(path, 'div', { class: 'kakao-card' }, image(it.thumbnail, `${path}.thumbnail`),
  el('div', { class: 'kakao-words' }, text(it, 'title', path), text(it, 'description', path)));
