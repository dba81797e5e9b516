// Reads bodies and headers from an exchange's JSON.

/** Returns the bytes of a body. */
export function bytesOf({ body, body_base64: base64 }) {
  return base64 === undefined ? new TextEncoder().encode(body ?? '') : Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

/** Returns a header's value as text; invalid UTF-8 becomes U+FFFD. */
export const headerText = ({ value, value_base64: base64 }) => value ?? new TextDecoder().decode(bytesOf({ body_base64: base64 }));

/** Returns lines of 16 bytes: offset, hex and printable ASCII. */
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
