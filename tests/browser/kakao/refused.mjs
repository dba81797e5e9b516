// Findings are marked at their part, and a hostile answer stays text.
import { strict as assert } from 'node:assert';
import { becomes, run } from '../lib.mjs';
import { at as wireAt } from '../wire/shared.mjs';
import { answer, at, say, startSkill } from './skill.mjs';

const EVIL = '<img src=x onerror=hacked=1>\u202e';

await run(async ({ open }) => {
  const skill = await startSkill(() => answer([
    { textCard: { title: EVIL, buttons: [{ label: '열네 글자보다 훨씬 더 긴 이름', action: 'message', messageText: '예' }] } },
    { [EVIL]: { text: EVIL } },
    { basicCard: { title: '그림 없음' } },
  ]));
  const page = await open({ address: at(skill.room), locale: 'en' });
  await say(page, '안녕');
  const log = page.getByRole('log');
  const button = log.getByRole('button', { name: '열네 글자보다 훨씬 더 긴 이름' });
  await button.waitFor();
  const described = await button.evaluate((it) => document.getElementById(it.getAttribute('aria-describedby')).innerText);
  assert.match(described, /button/);
  await becomes(() => log.innerText(), /thumbnail/);
  // What the user would not see is no success in the turn.
  await page.locator('.turn-exchange .chip.bad').getByText('200').waitFor();
  const found = await page.evaluate(() => ({ images: document.querySelectorAll('img').length, hacked: globalThis.hacked, turned: document.body.innerText.includes('\u202e') }));
  assert.deepEqual(found, { images: 0, hacked: undefined, turned: false });

  // The filter for what failed finds it, also what comes while the list is open.
  const wire = await open({ address: wireAt({ filter: 'is:failed' }), locale: 'en' });
  const refused = wire.getByRole('listbox', { name: 'Exchanges' }).getByRole('option').filter({ has: wire.locator('.status.bad').getByText('200') });
  await becomes(() => refused.count(), 1);
  await say(page, '또');
  await becomes(() => refused.count(), 2);
  await refused.first().click();
  await wire.locator('.detail .status.bad, [role=tabpanel] .status.bad').first().getByText('200').waitFor();
  skill.close();
});
