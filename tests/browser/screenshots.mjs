// Takes the README's screenshots: the main views in light, with a conversation.
// `MOMO_SCREENSHOTS=1 cargo test --test it -- page::screenshots` renews them.
import { call, run, settled, waitFor } from './lib.mjs';
import { message, say } from './talk.mjs';

const FOLDER = process.env.FOLDER;
const VIEWPORT = { width: 1280, height: 760 };

await run(async ({ open }) => {
  const page = await open({ viewport: VIEWPORT, locale: 'en-US', colorScheme: 'light', reducedMotion: 'reduce' });
  const picture = async (name) => {
    await settled(page);
    await page.mouse.move(0, 0);
    await page.screenshot({ path: `${FOLDER}/${name}.png`, animations: 'disabled', caret: 'hide' });
  };
  const go = async (query) => {
    const address = new URL(page.url());
    address.search = new URLSearchParams(query);
    await page.goto(address.href);
  };

  await say(page, '안녕하세요');
  await message(page, 'Echo: 안녕하세요').waitFor();
  await call('POST', '/rooms/1/messages', { user: 'Bob', body: 'Is there a table for two tonight?' });
  await message(page, 'Echo: Is there a table for two tonight?').waitFor();
  await message(page, '안녕하세요').locator('.bubble').click();
  await picture('chat');

  // A deliberately wrong signature: the bot refuses the first attempt and accepts the second.
  await call('POST', '/faults', { kind: 'bad_signature', contains: 'forged', times: 1 });
  await call('POST', '/faults', { kind: 'delay', delay_ms: 800, contains: 'table' });
  await say(page, 'Is this one forged?');
  await message(page, 'Echo: Is this one forged?').waitFor();
  const { exchanges } = await call('GET', '/exchanges?filter=status:401');
  await go({ view: 'wire', id: exchanges[0].id, tab: 'signature' });
  await page.getByRole('tabpanel').waitFor();
  await picture('wire');
  await go({ view: 'faults' });
  await page.getByRole('heading').first().waitFor();
  await picture('faults');

  const { room_id: room } = await call('POST', '/kakao/rooms', { name: '카페 스킬', skill_url: process.env.SKILL });
  await call('POST', `/kakao/rooms/${room}/messages?wait=1`, { text: '메뉴 보여 주세요' });
  await go({ view: 'chat', room });
  await waitFor('the cards', () => page.getByText('아메리카노').first().isVisible());
  await picture('kakao');
});
