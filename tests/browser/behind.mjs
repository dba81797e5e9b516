// A delivery that waits behind a failed one says so; rows name their bot if there are two; a hidden tab counts in its title.
import { strict as assert } from 'node:assert';
import { startBot } from './bot.mjs';
import { becomes, call, run, waitFor } from './lib.mjs';
import { message, say } from './talk.mjs';

await run(async ({ open }) => {
  await startBot({ name: '고장', answers: () => 500 });
  const page = await open({ locale: 'en-US' });
  await say(page, 'one');
  await message(page, 'one').getByText(/Attempt 1 failed/).waitFor();
  await say(page, 'two');
  await message(page, 'two').getByText(/Waits behind an earlier event that failed/).waitFor();
  await page.reload();
  await message(page, 'two').getByText(/Waits behind an earlier event that failed/).waitFor();

  await becomes(() => page.locator('.turn-bot').count(), 0);
  await startBot({ name: '멀쩡', says: () => null });
  await say(page, 'three');
  await page.locator('.turn-bot', { hasText: '멀쩡' }).waitFor();

  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { value: true, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await call('POST', '/rooms/1/messages', { user: '밥', body: '하나' });
  await waitFor('the title', async () => await page.title() === '(1) Chat · momo');
  await page.evaluate(() => {
    delete document.hidden;
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await becomes(() => page.title(), 'Chat · momo');

  // The list of keys has each key once; a receiver's page has one view.
  await page.locator('.room').first().focus();
  await page.keyboard.press('?');
  const listed = await page.locator('.keys dd').allTextContents();
  assert.equal(new Set(listed).size, listed.length);
});
