// Shared by the chat tests: sends and finds messages.

/** Types a text into the composer and sends it with Enter. */
export async function say(page, text) {
  const field = page.locator('.composer-field');
  await field.fill(text);
  await field.press('Enter');
}

/** Returns the message with exactly this text. */
export function message(page, text) {
  return page.locator('.message', { has: page.locator('.bubble').getByText(text, { exact: true }) });
}

/** Returns the texts of all bubbles in order. */
export const texts = (page) => page.locator('.talk .bubble').allTextContents();
