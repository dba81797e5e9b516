// A room with 20,000 messages opens as fast as one with 20: the newest are loaded, older ones on scrolling up, and unread
// messages are counted without loading them.
import { strict as assert } from 'node:assert';
import { becomes, call, run, waitFor } from './lib.mjs';
import { message, texts } from './talk.mjs';

const MANY = 20_000;
const PAGE = 80;

await run(async ({ open }) => {
  const { OLD: old, KAKAO: kakao } = process.env;
  const page = await open({ locale: 'en-US' });
  const asked = [];
  page.on('request', (request) => { if (/\/rooms\/\w+\/messages/.test(request.url())) asked.push(new URL(request.url())); });
  const item = page.locator(`.room[data-room="${old}"]`);

  // Before the room is opened, its last message is shown, and new ones are counted.
  await item.getByText('앨리스: line 20000').waitFor();
  await call('POST', `/rooms/${old}/messages`, { body: 'new 1' });
  await call('POST', `/rooms/${old}/messages`, { body: 'new 2' });
  await item.getByRole('img', { name: '2 unread messages' }).waitFor();
  await page.reload();
  await item.getByRole('img', { name: '2 unread messages' }).waitFor();
  asked.length = 0;
  await item.click();
  await message(page, 'new 2').waitFor();
  await becomes(() => item.locator('.unread').count(), 0);
  assert.equal(asked.length, 1, `${asked}`);
  assert.equal((await texts(page)).length, PAGE);

  // Scrolling up loads earlier messages, and the visible ones stay in place.
  const log = page.locator('.talk');
  const first = `line ${MANY + 2 - PAGE + 1}`;
  await page.getByRole('button', { name: `${MANY + 2 - PAGE} earlier messages` }).waitFor();
  const read = message(page, first).locator('.bubble');
  const place = () => read.evaluate((it) => it.getBoundingClientRect().top);
  // Measured at once: the earlier messages may arrive right after the scroll.
  const before = await read.evaluate((it) => { it.closest('.talk').scrollTop = 1; return it.getBoundingClientRect().top; });
  await waitFor('what came before', async () => (await texts(page)).length === 2 * PAGE);
  assert.ok(Math.abs(await place() - before) < 5, `${before} ${await place()}`);
  const all = (await texts(page)).map((text) => text.replace('new 1', `line ${MANY + 1}`).replace('new 2', `line ${MANY + 2}`));
  assert.deepEqual(all, all.map((_, n) => `line ${MANY + 3 - 2 * PAGE + n}`));
  await becomes(() => page.locator('.talk .day').count(), 2);
  await page.getByRole('button', { name: `${MANY + 2 - 2 * PAGE} earlier messages` }).waitFor();
  await log.evaluate((it) => { it.scrollTop = 1; });
  await waitFor('the third page', async () => (await texts(page)).length === 3 * PAGE);

  // A reply to a message that was not loaded quotes it once it is.
  await call('POST', `/rooms/${old}/messages`, { body: 'an answer', reply_to_message_id: Number(process.env.FIRST) + MANY - 3 * PAGE - 10 });
  const quote = message(page, 'an answer').locator('.quote');
  await quote.getByText('#').waitFor();
  await log.evaluate((it) => { it.scrollTop = 1; });
  await quote.getByText(`line ${MANY - 3 * PAGE - 9}`).waitFor({ state: 'attached' });

  // A return to the room starts at the end, and sends no request.
  await page.locator('.room[data-room="1"]').click();
  await page.getByText('Nothing was said').waitFor();
  asked.length = 0;
  await item.click();
  await message(page, 'an answer').waitFor();
  assert.equal((await texts(page)).length, PAGE);
  assert.deepEqual(asked, []);

  // An address alone leads to a message that is far up.
  const { origin } = new URL(page.url());
  await page.goto(`${origin}/?view=chat&room=${old}&message=${Number(process.env.FIRST) + 18_999}`);
  const marked = page.locator('.message[aria-current="true"]');
  await marked.getByText('line 19000', { exact: true }).waitFor();
  await waitFor('its place', () => marked.evaluate((it) => it.getBoundingClientRect().top > 0 && it.getBoundingClientRect().bottom < innerHeight));

  // The same in a Kakao room.
  const bubbles = page.locator('.kakao-log .kakao-bubble');
  await page.locator(`.room[data-room="${kakao}"]`).click();
  await bubbles.getByText('말 20000', { exact: true }).waitFor();
  await becomes(() => bubbles.count(), PAGE);
  await page.locator('.kakao-log').evaluate((it) => { it.scrollTop = 1; });
  await waitFor('what was said before', async () => await bubbles.count() === 2 * PAGE);
  const said = await bubbles.allTextContents();
  assert.deepEqual(said, said.map((_, n) => `말 ${MANY - 2 * PAGE + 1 + n}`));
});
