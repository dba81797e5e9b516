// What the cards are made of: places that findings can be marked at, images that are never loaded, buttons that are tapped.
import { el } from '../dom.js';
import { shown } from '../shown.js';

/** An element that stands for the part of the answer at `path`. */
export const part = (path, tag, props = {}, ...children) => el(tag, { ...props, data: { path } }, children);

/** The text of a field, or nothing where there is none. */
export function text(holder, key, path, tag = 'p', kind = key) {
  const value = holder?.[key];
  if (value === undefined || value === null || value === '') return null;
  return part(`${path}.${key}`, tag, { class: `kakao-${kind}` }, shown(typeof value === 'object' ? json(value) : value));
}

/** What stands in the place of a part that is of another kind than is documented. */
export const json = (value) => (value === null ? '' : JSON.stringify(value));

/** Draws each of a list; what is no list is shown as it is. */
export function drawList(value, draw) {
  if (Array.isArray(value)) return value.map(draw);
  return value === undefined || value === null ? [] : [el('code', { class: 'kakao-odd' }, shown(json(value)))];
}

/** Where an image would be: its address as text, for nothing is asked of strangers' servers. */
export function image(holder, path, kind = 'wide') {
  if (!holder) return null;
  const { fixedRatio, width, height } = holder;
  const [imageUrl, altText] = [holder.imageUrl, holder.altText].map((it) => (typeof it === 'object' ? json(it) : it));
  const isSquare = fixedRatio || (width && width === height);
  return part(path, 'div', { class: `kakao-image ${kind} ${isSquare ? 'square' : ''}`, role: 'img', title: imageUrl, aria: { label: altText || imageUrl } },
    kind === 'wide' && [altText ? el('b', {}, shown(altText)) : null, el('code', {}, shown(imageUrl))]);
}

/** Small round picture and a name: `profile`, or the `head` of an itemCard. */
export const profile = (holder, path) => holder && part(path, 'div', { class: 'kakao-profile' },
  holder.imageUrl ? image(holder, `${path}.imageUrl`, 'tiny') : null, el('b', {}, shown(holder.nickname ?? holder.title)));

/** The buttons of a card, under or beside each other. */
export function buttons(card, path, room) {
  if (card.buttons === undefined || card.buttons === null || card.buttons.length === 0) return null;
  const isRow = (card.buttonLayout ?? (card.thumbnail?.fixedRatio ? 'horizontal' : 'vertical')) === 'horizontal';
  return part(`${path}.buttons`, 'div', { class: `kakao-buttons ${isRow ? 'horizontal' : ''}` },
    drawList(card.buttons, (button, index) => tappable(button?.label, `${path}.buttons[${index}]`, room, 'kakao-button')));
}

/** A button whose tap does what its choice says. */
export const tappable = (label, path, room, kind) => part(path, 'button', { type: 'button', class: kind, on: { click: () => room.tap(path) } }, shown(typeof label === 'object' ? json(label) : label));
