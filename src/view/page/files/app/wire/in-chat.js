// Where an exchange stands in the chat: the message that it told a bot of, that a bot's call made, or that a Kakao skill answered.
import { chat } from '../chat/state.js';
import { el } from '../dom.js';
import { icon } from '../icons.js';
import { talks } from '../kakao/talks.js';
import { excerpt } from '../shown.js';
import { store } from '../store.js';
import { address } from '../address.js';

/** {room, message, name, text} of the message that an exchange belongs to; none where it belongs to none. */
async function messageOf(exchange) {
  if (exchange.protocol.startsWith('kakao')) return ofKakao(exchange);
  const message = await (exchange.kind === 'api' ? madeBy(exchange) : toldBy(exchange));
  return message && { room: message.room_id, message: message.message_id, name: store.rooms.get(message.room_id)?.name, text: message.body };
}

/** The answer of a call says what it made. */
async function madeBy({ response }) {
  if (response?.status !== 201) return undefined;
  const { message } = json(response.body);
  const made = await store.find(message?.room_id, message?.message_id);
  return made?.sender_type === 'bot' && made.body === message.body ? made : undefined;
}

/** Of an event older than the deliveries that were loaded, its body says of what it tells. */
async function toldBy({ event_id: event, request }) {
  const delivery = store.deliveries.get(event);
  if (delivery) return store.find(delivery.room_id, delivery.message_id);
  const { room_id: room, message } = json(request.body);
  const told = await store.find(message?.room_id ?? room, message?.message_id);
  return told?.body === message?.body ? told : undefined;
}

async function ofKakao({ id, started_at: at }) {
  for (const room of store.kakao.values()) {
    // A message is no older than a second before its exchange.
    await talks.loadEarlier(room.room_id, (oldest) => oldest.created_at * 1000 > at - 1000);
    const made = talks.of(room.room_id).filter((it) => it.exchange_id === id);
    const message = made.findLast((it) => it.from !== 'user') ?? made[0];
    if (message) return { room: room.room_id, message: message.message_id, name: room.name, text: message.text ?? '' };
  }
  return undefined;
}

function json(text) {
  try {
    return { ...JSON.parse(text) };
  } catch {
    return {};
  }
}

/** The link to it, or nothing. */
export async function inChat(exchange) {
  const to = await messageOf(exchange);
  if (!to) return null;
  const go = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    chat.see(to.message, to.room);
  };
  const about = [to.name, to.text].filter(Boolean).map((it) => excerpt(it, 60)).join(': ');
  return el('a', { class: 'button small in-chat', href: address.link({ view: 'chat', room: to.room, message: to.message }), title: about, on: { click: go } },
    icon('chat'), el('span', { words: 'wire.in-chat' }));
}
