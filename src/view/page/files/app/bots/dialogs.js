// Dialogs that create, change and rotate a bot, and show its new credentials once.
import { patch, post } from '../api.js';
import { copy } from '../clipboard.js';
import { callOrToast, openDialog, problemText } from '../dialog.js';
import { wordNodes } from '../display-text.js';
import { el } from '../dom.js';
import { span, dateTime } from '../format.js';
import { icon } from '../icons.js';
import { store } from '../store.js';
import { t } from '../words.js';

const VISIBILITIES = ['private', 'unlisted', 'public', 'review_required'];
const GRACE_SECONDS = [0, 60, 3600, 86_400];

function field(id, words, node, about) {
  return el('div', { class: 'form-field' }, el('label', { for: id, words }), node, about && el('p', { class: 'faint', words: about }));
}

function submitOf(form, words) {
  return el('button', { class: 'button primary', form: form.id, words });
}

/** Opens the form for a bot: creates one when `bot` is null, else changes it. Calls `onSaved` with the API's response. */
export function botDialog(bot, role, onSaved) {
  const name = el('input', { id: 'bot-name', class: 'field', required: true, maxlength: '100', value: bot?.name ?? '', autocomplete: 'off' });
  const url = el('input', { id: 'bot-url', class: 'field mono', required: true, inputmode: 'url', spellcheck: 'false', value: bot?.callback_url ?? 'http://127.0.0.1:3000/momotalk/webhook' });
  const visibility = el('select', { id: 'bot-visibility', class: 'field' },
    VISIBILITIES.map((it) => el('option', { value: it, words: `bots.see.${it}`, selected: it === (bot?.visibility ?? 'private') })));
  const fault = el('p', { class: 'bad', role: 'alert' });
  const form = el('form', { id: 'bot-form', class: 'stack' }, field('bot-name', 'bots.name', name),
    field('bot-url', 'bots.callback', url, 'bots.callback-about'), field('bot-visibility', 'bots.visibility', visibility), fault);
  const dialog = openDialog({ title: bot ? bot.name : t('bots.new'), body: form, actions: [submitOf(form, bot ? 'save' : 'bots.create')] });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const values = { name: name.value.trim(), callback_url: url.value.trim(), visibility: visibility.value };
    try {
      // An admin makes a bot for the developer: momo's commands manage the developer's bots.
      const saved = bot ? await patch(`/bots/${bot.bot_id}`, changedFields(bot, values), role) : await post('/bots', values, role === 'admin' ? 'developer' : role);
      dialog.close();
      onSaved(saved);
    } catch (problem) {
      fault.textContent = problemText(problem);
    }
  });
  name.focus();
}

/** Returns the values that differ: to send an unchanged visibility would ask for a new review. */
function changedFields(bot, values) {
  return Object.fromEntries(Object.entries(values).filter(([key, value]) => bot[key] !== value));
}

/** Asks which credentials to rotate and how long the old ones stay valid; calls `rotate` and shows the new ones. */
export function rotateDialog(bot, rotate) {
  const subject = el('select', { id: 'rotate-what', class: 'field' }, ['both', 'secret', 'token'].map((it) => el('option', { value: it, words: `bots.what.${it}` })));
  const grace = el('select', { id: 'rotate-grace', class: 'field' },
    GRACE_SECONDS.map((it) => el('option', { value: it }, it ? span(it * 1000) : t('bots.no-grace'))));
  const form = el('form', { id: 'rotate', class: 'stack' }, el('p', { words: 'bots.rotate-about' }),
    field('rotate-what', 'bots.what', subject), field('rotate-grace', 'bots.grace', grace, 'bots.grace-about'));
  const dialog = openDialog({ title: wordNodes('bots.rotate-of', { name: bot.name }), body: form, actions: [submitOf(form, 'bots.rotate')] });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const credentials = await callOrToast(() => rotate({ what: subject.value, grace_seconds: Number(grace.value) }));
    if (!credentials) return;
    dialog.close();
    secretsDialog(credentials, true);
  });
}

/** Shows new credentials once; the page drops them when the dialog closes. */
export function secretsDialog(credentials, isRotated = false) {
  const variables = [['MOMOTALK_BOT_ID', credentials.bot_id], ['MOMOTALK_BOT_TOKEN', credentials.bot_token], ['MOMOTALK_WEBHOOK_SECRET', credentials.webhook_secret],
    ['MOMOTALK_API_BASE', store.page?.api_base ?? `${location.origin}/api`]]
    .filter(([, value]) => value);
  const rows = variables.map(([name, value]) => {
    const input = el('input', { id: name, class: 'field mono', readonly: true, value, on: { focus: () => input.select() } });
    const button = el('button', { type: 'button', class: 'icon-button', label: 'copy', on: { click: () => copy(value) } }, icon('copy'));
    return el('div', { class: 'form-field' }, el('label', { for: name, class: 'mono' }, name), el('div', { class: 'row nowrap' }, input, button));
  });
  const lines = variables.map(([name, value]) => `${name}=${value}\n`).join('');
  const copyAll = el('button', { type: 'button', class: 'button', words: 'bots.copy-env', on: { click: () => copy(lines) } });
  const close = el('button', { type: 'button', class: 'button primary', words: 'bots.kept', on: { click: () => dialog.close() } });
  const until = isRotated && validityLines(credentials).map((line) => el('p', {}, line));
  const dialog = openDialog({
    title: t('bots.once'), isPersistent: true, actions: [copyAll, close],
    body: el('div', { class: 'stack' }, el('p', { class: 'warn', words: 'bots.once-about' }), rows, until, commandsNote(credentials.bot_id)),
  });
}

/** Says until when the replaced credentials stay valid. */
function validityLines({ bot_token: token, webhook_secret: secret, previous_valid_until: until }) {
  const time = until && dateTime(until * 1000);
  return [token && until && t('bots.old-token-until', { time }),
    secret && (until ? t('bots.old-secret-until', { time }) : t('bots.signed-new'))].filter(Boolean);
}

/** Shows the command that prints the credentials again: the platform keeps them for the commands too. */
function commandsNote(id) {
  return el('div', { class: 'faint' }, el('p', { words: 'bots.commands' }), el('code', { class: 'mono' }, `momo bot env ${id}`));
}
