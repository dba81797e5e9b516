// An event with a long body is shown in portions, resent unchanged, and edited on demand.
import { strict as assert } from 'node:assert';
import { startBot } from './bot.mjs';
import { call, run, waitFor } from './lib.mjs';

await run(async ({ open }) => {
  const bot = await startBot({ says: () => null });
  const body = JSON.stringify({ event_type: 'talk.long', list: Array.from({ length: 2500 }, (_, n) => ({ n, name: `이름 ${n} <b>`, ok: true, more: 'x'.repeat(40) })) });
  const { event_id: id } = await call('POST', `/bots/${bot.bot_id}/events`, { room_id: 1, body });
  await waitFor('the event', () => bot.seen.length === 1);
  assert.equal(bot.seen[0].text, body);

  const page = await open({ locale: 'en', viewport: { width: 1400, height: 800 } });
  await page.locator('.turn').getByText(id).waitFor();
  await page.locator('.turn-exchange').click();
  const panel = page.getByRole('tabpanel');
  await panel.getByRole('tree').first().waitFor();
  await page.getByRole('button', { name: 'Text', exact: true }).first().click();
  const shown = async () => (await panel.locator('pre').first().textContent()).length;
  await waitFor('the beginning', async () => await shown() === 16 * 1024);
  await panel.getByRole('button', { name: /^Show more/ }).first().click();
  await waitFor('twice as much more', async () => await shown() === 3 * 16 * 1024);

  await page.keyboard.press('e');
  await page.getByText('The body is long; it is sent as it is.').waitFor();
  assert.equal(await page.locator('#edit-body').count(), 0);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await waitFor('the same again', () => bot.seen.length === 2);
  assert.ok(bot.seen[1].isSigned && bot.seen[1].text === body);
  await page.getByRole('button', { name: /^Edit the body/ }).click();
  await page.getByText('Valid JSON').waitFor();
  assert.equal(await page.locator('#edit-body').inputValue(), body);

  // Long text in the composer is not measured.
  await page.locator('#tab-chat').click();
  const field = page.locator('.composer-field');
  await field.fill('가나다라 '.repeat(4_000));
  assert.equal(await field.getAttribute('rows'), '9');
  await field.fill('');
  assert.equal(await field.getAttribute('rows'), '1');
});
