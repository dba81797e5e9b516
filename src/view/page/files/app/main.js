// Starts the page: header, views, and everything that the views share.
import { address } from './address.js';
import { isTokenFresh, setToken, pageToken } from './api.js';
import { liveRegion } from './announce.js';
import { el, replace } from './dom.js';
import { header } from './header.js';
import { addGlobalKeys } from './help.js';
import { setCurrentView } from './keys.js';
import { live } from './live.js';
import { store } from './store.js';
import { applyTheme } from './theme.js';
import { clearToasts, toastRegion } from './toasts.js';
import { addWords, t } from './words.js';

const VIEWS = ['chat', 'wire', 'bots', 'faults'];
const main = el('main', { id: 'main', tabindex: '-1' });
const mounted = new Map();
let shownView = null;
let isOpen = false;
// True once a token was typed into the form.
let isTyped = false;

/** Returns the names of this page's views; a receiver has no platform, hence the wire view only. */
const views = () => store.page?.kind === 'receiver' ? ['wire'] : VIEWS;

/** Returns the view in the address, or the first one. */
function currentView() {
  const named = address.get('view');
  return views().includes(named) ? named : views()[0];
}

/** Shows the current view; loads its module the first time. */
async function showView() {
  const name = currentView();
  if (name === shownView) return;
  mounted.get(shownView)?.module.onHide?.();
  shownView = name;
  for (const [other, { node }] of mounted) node.hidden = other !== name;
  document.title = `${t(`view.${name}`)} · momo`;
  if (!mounted.has(name)) await mount(name);
  if (shownView === name) mounted.get(name)?.module.onShow?.();
}

async function mount(name) {
  const node = el('section', { class: `view ${name}-view`, aria: { labelledby: `tab-${name}` } });
  mounted.set(name, { node, module: {} });
  main.append(node);
  try {
    addWords((await import(`./words/${name}.js`)).words);
    const module = await import(`./${name}/main.js`);
    mounted.set(name, { node, module });
    module.mount(node);
  } catch (error) {
    console.error(error);
    replace(node, el('p', { class: 'empty', words: 'view.failed' }));
  }
}

/** Shows the form for the token; neither the address nor another tab had a valid one. `why` is the key of the reason. */
function askForToken(why) {
  const field = el('input', { id: 'token', class: 'field', autocomplete: 'off', spellcheck: 'false', required: true });
  const form = el('form', { class: 'panel token-form' },
    el('h1', { words: 'token.title' }),
    el('p', { words: why }),
    el('label', { for: 'token', words: 'token.field' }), field,
    el('button', { class: 'button primary', words: 'token.open' }));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    isTyped = true;
    setToken(/[0-9a-f]{32}/.exec(field.value)?.[0] ?? field.value.trim());
    live.start(true);
  });
  replace(main, form);
  field.focus();
}

function onState(state) {
  if (['connected', 'refused'].includes(state)) clearToasts();
  if (state !== 'refused') return;
  isOpen = false;
  shownView = null;
  const why = pageToken() ? 'token.restarted' : 'token.text';
  askForToken(isTyped ? 'token.wrong' : why);
}

/** Shows the views after the first load, and again after a new token; mounted views watch the store by themselves. */
function onLoaded(topic) {
  if (topic !== 'all' || isOpen) return;
  isOpen = true;
  isTyped = false;
  replace(main, [...mounted.values()].map(({ node }) => node));
  showView();
}

/** Focuses the content: the composer of a chat, else the view. */
function skip(event) {
  event.preventDefault();
  const composer = [...main.querySelectorAll('.composer-field, .kakao-composer textarea')].find((it) => it.checkVisibility());
  (composer ?? main).focus();
}

function start() {
  applyTheme();
  replace(document.body,
    el('a', { class: 'skip', href: '#main', words: 'skip', on: { click: skip } }), header(views), main, toastRegion(), liveRegion());
  setCurrentView(currentView);
  addGlobalKeys(views);
  store.watch(onLoaded);
  address.onChange(() => { if (store.isLoaded) showView(); });
  live.onState(onState);
  live.start(isTokenFresh);
}

start();
