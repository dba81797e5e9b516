// Compares the JSON of two exchanges: mark one, go to the other, press C.
import { strict as assert } from 'node:assert';
import { run } from '../lib.mjs';
import { at, detail, rows } from './shared.mjs';

await run(async ({ open }) => {
  const page = await open({ address: at(), locale: 'en' });
  await rows(page).filter({ hasText: 'invalid.two' }).click();
  await page.keyboard.press('m');
  await rows(page).filter({ hasText: 'valid.one' }).last().click();
  await page.keyboard.press('Shift+C');
  const request = detail(page).getByRole('table').first();
  await request.getByRole('row').filter({ hasText: '/only' }).waitFor();
  const told = await request.getByRole('row').allInnerTexts();
  const row = (name) => told.find((it) => it.startsWith(name))?.split('\t').map((it) => it.trim());
  assert.deepEqual(row('/n'), ['/n', '90071992547409930', '90071992547409931']);
  assert.deepEqual(row('/only'), ['/only', 'not there', 'true']);
  assert.deepEqual(row('X-Kept'), ['X-Kept', 'not there', 'yes']);
  assert.ok(!told.some((it) => it.startsWith('/same')), `${told}`);
  assert.match(page.url(), /tab=compare/);
});
