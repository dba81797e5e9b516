// Dialogs about bots: make and change one, rotate what it is known by, and show that once.
import { patch, post } from '../api.js';
import { copy } from '../clipboard.js';
import { attempt, openDialog, problemWords } from '../dialog.js';
import { phrase } from '../shown.js';
import { el } from '../dom.js';
import { span, whole } from '../format.js';
import { icon } from '../icons.js';
import { t } from '../words.js';

const VISIBILITIES = ['private', 'unlisted', 'public', 'review_required'];
const GRACES = [0, 60, 3600, 86_400];

function field(id, words, node, about) {
  return el('div', { class: 'form-field' }, el('label', { for: id, words }), node, about && el('p', { class: 'faint', words: about }));
}

function submitOf(form, words) {
  return el('button', { class: 'button primary', form: form.id, words });
}

/** Asks for a bot's name, callback URL and visibility; makes it, or changes the one that is given. */
export function botDialog(bot, role, done) {
  const name = el('input', { id: 'bot-name', class: 'field', required: true, maxlength: '100', value: bot?.name ?? '', autocomplete: 'off' });
  const url = el('input', { id: 'bot-url', class: 'field mono', required: true, inputmode: 'url', spellcheck: 'false', value: bot?.callback_url ?? 'http://127.0.0.1:3000/momotalk/webhook' });
  const seen = el('select', { id: 'bot-visibility', class: 'field' },
    VISIBILITIES.map((it) => el('option', { value: it, words: `bots.see.${it}`, selected: it === (bot?.visibility ?? 'private') })));
  const fault = el('p', { class: 'bad', role: 'alert' });
  const form = el('form', { id: 'bot-form', class: 'stack' }, field('bot-name', 'bots.name', name),
    field('bot-url', 'bots.callback', url, 'bots.callback-about'), field('bot-visibility', 'bots.visibility', seen), fault);
  const dialog = openDialog({ title: bot ? bot.name : t('bots.new'), body: form, actions: [submitOf(form, bot ? 'save' : 'bots.create')] });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const asked = { name: name.value.trim(), callback_url: url.value.trim(), visibility: seen.value };
    try {
      const made = bot ? await patch(`/bots/${bot.bot_id}`, changed(bot, asked), role) : await post('/bots', asked, role);
      dialog.close();
      done(made);
    } catch (problem) {
      fault.textContent = problemWords(problem);
    }
  });
  name.focus();
}

/** Only what is another: to name a visibility again would ask for a review again. */
function changed(bot, asked) {
  return Object.fromEntries(Object.entries(asked).filter(([key, value]) => bot[key] !== value));
}

/** Asks what is to be made anew, and for how long the old one still counts. */
export function rotateDialog(bot, rotate) {
  const what = el('select', { id: 'rotate-what', class: 'field' }, ['both', 'secret', 'token'].map((it) => el('option', { value: it, words: `bots.what.${it}` })));
  const grace = el('select', { id: 'rotate-grace', class: 'field' },
    GRACES.map((it) => el('option', { value: it }, it ? span(it * 1000) : t('bots.no-grace'))));
  const form = el('form', { id: 'rotate', class: 'stack' }, el('p', { words: 'bots.rotate-about' }),
    field('rotate-what', 'bots.what', what), field('rotate-grace', 'bots.grace', grace, 'bots.grace-about'));
  const dialog = openDialog({ title: phrase('bots.rotate-of', { name: bot.name }), body: form, actions: [submitOf(form, 'bots.rotate')] });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const made = await attempt(() => rotate({ what: what.value, grace_seconds: Number(grace.value) }));
    if (!made) return;
    dialog.close();
    secretsDialog(made, true);
  });
}

/** Shows what is shown once. When the dialog closes, the page no longer knows it. */
export function secretsDialog(made, isRotated = false) {
  const shown = [['MOMOTALK_BOT_ID', made.bot_id], ['MOMOTALK_BOT_TOKEN', made.bot_token], ['MOMOTALK_WEBHOOK_SECRET', made.webhook_secret]]
    .filter(([, value]) => value);
  const rows = shown.map(([name, value]) => {
    const input = el('input', { id: name, class: 'field mono', readonly: true, value, on: { focus: () => input.select() } });
    const button = el('button', { type: 'button', class: 'icon-button', label: 'copy', on: { click: () => copy(value) } }, icon('copy'));
    return el('div', { class: 'form-field' }, el('label', { for: name, class: 'mono' }, name), el('div', { class: 'row nowrap' }, input, button));
  });
  const lines = shown.map(([name, value]) => `${name}=${value}\n`).join('');
  const copyAll = el('button', { type: 'button', class: 'button', words: 'bots.copy-env', on: { click: () => copy(lines) } });
  const close = el('button', { type: 'button', class: 'button primary', words: 'bots.kept', on: { click: () => dialog.close() } });
  const until = isRotated && holds(made).map((line) => el('p', {}, line));
  const dialog = openDialog({
    title: t('bots.once'), isHeld: true, actions: [copyAll, close],
    body: el('div', { class: 'stack' }, el('p', { class: 'warn', words: 'bots.once-about' }), rows, until, forCommands(made.bot_id, isRotated)),
  });
}

/** What holds from now on of what was replaced. */
function holds({ bot_token: token, webhook_secret: secret, previous_valid_until: until }) {
  const time = until && whole(until * 1000);
  return [token && until && t('bots.old-token-until', { time }),
    secret && (until ? t('bots.old-secret-until', { time }) : t('bots.signed-new'))].filter(Boolean);
}

/** What the commands keep of this bot does not change by what is done on the page. */
function forCommands(id, isRotated) {
  return el('div', { class: 'faint' }, el('p', { words: isRotated ? 'bots.commands-old' : 'bots.commands-new' }),
    el('code', { class: 'mono' }, `momo bot add ${id}`), isRotated && el('p', { words: 'bots.commands-rotate' }));
}
