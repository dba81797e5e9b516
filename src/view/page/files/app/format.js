// Times, sizes and durations as people read them.
import { language } from './words.js';

const days = new Map();
const IN_KOREAN = { d: '일', h: '시간', min: '분', s: '초' };

/** A number with its unit of time. */
const timed = (n, unit) => language() === 'ko' && IN_KOREAN[unit] ? `${n}${IN_KOREAN[unit]}` : `${n} ${unit}`;

// Written by hand: a format of Intl takes as long to make as all the rest of a message.
const two = (value) => String(value).padStart(2, '0');
const timeOf = (at) => [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':');
const dateOf = (at) => [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');

/** 14:02. */
export const hour = (ms) => timeOf(new Date(ms)).slice(0, 5);

/** 14:02:11. */
export const second = (ms) => timeOf(new Date(ms));

/** 14:02:11.043. */
export const clock = (ms) => `${second(ms)}.${String(new Date(ms).getMilliseconds()).padStart(3, '0')}`;

/** The day and the time: 2026-11-21 14:02:11. */
export const whole = (ms) => `${dateOf(new Date(ms))} ${second(ms)}`;

/** Whether two moments are of one day. */
export const isSameDay = (a, b) => dateOf(new Date(a)) === dateOf(new Date(b));

/** The day, in words. */
export function day(ms) {
  const spoken = language();
  if (!days.has(spoken)) days.set(spoken, new Intl.DateTimeFormat(spoken, { dateStyle: 'full' }));
  return days.get(spoken).format(ms);
}

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
