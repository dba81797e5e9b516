// A bot that does not listen is shown as offline: in its room, in the room's list of bots and on its card; until it listens.
import { startBot } from './bot.mjs';
import { becomes, call, expectNoViolations, run } from './lib.mjs';
import { message, say } from './talk.mjs';

await run(async ({ open }) => {
  const bot = await startBot();
  const page = await open({ locale: 'en-US', viewport: { width: 1400, height: 800 } });
  const note = page.locator('.room-note');
  const card = page.getByRole('article', { name: '에코' });
  const bots = page.locator('.room-head').getByRole('button', { name: '에코' });
  await say(page, '있나요?');
  await message(page, 'Echo: 있나요?').waitFor();
  await becomes(() => note.isVisible(), false);

  await bot.stop();
  await say(page, '지금은?');
  await note.getByText(/^에코 has not listened since \d\d:\d\d: its events are held until it does\./).waitFor();
  await bots.click();
  await page.getByRole('menuitemradio', { name: /에코.* \(offline since \d\d:\d\d\)$/ }).waitFor();
  await expectNoViolations(page, 'a room whose bot is offline');
  await page.keyboard.press('Escape');
  await note.getByRole('link', { name: 'To the bots' }).click();
  await card.getByText('offline', { exact: true }).waitFor();
  await card.getByText(/^\S+ \d\d:\d\d:\d\d; its events are held until it listens$/).waitFor();
  await expectNoViolations(page, 'a bot that is offline');

  // It takes what was held, and is no longer called offline.
  await bot.start();
  await card.getByText('offline', { exact: true }).waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Chat', exact: true }).first().click();
  await message(page, 'Echo: 지금은?').waitFor();
  await becomes(() => note.isVisible(), false);

  // The page sees that it listens even where nothing is held for it.
  await bot.stop();
  await say(page, '그만');
  await note.getByText('has not listened since').waitFor();
  await call('POST', '/deliveries/drop');
  await bot.start();
  await becomes(() => note.isVisible(), false);

  const korean = await open({ locale: 'ko-KR', viewport: { width: 1400, height: 800 } });
  await bot.stop();
  await say(korean, '다시');
  await korean.locator('.room-note').getByText(/^에코: \d\d:\d\d부터 수신하지 않습니다\. 다시 수신할 때까지 이벤트를 보관합니다\./).waitFor();
});
