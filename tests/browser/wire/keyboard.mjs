// The wire view by keyboard: move, open, tabs, fold, copy a path, star, filter, pause, delete, back.
import { becomes, run, waitFor } from '../lib.mjs';
import { at, detail, rows } from './shared.mjs';

await run(async ({ open }) => {
  const page = await open({ address: at(), locale: 'en', permissions: ['clipboard-read', 'clipboard-write'] });
  const { keyboard } = page;
  await rows(page).nth(1).waitFor();
  await keyboard.press('j');
  await keyboard.press('j');
  await rows(page).nth(1).and(page.locator('[aria-selected=true]')).waitFor();
  await keyboard.press('s');
  await rows(page).nth(1).filter({ hasText: 'Starred' }).waitFor();

  await keyboard.press('2');
  const tree = detail(page).getByRole('tree');
  await tree.waitFor();
  await keyboard.press('o');
  await tree.getByRole('treeitem').first().focus();
  await keyboard.press('ArrowDown');
  await becomes(() => page.evaluate(() => document.activeElement.textContent), '"same": 1');
  await keyboard.press('ArrowLeft');
  await keyboard.press('ArrowLeft');
  await becomes(() => tree.getByRole('treeitem').first().getAttribute('aria-expanded'), 'false');
  await keyboard.press('ArrowRight');
  await keyboard.press('End');
  await detail(page).getByRole('button', { name: 'Copy path' }).press('Enter');
  await waitFor('the path', async () => (await page.evaluate(() => navigator.clipboard.readText())) === '$.deep["a b"][1]');

  await keyboard.press('/');
  await keyboard.type('starred:yes');
  await keyboard.press('Enter');
  await waitFor('only the starred one', async () => (await rows(page).count()) === 1);
  await keyboard.press('p');
  await page.getByRole('button', { name: 'Pause', pressed: true }).waitFor();
  await keyboard.press('p');
  await keyboard.press('x');
  await page.getByRole('button', { name: 'Delete' }).press('Enter');
  await waitFor('nothing', async () => (await rows(page).count()) === 0);
  await keyboard.press('?');
  await page.getByRole('dialog').getByText('Copy as cURL').waitFor();
});
