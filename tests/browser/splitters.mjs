// The handles between the panes: by mouse, by keys, remembered, within their bounds, and absent on a phone.
import { strict as assert } from 'node:assert';
import { expectNoViolations, run, waitFor } from './lib.mjs';

const line = (page, name) => page.getByRole('separator', { name });
const now = async (page, name) => Number(await line(page, name).getAttribute('aria-valuenow'));
const widthOf = (page, pane) => page.locator(pane).evaluate((it) => it.getBoundingClientRect().width);

/** Drags a handle by a number of pixels. */
async function drag(page, name, by) {
  const box = await line(page, name).boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + by / 2, y);
  await page.mouse.move(x + by, y);
  await page.mouse.up();
}

await run(async ({ open }) => {
  const page = await open({ locale: 'en', viewport: { width: 1400, height: 800 } });
  await page.locator('.composer-field').waitFor();
  const first = { rooms: await widthOf(page, '.rooms'), turns: await widthOf(page, '.turns') };
  await drag(page, /^Width of the rooms/, 70);
  await waitFor('wider rooms', async () => Math.abs(await widthOf(page, '.rooms') - first.rooms - 70) < 3);
  await drag(page, /^Width of the turns/, 60);
  await waitFor('narrower turns', async () => Math.abs(await widthOf(page, '.turns') - first.turns + 60) < 3);
  await waitFor('what is heard of it', async () => Math.abs(await now(page, /^Width of the rooms/) - first.rooms - 70) < 3);
  await expectNoViolations(page, 'panes of other widths');

  // Widths are remembered; a double click restores the default.
  await page.reload();
  await waitFor('the kept width', async () => Math.abs(await widthOf(page, '.rooms') - first.rooms - 70) < 3);
  await line(page, /^Width of the rooms/).dblclick();
  await waitFor('the first width', async () => Math.abs(await widthOf(page, '.rooms') - first.rooms) < 3);
  await drag(page, /^Width of the rooms/, 2000);
  assert.ok(await widthOf(page, '.rooms') <= 1400 * 0.3 + 1);
  await drag(page, /^Width of the rooms/, -2000);
  assert.equal(await widthOf(page, '.rooms'), Number(await line(page, /^Width of the rooms/).getAttribute('aria-valuemin')));

  // By keys, in the wire view; in a window smaller than the stored width the other pane keeps its share.
  await page.getByRole('link', { name: 'Wire' }).click();
  const list = line(page, /^Width of the list/);
  await list.focus();
  const before = await now(page, /^Width of the list/);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await waitFor('a wider list', async () => await now(page, /^Width of the list/) > before + 60);
  await page.keyboard.press('End');
  await waitFor('the widest list', async () => Math.abs(await widthOf(page, '.wire-side') - 840) < 3);
  await expectNoViolations(page, 'a wide list');
  await page.setViewportSize({ width: 900, height: 700 });
  await waitFor('room for the exchange', async () => await widthOf(page, '.detail') >= 350);
  await page.keyboard.press('Enter');
  await waitFor('the first list', async () => Math.abs(await widthOf(page, '.wire-side') - before) < 3);
  assert.equal(await page.evaluate(() => localStorage.getItem('momo.width.list')), null);
  await page.setViewportSize({ width: 360, height: 700 });
  await waitFor('no line', async () => await page.getByRole('separator').count() === 0);
  await page.getByRole('link', { name: 'Chat' }).click();
  await page.locator('.composer-field').waitFor();
  assert.equal(await page.getByRole('separator').count(), 0);

  // Without storage, only the memory of the widths is lost.
  const strict = await open({ locale: 'en', viewport: { width: 1400, height: 800 } });
  await strict.addInitScript(() => {
    const refuse = (fn) => function kept(key, ...more) {
      if (key.startsWith('momo.width.')) throw new DOMException('no', 'SecurityError');
      return fn.call(this, key, ...more);
    };
    for (const name of ['getItem', 'setItem', 'removeItem']) Storage.prototype[name] = refuse(Storage.prototype[name]);
  });
  await strict.reload();
  await strict.locator('.composer-field').waitFor();
  const rooms = await widthOf(strict, '.rooms');
  await line(strict, /^Width of the rooms/).press('ArrowRight');
  await waitFor('a wider list of rooms', async () => await widthOf(strict, '.rooms') > rooms + 8);
});
