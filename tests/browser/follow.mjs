// The list of turns stays at its end: for turns that arrive while another view is open, and for own messages.
import { strict as assert } from 'node:assert';
import { startBot } from './bot.mjs';
import { call, run, waitFor } from './lib.mjs';
import { message, say } from './talk.mjs';

const DAY = { advance: '24h' };

await run(async ({ open }) => {
  await startBot();
  await call('POST', '/faults', { kind: 'drop' });
  const page = await open({ locale: 'en-US', viewport: { width: 1400, height: 420 } });
  const list = page.locator('.turn-list');
  const fromEnd = () => list.evaluate((it) => it.scrollHeight - it.scrollTop - it.clientHeight);
  for (const text of ['하나', '둘']) await say(page, text);
  await message(page, '둘').waitFor();
  await page.getByRole('link', { name: 'Faults', exact: true }).click();
  // All six attempts fail each day, first of one event, then of the other.
  await waitFor('all attempts', async () => {
    await call('POST', '/clock', DAY);
    const { deliveries } = await call('GET', '/deliveries');
    return deliveries.every((it) => it.state === 'failed');
  });
  await page.getByRole('link', { name: 'Chat', exact: true }).first().click();
  await waitFor('twelve attempts', async () => await page.locator('.turn-exchange').count() === 12);
  await waitFor('the end of the turns', async () => await fromEnd() < 5);

  // After scrolling up, messages of others do not scroll the list; own messages do.
  await list.evaluate((it) => { it.scrollTop = 0; });
  await waitFor('the turns to be left', async () => await fromEnd() > 60);
  await call('POST', '/rooms/1/messages', { user: '밥', body: '셋' });
  await page.locator('.turn-head', { hasText: '셋' }).waitFor();
  assert.ok(await fromEnd() > 60);
  await say(page, '넷');
  await page.locator('.turn-head', { hasText: '넷' }).waitFor();
  await waitFor('the turn that I began', async () => await fromEnd() < 5);
});
