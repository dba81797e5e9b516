// A stranger's text, ready to be put in as text: control characters become pictures of themselves, and what would turn the
// text round an escape. Marks that some scripts and emoji need (LRM, RLM, ZWJ) stay.

/** The text with its control characters to be seen; line breaks and tabs stay what they are. */
export function shownText(text) {
  return text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, picture)
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, (sign) => `\\u{${sign.charCodeAt(0).toString(16)}}`);
}

function picture(sign) {
  const code = sign.charCodeAt(0);
  return String.fromCharCode(code === 0x7f ? 0x2421 : 0x2400 + code);
}

const segmenter = globalThis.Intl?.Segmenter && new Intl.Segmenter();

/** The beginning of a text in one line; no sign that is made of several is cut through. */
export function excerpt(text, most = 80) {
  const line = shownText(text.slice(0, most * 12)).replace(/\s+/g, ' ').trim();
  if (line.length <= most) return line;
  const signs = segmenter ? [...segmenter.segment(line)].map((it) => it.segment) : [...line];
  return signs.length <= most ? line : `${signs.slice(0, most).join('')}…`;
}
