// Renders the server's phrases, `{code, args, text}`, in the chosen language. `text` is the English. The server makes
// words/phrases.js, the Korean by code, from its catalogue.
import { language, onLanguage, sayAllAgain } from './words.js';

const PLACE = /\{(\w+)\}/g;
let templates;

await load();
onLanguage(async () => await load() && sayAllAgain());

/** Loads the Korean once it is chosen. Returns whether it came just now. */
async function load() {
  if (templates || language() === 'en') return false;
  const { phrases } = await import('./words/phrases.js');
  if (templates) return false;
  templates = phrases;
  return true;
}

/** Renders the names of faults. */
export const faultNames = (names) => names.map((name) => render({ code: `fault.${name}`, text: name })).join(', ');

/** Renders a phrase. A plain text stays as it is; a code that this page does not know is shown in English. */
export function render(phrase) {
  if (Object(phrase) !== phrase) return phrase;
  if (Array.isArray(phrase)) return phrase.map(render).join(templates['list.and']);
  const template = language() === 'en' ? undefined : templates?.[phrase.code];
  return template?.replace(PLACE, (place, name) => render(phrase.args?.[name]) ?? place) ?? phrase.text;
}
