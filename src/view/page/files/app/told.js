// Translates the server's English. The server makes words/told.js from its catalogue; what is not there stays as
// it was said.
import { language, onLanguage, sayAllAgain } from './words.js';

const whole = new Map();
const patterns = [];
let rules;

await learn();
onLanguage(async () => await learn() && sayAllAgain());

/** Loads the Korean sentences once somebody reads Korean; whether they came just now. */
async function learn() {
  if (rules || language() === 'en') return false;
  const words = await import('./words/told.js');
  if (rules) return false;
  ({ rules } = words);
  for (const [english, korean] of [...words.sentences, ...words.foreign]) {
    if (english.includes('{')) patterns.push(pattern(english, korean));
    else whole.set(english, korean);
  }
  return true;
}

/** What the server said; where it is about a rule of Kakao's, the rule's id as well. */
export function told(said, rule) {
  if (language() === 'en' || !rules || typeof said !== 'string') return said;
  return inKorean(said, rules[rule]) ?? rules[rule] ?? said.split(/(?<=\.) (?=[A-Z`/])/).map((it) => inKorean(it) ?? it).join(' ');
}

/** A sentence whose parts vary: `{n}` is a number; what stands in backticks is a literal, which is never translated. */
function pattern(english, korean) {
  const names = [];
  const source = english.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{(\w+)\}/g, (place, name, at, all) => {
    names.push({ name, isLiteral: all.slice(0, at).split('`').length % 2 === 0 });
    return name === 'n' ? '([\\d.,]+)' : '([^]+?)';
  });
  return { regexp: new RegExp(`^${source}$`), names, korean };
}

/** None where there is no Korean for it. `says` is what the rule says of which it speaks. */
function inKorean(said, says) {
  if (whole.has(said)) return whole.get(said);
  for (const { regexp, names, korean } of patterns) {
    const found = regexp.exec(said);
    const values = found && valuesOf(names, found, says);
    if (values) return korean.replace(/\{(\w+)\}/g, (place, name) => values[name]);
  }
  return null;
}

/** The values of a sentence's parts; none where its `{what}` or the rule that it ends with is not known. */
function valuesOf(names, found, says) {
  const values = {};
  for (const [index, { name, isLiteral }] of names.entries()) {
    const value = found[index + 1];
    if (isLiteral) values[name] = value;
    else if (name === 'what') values[name] = both(value);
    else values[name] = name === 'says' ? says : listed(value);
    if (!values[name]) return null;
  }
  return values;
}

/** One sentence, or several with "and" between. */
function both(said) {
  const one = inKorean(said);
  for (let at = said.indexOf(' and '); !one && at > 0; at = said.indexOf(' and ', at + 1)) {
    const [first, rest] = [inKorean(said.slice(0, at)), both(said.slice(at + 5))];
    if (first && rest) return `${first}, ${rest}`;
  }
  return one;
}

const listed = (said) => inKorean(said) ?? said.split(', ').map((it) => inKorean(it) ?? it).join(', ');
