// Restart: an empty room with the same bots, or one with the messages sent again up to a given one.
import { startBot } from './bot.mjs';
import { becomes, run } from './lib.mjs';
import { message, say, texts } from './talk.mjs';

await run(async ({ open }) => {
  const bot = await startBot();
  const page = await open({ locale: 'en-US' });
  for (const text of ['one', 'two', 'three']) {
    await say(page, text);
    await message(page, `Echo: ${text}`).waitFor();
  }
  await message(page, 'two').hover();
  await message(page, 'two').getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Restart up to here' }).click();
  await page.getByText('2 messages said again').first().waitFor();
  await page.getByRole('heading', { name: 'room 1 · 2', level: 1 }).waitFor();
  await message(page, 'Echo: two').waitFor();
  await becomes(() => texts(page), ['one', 'Echo: one', 'two', 'Echo: two']);

  await page.getByRole('button', { name: 'Restart', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Restart as a new user' }).click();
  await page.getByLabel('Name of the user').fill('밥');
  await page.getByLabel('Name of the user').press('Enter');
  await page.getByRole('heading', { name: 'room 1 · 3', level: 1 }).waitFor();
  await say(page, 'hi');
  await message(page, 'Echo: hi').waitFor();
  await becomes(() => page.locator('.message-name').allTextContents(), ['밥', '에코']);
});
