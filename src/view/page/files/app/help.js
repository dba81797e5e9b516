// The list of all keys, and the command palette.
import { address } from './address.js';
import { openDialog } from './dialog.js';
import { excerpt } from './display-text.js';
import { el, replace } from './dom.js';
import { keys } from './keys.js';
import { store } from './store.js';
import { setTheme, theme, THEMES } from './theme.js';
import { switchLanguage, t } from './words.js';

export function addGlobalKeys(views) {
  keys.add({ keys: '?', words: 'keys.help', run: openHelp });
  keys.add({ keys: 'ctrl+k', words: 'keys.palette', inFields: true, run: () => openPalette(views) });
  ['chat', 'wire', 'bots', 'faults'].forEach((view) => keys.add({
    keys: `alt+shift+${view[0]}`, words: 'keys.goto', params: () => ({ view: t(`view.${view}`) }), inFields: true,
    isAvailable: () => views().includes(view), run: () => openView(view, views),
  }));
  keys.add({ keys: 'alt+shift+t', words: 'keys.theme', inFields: true, run: nextTheme });
  keys.add({ keys: 'alt+shift+l', words: 'keys.language', inFields: true, run: switchLanguage });
}

function openView(view, views) {
  if (views().includes(view)) address.set({ view }, { push: true });
}

function nextTheme() {
  setTheme(THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length]);
}

/** Lists every available key, grouped by view. */
export function openHelp() {
  const groups = Map.groupBy(keys.list().filter((key) => key.isAvailable?.() ?? true), (key) => key.view ?? '');
  const body = [...groups].map(([view, list]) => el('section', {},
    el('h3', { words: view ? `view.${view}` : 'keys.everywhere' }),
    el('dl', { class: 'keys' }, list.map((key) => el('div', {},
      el('dt', {}, key.combinations.map(keyNode)), el('dd', {}, t(key.words, key.params?.() ?? {})))))));
  openDialog({ title: t('keys'), body: el('div', { class: 'key-groups' }, body), wide: true });
}

function keyNode(name) {
  const symbols = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→', Escape: 'Esc', ctrl: 'Ctrl', alt: 'Alt', shift: 'Shift' };
  return el('kbd', {}, name.split('+').map((part) => symbols[part] ?? (part.length === 1 ? part.toUpperCase() : part)).join(' '));
}

/** Returns what the palette offers: rooms, views, and the commands of keys. */
function destinations(views) {
  const rooms = [...store.rooms.values(), ...store.kakao.values()].map((room) => ({
    name: excerpt(room.name, 80), about: t('view.chat'), run: () => address.set({ view: 'chat', room: room.room_id, message: null }, { push: true }),
  }));
  const pages = views().map((view) => ({ name: t(`view.${view}`), about: t('views'), run: () => openView(view, views) }));
  const current = address.get('view') ?? views()[0];
  const commands = keys.list()
    .filter((key) => key.words !== 'keys.goto' && key.words !== 'keys.palette' && (!key.view || key.view === current))
    .map((key) => ({ name: t(key.words), about: keyNode(key.combinations[0]), run: key.run }));
  return [...rooms, ...pages, ...commands];
}

function openPalette(views) {
  const field = el('input', { class: 'field', hint: 'palette.hint', label: 'palette', role: 'combobox', autocomplete: 'off',
    aria: { expanded: 'true', controls: 'palette-list' } });
  const list = el('ul', { class: 'palette-list', id: 'palette-list', role: 'listbox', label: 'palette' });
  const all = destinations(views);
  let matches = [];
  let selected = 0;
  const dialog = openDialog({ title: t('palette'), body: el('div', { class: 'palette' }, field, list) });
  const run = (destination) => { dialog.close(); destination?.run(); };
  const draw = () => {
    const needle = field.value.trim().toLowerCase();
    matches = all.filter(({ name }) => name.toLowerCase().includes(needle)).slice(0, 12);
    selected = Math.min(selected, Math.max(0, matches.length - 1));
    replace(list, matches.map((destination, i) => el('li', {
      role: 'option', id: `palette-${i}`, aria: { selected: String(i === selected) }, on: { click: () => run(destination) },
    }, el('bdi', {}, destination.name), el('span', { class: 'faint' }, destination.about))));
    if (matches.length === 0) list.append(el('li', { class: 'faint', words: 'palette.none' }));
    field.setAttribute('aria-activedescendant', matches.length ? `palette-${selected}` : '');
  };
  field.addEventListener('input', () => { selected = 0; draw(); });
  field.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && matches.length) { event.preventDefault(); selected = (selected + step + matches.length) % matches.length; draw(); }
    if (event.key === 'Enter' && !event.isComposing) { event.preventDefault(); run(matches[selected]); }
  });
  draw();
  field.focus();
}
