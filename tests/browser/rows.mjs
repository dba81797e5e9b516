// Rows of the wire are told apart by what their messages say and by their attempts; the number found is told; a row's menu
// compares it.
import { strict as assert } from 'node:assert';
import { startBot } from './bot.mjs';
import { becomes, call, expectNoViolations, run, waitFor } from './lib.mjs';

await run(async ({ open }) => {
  await startBot({ answers: (event) => (event.message.body === '거절' ? 500 : 200), says: () => null });
  for (const body of ['안녕하세요', '거절', '긴 글 '.repeat(100)]) await call('POST', '/rooms/1/messages', { body });
  await waitFor('all attempts', async () => (await call('GET', '/exchanges?filter=attempt:6')).exchanges.length);
  const page = await open({ locale: 'en-US', address: `${process.env.PAGE.replace('/#', '/?view=wire#')}` });
  const rows = page.getByRole('option');
  await rows.first().waitFor();
  const { exchanges } = await call('GET', '/exchanges');
  const [first] = exchanges.filter((it) => it.text === '안녕하세요');
  assert.equal(exchanges.find((it) => it.text?.startsWith('긴 글')).text.length, 120);
  await page.getByText(`${exchanges.length} found`).waitFor();
  await page.locator('.exchange-text', { hasText: '안녕하세요' }).waitFor();
  // The narrowest list shows the number of an attempt and its mark whole.
  await page.locator('.splitter.at-end').focus();
  await page.keyboard.press('Home');
  const row = rows.filter({ hasText: 'attempt 6' });
  const box = await row.locator('.attempt').boundingBox();
  const frame = await row.locator('.exchange-facts').boundingBox();
  assert.ok(box.x >= frame.x && box.x + box.width <= frame.x + frame.width, JSON.stringify([box, frame]));
  await expectNoViolations(page, 'rows of the wire');

  // The menu of a row, by its button, by the other mouse button and by key.
  await page.locator(`#x-${first.id}`).click();
  await row.locator('.row-menu').click();
  await page.getByRole('menuitem', { name: 'Compare with the open one' }).waitFor();
  await expectNoViolations(page, 'the menu of a row');
  await page.keyboard.press('Escape');
  await becomes(() => page.evaluate(() => document.activeElement.role), 'listbox');
  await row.click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Compare with the open one' }).click();
  await page.waitForURL((url) => url.searchParams.get('tab') === 'compare' && url.searchParams.get('with') === first.id);
  await page.getByRole('listbox').focus();
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Mark', exact: true }).click();
  await row.getByText('marked').waitFor();

  // A comparison with nothing is refused as a mistake, not as a success.
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await page.locator('.toast.bad').getByText('Mark another exchange first').waitFor();

  await page.getByRole('searchbox').fill('body:거절');
  await page.getByText('6 found').waitFor();
});
