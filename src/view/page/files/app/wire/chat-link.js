// Links an exchange to its chat message: the one delivered to a bot, created by a bot's API call, or answered by a Kakao skill.
import { chat } from '../chat/state.js';
import { el } from '../dom.js';
import { icon } from '../icons.js';
import { kakaoMessages } from '../kakao/messages.js';
import { excerpt } from '../display-text.js';
import { store } from '../store.js';
import { address } from '../address.js';

/** Returns {room, message, name, text} of an exchange's message; undefined when it has none. */
async function messageOf(exchange) {
  if (exchange.protocol.startsWith('kakao')) return messageOfSkillCall(exchange);
  const message = await (exchange.kind === 'api' ? messageOfCall(exchange) : messageOfEvent(exchange));
  return message && { room: message.room_id, message: message.message_id, name: store.rooms.get(message.room_id)?.name, text: message.body };
}

/** Returns the message that an API call created, as named in its response; undefined unless the store has the same. */
async function messageOfCall({ response }) {
  if (response?.status !== 201) return undefined;
  const { message } = parseObject(response.body);
  const stored = await store.findMessage(message?.room_id, message?.message_id);
  return stored?.sender_type === 'bot' && stored.body === message.body ? stored : undefined;
}

/** Returns the message of an event; for one older than the loaded deliveries, the message named in its body. */
async function messageOfEvent({ event_id: event, request }) {
  const delivery = store.deliveries.get(event);
  if (delivery) return store.findMessage(delivery.room_id, delivery.message_id);
  const { room_id: room, message } = parseObject(request.body);
  const stored = await store.findMessage(message?.room_id ?? room, message?.message_id);
  return stored?.body === message?.body ? stored : undefined;
}

async function messageOfSkillCall({ id, started_at: startedAt }) {
  for (const room of store.kakao.values()) {
    // A message is at most one second older than its exchange.
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

/** Creates the link; resolves to null when the exchange has no message. */
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
