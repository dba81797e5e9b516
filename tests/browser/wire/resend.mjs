// A delivery is edited and resent: the signature follows the text, the bot accepts it, and both responses are shown side by
// side. With the old signature the bot refuses it.
import { strict as assert } from 'node:assert';
import { createHmac } from 'node:crypto';
import { startBot } from '../bot.mjs';
import { call, run, waitFor } from '../lib.mjs';
import { at, detail, rows } from './shared.mjs';

await run(async ({ open }) => {
  const bot = await startBot({ says: () => null });
  const room = (await call('GET', '/rooms')).rooms[0].room_id;
  await call('POST', `/rooms/${room}/messages`, { body: '안녕' });
  await waitFor('the event', () => bot.seen.length === 1);

  const page = await open({ address: at(), locale: 'en' });
  await rows(page).filter({ hasText: 'talk.message_created' }).click();
  await page.keyboard.press('e');
  const body = page.getByLabel('Body of the request');
  await body.waitFor();
  await body.fill('{"event_type":"talk.message_created",}');
  await page.getByText('Line 1, column 38: a comma too many').waitFor();
  const text = '{"event_type":"talk.message_created", "n":12345678901234567890.10}';
  await body.fill(text);
  await page.getByText('Valid JSON').waitFor();
  const signature = createHmac('sha256', bot.webhook_secret).update(text).digest('hex');
  await page.getByText(signature).waitFor();
  await page.keyboard.press('Control+Enter');
  const resent = page.getByRole('region', { name: 'Resent' });
  await resent.getByText('New answer').waitFor();
  assert.deepEqual(bot.seen.map(({ isSigned }) => isSigned), [true, true]);
  assert.equal(bot.seen[1].text, text);

  await page.getByRole('switch', { name: 'Sign anew' }).uncheck();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await resent.getByText('401').waitFor();
  assert.equal(bot.seen[2].isSigned, false);
  await resent.getByRole('button', { name: 'Compare both' }).click();
  await detail(page).getByRole('row', { name: /X-Momo-Replay-Of/i }).waitFor();
  await page.goBack();
  await waitFor('what was typed', async () => (await body.inputValue()) === text);
});
