// A bot is made and its secret rotated on the page; tests/it/page/chat.rs then uses both by command.
import { run } from './lib.mjs';

await run(async ({ open }) => {
  const address = new URL(process.env.PAGE);
  address.search = 'view=bots';
  const page = await open({ locale: 'en-US', address: address.href });
  const button = (name) => page.getByRole('button', { name, exact: true });
  await button('New bot').click();
  await page.getByLabel('Name').fill('가게');
  await page.getByLabel('Callback URL').fill(process.env.CALLBACK);
  await button('Create').click();
  await page.getByText(/^momo bot env bot_/).waitFor();
  await button('I have kept them').click();
  const card = page.getByRole('article', { name: '가게' });
  await card.getByRole('button', { name: 'Rotate' }).click();
  await page.getByLabel('What').selectOption('both');
  await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click();
  await button('I have kept them').click();
});
