// A failed delivery shows on its bubble: cause, attempts, and a link to the exchange.
import { strict as assert } from 'node:assert';
import { startBot } from './bot.mjs';
import { becomes, expectNoViolations, run, waitFor } from './lib.mjs';
import { message, say } from './talk.mjs';

await run(async ({ open }) => {
  const bot = await startBot({ answers: (event) => (event.message.body === 'bad' ? 401 : 200) });
  const page = await open({ locale: 'en-US' });
  await say(page, 'bad');
  const failed = message(page, 'bad').locator('[data-state="failed"]');
  await failed.waitFor();
  await becomes(() => failed.textContent(), 'Not delivered after 6 attempts: 401 (signature or permission refused)');
  assert.equal(new Set(bot.seen.map((it) => it.event.event_id)).size, 1);
  await waitFor('six attempts', async () => await page.locator('.turn-exchange').count() === 6);
  await page.locator('.turn').getByText('에코: Given up after 6 attempts').waitFor();
  await expectNoViolations(page, 'a failed delivery');

  // The room continues, and the language changes at once.
  await say(page, 'good');
  await message(page, 'Echo: good').waitFor();
  await page.getByRole('button', { name: /Language/ }).click();
  await becomes(() => failed.textContent(), /^6번 시도했으나 전달 실패/);
  await failed.click();
  await page.waitForURL((url) => url.searchParams.get('view') === 'wire' && url.searchParams.get('id').startsWith('ex_'));
});
