// Sends a field's text at Enter. An Enter that ends a Hangul composition sends once, after the composition has ended; in
// other languages it only picks the composed candidate.
const HANGUL = /[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff]$/;

/** Calls `submit` for each Enter in `field`, and `onOther(event)` for other keys. Shift+Enter starts a new line. */
export function sendOnEnter(field, submit, onOther = () => {}) {
  let isComposing = false;
  let isEnterPending = false;
  let isEnterHandled = false;
  let composed = '';
  field.addEventListener('compositionstart', () => { isComposing = true; isEnterPending = false; });
  field.addEventListener('compositionupdate', ({ data }) => { composed = data || composed; });
  field.addEventListener('compositionend', ({ data }) => {
    isComposing = false;
    composed = data || composed;
    isEnterHandled = isEnterPending;
    // Runs after the last input event of the composition.
    if (isEnterPending && HANGUL.test(composed)) setTimeout(submit);
    isEnterPending = false;
  });
  field.addEventListener('keyup', ({ code }) => { if (code.endsWith('Enter')) isEnterHandled = false; });
  field.addEventListener('beforeinput', (event) => {
    if (isEnterHandled && event.inputType === 'insertLineBreak') event.preventDefault();
  });
  field.addEventListener('keydown', (event) => {
    const isEnter = event.key === 'Enter' || event.code.endsWith('Enter');
    if (!isEnter) { isEnterPending = false; isEnterHandled = false; onOther(event); return; }
    if (event.shiftKey) return;
    if (event.isComposing || isComposing) { isEnterPending = true; return; }
    event.preventDefault();
    // Safari ends the composition before it sends the keydown event, which has key code 229.
    const isCandidateChoice = event.keyCode === 229 && !HANGUL.test(composed);
    if (!isEnterHandled && !isCandidateChoice && !event.repeat) submit();
  });
}
