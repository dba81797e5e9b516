// Two users in two tabs of one browser: each has own messages on the right; the second tab needs no token.
import { strict as assert } from 'node:assert';
import { startBot } from './bot.mjs';
import { becomes, call, run, waitFor } from './lib.mjs';
import { message, say } from './talk.mjs';

await run(async ({ browser, open }) => {
  const bot = await startBot({ says: () => null });
  const context = await browser.newContext({ locale: 'en-US' });
  const alice = await open({ context });
  const bob = await open({ context, address: new URL(process.env.PAGE).origin });
  await bob.locator('.rooms').getByRole('button', { name: 'New user' }).click();
  await bob.getByLabel('Name of the user').fill('밥');
  await bob.getByLabel('Name of the user').press('Enter');

  await say(alice, '나는 앨리스');
  await message(bob, '나는 앨리스').waitFor();
  await say(bob, '나는 밥');
  await message(alice, '나는 밥').waitFor();
  await becomes(() => message(alice, '나는 앨리스').getAttribute('class'), /mine/);
  await becomes(() => message(bob, '나는 밥').getAttribute('class'), /mine/);
  assert.doesNotMatch(await message(alice, '나는 밥').getAttribute('class'), /mine/);
  await waitFor('both events', () => bot.seen.length === 2);
  assert.notEqual(bot.seen[0].event.message.sender_user_id, bot.seen[1].event.message.sender_user_id);

  // Messages in another room are counted until it is opened.
  const room = await call('POST', '/rooms', { name: '다른 방' });
  await call('POST', `/rooms/${room.room_id}/messages`, { user: '밥', body: '하나' });
  await call('POST', `/rooms/${room.room_id}/messages`, { user: '앨리스', body: '둘' });
  const item = alice.locator(`.room[data-room="${room.room_id}"]`);
  await item.getByRole('img', { name: '2 unread messages' }).waitFor();
  await becomes(() => item.textContent(), /다른 방.*앨리스: 둘/);
  await item.click();
  await alice.getByRole('heading', { name: '다른 방 (2)' }).waitFor();
  await message(alice, '하나').waitFor();
  await becomes(() => item.locator('.unread').count(), 0);

  // A message that comes while the list of a new room is on its way is counted too.
  let hold;
  const list = new Promise((resolve) => { hold = resolve; });
  await alice.route('**/api/rooms', async (route) => hold({ route, response: await route.fetch() }), { times: 1 });
  const newer = await call('POST', '/rooms', { name: '새 방' });
  const { route, response } = await list;
  await call('POST', `/rooms/${newer.room_id}/messages`, { user: '밥', body: '셋' });
  const count = bob.locator(`.room[data-room="${newer.room_id}"]`).getByRole('img', { name: '1 unread message' });
  await count.waitFor();
  await route.fulfill({ response });
  const newItem = alice.locator(`.room[data-room="${newer.room_id}"]`);
  await newItem.getByRole('img', { name: '1 unread message' }).waitFor();
  await becomes(() => newItem.textContent(), /새 방.*밥: 셋/);
});
