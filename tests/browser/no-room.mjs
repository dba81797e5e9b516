// The page reports a room that does not exist, and sends nothing to another room.
import { strict as assert } from 'node:assert';
import { becomes, call, expectNoViolations, run } from './lib.mjs';
import { message, say } from './talk.mjs';

const at = (query) => process.env.PAGE.replace('#', `?${query}#`);
const said = async () => (await call('GET', '/rooms/1/messages')).messages.map((it) => it.body);

await run(async ({ open }) => {
  for (const id of ['77', 'kakao_99', 'abc']) {
    const page = await open({ locale: 'en-US', address: at(`view=chat&room=${id}`) });
    await page.getByRole('heading', { name: `There is no room ${id}` }).waitFor();
    assert.equal(await page.locator('.composer-field').isVisible(), false);
    await page.keyboard.press('c');
    await page.keyboard.insertText('into the void');
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('[aria-current="true"].room').count(), 0);
    if (id === '77') await expectNoViolations(page, 'no such room');
    await page.getByRole('link', { name: 'To the room' }).click();
    await page.waitForURL((url) => url.searchParams.get('room') === '1');
    await page.locator('.composer-field').waitFor();
    await page.close();
  }
  assert.deepEqual(await said(), []);

  // The open room is deleted through the API.
  const room = await call('POST', '/kakao/rooms', { skill_url: 'http://127.0.0.1:9/', name: '가게' });
  const page = await open({ locale: 'ko-KR', viewport: { width: 360, height: 700 }, address: at(`view=chat&room=${room.room_id}`) });
  await page.locator('.kakao-composer textarea').fill('거기');
  await call('DELETE', `/kakao/rooms/${room.room_id}`);
  await page.getByRole('heading', { name: `방 ${room.room_id} 없음` }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '모든 방' }).click();
  await page.locator('.rooms').waitFor();
  await page.getByRole('link', { name: /room 1/ }).click();
  await say(page, '여기');
  await message(page, '여기').waitFor();
  await becomes(said, ['여기']);
});
