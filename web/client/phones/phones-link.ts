/** The demo telephones over their own WebSocket: what they do, and what we make them do. */
import { signal } from '@preact/signals';
import type { PhoneMessage, PhoneNews } from '../../../daemon/contract/phones.js';
import { browserSocket } from '../live/browser-socket.js';
import { applyNews, type End, type Phones } from './phones-state.js';
import { playAlaw, resetPlayout } from './sound.js';

export const connected = signal(false);
export const phones = signal<Phones | null>(null);
/** The end that is heard; null: silence. */
export const heard = signal<End | null>(null);
/** The simulator's last refusal, as it said it. */
export const refusal = signal<string | null>(null);

function lost(): void {
  connected.value = false;
}

const socket = browserSocket('/api/v1/demo/phones', {
  opened: () => {
    connected.value = true;
    // The new connection knows nothing of what we were hearing.
    if (heard.value !== null) send({ do: 'listen', ...heard.value });
  },
  message: (text) => take(JSON.parse(text) as PhoneNews),
  lost,
});

export function connectPhones(): () => void {
  socket.start();
  return () => {
    socket.stop();
    lost();
    heard.value = null;
    phones.value = null;
  };
}

function send(message: PhoneMessage): boolean {
  return socket.send(JSON.stringify(message));
}

export function tell(message: PhoneMessage): void {
  refusal.value = null;
  send(message);
}

export function hear(end: End | null): void {
  heard.value = end;
  resetPlayout();
  send(end === null ? { do: 'listen', at: null } : { do: 'listen', ...end });
}

/** Microphone sound; silently lost when there is no connection, as on a dead line. */
export function talk(end: End, audio: string): void {
  send({ do: 'talk', ...end, audio });
}

function take(news: PhoneNews): void {
  if (news.news === 'audio') playAlaw(news.audio);
  else if (news.news === 'refused') refusal.value = news.message;
  else phones.value = applyNews(phones.value, news);
}
