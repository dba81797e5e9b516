// The address holds the filter: it can be bookmarked, and the back button removes it. An error is marked at its position.
import { becomes, run, waitFor } from '../lib.mjs';
import { at, detail, rows } from './shared.mjs';

await run(async ({ open }) => {
  const page = await open({ address: at(), locale: 'en' });
  const field = page.getByRole('searchbox', { name: 'Filter' });
  await rows(page).nth(1).waitFor();
  await field.fill('type:valid.*');
  await rows(page).filter({ hasText: 'invalid.two' }).waitFor({ state: 'detached' });
  await rows(page).first().click();
  await page.getByRole('tab', { name: 'Request' }).click();
  await page.waitForURL(/tab=request/);

  const again = await open({ address: page.url() + new URL(process.env.PAGE).hash, locale: 'en' });
  await detail(again).getByText('X-Kept').waitFor();
  await waitFor('the one row', async () => (await rows(again).count()) === 1);
  await becomes(() => again.getByRole('searchbox', { name: 'Filter' }).inputValue(), 'type:valid.*');

  await page.goBack();
  await page.goBack();
  await page.goBack();
  await rows(page).nth(1).waitFor();
  await becomes(() => field.inputValue(), '');

  await field.fill('type:x statu:500');
  const alert = page.getByRole('alert');
  await alert.getByText('statu:500', { exact: true }).waitFor();
  await becomes(() => alert.innerText(), /statu/);
  page.complaints.length = 0;

  await field.fill('');
  await field.press('Enter');
  // Pauses in typing still make one history entry; removing a star removes the row from the list of starred exchanges.
  for (const filter of ['starred:n', 'starred:no', 'starred:yes']) {
    await field.fill(filter);
    await page.waitForURL(new RegExp(`filter=${filter.replace(':', '%3A')}$`));
  }
  await field.press('Enter');
  await page.goBack();
  await rows(page).nth(1).waitFor();
  await becomes(() => field.inputValue(), '');
  // A star set during the loading of an exchange survives the older response.
  let isRead = false;
  let isStarred = false;
  await page.route(/\/api\/exchanges\/ex_[^/]+$/, async (route) => {
    const response = await route.fetch();
    isRead = true;
    await waitFor('the star', () => isStarred);
    await route.fulfill({ response });
  });
  await rows(page).first().click();
  await waitFor('what is read', () => isRead);
  await page.keyboard.press('s');
  await rows(page).locator('.starred').waitFor();
  isStarred = true;
  await page.getByRole('button', { name: 'Starred', exact: true }).click();
  await rows(page).nth(1).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: '★ Starred' }).click();
  await rows(page).waitFor({ state: 'detached' });
  page.complaints.length = 0;
});
