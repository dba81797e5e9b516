// Bodies and headers as bytes and text, out of an exchange's JSON.

/** The bytes of a request or response. */
export function bytesOf({ body, body_base64: coded }) {
  return coded === undefined ? new TextEncoder().encode(body ?? '') : Uint8Array.from(atob(coded), (letter) => letter.charCodeAt(0));
}

/** A header's value as text. */
export const headerText = ({ value, value_base64: coded }) => value ?? new TextDecoder().decode(bytesOf({ body_base64: coded }));

/** Lines of 16 bytes: place, hex, and the letters of ASCII. */
export function hexLines(bytes, from, to) {
  const lines = [];
  for (let at = from; at < to; at += 16) {
    const row = [...bytes.subarray(at, Math.min(at + 16, to))];
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0'));
    const letters = row.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${at.toString(16).padStart(8, '0')}  ${hex.slice(0, 8).join(' ').padEnd(23)}  ${hex.slice(8).join(' ').padEnd(23)}  ${letters}`);
  }
  return lines.join('\n');
}
