// The last message of a Kakao room, for the list of rooms.
import { render } from '../phrase.js';
import { kakaoMessages } from './messages.js';

/** Returns the last message with the fields of MoMoTalk's messages; undefined for an empty room. */
export function lastMessage({ room_id: id, name }) {
  const message = kakaoMessages.last(id);
  if (!message) return undefined;
  const body = message.text ?? firstText(message.answer?.template?.outputs) ?? render(message.trouble_phrase) ?? '…';
  return { created_at: message.created_at, sender_name: message.from === 'user' ? message.user : name, body };
}

/** Returns the first text at any depth; undefined when there is none. */
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
