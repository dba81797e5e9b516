// The newest message stays in sight while bots answer; a user who scrolled up stays there, and a button counts what came and
// leads to it.
import { strict as assert } from 'node:assert';
import { startBot } from './bot.mjs';
import { answer, startSkill } from './kakao/skill.mjs';
import { becomes, call, expectNoViolations, run, settled } from './lib.mjs';
import { message, say } from './talk.mjs';

const TALL = 'Echo: 긴 답\n둘째 줄\n셋째 줄';
let page;
const below = (selector) => page.locator(selector).evaluate((it) => Math.round(it.scrollHeight - it.scrollTop - it.clientHeight));

await run(async ({ open }) => {
  const bot = await startBot({ says: () => TALL });
  const room = await call('POST', '/rooms', { name: 'second' });
  await call('PUT', `/rooms/${room.room_id}/bots/${bot.bot_id}`);
  for (let n = 0; n < 30; n += 1) await call('POST', '/rooms/1/messages', { user: '밥', body: `line ${n}` });
  page = await open({ locale: 'en-US', viewport: { width: 1200, height: 500 } });
  for (const id of [1, room.room_id]) {
    await page.locator(`.room[data-room="${id}"]`).click();
    for (let n = 0; n < 10; n += 1) {
      const text = `말 ${n}`;
      await say(page, text);
      await page.locator('.message.mine', { hasText: text }).last().locator('[data-state="delivered"]').waitFor();
      await page.locator('.message.bot').last().getByText('셋째 줄').waitFor();
      await settled(page);
      assert.ok(await below('.talk') < 5, `message ${n} of room ${id}: ${await below('.talk')} px below the fold`);
    }
  }

  // A user who has scrolled up stays there; the button counts the new messages.
  const log = page.locator('.talk');
  await page.locator('.talk').hover();
  await page.mouse.wheel(0, -250);
  await becomes(() => below('.talk').then((it) => it > 150), true);
  const place = await log.evaluate((it) => it.scrollTop);
  for (const text of ['하나', '둘']) await call('POST', `/rooms/${room.room_id}/messages`, { user: '캐럴', body: text });
  const button = page.getByRole('button', { name: '4 new messages' });
  await button.waitFor();
  assert.equal(await log.evaluate((it) => it.scrollTop), place);
  await expectNoViolations(page, 'the button of new messages');
  await button.click();
  await becomes(() => below('.talk').then((it) => it < 5), true);
  await page.locator('.to-newest').waitFor({ state: 'hidden' });
  await message(page, '둘').waitFor();

  // Back at the end by the wheel, the button goes too, and the log follows again.
  await page.mouse.wheel(0, -250);
  await becomes(() => below('.talk').then((it) => it > 150), true);
  await call('POST', `/rooms/${room.room_id}/messages`, { user: '캐럴', body: '셋', deliver: false });
  await page.getByRole('button', { name: '1 new message', exact: true }).waitFor();
  await page.mouse.wheel(0, 5000);
  await page.locator('.to-newest').waitFor({ state: 'hidden' });
  await call('POST', `/rooms/${room.room_id}/messages`, { user: '캐럴', body: '넷', deliver: false });
  await message(page, '넷').waitFor();
  await becomes(() => below('.talk').then((it) => it < 5), true);
  await kakaoRoomFollows();
});

async function kakaoRoomFollows() {
  const skill = await startSkill(() => answer([{ simpleText: { text: '네\n'.repeat(12) } }], []));
  const { room_id: id } = skill.room;
  const tell = (text) => call('POST', `/kakao/rooms/${id}/messages?wait=1`, { text });
  await page.locator(`.room[data-room="${id}"]`).click();
  for (const text of ['하나', '둘', '셋']) await tell(text);
  await becomes(() => page.locator('.kakao-message.skill').count(), 3);
  await becomes(() => below('.kakao-log').then((it) => it < 5), true);
  await page.locator('.kakao-log').hover();
  await page.mouse.wheel(0, -300);
  await becomes(() => below('.kakao-log').then((it) => it > 150), true);
  await tell('넷');
  await page.getByRole('button', { name: '2 new messages' }).click();
  await becomes(() => below('.kakao-log').then((it) => it < 5), true);
  skill.close();
}
