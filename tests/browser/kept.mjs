// Scroll position, opened details and unsent texts are kept; Escape closes a menu only.
import { strict as assert } from 'node:assert';
import { startBot } from './bot.mjs';
import { becomes, call, run, waitFor } from './lib.mjs';
import { message, say } from './talk.mjs';

await run(async ({ open }) => {
  const bot = await startBot({ says: () => null });
  const other = await call('POST', '/rooms', { name: 'other' });
  await call('POST', '/rooms/1/messages', { user: '밥', body: '긴 글 '.repeat(400), metadata: { a: 1 } });
  for (let n = 0; n < 40; n += 1) await call('POST', '/rooms/1/messages', { user: ['앨리스', 'B', 'C', 'D'][n % 4], body: `line ${n}` });
  const page = await open({ locale: 'en-US' });
  const key = (name) => page.keyboard.press(name);
  await message(page, 'line 39').waitFor();

  // After scrolling up, the position stays and opened details stay open.
  const log = page.locator('.talk');
  const place = () => log.evaluate((it) => it.scrollTop);
  await page.getByRole('button', { name: /Show all/ }).click();
  await page.locator('.metadata summary').click();
  await log.evaluate((it) => { it.scrollTop = 100; });
  await waitFor('the place', async () => await place() === 100);
  await call('PATCH', `/bots/${bot.bot_id}`, { name: '다른 이름' });
  await page.locator('.room-bots', { hasText: '다른 이름' }).waitFor();
  await page.getByRole('radio', { name: 'C', exact: true }).click();
  await page.getByRole('button', { name: /Language/ }).click();
  await page.getByRole('button', { name: /언어/ }).click();
  assert.ok(Math.abs(await place() - 100) < 40, `${await place()}`);
  await becomes(() => page.locator('.metadata[open]').count(), 1);
  await becomes(() => page.locator('.folded').count(), 0);

  // The arrow keys reach every user.
  await page.locator('.person[aria-checked="true"]').focus();
  const reached = new Set();
  for (let n = 0; n < 5; n += 1) {
    reached.add(await page.locator('.person[aria-checked="true"]').textContent());
    await key('ArrowDown');
  }
  assert.equal(reached.size, 5);

  // Escape closes the menu, and only the menu.
  const plus = page.locator('.plus');
  await plus.click();
  await page.getByRole('menuitem', { name: 'Raw event…' }).waitFor();
  await key('Escape');
  await page.locator('.menu:popover-open').waitFor({ state: 'detached' });
  await becomes(() => plus.evaluate((it) => it === document.activeElement), true);

  // Unsent messages return to the composer, also when another room is open by then.
  const held = [];
  let isLost = false;
  await page.route('**/api/rooms/*/messages', (route) => (isLost ? route.abort() : held.push(route)));
  await say(page, 'lost one');
  await say(page, 'lost two');
  await page.locator(`.room[data-room="${other.room_id}"]`).click();
  isLost = true;
  for (const route of held) await route.abort();
  await page.getByText('momo does not answer').nth(1).waitFor();
  await page.locator('.room[data-room="1"]').click();
  const field = page.locator('.composer-field');
  await waitFor('both texts', async () => await field.inputValue() === 'lost one\nlost two');
  await call('POST', `/rooms/${other.room_id}/messages`, { user: '밥', body: '하나' });
  const unread = page.getByRole('img', { name: '1 unread message' });
  await unread.waitFor();
  await page.reload();
  await unread.waitFor();
  await becomes(() => field.inputValue(), 'lost one\nlost two');
  await plus.click();
  await waitFor('the samples', async () => await page.locator('.menu:popover-open [role="menuitem"]').count() > 2);
  await key('Escape');
  page.complaints.length = 0;

  // The narrowest window shows the room's name and all of its buttons.
  for (const name of ['주문을 받는 봇', '날씨를 알려 주는 봇']) await call('POST', '/bots', { name, callback_url: bot.callback_url });
  await page.setViewportSize({ width: 360, height: 640 });
  await page.locator('.room-bots', { hasText: '날씨' }).waitFor();
  assert.ok((await page.getByRole('heading', { level: 1 }).boundingBox()).width > 60);
  const last = await page.getByRole('button', { name: 'Restart', exact: true }).boundingBox();
  assert.ok(last.x + last.width <= 360, JSON.stringify(last));
});
