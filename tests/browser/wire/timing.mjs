// The timing tab: queue, connect, wait and body in sequence; a reused connection; an unmeasured one.
import { strict as assert } from 'node:assert';
import { expectNoViolations, run } from '../lib.mjs';
import { at, detail, rows } from './shared.mjs';

await run(async ({ open }) => {
  const page = await open({ address: at({ tab: 'timing' }), locale: 'en' });
  const lines = async (kind) => {
    await rows(page).filter({ hasText: kind }).click();
    await page.getByRole('heading', { name: kind }).waitFor();
    const all = await detail(page).locator('.timing tr').all();
    return Promise.all(all.map((it) => it.innerText().then((text) => text.replace(/\s+/g, ' ').trim())));
  };
  assert.deepEqual(await lines('opened.one'), ['In the queue 4.0 ms', 'Connecting 200.0 ms', 'To the first byte 300.0 ms', 'Body 100.0 ms']);
  await expectNoViolations(page, 'the timing');
  const bars = await detail(page).locator('.phase').evaluateAll((all) => all.map((it) => it.getBoundingClientRect()).map(({ left, right }) => [left, right]));
  assert.ok(bars.every(([left], n) => n === 0 || Math.abs(left - bars[n - 1][1]) < 3), `${bars}`);
  assert.deepEqual(await lines('kept.two'), ['Connecting kept', 'To the first byte 3.0 ms', 'Body 1.0 ms']);
  assert.deepEqual(await lines('unmeasured.three'), ['Connecting, to the first byte 3.0 ms', 'Body 0.3 ms']);
  assert.deepEqual(await lines('again.five'), ['On a closed connection, then sent again 2.0 ms', 'Connecting 3.0 ms', 'To the first byte 5.0 ms', 'Body 2.0 ms']);
  assert.deepEqual(await lines('silent.four'), ['Connecting 1.0 ms', 'Waited in vain 99.0 ms']);
});
