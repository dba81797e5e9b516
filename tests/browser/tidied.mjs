// Rooms and users are renamed and deleted.
import { startBot } from './bot.mjs';
import { becomes, call, expectNoViolations, run } from './lib.mjs';
import { message, say } from './talk.mjs';

await run(async ({ open }) => {
  await startBot();
  await call('POST', '/kakao/rooms', { name: '보물상자', skill_url: 'http://127.0.0.1:9/' });
  const page = await open({ locale: 'en-US' });
  const other = await open({ locale: 'en-US' });
  const choose = async (button, item) => {
    await page.getByRole('button', { name: button }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  const rename = async (name) => {
    await page.getByRole('dialog').getByRole('textbox').fill(name);
    await page.keyboard.press('Enter');
  };
  await say(page, '안녕');
  await message(page, 'Echo: 안녕').waitFor();
  await message(other, 'Echo: 안녕').waitFor();

  await choose('More about the open room', 'Rename room 1');
  await expectNoViolations(page, 'the form for another name');
  await rename('주문');
  for (const it of [page, other]) await it.getByRole('heading', { name: '주문', level: 1 }).waitFor();

  await choose('More about this user', 'Rename 앨리스');
  await rename('손님');
  for (const it of [page, other]) {
    await becomes(() => it.locator('.message .message-name').first().textContent(), '손님');
    await becomes(() => it.locator('.person').allTextContents(), ['손님']);
  }
  await message(page, '안녕').and(page.locator('.mine')).waitFor();
  await say(page, '둘');
  await message(page, 'Echo: 둘').waitFor();
  await call('POST', '/rooms/1/messages', { user: '밥', body: '셋' });
  await page.getByRole('radio', { name: '밥' }).click();
  await choose('More about this user', 'Delete 밥');
  await page.getByRole('dialog').getByText('What this user said stays.').waitFor();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await becomes(() => page.locator('.person').allTextContents(), ['손님']);
  await message(page, '셋').waitFor();

  await choose('More about the open room', 'Delete 주문');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('heading', { name: '보물상자', level: 1 }).waitFor();
  await other.getByRole('heading', { name: 'There is no room 1' }).waitFor();
  await choose('More about the open room', 'Rename 보물상자');
  await rename('약국');
  await page.getByRole('heading', { name: '약국', level: 1 }).waitFor();

  // A list of rooms that was asked for before the deletion arrives after it.
  const [kakao] = (await call('GET', '/kakao/rooms')).rooms;
  let arrive;
  const arrival = new Promise((done) => { arrive = done; });
  const held = new Promise((done) => page.route('**/api/kakao/rooms', async (route) => {
    const response = await route.fetch();
    done();
    await arrival;
    await route.fulfill({ response });
  }, { times: 1 }));
  await call('PATCH', `/kakao/rooms/${kakao.room_id}`, { name: '약국 둘' });
  await held;
  await choose('More about the open room', 'Delete 약국');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('heading', { name: 'There is no room yet' }).waitFor();
  const late = page.waitForResponse('**/api/kakao/rooms');
  arrive();
  await (await late).finished();
  await becomes(() => page.locator('.room').count(), 0);
  await page.getByRole('heading', { name: 'There is no room yet' }).waitFor();
});
