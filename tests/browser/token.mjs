// The token leaves the address at once, passes to a new tab from another one, and is asked for when missing.
import { strict as assert } from 'node:assert';
import { expectNoViolations, run } from './lib.mjs';

await run(async ({ browser, open }) => {
  const { origin } = new URL(process.env.PAGE);
  const context = await browser.newContext({ locale: 'en-US' });
  const first = await open({ context });
  await first.locator('.composer-field').waitFor();
  assert.equal(first.url(), `${origin}/`);
  const second = await open({ context, address: `${origin}/?view=bots` });
  await second.getByRole('heading', { name: 'Bots', level: 1 }).waitFor();

  const stranger = await open({ locale: 'en-US', address: origin });
  await stranger.getByRole('heading', { name: 'This page needs its token' }).waitFor();
  await expectNoViolations(stranger, 'the form for the token');
  await stranger.getByLabel('Address or token').fill('0'.repeat(32));
  await stranger.getByLabel('Address or token').press('Enter');
  await stranger.getByText('This is not the token of this run.').waitFor();
  await stranger.getByLabel('Address or token').fill(process.env.PAGE);
  await stranger.getByLabel('Address or token').press('Enter');
  await stranger.locator('.composer-field').waitFor();
  // The browser logs each refused call.
  stranger.complaints = stranger.complaints.filter((it) => !it.includes('401'));
});
