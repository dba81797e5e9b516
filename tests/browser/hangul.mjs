// Enter while a syllable is being composed: the message goes once, with its last syllable, and nothing is left behind.
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

  // Windows and Linux: the key belongs to the input method, which then ends the composition.
  await input.send('Input.insertText', { text: '안녕하세' });
  await compose('요');
  await enter('rawKeyDown', true);
  await input.send('Input.insertText', { text: '요' });
  await enter('keyUp', true);
  await said(1);

  // macOS: the same press comes once more, as an Enter of its own.
  await compose('네');
  await enter('rawKeyDown', true);
  await input.send('Input.insertText', { text: '네' });
  await enter('keyDown', false);
  await enter('keyUp', false);
  await said(2);

  // An Enter that picks what was composed in another language only picks.
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
