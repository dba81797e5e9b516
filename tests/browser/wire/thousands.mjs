// Ten thousand exchanges: few rows in the document, no long task during scrolling, and one key selects the oldest.
import { strict as assert } from 'node:assert';
import { run, waitFor } from '../lib.mjs';
import { at, rows } from './shared.mjs';

await run(async ({ open }) => {
  const page = await open({ address: at(), locale: 'en' });
  await rows(page).first().waitFor();
  await page.evaluate(() => {
    globalThis.long = [];
    new PerformanceObserver((list) => globalThis.long.push(...list.getEntries().map((it) => Math.round(it.duration)))).observe({ type: 'longtask' });
  });
  await page.keyboard.press('Shift+G');
  await rows(page).filter({ hasText: 'number.0000' }).waitFor();
  const box = page.getByRole('listbox', { name: 'Exchanges' });
  const steps = await box.evaluate(async (it) => {
    let most = 0;
    for (let top = it.scrollHeight; top > 0; top -= 9000) {
      it.scrollTop = top;
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      most = Math.max(most, it.querySelectorAll('[role=option]').length);
    }
    return { most, height: it.scrollHeight };
  });
  assert.ok(steps.height > 500_000, `only ${steps.height} px`);
  assert.ok(steps.most < 60, `${steps.most} rows at once`);
  const long = await page.evaluate(() => globalThis.long);
  // A high limit: on a busy machine a task mostly waits.
  assert.ok(long.every((ms) => ms < 1000), `long tasks: ${long}`);
  await page.keyboard.press('g');
  await waitFor('the newest', async () => (await rows(page).first().innerText()).includes('number.9999'));
});
