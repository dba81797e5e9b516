// Formats times, sizes and durations for display.
import { language } from './words.js';

const dayFormats = new Map();
const IN_KOREAN = { d: '일', h: '시간', min: '분', s: '초' };

const withUnit = (n, unit) => language() === 'ko' && IN_KOREAN[unit] ? `${n}${IN_KOREAN[unit]}` : `${n} ${unit}`;

// Not Intl.DateTimeFormat: creating one takes as long as drawing a whole message.
const twoDigits = (value) => String(value).padStart(2, '0');
const timeOf = (date) => [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(':');
const dateOf = (date) => [date.getFullYear(), twoDigits(date.getMonth() + 1), twoDigits(date.getDate())].join('-');

/** Formats milliseconds since 1970 as 14:02. */
export const shortTime = (ms) => timeOf(new Date(ms)).slice(0, 5);

/** 14:02:11. */
export const clockTime = (ms) => timeOf(new Date(ms));

/** 14:02:11.043. */
export const preciseTime = (ms) => `${clockTime(ms)}.${String(new Date(ms).getMilliseconds()).padStart(3, '0')}`;

/** 2026-11-21 14:02:11. */
export const dateTime = (ms) => `${dateOf(new Date(ms))} ${clockTime(ms)}`;

export const isSameDay = (a, b) => dateOf(new Date(a)) === dateOf(new Date(b));

/** The date in words of the page's language. */
export function longDate(ms) {
  const locale = language();
  if (!dayFormats.has(locale)) dayFormats.set(locale, new Intl.DateTimeFormat(locale, { dateStyle: 'full' }));
  return dayFormats.get(locale).format(ms);
}

/** Formats milliseconds as 212 ms, 2.9 s or 3 min; '' for null and undefined. */
export function duration(value) {
  if (value === null || value === undefined) return '';
  if (value < 1) return '<1 ms';
  if (value < 1000) return `${Math.round(value)} ms`;
  if (value < 60_000) return withUnit((value / 1000).toFixed(value < 10_000 ? 1 : 0), 's');
  return span(value);
}

/** Formats milliseconds, without their sign, in the two largest units: 1 d 3 h. */
export function span(value) {
  const seconds = Math.round(Math.abs(value) / 1000);
  const units = [['d', 86_400], ['h', 3600], ['min', 60], ['s', 1]];
  const first = units.findIndex(([, length]) => seconds >= length);
  if (first < 0) return withUnit(0, 's');
  let rest = seconds;
  const parts = units.slice(first, first + 2).map(([unit, length]) => {
    const n = Math.floor(rest / length);
    rest -= n * length;
    return n ? withUnit(n, unit) : '';
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
