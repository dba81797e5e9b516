// Parts of the cards. Each carries the path of its field, at which findings are marked.
import { el } from '../dom.js';
import { visible } from '../display-text.js';

/** Creates the element for the part of the answer at `path`. */
export const part = (path, tag, props = {}, ...children) => el(tag, { ...props, data: { path } }, children);

/** Draws the text of a field; null when it is missing or empty. */
export function text(holder, key, path, tag = 'p', kind = key) {
  const value = holder?.[key];
  if (value === undefined || value === null || value === '') return null;
  return part(`${path}.${key}`, tag, { class: `kakao-${kind}` }, visible(typeof value === 'object' ? json(value) : value));
}

/** Returns the text shown for a value of an undocumented type. */
export const json = (value) => (value === null ? '' : JSON.stringify(value));

/** Draws each item of a list; any other value is shown as JSON. */
export function drawList(value, draw) {
  if (Array.isArray(value)) return value.map(draw);
  return value === undefined || value === null ? [] : [el('code', { class: 'kakao-odd' }, visible(json(value)))];
}

/** Draws an image's URL as text: the page sends no request to foreign servers. */
export function image(holder, path, kind = 'wide') {
  if (!holder) return null;
  const { fixedRatio, width, height } = holder;
  const [imageUrl, altText] = [holder.imageUrl, holder.altText].map((it) => (typeof it === 'object' ? json(it) : it));
  const isSquare = fixedRatio || (width && width === height);
  return part(path, 'div', { class: `kakao-image ${kind} ${isSquare ? 'square' : ''}`, role: 'img', title: imageUrl, aria: { label: altText || imageUrl } },
    kind === 'wide' && [altText ? el('b', {}, visible(altText)) : null, el('code', {}, visible(imageUrl))]);
}

/** Draws a `profile`, or the `head` of an itemCard. */
export const profile = (holder, path) => holder && part(path, 'div', { class: 'kakao-profile' },
  holder.imageUrl ? image(holder, `${path}.imageUrl`, 'tiny') : null, el('b', {}, visible(holder.nickname ?? holder.title)));

/** Draws the buttons of a card, stacked or side by side; null when there are none. */
export function buttons(card, path, room) {
  if (card.buttons === undefined || card.buttons === null || card.buttons.length === 0) return null;
  const isRow = (card.buttonLayout ?? (card.thumbnail?.fixedRatio ? 'horizontal' : 'vertical')) === 'horizontal';
  return part(`${path}.buttons`, 'div', { class: `kakao-buttons ${isRow ? 'horizontal' : ''}` },
    drawList(card.buttons, (button, index) => tappable(button?.label, `${path}.buttons[${index}]`, room, 'kakao-button')));
}

/** Creates a button whose tap is sent to the room. */
export const tappable = (label, path, room, kind) => part(path, 'button', { type: 'button', class: kind, on: { click: () => room.tap(path) } }, visible(typeof label === 'object' ? json(label) : label));
