// axe finds no violation in any state of the view, in light and in dark; at 360 pixels nothing overflows.
import { strict as assert } from 'node:assert';
import { expectNoViolations, run } from '../lib.mjs';
import { at, rows } from './shared.mjs';

await run(async ({ open }) => {
  const page = await open({ address: at(), locale: 'en' });
  await rows(page).first().waitFor();
  await expectNoViolations(page, 'the list');
  await page.keyboard.press('j');
  await page.keyboard.press('m');
  await page.keyboard.press('j');
  for (const key of ['1', '2', '3', '4', '5', '6', '7', 'e', 'Shift+C']) {
    await page.keyboard.press(key);
    await page.locator('.detail-panel > *').first().waitFor();
    await expectNoViolations(page, `the tab of ${key}`);
  }
  await page.setViewportSize({ width: 360, height: 640 });
  for (const key of ['1', '2', '5', '7', 'e', 'Shift+C', 'Escape', 'Escape']) {
    await page.keyboard.press(key);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(over <= 0, `${over} px over the edge after ${key}`);
  }
  await rows(page).first().waitFor();
});
