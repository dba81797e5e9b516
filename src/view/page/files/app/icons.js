// The page's icons: strokes on a 16 by 16 grid, in the colour of the text around them.
const SVG_NAMESPACE = 'http://www.w3.org/2000/svg';
const PATHS = {
  add: 'M8 3v10M3 8h10',
  back: 'M10 3 5 8l5 5',
  bots: 'M3.5 6h9v7h-9zM8 6V3M6.2 9.2v.6M9.8 9.2v.6M1.5 8.5v2M14.5 8.5v2',
  chat: 'M2.5 3.5h11v7.5H7l-3 2.5V11H2.5z',
  check: 'm3 8.5 3.2 3.2L13 5',
  clock: 'M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2M8 5v3.2l2.2 1.6',
  close: 'm4 4 8 8M12 4l-8 8',
  copy: 'M6 6h7.5v7.5H6zM3.5 10H2.5V2.5H10v1',
  dark: 'M13 9.8A5.6 5.6 0 0 1 6.2 3 5.6 5.6 0 1 0 13 9.8z',
  down: 'm4 6 4 4 4-4',
  file: 'M4 2h5.5L12.500 5v9H4zM9.500 2v3h3M6 8h4.500M6 11h4.500',
  faults: 'M8 2.5 14.2 13H1.8zM8 6.5v3M8 11.2v.3',
  info: 'M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2M8 7.3v3.6M8 5v.3',
  language: 'M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2M2.3 8h11.4M8 2.2c4.2 3.2 4.2 8.4 0 11.6M8 2.2c-4.2 3.2-4.2 8.4 0 11.6',
  light: 'M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6M8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M12.6 3.4l-.7.7M4.1 11.9l-.7.7',
  more: 'M3.5 8h.1M8 8h.1M12.5 8h.1',
  reply: 'M6.5 4 2.5 8l4 4M2.5 8H10a3.5 3.5 0 0 1 3.5 3.5v1',
  restart: 'M13 8a5 5 0 1 1-1.6-3.7M11.8 1.8v2.8H9',
  send: 'M2.5 8 13.5 3 10 13.5 7.5 9z',
  trash: 'M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.6 9h5.8l.6-9',
  user: 'M8 2.8a2.6 2.6 0 1 0 0 5.2 2.6 2.6 0 0 0 0-5.2M3 13.5c.4-3 2.3-4 5-4s4.6 1 5 4',
  wire: 'M2 5.500h10.500M9.5 2.500l3 3-3 3M14 10.500H3.500M6.5 7.500l-3 3 3 3',
};

/** Creates an icon, hidden from screen readers: the words beside it say the same. */
export function icon(name) {
  const svg = document.createElementNS(SVG_NAMESPACE, 'svg');
  for (const [key, value] of Object.entries({ class: 'icon', viewBox: '0 0 16 16', 'aria-hidden': 'true' })) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS(SVG_NAMESPACE, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}
