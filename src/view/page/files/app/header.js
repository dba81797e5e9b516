// The page's header: views, connection state, active faults, clock, language and theme.
import { address } from './address.js';
import { patch } from './api.js';
import { callOrToast, menu } from './dialog.js';
import { el, replace } from './dom.js';
import { span } from './format.js';
import { openHelp } from './help.js';
import { icon } from './icons.js';
import { link } from './link.js';
import { live } from './live.js';
import { faultNames } from './phrase.js';
import { store } from './store.js';
import { setTheme, theme, THEMES } from './theme.js';
import { setWords, switchLanguage, t } from './words.js';

/** Creates the header; `views()` returns the names of this page's views. */
export function header(views) {
  const tabs = el('nav', { class: 'tabs', aria: { labelledby: 'views-name' } });
  const addressNode = el('span', { class: 'place mono faint' });
  const faults = faultsButton();
  const clock = link({ view: 'faults' }, { class: 'chip warn', hidden: true });
  const draw = () => {
    drawTabs(tabs, views());
    drawAddress(addressNode);
  };
  store.watch((topic) => {
    if (topic === 'all') draw();
    if (topic === 'all' || topic === 'clock') drawClock(clock);
    if (topic === 'all' || topic === 'faults') drawFaults(faults.firstChild);
  });
  address.onChange(draw);
  return el('header', { class: 'page-head' },
    el('span', { class: 'brand', words: 'brand' }), el('span', { id: 'views-name', class: 'sr-only', words: 'views' }),
    tabs, el('div', { class: 'page-state' }, addressNode, faults, clock, stateChip()), buttons());
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

/** Returns the rules that can strike. */
const activeFaults = () => store.faults.filter(({ on, times, struck }) => on && !(struck >= times));

/** Creates the button that tells how many faults are active; its menu ends them. */
function faultsButton() {
  const button = el('button', { type: 'button', class: 'chip warn', hidden: true });
  const end = (faults) => callOrToast(() => Promise.all(faults.map(({ id }) => patch(`/faults/${id}`, { on: false }))));
  menu(button, () => {
    const active = activeFaults();
    return [
      ...active.map((fault) => ({ text: t('faults.end', { fault: nameOf(fault) }), icon: 'close', run: () => end([fault]) })),
      active.length > 1 && { words: 'faults.end-all', icon: 'close', run: () => end(active) },
      null, { words: 'faults.show', icon: 'faults', run: () => address.set({ view: 'faults' }, { push: true }) },
    ].filter((it) => it !== false);
  });
  return el('span', {}, button);
}

const nameOf = ({ kind }) => faultNames([kind.replaceAll('_', '-')]);

function drawFaults(button) {
  const n = activeFaults().length;
  button.hidden = n === 0;
  setWords(button, 'text', ['faults.active', { n }]);
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
