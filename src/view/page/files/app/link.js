// Links to what the page itself can show: a plain click goes without loading, any other is the browser's.
import { address } from './address.js';
import { el } from './dom.js';

/** A link that sets these keys of the address. */
export function link(values, props, ...children) {
  const node = el('a', { ...props, href: address.link(values) }, ...children);
  node.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    address.set(values, { push: true });
  });
  return node;
}
