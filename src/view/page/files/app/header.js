// The page's header: views, connection state, clock, language and theme.
import { address } from './address.js';
import { menu } from './dialog.js';
import { el, replace } from './dom.js';
import { span } from './format.js';
import { openHelp } from './help.js';
import { icon } from './icons.js';
import { link } from './link.js';
import { live } from './live.js';
import { store } from './store.js';
import { setTheme, theme, THEMES } from './theme.js';
import { setWords, switchLanguage } from './words.js';

/** Creates the header; `views()` returns the names of this page's views. */
export function header(views) {
  const tabs = el('nav', { class: 'tabs', aria: { labelledby: 'views-name' } });
  const addressNode = el('span', { class: 'place mono faint' });
  const clock = link({ view: 'faults' }, { class: 'chip warn', hidden: true });
  const draw = () => {
    drawTabs(tabs, views());
    drawAddress(addressNode);
  };
  store.watch((topic) => {
    if (topic === 'all') draw();
    if (topic === 'all' || topic === 'clock') drawClock(clock);
  });
  address.onChange(draw);
  return el('header', { class: 'page-head' },
    el('span', { class: 'brand', words: 'brand' }), el('span', { id: 'views-name', class: 'sr-only', words: 'views' }),
    tabs, el('div', { class: 'page-state' }, addressNode, clock, stateChip()), buttons());
}

function drawTabs(nav, views) {
  const named = address.get('view');
  const current = views.includes(named) ? named : views[0];
  replace(nav, views.map((view) => link({ view }, {
    id: `tab-${view}`, class: 'tab', aria: { current: view === current ? 'page' : undefined },
  }, icon(view), el('span', { words: `view.${view}` }))));
}

function drawAddress(node) {
  node.textContent = store.page?.address.replace(/^https?:\/\//, '') ?? location.host;
}

function drawClock(node) {
  const offset = store.clock?.offset_ms ?? 0;
  node.hidden = offset === 0;
  setWords(node, 'text', ['clock.moved', { span: span(offset) }]);
}

function stateChip() {
  const words = el('span', { words: 'state.starting' });
  const chip = el('span', { class: 'live-state', role: 'status', data: { state: 'starting' } }, el('i', { class: 'dot' }), words);
  live.onState((state) => {
    chip.dataset.state = state;
    setWords(words, 'text', `state.${state}`);
  });
  return chip;
}

function buttons() {
  const languageButton = el('button', { class: 'button quiet small', type: 'button' }, el('span', { words: 'language' }));
  setWords(languageButton, 'label', 'language.label');
  languageButton.addEventListener('click', switchLanguage);
  const themeButton = el('button', { class: 'icon-button', type: 'button', label: 'theme.label' }, icon('dark'));
  const helpButton = el('button', { class: 'icon-button', type: 'button', label: 'keys' }, '?');
  helpButton.addEventListener('click', openHelp);
  const group = el('div', { class: 'page-buttons' }, languageButton, themeButton, helpButton);
  menu(themeButton, () => THEMES.map((name) => ({
    words: `theme.${name}`, checked: theme() === name, run: () => setTheme(name),
  })));
  return group;
}
