// After a new start of momo, an open page says how to go on, without errors of before; one tab that is opened anew unlocks the
// others.
import { strict as assert } from 'node:assert';
import { expectNoViolations, run } from './lib.mjs';
import { say } from './talk.mjs';

await run(async ({ browser, open }) => {
  const context = await browser.newContext({ locale: 'en-US' });
  const first = await open({ context });
  await first.locator('.composer-field').waitFor();
  await first.route('**/api/rooms/*/messages', (route) => route.abort());
  await say(first, 'lost');
  await first.locator('.toast', { hasText: 'momo does not answer' }).waitFor();
  await first.unroute('**/api/rooms/*/messages');

  const address = await (await fetch(process.env.RESTART)).text();
  await first.getByText('momo was started anew, and its page has a new token').waitFor();
  await first.getByText('Locked').waitFor();
  assert.equal(await first.locator('.toast').count(), 0);
  await expectNoViolations(first, 'a page after a new start');

  const second = await open({ context, address });
  await second.locator('.composer-field').waitFor();
  await first.locator('.composer-field').waitFor();
  await first.getByText('Live', { exact: true }).waitFor();
  // The browser logs each refused or failed call.
  first.complaints = first.complaints.filter((it) => !/401|Failed to load|net::ERR/.test(it));
});
