// Shared by the scripts of the wire view.

/** Returns the page's address with a query. */
export function at(query) {
  const url = new URL(process.env.PAGE);
  url.search = new URLSearchParams({ view: 'wire', ...query });
  return url.href;
}

/** Returns the visible rows by role. */
export const rows = (page) => page.getByRole('listbox', { name: 'Exchanges' }).getByRole('option');

/** Returns the pane of the open exchange. */
export const detail = (page) => page.getByRole('tabpanel');
