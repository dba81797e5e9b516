// The last thing said in each of Kakao's rooms, as the list of rooms shows it.
import { told } from '../told.js';
import { kakaoMessages } from './messages.js';

/** What was said last, in the words of MoMoTalk's messages; none while nothing was. */
export function lastMessage({ room_id: id, name }) {
  const message = kakaoMessages.last(id);
  if (!message) return undefined;
  const body = message.text ?? firstText(message.answer?.template?.outputs) ?? told(message.trouble) ?? '…';
  return { created_at: message.created_at, sender_name: message.from === 'user' ? message.user : name, body };
}

/** The first text of an answer that has one, whatever component it is in. */
function firstText(value) {
  if (!value || typeof value !== 'object') return undefined;
  const own = ['text', 'title', 'description', 'altText'].map((key) => value[key]).find((value) => typeof value === 'string' && value);
  if (own) return own;
  for (const inner of Object.values(value)) {
    const text = firstText(inner);
    if (text) return text;
  }
  return undefined;
}
