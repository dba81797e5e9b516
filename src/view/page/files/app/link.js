// Links within the page: a plain click changes the address without a page load; the browser handles all other clicks.
import { address } from './address.js';
import { el } from './dom.js';

/** Returns the keys of the address that show the overview of an exchange. */
export const exchangePlace = (id) => ({ view: 'wire', id, tab: null, with: null });

/** Creates a link that sets these keys of the address. */
export function link(values, props, ...children) {
  const node = el('a', { ...props, href: address.link(values) }, ...children);
  node.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    address.set(values, { push: true });
  });
  return node;
}
