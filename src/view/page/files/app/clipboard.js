// Copies text to the clipboard and shows a notice.
import { toast } from './dialog.js';
import { t } from './words.js';

/** Copies `text`, then shows `notice`. */
export async function copy(text, notice = t('copied')) {
  try {
    await navigator.clipboard.writeText(text);
    toast(notice);
  } catch {
    toast(t('copy-refused'), 'bad');
  }
}
