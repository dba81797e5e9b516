// What the scripts about the wire view share.

/** The page's address with this query in it. */
export function at(query) {
  const url = new URL(process.env.PAGE);
  url.search = new URLSearchParams({ view: 'wire', ...query });
  return url.href;
}

/** The rows in sight, by what is heard of them. */
export const rows = (page) => page.getByRole('listbox', { name: 'Exchanges' }).getByRole('option');

/** The pane at the right. */
export const detail = (page) => page.getByRole('tabpanel');
