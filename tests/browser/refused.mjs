// A refused API call creates no bubble; it belongs to the turn of the last event delivered to the bot.
import { startBot } from './bot.mjs';
import { becomes, call, run } from './lib.mjs';
import { message, say } from './talk.mjs';

await run(async ({ open }) => {
  await startBot();
  const page = await open({ locale: 'en-US' });
  await say(page, 'first');
  await message(page, 'Echo: first').waitFor();
  await call('POST', '/faults', { kind: 'reply', status: 429, times: 1 });
  await say(page, 'second');
  const turn = page.locator('.turn', { hasText: 'second' });
  await turn.locator('.turn-exchange').nth(1).waitFor();
  await becomes(() => turn.locator('.turn-exchange .chip').allTextContents(), ['200', 'rehearsed fault', '429']);
  await message(page, 'second').getByRole('link', { name: 'The answer was refused: 429' }).waitFor();
  await say(page, 'third');
  await message(page, 'Echo: third').waitFor();
});
