// A text field for JSON that is checked during typing. It shows line and column of the first error.
import { el } from './dom.js';
import { jsonErrorText, readJson } from './json.js';
import { t } from './words.js';

const LONG_CHARS = 64 * 1024;
const CHECK_DELAY_MS = 400;

/**
 * Creates a field: {node, field, set(text), state()}. The state is `good`, `empty`, `bad` or `not-object`; `onChange(state)`
 * runs after each check.
 */
export function jsonField({ id, words, value = '', rows = 12, mustBeObject = false, onChange = () => {} }) {
  const verdict = el('button', { type: 'button', class: 'json-verdict', id: `${id}-verdict`, aria: { live: 'polite' } });
  const field = el('textarea', {
    id, class: 'field mono', rows: String(rows), spellcheck: 'false', autocapitalize: 'off', value, dir: 'ltr',
    aria: { describedby: verdict.id },
  });
  let error;
  let state = 'empty';
  const check = () => {
    // Wrapping long text would make each key slow.
    field.wrap = field.value.length > LONG_CHARS ? 'off' : 'soft';
    error = field.value.trim() === '' ? undefined : readJson(field.value).error;
    state = stateOf(field.value, error, mustBeObject);
    verdict.textContent = error ? jsonErrorText(field.value, error) : t(`json.${state}`);
    verdict.className = `json-verdict ${state === 'good' ? 'good' : state === 'empty' ? 'faint' : 'bad'}`;
    verdict.disabled = !error;
    field.setAttribute('aria-invalid', String(state === 'bad' || state === 'not-object'));
    onChange(state);
  };
  verdict.addEventListener('click', () => goTo(field, error));
  // Long text is checked after a pause in typing, or when `state()` is called.
  let timer = null;
  const checkNow = () => {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    check();
  };
  field.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(checkNow, CHECK_DELAY_MS);
    if (field.value.length <= LONG_CHARS) checkNow();
  });
  check();
  const set = (text) => { field.value = text; check(); };
  const checkedState = () => { checkNow(); return state; };
  return { node: el('div', { class: 'form-field' }, el('label', { for: id, words }), field, verdict), field, set, state: checkedState };
}

function stateOf(text, error, mustBeObject) {
  if (text.trim() === '') return 'empty';
  if (error) return 'bad';
  return mustBeObject && text.trim()[0] !== '{' ? 'not-object' : 'good';
}

/** Selects the character at the error. */
function goTo(field, { offset }) {
  field.focus();
  field.setSelectionRange(offset, offset + 1);
}
