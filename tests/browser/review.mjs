// A bot in review or rejected receives nothing: room, bubble and turn say so, and its card offers a new review.
import { startBot } from './bot.mjs';
import { becomes, call, expectNoViolations, run } from './lib.mjs';
import { message, say } from './talk.mjs';

await run(async ({ open }) => {
  const bot = await startBot({ name: '주문봇', visibility: 'review_required' });
  const page = await open({ locale: 'en-US', viewport: { width: 1400, height: 800 } });
  const note = page.locator('.room-note');
  const card = page.getByRole('article', { name: '주문봇' });
  await note.getByText('주문봇 waits for a review: it gets nothing until an operator approves it.').waitFor();
  await say(page, '들리나요?');
  await message(page, '들리나요?').getByText('Not sent to 주문봇: in review').waitFor();
  await page.locator('.turn').getByText('Not sent to 주문봇: in review').waitFor();
  await expectNoViolations(page, 'a room whose bot is in review');

  await note.getByRole('link', { name: 'To the bots' }).click();
  await card.getByLabel('Note').fill('이름을 바꾸세요');
  await card.getByRole('button', { name: 'Reject' }).click();
  await card.getByText('A review rejected it').waitFor();
  await expectNoViolations(page, 'a rejected bot');
  // A new review can be asked for, or the bot approved directly.
  await card.getByRole('button', { name: 'Ask for a new review' }).click();
  await card.getByText('in review', { exact: true }).waitFor();
  await card.getByRole('button', { name: 'Reject' }).click();
  await card.getByText('rejected', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Chat', exact: true }).first().click();
  await note.getByText('주문봇 was rejected by a review').waitFor();
  await page.getByRole('link', { name: 'Bots', exact: true }).first().click();
  await card.getByRole('button', { name: 'Approve' }).click();
  await card.getByText('active', { exact: true }).waitFor();

  await page.getByRole('link', { name: 'Chat', exact: true }).first().click();
  await becomes(() => note.isVisible(), false);
  await say(page, '이제는?');
  await message(page, 'Echo: 이제는?').waitFor();

  // A deleted bot keeps its name in old deliveries, and the room says that it has no bot.
  bot.answers = () => 500;
  await say(page, '그만');
  await message(page, '그만').getByText(/Attempt 1 failed/).waitFor();
  await call('DELETE', `/bots/${bot.bot_id}`);
  await note.getByText('No bot is in this room').waitFor();
  await page.locator('.turn').last().getByText('주문봇: Not sent').waitFor();
});
