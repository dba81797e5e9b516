// A conversation by keyboard alone: writing, moving, replying, marking, changing rooms, the list of keys.
import { startBot } from './bot.mjs';
import { becomes, call, run } from './lib.mjs';
import { message, say } from './talk.mjs';

await run(async ({ open }) => {
  const bot = await startBot();
  await call('POST', '/rooms', { name: 'second' });
  const page = await open({ locale: 'en-US' });
  const key = (name) => page.keyboard.press(name);
  await page.locator('.composer-field:focus').waitFor();
  await page.keyboard.type('first');
  await key('Enter');
  await message(page, 'Echo: first').waitFor();

  // ArrowUp in the empty field inserts the last own message.
  await key('ArrowUp');
  await becomes(() => page.locator('.composer-field').inputValue(), 'first');
  await page.keyboard.type(' again');
  await key('Enter');
  await message(page, 'Echo: first again').waitFor();

  // Leaves the field, moves up to a message and replies; the focus returns by itself.
  await page.locator('.message[tabindex="0"]').focus();
  await key('k');
  await key('k');
  await key('r');
  await page.getByText('Reply to 에코').waitFor();
  await page.keyboard.type('third');
  await key('Enter');
  const third = message(page, 'third');
  await becomes(() => third.locator('.quote').textContent(), '에코 Echo: first');
  await third.focus();
  await key('w');
  await page.locator('.turn.marked').waitFor();
  await key('Control+j');
  await becomes(() => page.evaluate(() => document.activeElement.className), /turn-head/);

  await key('Alt+ArrowDown');
  await page.getByRole('heading', { name: 'second', level: 1 }).waitFor();
  await page.locator('.room').first().focus();
  await key('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await key('Escape');
  await key('Control+k');
  await page.keyboard.type('room 1');
  await key('Enter');
  await page.getByRole('heading', { name: 'room 1', level: 1 }).waitFor();
  await key('Alt+Shift+B');
  await page.getByRole('heading', { name: 'Bots', level: 1 }).waitFor();
  await key('Alt+Shift+L');
  await page.getByRole('heading', { name: '봇', level: 1 }).waitFor();
});
