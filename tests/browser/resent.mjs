// The calls after an edited and resent event belong to its own turn, neither to the original's nor to the newest.
import { strict as assert } from 'node:assert';
import { startBot } from './bot.mjs';
import { becomes, call, expectNoViolations, run, waitFor } from './lib.mjs';
import { message, say } from './talk.mjs';

await run(async ({ open }) => {
  const bot = await startBot();
  const page = await open({ locale: 'en-US', viewport: { width: 1400, height: 800 } });
  for (const text of ['하나', '둘']) {
    await say(page, text);
    await message(page, `Echo: ${text}`).waitFor();
  }
  const turn = (text) => page.locator('.turn').filter({ hasText: text });
  const { exchanges } = await call('GET', '/exchanges', undefined);
  const first = exchanges.filter((it) => it.direction === 'sent').at(-1);
  // This time the bot answers at another delay, and replies to no message.
  bot.says = () => '다시 왔네요';
  const event = { ...bot.seen[0].event, event_id: 'evt_changed_by_hand' };
  delete event.message.message_id;
  await call('POST', `/exchanges/${first.id}/resend`, { body: JSON.stringify(event), sign: true });
  await message(page, '다시 왔네요').waitFor();
  const resent = turn('Sent again, changed');
  await resent.locator('.turn-bubble', { hasText: '다시 왔네요' }).waitFor();
  await waitFor('the request and the call', async () => await resent.locator('.turn-exchange').count() === 2);
  await becomes(() => turn('다시 왔네요').count(), 1);
  for (const text of ['하나', '둘']) assert.equal(await turn(`Echo: ${text}`).locator('.turn-exchange').count(), 2);
  await expectNoViolations(page, 'a resent event among the turns');

  // The next message has its own turn again.
  bot.says = (it) => `Echo: ${it.body}`;
  await say(page, '셋');
  await turn('Echo: 셋').locator('.turn-exchange').nth(1).waitFor();
  assert.equal(await resent.locator('.turn-exchange').count(), 2);
});
