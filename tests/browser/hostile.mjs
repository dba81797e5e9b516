// Untrusted text stays text: markup, direction marks, control characters, long text.
import { strict as assert } from 'node:assert';
import { startBot } from './bot.mjs';
import { call, expectNoViolations, run } from './lib.mjs';
import { texts } from './talk.mjs';

const MARKUP = '<img src=x onerror="document.title=1"><script>document.title=2</script> javascript:alert(1) &amp;';
const NAME = '<img src=x onerror=alert(1)><b>봇</b>\u202e';
const BIDI = 'ab\u202ecd\u2066ef';
const CONTROLS = 'nul\u0000 esc\u001b[31m bell\u0007 del\u007f';
const LONG = '가'.repeat(9_000);

await run(async ({ open }) => {
  const bot = await startBot({ name: NAME, says: (it) => it.body });
  for (const body of [MARKUP, BIDI, CONTROLS, LONG]) {
    await call('POST', '/rooms/1/messages', { user: '<b>앨리스</b>\u202e', body, metadata: { html: MARKUP, '\u202e': CONTROLS } });
  }
  await call('POST', '/rooms', { name: NAME });
  const page = await open();
  await page.locator('.message').nth(7).waitFor();
  const shown = await texts(page);
  assert.deepEqual(new Set(shown), new Set([MARKUP, 'ab\\u{202e}cd\\u{2066}ef', 'nul␀ esc␛[31m bell␇ del␡', LONG]));
  assert.doesNotMatch(await page.locator('body').innerText(), /[\u202a-\u202e\u2066-\u2069]/);
  assert.equal(await page.title(), 'Chat · momo');
  assert.equal(await page.locator('#main img, #main script, #main b').count(), 0);
  assert.equal(await page.locator('#main a[href*="javascript"]').count(), 0);

  // A direction mark affects its own text only, and long text is folded.
  assert.equal(await page.locator('.bubble').first().evaluate((it) => getComputedStyle(it).unicodeBidi), 'isolate');
  assert.equal(await page.locator('.folded').count(), 2);
  assert.ok((await page.locator('.folded').first().boundingBox()).height < 400);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await expectNoViolations(page, 'the chat with hostile texts');
  await inSentences(page);
});

/** Names are isolated in sentences, lists, the palette and dialogs too, and their marks are visible. */
async function inSentences(page) {
  const turned = () => page.evaluate(() => [...document.querySelectorAll('body *')].filter((it) => it.checkVisibility()
    && [...it.childNodes].some((node) => node.nodeType === 3 && /[\u202a-\u202e\u2066-\u2069]/.test(node.data))).map((it) => it.outerHTML.slice(0, 200)));
  const isolated = (place) => page.locator(place).locator('bdi', { hasText: '<img src=x' }).first().waitFor();
  await page.locator('.message.bot').last().hover();
  await page.locator('.message.bot').last().locator('.message-actions button').first().click();
  await isolated('.replying');
  await isolated('.room-bots');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await isolated('.palette-list');
  assert.deepEqual(await turned(), []);
  await page.keyboard.press('Escape');
  await page.locator('#tab-bots').click();
  await page.locator('.bot-card').waitFor();
  await page.locator('.bot-card .danger').click();
  await isolated('dialog h2');
  assert.deepEqual(await turned(), []);
  await page.keyboard.press('Escape');
  await page.locator('#tab-faults').click();
  await page.locator('.faults-view h2, .faults-view h3').first().waitFor();
  assert.deepEqual(await turned(), []);
}
