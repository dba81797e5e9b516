// Copies text, and says that it did.
import { toast } from './dialog.js';
import { t } from './words.js';

/** Copies `text`; `what` names it in what is said afterwards. */
export async function copy(text, notice = t('copied')) {
  try {
    await navigator.clipboard.writeText(text);
    toast(notice);
  } catch {
    toast(t('copy-refused'), 'bad');
  }
}
