// Each call of a bot stands with the message that it answers: also a refused one, one after a resend, and one whose message is
// not loaded.
import { strict as assert } from 'node:assert';
import { startBot } from './bot.mjs';
import { becomes, call, expectNoViolations, run, waitFor } from './lib.mjs';
import { message } from './talk.mjs';

await run(async ({ open }) => {
  const bot = await startBot({ says: () => null });
  const answer = (fields) => fetch(`${new URL(process.env.PAGE).origin}/api/bots/${bot.bot_id}/messages`, {
    method: 'POST', headers: { authorization: `Bearer ${bot.bot_token}`, 'content-type': 'application/json' }, body: JSON.stringify({ room_id: 1, ...fields }),
  });
  const tell = async (body) => (await call('POST', '/rooms/1/messages', { body })).message.message_id;
  const oldest = await tell('처음');
  for (let n = 0; n < 90; n += 1) await call('POST', '/rooms/1/messages', { body: `말 ${n}`, deliver: false });
  const [first, second] = [await tell('하나'), await tell('둘')];
  await waitFor('the events', () => bot.seen.length === 3);
  const page = await open({ locale: 'en-US', viewport: { width: 1400, height: 800 } });
  const turn = (text) => page.locator('.turn', { has: page.locator('.turn-head').getByText(text, { exact: true }) });
  const bubbles = (text) => turn(text).locator('.turn-bubble').allTextContents();
  await turn('둘').waitFor();

  // The message that is answered is not loaded: the answer is a turn of its own.
  assert.equal((await answer({ body: '늦은 답', reply_to_message_id: oldest })).status, 201);
  await turn('늦은 답').waitFor();
  assert.deepEqual(await bubbles('둘'), []);

  // A refused answer to an earlier message: it stands there, and nothing is green there.
  await call('POST', '/faults', { kind: 'reply', status: 429, times: 1 });
  assert.equal((await answer({ body: '거절', reply_to_message_id: first })).status, 429);
  await turn('하나').getByText('429').waitFor();
  assert.equal(await turn('둘').getByText('429').count(), 0);
  const refused = message(page, '하나').getByRole('link', { name: 'The answer was refused: 429' });
  await refused.waitFor();
  await becomes(() => message(page, '하나').locator('.chip.good').count(), 0);
  await becomes(() => message(page, '둘').locator('.chip.good').count(), 1);
  await expectNoViolations(page, 'a refused answer');
  // A call about another room is none of this room's.
  assert.equal((await answer({ body: '다른 방', room_id: 99 })).status, 404);
  assert.equal(await turn('둘').getByText('404').count(), 0);

  // After a resend of an earlier event, an answer without a reference belongs to that one.
  const { deliveries } = await call('GET', '/deliveries');
  const { last_exchange_id: id } = deliveries.find((it) => it.message_id === first);
  await call('POST', `/exchanges/${id}/resend`, {});
  await waitFor('the resent event', () => bot.seen.length === 4);
  assert.equal((await answer({ body: '다시' })).status, 201);
  await becomes(() => bubbles('하나'), ['다시']);
  assert.deepEqual(await bubbles('둘'), []);
  assert.equal(second, first + 1);
  await refused.click();
  await page.getByRole('tab', { name: 'Overview', selected: true }).waitFor();
});
