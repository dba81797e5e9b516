// Enter during a Hangul composition sends the message once, with its last syllable, and leaves the field empty.
import { becomes, run, waitFor } from './lib.mjs';
import { texts } from './talk.mjs';

await run(async ({ open }) => {
  const page = await open();
  const input = await page.context().newCDPSession(page);
  const field = page.locator('.composer-field');
  const compose = (text) => input.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  const enter = (type, isIme) => input.send('Input.dispatchKeyEvent', {
    type, key: isIme ? 'Process' : 'Enter', code: 'Enter', windowsVirtualKeyCode: isIme ? 229 : 13, text: isIme || type === 'keyUp' ? undefined : '\r',
  });
  const said = (count) => waitFor(`${count} messages`, async () => (await texts(page)).length >= count);
  await field.click();

  // Windows and Linux: the input method consumes the key, then ends the composition.
  await input.send('Input.insertText', { text: '안녕하세' });
  await compose('요');
  await enter('rawKeyDown', true);
  await input.send('Input.insertText', { text: '요' });
  await enter('keyUp', true);
  await said(1);

  // macOS: the same key press arrives a second time, as a separate Enter.
  await compose('네');
  await enter('rawKeyDown', true);
  await input.send('Input.insertText', { text: '네' });
  await enter('keyDown', false);
  await enter('keyUp', false);
  await said(2);

  // In other languages, Enter only picks the composed candidate.
  await compose('にほん');
  await enter('rawKeyDown', true);
  await input.send('Input.insertText', { text: '日本' });
  await enter('keyUp', true);
  await becomes(() => field.inputValue(), '日本');
  await field.press('Shift+Enter');
  await page.keyboard.type('ok');
  await becomes(() => field.inputValue(), '日本\nok');
  await field.press('Enter');
  await said(3);

  await becomes(() => texts(page), ['안녕하세요', '네', '日本\nok']);
  await becomes(() => field.inputValue(), '');
});
