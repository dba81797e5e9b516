// The last thing said in each of Kakao's rooms, as the list of rooms shows it.
import { told } from '../told.js';
import { talks } from './talks.js';

/** What was said last, in the words of MoMoTalk's messages; none while nothing was. */
export function lastSaid({ room_id: id, name }) {
  const it = talks.last(id);
  if (!it) return undefined;
  const body = it.text ?? firstText(it.answer?.template?.outputs) ?? told(it.trouble) ?? '…';
  return { created_at: it.created_at, sender_name: it.from === 'user' ? it.user : name, body };
}

/** The first text of an answer that has one, whatever component it is in. */
function firstText(it) {
  if (!it || typeof it !== 'object') return undefined;
  const own = ['text', 'title', 'description', 'altText'].map((key) => it[key]).find((value) => typeof value === 'string' && value);
  if (own) return own;
  for (const inner of Object.values(it)) {
    const found = firstText(inner);
    if (found) return found;
  }
  return undefined;
}
