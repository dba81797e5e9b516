// A message is shown at once, even while the platform is slow; a refusal shows one notice above everything.
import { strict as assert } from 'node:assert';
import { becomes, expectNoViolations, run, waitFor } from './lib.mjs';
import { message, say, texts } from './talk.mjs';

const PATH = '**/api/rooms/1/messages';

await run(async ({ open }) => {
  const page = await open({ locale: 'en-US', viewport: { width: 1400, height: 800 } });
  const answers = [];
  const hold = (route) => (route.request().method() === 'POST' ? answers.push(route) : route.continue());
  await page.route(PATH, hold);
  const sending = page.locator('.sending');

  await say(page, '천천히');
  await sending.getByText('천천히').waitFor();
  await sending.getByText('Sending').waitFor();
  await expectNoViolations(page, 'what is on its way');
  await answers.shift().continue();
  await message(page, '천천히').waitFor();
  await becomes(() => sending.count(), 0);

  // After each refusal the text returns, and one notice counts the refusals.
  const refuse = (route) => route.fulfill({ status: 503, json: { error: { code: 'busy', message: 'the database is busy' } } });
  await page.unroute(PATH, hold);
  await page.route(PATH, (route) => (route.request().method() === 'POST' ? refuse(route) : route.continue()));
  const notice = page.locator('.toast.bad');
  for (let n = 1; n <= 6; n += 1) {
    await say(page, '안 되는 말');
    await waitFor('its text again', async () => await page.locator('.composer-field').inputValue() === '안 되는 말');
    if (n > 1) await becomes(() => notice.locator('.toast-count').textContent(), `× ${n}`);
  }
  assert.equal(await notice.count(), 1);
  assert.deepEqual(await texts(page), ['천천히']);
  await expectNoViolations(page, 'a notice');
  // The notice covers no control.
  const hit = (name) => page.getByRole('button', { name }).click({ trial: true });
  for (const name of ['Restart', 'Send an event', 'New room']) await hit(name);

  // With an open dialog the notice stays readable, and its close button works.
  await page.getByRole('button', { name: 'Send an event' }).click();
  await page.getByRole('menuitem', { name: 'Message with details…' }).click();
  await page.getByLabel('Text').fill('정말');
  await page.getByRole('dialog').getByRole('button', { name: 'Send', exact: true }).click();
  await becomes(() => notice.locator('.toast-count').textContent(), '× 7');
  await becomes(() => notice.evaluate((it) => {
    const { x, y, width, height } = it.getBoundingClientRect();
    return it.contains(document.elementFromPoint(x + width / 2, y + height / 2));
  }), true);
  await notice.getByRole('button', { name: 'Close' }).click();
  await becomes(() => notice.count(), 0);
  await page.getByRole('dialog').waitFor();
  page.complaints.length = 0;
});
