// A skill's answer drawn as KakaoTalk draws it: each component by its name.
import { el } from '../dom.js';
import { shown } from '../shown.js';
import { t } from '../words.js';
import { carousel } from './carousel.js';
import { at, buttons, each, image, json, profile, tappable, text } from './parts.js';

/** KakaoTalk folds what is longer; in units of UTF-16. */
const FOLD = 500;

const COMPONENTS = {
  simpleText,
  simpleImage: (it, path) => at(path, 'figure', { class: 'kakao-card' }, image(it, `${path}.imageUrl`)),
  carousel: (it, path, room) => carousel(it, path, room, component),
  textCard: (it, path, room) => card(path, [words(it, path), buttons(it, path, room)]),
  basicCard: (it, path, room) => card(path, [image(it.thumbnail, `${path}.thumbnail`), profile(it.profile, `${path}.profile`), words(it, path), buttons(it, path, room)]),
  commerceCard, listCard, itemCard,
};

/** One component, or its JSON where KakaoTalk knows none of that name, or where its fields hold what cannot be drawn. */
export function component(name, it, path, room) {
  const draw = Object.hasOwn(COMPONENTS, name) && it && typeof it === 'object' ? COMPONENTS[name] : null;
  try {
    if (draw) return draw(it, path, room);
  } catch {
    // A stranger's answer may hold anything anywhere: its findings say what is wrong.
  }
  return at(path, 'pre', { class: 'kakao-bubble mono' }, shown(`${name}: ${JSON.stringify(it, null, 1)}`));
}

const card = (path, parts) => at(path, 'div', { class: 'kakao-card' }, parts);
const words = (it, path) => (it.title || it.description) && el('div', { class: 'kakao-words' }, text(it, 'title', path), text(it, 'description', path));

function simpleText(it, path) {
  const whole = typeof it.text === 'object' ? json(it.text) : String(it.text ?? '');
  const end = /[\ud800-\udbff]/.test(whole[FOLD - 1]) ? FOLD - 1 : FOLD;
  const body = at(`${path}.text`, 'span', {}, shown(whole.slice(0, end)));
  const more = whole.length > FOLD && el('button', { type: 'button', class: 'kakao-more', words: 'kakao.more', on: { click: () => {
    body.append(...shown(whole.slice(end)));
    more.remove();
  } } });
  return at(path, 'div', { class: 'kakao-bubble' }, body, more && [' … ', more]);
}

function commerceCard(it, path, room) {
  return card(path, [
    image(it.thumbnails?.[0], `${path}.thumbnails[0]`), profile(it.profile, `${path}.profile`),
    el('div', { class: 'kakao-words' }, text(it, 'title', path), price(it, path), text(it, 'description', path)), buttons(it, path, room),
  ]);
}

/** What it costs now, and what it cost before: the discounted price wins over everything. */
function price(it, path) {
  const won = (value) => (Number.isFinite(Number(value)) ? `${Number(value).toLocaleString('ko')}원` : value);
  const less = it.discountedPrice ?? (it.discount ? it.price - it.discount : undefined);
  if (less === undefined) return at(`${path}.price`, 'p', {}, el('b', {}, shown(won(it.price))));
  return at(`${path}.price`, 'p', {},
    it.discountRate ? at(`${path}.discountRate`, 'b', { class: 'kakao-rate' }, `${it.discountRate}% `) : null,
    at(`${path}.discountedPrice`, 'b', {}, shown(won(less))), ' ', el('s', { label: 'kakao.before' }, shown(won(it.price))));
}

function listCard(it, path, room) {
  const lines = each(it.items, (item, index) => {
    const where = `${path}.items[${index}]`;
    const body = [el('span', { class: 'kakao-line' }, text(item, 'title', where, 'b'), text(item, 'description', where, 'span')),
      item?.imageUrl ? image(item, `${where}.imageUrl`, 'thumb') : null];
    const canTap = item?.action || item?.link;
    return at(where, canTap ? 'button' : 'div', { class: 'kakao-item', type: canTap && 'button', on: canTap && { click: () => room.tap(where) } }, body);
  });
  return card(path, [text(it.header, 'title', `${path}.header`, 'p', 'list-title'), at(`${path}.items`, 'div', {}, lines), buttons(it, path, room)]);
}

function itemCard(it, path, room) {
  const row = (item, where) => at(where, 'div', { class: 'kakao-pair' }, text(item, 'title', where, 'dt', 'name'), text(item, 'description', where, 'dd', 'value'));
  const title = it.imageTitle;
  return card(path, [
    profile(it.head ?? it.profile, it.head ? `${path}.head` : `${path}.profile`),
    image(it.thumbnail, `${path}.thumbnail`),
    title && at(`${path}.imageTitle`, 'div', { class: 'kakao-line kakao-image-title' },
      el('span', {}, text(title, 'title', `${path}.imageTitle`), text(title, 'description', `${path}.imageTitle`)), title.imageUrl ? image(title, `${path}.imageTitle.imageUrl`, 'thumb') : null),
    at(`${path}.itemList`, Array.isArray(it.itemList) ? 'dl' : 'div', { class: `kakao-pairs ${it.itemListAlignment === 'right' ? 'right' : ''}` },
      each(it.itemList, (item, index) => row(item, `${path}.itemList[${index}]`)), it.itemListSummary && row(it.itemListSummary, `${path}.itemListSummary`)),
    words(it, path), buttons(it, path, room),
  ]);
}

/** All of an answer: its components, or what it says where there are none. */
export function answer(it, room) {
  const outputs = Array.isArray(it?.template?.outputs) ? it.template.outputs : [];
  const drawn = outputs.flatMap((output, index) => Object.entries(output ?? {}).map(
    ([name, body]) => component(name, body, `template.outputs[${index}].${name}`, room)));
  if (drawn.length) return drawn;
  return [at('template', 'div', { class: 'kakao-bubble' }, el('i', { class: 'faint' }, t('kakao.nothing')))];
}

/** The quick replies, below all of it. */
export function quickReplies(it, room) {
  const all = it?.template?.quickReplies;
  return Array.isArray(all) && all.length > 0 && at('template.quickReplies', 'div', { class: 'kakao-replies', role: 'group', label: 'kakao.replies' },
    all.map((reply, index) => tappable(reply?.label, `template.quickReplies[${index}]`, room, 'kakao-reply')));
}
