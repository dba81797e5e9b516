// Where an exchange stands in the chat: the message that it told a bot of, that a bot's call made, or that a Kakao skill answered.
import { chat } from '../chat/state.js';
import { excerpt } from '../chat/shown-text.js';
import { el } from '../dom.js';
import { icon } from '../icons.js';
import { talks } from '../kakao/talks.js';
import { store } from '../store.js';
import { address } from '../address.js';

/** {room, message, name, text} of the message that an exchange belongs to; none where it belongs to none. */
export function messageOf(exchange) {
  if (exchange.protocol.startsWith('kakao')) return ofKakao(exchange);
  const message = exchange.kind === 'api' ? madeBy(exchange) : toldBy(exchange);
  return message && { room: message.room_id, message: message.message_id, name: store.rooms.get(message.room_id)?.name, text: message.body };
}

/** Of a bot that momo plays there are both ends of a call; only the platform's is known by its id. */
function madeBy({ id, response }) {
  const known = store.madeBy(id);
  if (known || response?.status !== 201) return known;
  const { message_id: message, room_id: room } = json(response.body);
  const made = store.message(room, message);
  return made?.sender_type === 'bot' ? made : undefined;
}

/** Of an event older than the deliveries that were loaded, its body says of what it tells. */
function toldBy({ event_id: event, request }) {
  const delivery = store.deliveries.get(event);
  if (delivery) return store.message(delivery.room_id, delivery.message_id);
  const { room_id: room, message } = json(request.body);
  const told = store.message(message?.room_id ?? room, message?.message_id);
  return told?.body === message?.body ? told : undefined;
}

function ofKakao({ id }) {
  for (const room of store.kakao.values()) {
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
export function inChat(exchange) {
  const to = messageOf(exchange);
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
