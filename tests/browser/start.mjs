// The page opens by its address: the token leaves the address at once and stays in the tab, without outside requests.
import { strict as assert } from 'node:assert';
import { expectNoViolations, run } from './lib.mjs';

await run(async ({ browser, open }) => {
  const address = new URL(process.env.PAGE);
  const token = address.hash.slice('#t='.length);
  assert.match(token, /^[0-9a-f]{32}$/);

  const page = await open();
  await page.getByRole('banner').waitFor();
  await page.waitForFunction(() => !location.href.includes('#'));
  assert.ok(!(await page.content()).includes(token), 'the token stands in the page');

  await page.getByRole('navigation').getByRole('link').first().waitFor();
  await page.reload();
  await page.getByRole('navigation').getByRole('link').first().waitFor();
  await expectNoViolations(page, 'the first view');

  // Another browser has no token: the page asks for it, and loads nothing without it.
  const stranger = await browser.newContext();
  const bare = await open({ context: stranger, address: address.origin });
  await bare.getByRole('textbox').first().waitFor();
  await expectNoViolations(bare, 'the question for the token');
  bare.complaints.length = 0;
});
