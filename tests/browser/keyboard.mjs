// A conversation by keyboard alone: each list is one stop of the Tab key; writing, moving, replying, marking, changing rooms, the list of keys.
import { strict as assert } from 'node:assert';
import { startBot } from './bot.mjs';
import { becomes, call, run } from './lib.mjs';
import { message, say } from './talk.mjs';

await run(async ({ open }) => {
  await startBot();
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
  await key('Alt+Shift+L');
  await listsAreOneStop(page);
});

/** The composer is near, however many rooms, messages and turns there are; arrow keys move within each list. */
async function listsAreOneStop(page) {
  const key = (name) => page.keyboard.press(name);
  const active = (read) => page.evaluate(`(${read})(document.activeElement)`);
  for (let n = 0; n < 12; n += 1) await call('POST', '/rooms', { name: `room ${n}` });
  for (let n = 0; n < 30; n += 1) await call('POST', '/rooms/1/messages', { body: `말 ${n}`, metadata: { n } });
  await page.goto(`${new URL(process.env.PAGE).origin}/?view=chat&room=1`);
  await message(page, 'Echo: 말 29').waitFor();
  await page.locator('.composer-field:focus').waitFor();

  // From the first control of the page to the composer.
  await page.locator('.skip').focus();
  let stops = 0;
  while (await active('(it) => !it.matches(".composer-field")') && stops < 60) {
    await key('Tab');
    stops += 1;
  }
  assert.ok(stops < 32, `${stops} stops`);
  // The skip link leads there at once.
  await page.locator('.skip').focus();
  await key('Enter');
  await page.locator('.composer-field:focus').waitFor();
  // The controls of the current message are stops; those of others are none.
  for (let n = 0; n < 3; n += 1) await key('Shift+Tab');
  assert.match(await active('(it) => it.closest(".message")?.textContent'), /Echo: 말 29/);

  await page.locator('.room[aria-current]').focus();
  await key('ArrowDown');
  await becomes(() => active('(it) => it.textContent'), /second/);
  await key('End');
  await becomes(() => active('(it) => it.textContent'), /room 11/);
  // A room that is made meanwhile does not take the focus away.
  await call('POST', '/rooms', { name: 'last' });
  await page.locator('.room', { hasText: 'last' }).waitFor();
  await becomes(() => active('(it) => it.textContent'), /room 11/);

  await page.locator('.turn-list [data-key]:not([tabindex="-1"])').focus();
  await key('Home');
  await becomes(() => active('(it) => it.className'), /turn-head/);
  await key('ArrowDown');
  await becomes(() => active('(it) => it.className'), /turn-exchange/);
  assert.equal(await page.locator('.turn-list [data-key]:not([tabindex="-1"])').count(), 1);

  // A link to an exchange opens its overview, whatever tab was open before.
  await key('Enter');
  await page.locator('.detail-panel').waitFor();
  await key('7');
  await page.waitForURL((url) => url.searchParams.get('tab') === 'hex');
  await key('Alt+Shift+C');
  await page.locator('.turn-exchange').last().click();
  await page.getByRole('tab', { name: 'Overview', selected: true }).waitFor();
  await key('2');
  await key('Alt+Shift+C');
  await page.locator('.composer-field').focus();
  await key('Escape');
  await page.locator('.message').last().focus();
  await key('t');
  await page.getByRole('tab', { name: 'Overview', selected: true }).waitFor();
}
