// Times, sizes and durations as people read them.
import { language } from './words.js';

const formats = new Map();
const IN_KOREAN = { d: '일', h: '시간', min: '분', s: '초' };

/** A number with its unit of time. */
const timed = (n, unit) => language() === 'ko' && IN_KOREAN[unit] ? `${n}${IN_KOREAN[unit]}` : `${n} ${unit}`;

function format(options) {
  const key = language() + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(language(), options));
  return formats.get(key);
}

/** 14:02. */
export const hour = (ms) => format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(ms);

/** 14:02:11. */
export const second = (ms) => format({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(ms);

/** 14:02:11.043. */
export const clock = (ms) => format({
  hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hourCycle: 'h23',
}).format(ms);

/** The day, in words. */
export const day = (ms) => format({ year: 'numeric', month: 'long', day: 'numeric', weekday: 'long' }).format(ms);

/** The day and the time. */
export const whole = (ms) => format({ dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' }).format(ms);

/** 212 ms, 2.9 s, 3 min. */
export function ms(value) {
  if (value === null || value === undefined) return '';
  if (value < 1) return '<1 ms';
  if (value < 1000) return `${Math.round(value)} ms`;
  if (value < 60_000) return timed((value / 1000).toFixed(value < 10_000 ? 1 : 0), 's');
  return span(value);
}

/** A span of time in its two largest units: 1 d 3 h. */
export function span(value) {
  const seconds = Math.round(Math.abs(value) / 1000);
  const units = [['d', 86_400], ['h', 3600], ['min', 60], ['s', 1]];
  const first = units.findIndex(([, length]) => seconds >= length);
  if (first < 0) return timed(0, 's');
  let rest = seconds;
  const parts = units.slice(first, first + 2).map(([unit, length]) => {
    const n = Math.floor(rest / length);
    rest -= n * length;
    return n ? timed(n, unit) : '';
  });
  return parts.filter(Boolean).join(' ');
}

/** 313 B, 1.2 KB, 3.4 MB. */
export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** 1,234. */
export const number = (value) => new Intl.NumberFormat(language()).format(value);
