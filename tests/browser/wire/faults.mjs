// The network slider leaves at most one rule however fast it moves; a fault's row follows changes made elsewhere, and a refused
// value does not stay in its field.
import { strict as assert } from 'node:assert';
import { call, run, waitFor } from '../lib.mjs';

await run(async ({ open }) => {
  const address = new URL(process.env.PAGE);
  address.search = '?view=faults';
  const page = await open({ address: address.href, locale: 'en' });
  const faults = async () => (await call('GET', '/faults')).faults;

  const slider = page.getByLabel('Slow network');
  await slider.focus();
  for (let n = 0; n < 6; n += 1) await page.keyboard.press('ArrowRight');
  await waitFor('the last value', async () => (await faults()).some((it) => it.delay_ms === 500));
  assert.equal((await faults()).length, 1);
  for (let n = 0; n < 6; n += 1) await page.keyboard.press('ArrowLeft');
  await waitFor('no fault', async () => (await faults()).length === 0);
  assert.deepEqual(page.complaints, []);

  const { id } = await call('POST', '/faults', { kind: 'drop', on: true });
  const row = page.locator('.fault', { hasText: 'Drop' });
  await row.locator('summary').click();
  await row.getByLabel('Contains').focus();
  await call('PATCH', `/faults/${id}`, { on: false, times: 3 });
  await row.getByRole('switch', { checked: false }).waitFor();
  await row.getByLabel('Contains').blur();
  await waitFor('the setting from elsewhere', async () => (await row.getByLabel('Times').inputValue()) === '3');

  const rate = row.getByLabel('Rate');
  await rate.fill('5');
  await rate.press('Enter');
  await waitFor('an empty field again', async () => (await rate.inputValue()) === '');
  assert.equal((await faults())[0].rate, undefined);
  page.complaints.length = 0;

  // A fault is aimed before it begins, by keyboard too; its options stay open, and it stays one rule.
  const aimed = page.locator('.fault', { hasText: 'Duplicate' });
  await aimed.locator('summary').click();
  await aimed.getByLabel('Contains').fill('주문');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await aimed.getByLabel('Times').fill('2');
  await aimed.getByLabel('Times').press('Enter');
  const ofKind = async () => (await faults()).filter((it) => it.kind === 'duplicate');
  await waitFor('both options', async () => (await ofKind())[0]?.times === 2);
  await aimed.getByRole('switch', { checked: false }).focus();
  await page.keyboard.press('Enter');
  await aimed.getByRole('switch', { checked: true }).waitFor();
  const [rule, ...more] = await ofKind();
  assert.deepEqual([rule.contains, rule.times, rule.on, rule.struck, more.length], ['주문', 2, true, 0, 0]);
  assert.ok(await aimed.getByLabel('Contains').isVisible());
});
