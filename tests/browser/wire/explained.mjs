// A quick filter finds a failed signature, whose explanation is that of the terminal.
import { strict as assert } from 'node:assert';
import { run } from '../lib.mjs';
import { at, detail, rows } from './shared.mjs';

await run(async ({ open }) => {
  const page = await open({ address: at(), locale: 'en' });
  await rows(page).nth(1).waitFor();
  await page.getByRole('button', { name: 'Bad signature' }).click();
  await page.waitForURL(/filter=sig/);
  await rows(page).filter({ hasText: 'valid.one' }).waitFor({ state: 'detached' });
  await rows(page).first().click();
  const troubles = detail(page).getByRole('list', { name: 'What went wrong' });
  await troubles.getByText('matches if a newline is added at the end').waitFor();
  await page.getByRole('tab', { name: 'Signature' }).click();
  const words = await detail(page).innerText();
  for (const part of ['Signature invalid', 'da91c89a', 'matches if a newline is added at the end', 'HMAC-SHA256']) {
    assert.ok(words.includes(part), `no \`${part}\` in\n${words}`);
  }
});
