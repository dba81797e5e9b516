// The menu of `+`: a message with all of its fields, a sample event, and a raw event that is checked during typing.
import { strict as assert } from 'node:assert';
import { startBot } from './bot.mjs';
import { becomes, expectNoViolations, run, waitFor } from './lib.mjs';
import { message, say } from './talk.mjs';

await run(async ({ open }) => {
  const bot = await startBot({ says: () => null });
  // Samples that come late are added to the menu that is open, and the focus stays.
  const page = await open({ locale: 'en-US' });
  let hold;
  const list = new Promise((resolve) => { hold = resolve; });
  await page.route('**/api/samples', hold);
  await page.reload();
  await page.getByRole('button', { name: 'Send an event' }).click();
  await page.keyboard.press('ArrowDown');
  const items = page.getByRole('menuitem');
  await becomes(() => items.count(), 2);
  await (await list).continue();
  await waitFor('the samples', async () => await items.count() > 2);
  await becomes(() => items.nth(1).evaluate((it) => it === document.activeElement), true);
  await page.keyboard.press('Escape');
  const choose = async (name) => {
    await page.getByRole('button', { name: 'Send an event' }).click();
    await page.getByRole('menuitem', { name, exact: true }).click();
  };
  const send = page.getByRole('dialog').getByRole('button', { name: /^Send/ });
  const came = (n) => waitFor(`event ${n}`, () => bot.seen[n - 1]);

  await choose('Message with details…');
  await page.getByLabel('Text').fill('사진');
  await page.getByLabel('Message type').fill('IMAGE');
  await page.getByLabel('Metadata').fill('[1]');
  await becomes(() => send.isDisabled(), true);
  await page.getByLabel('Metadata').fill('{"n": 1.10, "html": "<b>"}');
  await send.click();
  await message(page, '사진').locator('.chip').getByText('IMAGE').waitFor();
  assert.equal((await came(1)).event.message.message_type, 'IMAGE');

  // Invalid JSON in a raw event is reported with its position, and a click goes there; it can still be sent.
  await choose('Raw event…');
  const editor = page.getByLabel('Event (JSON)');
  await editor.fill('{\n  "event_type": "x",\n  "n": [1, 2,]\n}');
  await page.getByRole('button', { name: 'Line 3, column 14: a comma too many' }).click();
  await becomes(() => editor.evaluate((it) => it.value[it.selectionStart]), ']');
  await expectNoViolations(page, 'the editor of an event');
  await send.click();
  assert.equal((await came(2)).text, '{\n  "event_type": "x",\n  "n": [1, 2,]\n}');

  // Numbers are sent as typed, and the event has its turn.
  await choose('Raw event…');
  await editor.fill('{"event_type": "talk.something", "big": 12345678901234567890}');
  await page.keyboard.press('Control+Enter');
  assert.match((await came(3)).text, /12345678901234567890/);
  await page.locator('.turn', { hasText: 'Event' }).nth(1).waitFor();

  // A sample is filled in for this room.
  await choose('message_created.korean');
  await becomes(() => editor.inputValue(), /"event_type": "talk.message_created"/);
  const sample = JSON.parse(await editor.inputValue());
  assert.equal(sample.message.room_id, Number(new URL(page.url()).searchParams.get('room') ?? 1));
  assert.ok(Math.abs(sample.timestamp - Date.now() / 1000) < 60 && sample.message.created_at === sample.timestamp);
  await send.click();
  assert.ok((await came(4)).isSigned);
  assert.equal((await came(4)).event.bot_id, bot.bot_id);
  // The bot may have the event before the page does; until then the dialog handles every key.
  await page.locator('dialog').waitFor({ state: 'detached' });
  await choose('message_created.korean');
  await becomes(() => editor.inputValue(), /"event_type": "talk.message_created"/);
  assert.notEqual(JSON.parse(await editor.inputValue()).event_id, sample.event_id);
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });

  // Events stay after the messages that preceded them, also after a reload.
  await say(page, '나중');
  const order = async () => (await page.locator('.turn-head').allTextContents()).map((it) => /Event|사진|나중/.exec(it)?.[0]).join(' ');
  await waitFor('the order', async () => await order() === '사진 Event Event Event 나중');
  await page.reload();
  await waitFor('the same order', async () => await order() === '사진 Event Event Event 나중');
});
