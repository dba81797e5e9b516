// Cards side by side, one swiped after the other.
import { el } from '../dom.js';
import { icon } from '../icons.js';
import { t } from '../words.js';
import { at, image, text } from './parts.js';

/** The carousel; `draw(kind, card, path, room)` draws a card. */
export function carousel(it, path, room, draw) {
  const items = Array.isArray(it.items) ? it.items : [];
  const strip = el('div', { class: 'kakao-strip', tabindex: '0', role: 'group', aria: { roledescription: t('kakao.carousel'), label: t('kakao.n-cards', { n: items.length }) } },
    it.header && slide(header(it.header, `${path}.header`)),
    items.map((card, index) => slide(draw(it.type, card, `${path}.items[${index}]`, room))));
  const step = (by) => strip.scrollBy({ left: by * strip.clientWidth * 0.8, behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
  const turn = (by, label, sign) => el('button', { type: 'button', class: `icon-button kakao-turn ${sign}`, label, on: { click: () => step(by) } }, icon('down'));
  return at(path, 'div', { class: 'kakao-carousel' }, strip, items.length > 1 && [turn(-1, 'kakao.previous', 'left'), turn(1, 'kakao.next', 'right')]);
}

const slide = (card) => el('div', { class: 'kakao-slide' }, card);

const header = (it, path) => at(path, 'div', { class: 'kakao-card' }, image(it.thumbnail, `${path}.thumbnail`),
  el('div', { class: 'kakao-words' }, text(it, 'title', path), text(it, 'description', path)));
