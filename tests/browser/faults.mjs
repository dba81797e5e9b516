// Faults on the page: an outage with retries by a moved clock, counters, options, network delay.
import { strict as assert } from 'node:assert';
import { startBot } from './bot.mjs';
import { call, expectNoViolations, run, waitFor } from './lib.mjs';
import { message, say } from './talk.mjs';

await run(async ({ open }) => {
  const bot = await startBot();
  const page = await open({ locale: 'en-US' });
  const go = (view) => page.getByRole('link', { name: view, exact: true }).click();
  const flip = (name) => page.getByRole('switch', { name, exact: true }).click();
  const faults = async () => (await call('GET', '/faults')).faults;

  // During an outage the message waits for its next attempt.
  await go('Faults');
  await flip('Outage');
  await page.getByRole('switch', { name: 'Outage', checked: true }).waitFor();
  await go('Chat');
  await say(page, '들리나요?');
  await message(page, '들리나요?').getByText(/Attempt 1 failed/).waitFor();
  assert.equal(bot.seen.length, 0);

  // After the outage, an hour passes by the clock: the retry is due at once.
  await go('Faults');
  await flip('Outage');
  await page.getByRole('switch', { name: 'Outage', checked: false }).waitFor();
  await page.getByRole('button', { name: '+1 hour' }).click();
  await page.locator('.clock').getByText('1 h ahead').waitFor();
  await go('Chat');
  await message(page, 'Echo: 들리나요?').waitFor();
  await page.getByRole('link', { name: 'Clock +1 h' }).click();
  await page.getByRole('button', { name: 'Reset' }).click();
  await page.locator('.clock').getByText('The real time').waitFor();

  // A fault with options, and its counter.
  await flip('Bad signature');
  const fault = page.locator('.fault', { hasText: 'Bad signature' });
  await fault.locator('summary').click();
  await expectNoViolations(page, 'the faults');
  await fault.getByLabel('Contains').fill('비밀');
  await fault.getByLabel('Contains').press('Enter');
  await waitFor('the setting', async () => (await faults()).some((it) => it.contains === '비밀'));
  await call('POST', '/rooms/1/messages', { body: '비밀' });
  await waitFor('a forged event', () => bot.seen.some((it) => !it.isSigned));
  await call('POST', '/faults', { kind: 'duplicate', rate: 0 });
  await activeFaultsAreSeenAndEnded(page);
  await go('Faults');
  await fault.locator('.fault-count strong').filter({ hasText: /^[1-9]/ }).waitFor();

  // An emptied field removes the option.
  await fault.getByLabel('Contains').fill('');
  await fault.getByLabel('Contains').press('Enter');
  await waitFor('no setting', async () => (await faults()).every((it) => it.contains === undefined));

  await page.getByLabel('Slow network').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await waitFor('the network', async () => (await faults()).some((it) => it.kind === 'network' && it.delay_ms === 50));
  await page.getByRole('button', { name: 'Clear all' }).click();
  await waitFor('no fault', async () => (await faults()).length === 0);
});

/** The header tells of active faults and ends them; what they struck says so on its bubble, and why the bot refused it. */
async function activeFaultsAreSeenAndEnded(page) {
  const menuOf = (name) => page.getByRole('button', { name }).click();
  await page.getByRole('link', { name: 'Chat', exact: true }).click();
  const foot = message(page, '비밀').locator('.message-foot');
  await foot.getByText('rehearsed: bad-signature').waitFor();
  await foot.getByText('It is wrong on purpose, by the rehearsed fault').waitFor();
  await expectNoViolations(page, 'a rehearsed failure');
  await menuOf('2 faults active');
  await page.getByRole('menuitem', { name: 'End: duplicate' }).click();
  await menuOf('1 fault active');
  await page.getByRole('menuitem', { name: 'End: bad-signature' }).click();
  await page.getByRole('button', { name: /fault active/ }).waitFor({ state: 'hidden' });
  assert.ok((await call('GET', '/faults')).faults.every((it) => !it.on));
  await foot.getByRole('link', { name: 'More about it' }).click();
  await page.getByRole('list', { name: 'What went wrong' }).getByText('It is wrong on purpose').waitFor();
}
