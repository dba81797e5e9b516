// Where an exchange stands in the chat: the message that it told a bot of, that a bot's call made, or that a Kakao skill answered.
import { chat } from '../chat/state.js';
import { el } from '../dom.js';
import { icon } from '../icons.js';
import { kakaoMessages } from '../kakao/messages.js';
import { excerpt } from '../shown.js';
import { store } from '../store.js';
import { address } from '../address.js';

/** {room, message, name, text} of the message that an exchange belongs to; none where it belongs to none. */
async function messageOf(exchange) {
  if (exchange.protocol.startsWith('kakao')) return messageOfSkillCall(exchange);
  const message = await (exchange.kind === 'api' ? messageOfCall(exchange) : messageOfEvent(exchange));
  return message && { room: message.room_id, message: message.message_id, name: store.rooms.get(message.room_id)?.name, text: message.body };
}

/** The answer of a call says what it made. */
async function messageOfCall({ response }) {
  if (response?.status !== 201) return undefined;
  const { message } = parseObject(response.body);
  const stored = await store.findMessage(message?.room_id, message?.message_id);
  return stored?.sender_type === 'bot' && stored.body === message.body ? stored : undefined;
}

/** Of an event older than the deliveries that were loaded, its body says of what it tells. */
async function messageOfEvent({ event_id: event, request }) {
  const delivery = store.deliveries.get(event);
  if (delivery) return store.findMessage(delivery.room_id, delivery.message_id);
  const { room_id: room, message } = parseObject(request.body);
  const stored = await store.findMessage(message?.room_id ?? room, message?.message_id);
  return stored?.body === message?.body ? stored : undefined;
}

async function messageOfSkillCall({ id, started_at: startedAt }) {
  for (const room of store.kakao.values()) {
    // A message is no older than a second before its exchange.
    await kakaoMessages.loadEarlier(room.room_id, (oldest) => oldest.created_at * 1000 > startedAt - 1000);
    const messages = kakaoMessages.of(room.room_id).filter((it) => it.exchange_id === id);
    const message = messages.findLast((it) => it.from !== 'user') ?? messages[0];
    if (message) return { room: room.room_id, message: message.message_id, name: room.name, text: message.text ?? '' };
  }
  return undefined;
}

function parseObject(text) {
  try {
    return { ...JSON.parse(text) };
  } catch {
    return {};
  }
}

/** The link to it, or nothing. */
export async function chatLink(exchange) {
  const target = await messageOf(exchange);
  if (!target) return null;
  const go = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    chat.reveal(target.message, target.room);
  };
  const about = [target.name, target.text].filter(Boolean).map((it) => excerpt(it, 60)).join(': ');
  return el('a', { class: 'button small in-chat', href: address.link({ view: 'chat', room: target.room, message: target.message }), title: about, on: { click: go } },
    icon('chat'), el('span', { words: 'wire.in-chat' }));
}
