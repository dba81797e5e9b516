// What the tests of the chat share: saying something, and finding what was said.

/** Writes a text into the composer and sends it with Enter. */
export async function say(page, text) {
  const field = page.locator('.composer-field');
  await field.fill(text);
  await field.press('Enter');
}

/** The message with exactly this text. */
export function message(page, text) {
  return page.locator('.message', { has: page.locator('.bubble').getByText(text, { exact: true }) });
}

/** The texts of all bubbles, as they stand. */
export const texts = (page) => page.locator('.talk .bubble').allTextContents();
