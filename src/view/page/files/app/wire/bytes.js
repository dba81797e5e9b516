// Bodies and headers as bytes and text, out of an exchange's JSON.

/** The bytes of a request or response. */
export function bytesOf({ body, body_base64: base64 }) {
  return base64 === undefined ? new TextEncoder().encode(body ?? '') : Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

/** A header's value as text. */
export const headerText = ({ value, value_base64: base64 }) => value ?? new TextDecoder().decode(bytesOf({ body_base64: base64 }));

/** Lines of 16 bytes: place, hex, and the letters of ASCII. */
export function hexLines(bytes, from, end) {
  const lines = [];
  for (let offset = from; offset < end; offset += 16) {
    const row = [...bytes.subarray(offset, Math.min(offset + 16, end))];
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0'));
    const ascii = row.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${offset.toString(16).padStart(8, '0')}  ${hex.slice(0, 8).join(' ').padEnd(23)}  ${hex.slice(8).join(' ').padEnd(23)}  ${ascii}`);
  }
  return lines.join('\n');
}
