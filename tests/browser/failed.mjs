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
  const why = message(page, 'bad').locator('.why');
  await why.getByText(/^the bot refused the signature \(401\)/).waitFor();
  await expectNoViolations(page, 'a failed delivery');

  // The room continues, and the language changes at once.
  await say(page, 'good');
  await message(page, 'Echo: good').waitFor();
  await page.getByRole('button', { name: /Language/ }).click();
  await becomes(() => failed.textContent(), /^6번 시도했으나 전달 실패/);
  await becomes(() => why.textContent(), /^봇이 .*자세히 보기$/);
  await failed.click();
  await page.waitForURL((url) => url.searchParams.get('view') === 'wire' && url.searchParams.get('id').startsWith('ex_'));
  // The whole explanation stands on top; the bot can be asked.
  await page.goBack();
  await page.getByRole('button', { name: /언어/ }).click();
  await why.getByRole('link', { name: 'More about it' }).click();
  const troubles = page.getByRole('list', { name: 'What went wrong' });
  const count = bot.seen.length;
  await troubles.getByRole('button', { name: 'Ask the bot which signature it takes' }).click();
  await troubles.getByText(/signatures of known mistakes were tried, and it takes none/).waitFor();
  assert.ok(bot.seen.length > count);
});
