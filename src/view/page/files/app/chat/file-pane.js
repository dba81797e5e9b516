// The pane of a conversation file, in place of the turns: its lines, its errors, and how far it is played.
import { del, get, patch, post, saveText } from '../api.js';
import { copy } from '../clipboard.js';
import { callOrToast, openDialog } from '../dialog.js';
import { displayText, isolated, visibleLine } from '../display-text.js';
import { el, replace } from '../dom.js';
import { icon } from '../icons.js';
import { exchangePlace, link } from '../link.js';
import { live } from '../live.js';
import { render } from '../phrase.js';
import { store } from '../store.js';
import { onLanguage, t } from '../words.js';
import { chat } from './state.js';

const ACTIVE = ['waiting', 'playing'];
const MARKS = { met: '✓', current: '▸', failed: '✗' };
const title = el('h1', { id: 'file-name' });
const chooser = el('select', { class: 'field', label: 'file.conversation', on: { change: choose } });
const buttons = el('div', { class: 'row' });
const state = el('p', { class: 'file-state', role: 'status' });
const problems = el('div', { class: 'file-problems' });
const list = el('ol', { class: 'file-lines mono', tabindex: '0', aria: { labelledby: 'file-name' } });
const pane = el('section', { class: 'file-pane', aria: { labelledby: 'file-name' } },
  el('div', { class: 'toolbar' }, title, el('button', { type: 'button', class: 'icon-button', label: 'file.close', on: { click: close } }, icon('close'))),
  el('div', { class: 'file-tools' }, chooser, buttons, state), problems, list);
let opened = null;
// The playback of the opened file; null before the first.
let playback = null;
// The playback before it, until its room can go.
let formerId = null;
// Whether each line waits for a button.
let isStepwise = false;
// The room with whose bots the file is played.
let roomId = null;
// The line that was scrolled to.
let shownLine = null;

live.on('playback', ({ playback: change }) => follow(change));
live.onReset(async () => {
  if (playback) follow(await get(`/playbacks/${playback.playback_id}`).catch(() => playback));
});
onLanguage(() => { if (opened) draw(); });

/** Shows what was recorded, to copy, to save or to play. */
export function showRecording(text, name) {
  const fileName = `${name.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'talk'}.chat`;
  const button = (words, run, kind = '') => el('button', { type: 'button', class: `button ${kind}`, words, on: { click: run } });
  const dialog = openDialog({
    title: t('file.recorded'), wide: true,
    body: el('div', { class: 'stack' }, el('p', { class: 'faint', words: 'file.recorded-about' }),
      el('pre', { class: 'recording mono', tabindex: '0', role: 'region', label: 'file.recorded' }, displayText(text))),
    actions: [
      button('file.copy', () => copy(text)), button('file.save', () => saveText(text, fileName)),
      button('file.open', () => { dialog.close(); openText(fileName, text); }, 'primary'),
    ],
  });
}

/** Opens the text of a file. */
export async function openText(name, text) {
  const answer = await callOrToast(() => post('/conversations/check', { name, text }));
  if (!answer) return;
  stop();
  const room = chat.room();
  opened = { name, text, ...answer, chosen: answer.conversations[0] };
  playback = formerId = null;
  roomId = room?.room_id ?? null;
  const turns = document.getElementById('turns');
  turns.dataset.file = 'open';
  turns.prepend(pane);
  chat.tell('file');
  replace(chooser, answer.conversations.map((it, index) => el('option', { value: index }, visibleLine(it.title))));
  chooser.hidden = answer.conversations.length < 2;
  draw();
  list.focus();
}

function close() {
  stop();
  opened = playback = formerId = null;
  pane.remove();
  delete document.getElementById('turns').dataset.file;
  chat.tell('file');
}

function stop() {
  if (playback && !isOver()) go('stop');
}

function choose() {
  stop();
  playback = null;
  opened.chosen = opened.conversations[chooser.value];
  draw();
}

const isOver = (it = playback) => it === null || !ACTIVE.includes(it.state);

/** Plays the chosen conversation in a room of its own; the one of the run before goes. */
async function play(stepwise) {
  isStepwise = stepwise;
  const { name, text, chosen } = opened;
  const started = await callOrToast(() => post('/playbacks', { name, text, line: chosen.line, room_id: roomId, stepwise }));
  if (!started) return;
  formerId = playback?.playback_id ?? formerId;
  playback = started;
  draw();
  // What the feed told meanwhile is newer.
  follow(await get(`/playbacks/${started.playback_id}`).catch(() => started));
}

const go = (word) => callOrToast(() => patch(`/playbacks/${playback.playback_id}`, { go: word }));

/** Plays on. While a line is played the buttons stay, for the focus on them, and do nothing. */
function goOn(word) {
  if (playback.state !== 'waiting') return;
  isStepwise = word === 'next';
  go(word);
}

/** Draws a change of the playback, and opens its room once it is there. */
async function follow(change) {
  const before = playback;
  if (change.playback_id !== before?.playback_id || change.revision <= before.revision) return;
  playback = change;
  draw();
  if (before.room_ids.length === 0 && change.room_ids.length > 0) {
    await store.refresh('rooms');
    chat.open(change.room_ids[0]);
    // A narrow window shows the talk of a room that is opened.
    chat.tell('file');
    if (formerId) await callOrToast(() => del(`/playbacks/${formerId}`));
    formerId = null;
  }
}

function draw() {
  title.textContent = visibleLine(opened.name);
  drawButtons();
  state.className = `file-state ${{ passed: 'good', failed: 'bad', unknown: 'bad', stopped: 'warn' }[playback?.state] ?? 'faint'}`;
  replace(state, isolated(stateText()));
  replace(problems, opened.errors.map(problemNode));
  drawLines();
}

function stateText() {
  const params = { met: playback?.met, total: opened.chosen?.steps.length };
  if (!opened.ok) return t('file.errors', { n: opened.errors.length });
  if (!playback) return t('file.steps', { n: params.total });
  if (playback.error) return playback.error;
  return t(`file.state.${playback.state}`, params);
}

/** Draws the buttons, unless they stay the same: a click is lost if its button is replaced while it is pressed. */
function drawButtons() {
  const focused = buttons.contains(document.activeElement) ? document.activeElement.dataset.run : null;
  const button = (run, words, fn, kind = '') => el('button', { type: 'button', class: `button small ${kind}`, words, data: { run, words }, on: { click: fn } });
  const parts = [];
  if (opened.ok && isOver()) parts.push(button('all', playback ? 'file.again' : 'file.run', () => play(false), 'primary'), button('step', 'file.step', () => play(true)));
  if (!isOver() && isStepwise) parts.push(button('step', 'file.next', () => goOn('next'), 'primary'), button('all', 'file.rest', () => goOn('end')));
  if (!isOver()) parts.push(button('stop', 'file.stop', () => go('stop')));
  const names = (nodes) => [...nodes].map((it) => it.dataset.words).join();
  if (names(parts) === names(buttons.children)) return;
  replace(buttons, parts);
  // The same button, or what has taken its place.
  if (focused) (buttons.querySelector(`[data-run="${focused}"]`) ?? buttons.firstChild ?? list).focus();
}

function problemNode({ line, column, message, hints = [], source }) {
  const caret = source !== null && el('pre', { class: 'file-source mono' }, `${displayText(source)}\n${' '.repeat(width(source, column - 1))}^`);
  return el('div', { class: 'file-problem', role: 'note' },
    el('p', { class: 'bad' }, `${line}:${column} `, isolated(message)), caret, hints.map((hint) => el('p', { class: 'faint' }, isolated(hint))));
}

/** Returns how many cells the first characters of a line take: a Hangul syllable takes two. */
function width(source, count) {
  return [...source].slice(0, count).reduce((sum, char) => sum + (/[\u1100-\u11ff\u2e80-\ud7a3\uf900-\ufaff\uff00-\uff60]/.test(char) ? 2 : 1), 0);
}

function drawLines() {
  const lines = opened.text.replace(/\r?\n$/, '').split(/\r?\n/);
  const marks = lineMarks();
  const wrong = new Set(opened.errors.map(({ line }) => line));
  replace(list, lines.map((text, index) => {
    const mark = wrong.has(index + 1) ? 'failed' : marks.get(index + 1);
    const node = el('li', { class: `file-line ${mark ?? ''}`, data: { line: index + 1 }, aria: { current: mark === 'current' ? 'step' : undefined } },
      el('span', { class: 'file-mark', aria: { hidden: 'true' } }, MARKS[mark] ?? ''),
      el('span', { class: 'file-number faint number', aria: { hidden: 'true' } }, index + 1),
      el('span', { class: 'file-text' }, displayText(text) || ' ', mark && el('span', { class: 'sr-only' }, ` (${t(`file.mark.${mark}`)})`)));
    return [node, playback?.failure?.line === index + 1 && failureNode(playback.failure)];
  }));
  const shown = list.querySelector('.failed, .current');
  if (shown && shown.dataset.line !== shownLine) shown.scrollIntoView({ block: 'nearest' });
  shownLine = shown?.dataset.line ?? null;
}

/** Returns the marks of lines by number. */
function lineMarks() {
  const marks = new Map();
  if (!playback) return marks;
  playback.steps.forEach(({ line, end_line: end }, index) => {
    const mark = index < playback.met ? 'met' : index === playback.met && !isOver() && 'current';
    for (let at = line; mark && at <= end; at += 1) marks.set(at, mark);
  });
  if (playback.failure) marks.set(playback.failure.line, 'failed');
  return marks;
}

/** Draws why a line failed: expected and got, the diagnosis, the way to the exchange. */
function failureNode({ phrase, expected, got, hint_phrases: hints, diagnosis, exchange_id: id }) {
  const text = (words, value) => value !== null && el('div', {}, el('dt', { words }), el('dd', { class: 'mono' }, displayText(value)));
  return el('li', { class: 'file-failure' },
    el('p', { class: 'bad' }, isolated(render(phrase))),
    (expected !== null || got !== null) && el('dl', {}, text('file.expected', expected), text('file.got', got)),
    hints.map((hint) => el('p', { class: 'faint' }, isolated(render(hint)))),
    diagnosis && el('p', {}, isolated(render(diagnosis.phrase)), '. ', diagnosis.hint_phrases.map((hint) => [isolated(render(hint)), ' '])),
    id && link(exchangePlace(id), { words: 'file.exchange' }));
}
