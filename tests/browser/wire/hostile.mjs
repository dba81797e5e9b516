// A hostile payload stays text in every tab: no markup, script or link, and characters that reverse or hide text are visible.
import { strict as assert } from 'node:assert';
import { run } from '../lib.mjs';
import { at, detail, rows } from './shared.mjs';

const TABS = ['Overview', 'Request', 'Response', 'Signature', 'Timing', 'Raw', 'Hex', 'Edit'];

await run(async ({ open }) => {
  const page = await open({ address: at(), locale: 'en' });
  await rows(page).first().click();
  for (const [index, name] of TABS.entries()) {
    await page.keyboard.press(name === 'Edit' ? 'e' : String(index + 1));
    await page.getByRole('tab', { name, selected: true }).waitFor();
    const found = await page.evaluate(() => ({
      strange: document.querySelectorAll('main :is(img, iframe, script, a, style, object)').length,
      hacked: globalThis.hacked,
      turned: /[\u202a-\u202e\u2066-\u2069\u0007\u001b]/.test(document.querySelector('main').innerText),
    }));
    assert.deepEqual(found, { strange: 0, hacked: undefined, turned: false }, name);
  }
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'Request' }).click();
  const words = await detail(page).innerText();
  for (const part of ['<img src=x onerror=', '\\u{202e}', '12345678901234567890.10', '"__proto__"']) {
    assert.ok(words.includes(part), `no \`${part}\` in\n${words}`);
  }
  // The bot's secret is unknown.
  page.complaints = page.complaints.filter((it) => !it.includes('/api/sign'));
});
