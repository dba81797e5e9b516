// Draws a carousel: cards side by side.
import { el } from '../dom.js';
import { icon } from '../icons.js';
import { t } from '../words.js';
import { part, drawList, image, text } from './parts.js';

/** Draws the carousel; `draw(kind, card, path, room)` draws one card. */
export function drawCarousel(carousel, path, room, draw) {
  const n = Array.isArray(carousel.items) ? carousel.items.length : 0;
  const strip = el('div', { class: 'kakao-strip', tabindex: '0', role: 'group', aria: { roledescription: t('kakao.carousel'), label: t('kakao.n-cards', { n }) } },
    carousel.header && slide(headerSlide(carousel.header, `${path}.header`)),
    drawList(carousel.items, (card, index) => draw(String(carousel.type), card, `${path}.items[${index}]`, room)).map(slide));
  return part(path, 'div', { class: 'kakao-carousel' }, strip, n > 1 && arrowButtons(strip));
}

/** Creates the arrows for devices without touch; at an end one of them is disabled. */
function arrowButtons(strip) {
  const step = (by) => strip.scrollBy({ left: by * strip.clientWidth * 0.8, behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
  const arrow = (by, label, direction) => el('button', { type: 'button', class: `icon-button kakao-turn ${direction}`, label, on: { click: () => step(by) } }, icon('down'));
  const [previous, next] = [arrow(-1, 'kakao.previous', 'left'), arrow(1, 'kakao.next', 'right')];
  const setEnabled = (button, isAllowed) => {
    if (!isAllowed && button === document.activeElement) strip.focus({ preventScroll: true });
    button.disabled = !isAllowed;
  };
  const updateArrows = () => {
    setEnabled(previous, strip.scrollLeft > 1);
    setEnabled(next, strip.scrollLeft + strip.clientWidth < strip.scrollWidth - 1);
  };
  strip.addEventListener('scroll', updateArrows, { passive: true });
  new ResizeObserver(updateArrows).observe(strip);
  return el('div', { class: 'kakao-turns' }, previous, next);
}

const slide = (card) => el('div', { class: 'kakao-slide' }, card);

const headerSlide = (header, path) => part(path, 'div', { class: 'kakao-card' }, image(header.thumbnail, `${path}.thumbnail`),
  el('div', { class: 'kakao-words' }, text(header, 'title', path), text(header, 'description', path)));
