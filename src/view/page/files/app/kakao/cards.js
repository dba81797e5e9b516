// Draws a skill's answer as KakaoTalk does.
import { el } from '../dom.js';
import { visible } from '../display-text.js';
import { t } from '../words.js';
import { drawCarousel } from './carousel.js';
import { part, buttons, drawList, image, json, profile, tappable, text } from './parts.js';

/** Length in UTF-16 units above which KakaoTalk folds a text. */
const FOLD = 500;

const COMPONENTS = {
  simpleText,
  simpleImage: (it, path) => part(path, 'figure', { class: 'kakao-card' }, image(it, `${path}.imageUrl`)),
  carousel: (it, path, room) => drawCarousel(it, path, room, component),
  textCard: (it, path, room) => cardOf(path, [titleAndText(it, path), buttons(it, path, room)]),
  basicCard: (it, path, room) => cardOf(path, [image(it.thumbnail, `${path}.thumbnail`), profile(it.profile, `${path}.profile`), titleAndText(it, path), buttons(it, path, room)]),
  commerceCard, listCard, itemCard,
};

/** Draws one component; shows its JSON when KakaoTalk has none of that name, or when its fields cannot be drawn. */
function component(name, value, path, room) {
  const draw = Object.hasOwn(COMPONENTS, name) && value && typeof value === 'object' ? COMPONENTS[name] : null;
  try {
    if (draw) return draw(value, path, room);
  } catch {
    // An answer may hold any value in any field; its findings say what is wrong.
  }
  return part(path, 'pre', { class: 'kakao-bubble mono' }, visible(`${name}: ${JSON.stringify(value, null, 1)}`));
}

const cardOf = (path, parts) => part(path, 'div', { class: 'kakao-card' }, parts);
const titleAndText = (it, path) => (it.title || it.description) && el('div', { class: 'kakao-words' }, text(it, 'title', path), text(it, 'description', path));

function simpleText(card, path) {
  const whole = typeof card.text === 'object' ? json(card.text) : String(card.text ?? '');
  const end = /[\ud800-\udbff]/.test(whole[FOLD - 1]) ? FOLD - 1 : FOLD;
  const body = part(`${path}.text`, 'span', {}, visible(whole.slice(0, end)));
  const more = whole.length > FOLD && el('button', { type: 'button', class: 'kakao-more', words: 'kakao.more', on: { click: () => {
    body.append(...visible(whole.slice(end)));
    more.remove();
  } } });
  return part(path, 'div', { class: 'kakao-bubble' }, body, more && [' … ', more]);
}

function commerceCard(card, path, room) {
  return cardOf(path, [
    image(card.thumbnails?.[0], `${path}.thumbnails[0]`), profile(card.profile, `${path}.profile`),
    el('div', { class: 'kakao-words' }, text(card, 'title', path), price(card, path), text(card, 'description', path)), buttons(card, path, room),
  ]);
}

/** Draws the price and, if discounted, the price before. `discountedPrice` wins over `discount`. */
function price(card, path) {
  const won = (value) => (Number.isFinite(Number(value)) ? `${Number(value).toLocaleString('ko')}원` : value);
  const discounted = card.discountedPrice ?? (card.discount ? card.price - card.discount : undefined);
  if (discounted === undefined) return part(`${path}.price`, 'p', {}, el('b', {}, visible(won(card.price))));
  return part(`${path}.price`, 'p', {},
    card.discountRate ? part(`${path}.discountRate`, 'b', { class: 'kakao-rate' }, `${card.discountRate}% `) : null,
    part(`${path}.discountedPrice`, 'b', {}, visible(won(discounted))), ' ', el('s', { label: 'kakao.before' }, visible(won(card.price))));
}

function listCard(card, path, room) {
  const lines = drawList(card.items, (item, index) => {
    const itemPath = `${path}.items[${index}]`;
    const body = [el('span', { class: 'kakao-line' }, text(item, 'title', itemPath, 'b'), text(item, 'description', itemPath, 'span')),
      item?.imageUrl ? image(item, `${itemPath}.imageUrl`, 'thumb') : null];
    const canTap = item?.action || item?.link;
    return part(itemPath, canTap ? 'button' : 'div', { class: 'kakao-item', type: canTap && 'button', on: canTap && { click: () => room.tap(itemPath) } }, body);
  });
  return cardOf(path, [text(card.header, 'title', `${path}.header`, 'p', 'list-title'), part(`${path}.items`, 'div', {}, lines), buttons(card, path, room)]);
}

function itemCard(card, path, room) {
  const row = (item, itemPath) => part(itemPath, 'div', { class: 'kakao-pair' }, text(item, 'title', itemPath, 'dt', 'name'), text(item, 'description', itemPath, 'dd', 'value'));
  const title = card.imageTitle;
  return cardOf(path, [
    profile(card.head ?? card.profile, card.head ? `${path}.head` : `${path}.profile`),
    image(card.thumbnail, `${path}.thumbnail`),
    title && part(`${path}.imageTitle`, 'div', { class: 'kakao-line kakao-image-title' },
      el('span', {}, text(title, 'title', `${path}.imageTitle`), text(title, 'description', `${path}.imageTitle`)), title.imageUrl ? image(title, `${path}.imageTitle.imageUrl`, 'thumb') : null),
    part(`${path}.itemList`, Array.isArray(card.itemList) ? 'dl' : 'div', { class: `kakao-pairs ${card.itemListAlignment === 'right' ? 'right' : ''}` },
      drawList(card.itemList, (item, index) => row(item, `${path}.itemList[${index}]`)), card.itemListSummary && row(card.itemListSummary, `${path}.itemListSummary`)),
    titleAndText(card, path), buttons(card, path, room),
  ]);
}

/** Draws all components of an answer; a note when it has none. */
export function drawAnswer(answer, room) {
  const outputs = Array.isArray(answer?.template?.outputs) ? answer.template.outputs : [];
  const components = outputs.flatMap((output, index) => Object.entries(output ?? {}).map(
    ([name, body]) => component(name, body, `template.outputs[${index}].${name}`, room)));
  if (components.length) return components;
  return [part('template', 'div', { class: 'kakao-bubble' }, el('i', { class: 'faint' }, t('kakao.nothing')))];
}

/** Draws the quick replies; false when there are none. */
export function quickReplies(answer, room) {
  const all = answer?.template?.quickReplies;
  return Array.isArray(all) && all.length > 0 && part('template.quickReplies', 'div', { class: 'kakao-replies', role: 'group', label: 'kakao.replies' },
    all.map((reply, index) => tappable(reply?.label, `template.quickReplies[${index}]`, room, 'kakao-reply')));
}
