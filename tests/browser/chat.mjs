// A chat with an existing bot: message, reply, and their turn.
import { becomes, expectNoViolations, run } from './lib.mjs';
import { message, say } from './talk.mjs';

await run(async ({ open }) => {
  const page = await open();
  await say(page, '안녕하세요');
  const answer = message(page, 'Echo: 안녕하세요');
  await answer.waitFor();
  await message(page, '안녕하세요').locator('[data-state="delivered"]').waitFor();
  await becomes(() => answer.locator('.quote').textContent(), '앨리스 안녕하세요');

  // Metadata is shown on demand.
  await answer.locator('summary').click();
  await becomes(() => answer.locator('.metadata pre').textContent(), /"source"/);

  // The turn holds one attempt, one call and the message that it created; each side marks the other.
  const turn = page.locator('.turn');
  await turn.locator('.turn-exchange').nth(1).waitFor();
  await becomes(() => turn.locator('.turn-exchange .chip').allTextContents(), ['200', '201']);
  await answer.locator('.bubble').click();
  await page.locator('.turn.marked').waitFor();
  await becomes(() => page.locator('.message.marked').count(), 2);
  await turn.locator('.turn-head').click();
  await becomes(() => page.locator('.marked').count(), 0);
  await expectNoViolations(page, 'the chat');

  // An exchange opens in the wire view.
  const id = await turn.locator('.turn-exchange').first().getAttribute('data-exchange');
  await turn.locator('.turn-exchange').first().click();
  await page.waitForURL((url) => url.searchParams.get('view') === 'wire' && url.searchParams.get('id') === id);
});
