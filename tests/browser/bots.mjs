// Bots are created, tested, rotated, reviewed and deleted on the page; secrets are shown once.
import { strict as assert } from 'node:assert';
import { startBot } from './bot.mjs';
import { becomes, call, expectNoViolations, run } from './lib.mjs';

await run(async ({ open }) => {
  const bot = await startBot();
  const { origin } = new URL(process.env.PAGE);
  const page = await open({ locale: 'en-US', address: `${origin}/?view=bots#${process.env.PAGE.split('#')[1]}` });
  const card = (name) => page.getByRole('article', { name });
  const button = (name) => page.getByRole('button', { name, exact: true });
  await card('에코').waitFor();

  // A developer creates a bot that needs a review; its credentials are shown once.
  await page.getByRole('radio', { name: 'Developer' }).click();
  await button('New bot').click();
  await expectNoViolations(page, 'the form of a bot');
  await page.getByLabel('Name').fill('주문봇');
  await page.getByLabel('Callback URL').fill(bot.callback_url);
  await page.getByLabel('Visibility').selectOption('review_required');
  await button('Create').click();
  const secret = await page.getByLabel('MOMOTALK_WEBHOOK_SECRET').inputValue();
  assert.ok(secret.length > 20);
  await expectNoViolations(page, 'the secrets');
  // Neither Escape nor a click outside closes the dialog.
  await page.getByText(/^momo bot env bot_/).waitFor();
  assert.equal(await page.getByLabel('MOMOTALK_API_BASE').inputValue(), `${origin}/api`);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.mouse.click(5, 300);
  await becomes(() => page.getByLabel('MOMOTALK_WEBHOOK_SECRET').inputValue(), secret);
  await button('I have kept them').click();
  assert.ok(!(await page.content()).includes(secret));
  await becomes(() => card('주문봇').getByRole('button', { name: 'Approve' }).count(), 0);

  await page.getByRole('radio', { name: 'Operator' }).click();
  await page.getByText('1 bot waits for review.').waitFor();
  await card('주문봇').getByLabel('Note').fill('좋습니다');
  // A half-typed note survives a redraw.
  await call('POST', '/rooms', { name: 'another' });
  await call('PUT', `/rooms/2/bots/${bot.bot_id}`);
  await card('에코').getByText('room 1, another').waitFor();
  await becomes(() => card('주문봇').getByLabel('Note').inputValue(), '좋습니다');
  await expectNoViolations(page, 'the bots');
  await card('주문봇').getByRole('button', { name: 'Approve' }).click();
  await card('주문봇').getByText('좋습니다').waitFor();

  // The test delivery reports its result.
  await card('에코').getByRole('button', { name: 'Test webhook' }).click();
  await card('에코').getByText('The bot took the test event: 200').waitFor();
  bot.answers = () => 500;
  await card('에코').getByRole('button', { name: 'Test webhook' }).click();
  await card('에코').getByText('The test event did not get through').waitFor();

  await card('에코').getByRole('button', { name: 'Rotate' }).click();
  await page.getByLabel('What').selectOption('secret');
  await page.getByLabel('Grace period').selectOption('3600');
  await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click();
  await page.getByText('Events are signed with the new secret from now on. momo’s own checks take the old one until').waitFor();
  await becomes(async () => (await page.getByLabel('MOMOTALK_WEBHOOK_SECRET').inputValue()) !== bot.webhook_secret, true);
  await button('I have kept them').click();
  await card('에코').getByText('old secret, for momo’s own checks only, until').waitFor();
  await card('에코').getByRole('button', { name: 'Rotate' }).click();
  await page.getByLabel('What').selectOption('token');
  await page.getByLabel('Grace period').selectOption('60');
  await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click();
  await page.getByText('The old token is taken until').waitFor();
  await button('I have kept them').click();
  await card('에코').getByText('old token until').waitFor();

  // A port suffices as the callback URL.
  await card('에코').getByRole('button', { name: 'Edit' }).click();
  await page.getByLabel('Callback URL').fill('3000/webhook');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await card('에코').getByText('http://127.0.0.1:3000/webhook').waitFor();

  await card('에코').getByRole('button', { name: 'Rooms' }).click();
  await page.getByRole('menuitemradio', { name: 'room 1' }).click();
  await card('에코').getByRole('button', { name: 'Rooms' }).click();
  await page.getByRole('menuitemradio', { name: 'another' }).click();
  await card('에코').locator('.bot-facts').getByText('none').waitFor();
  await card('주문봇').getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await card('주문봇').waitFor({ state: 'detached' });
  assert.equal((await call('GET', '/bots')).bots.length, 1);
});
