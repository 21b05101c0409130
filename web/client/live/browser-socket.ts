/** The browser's WebSocket, timers and signs of life, for ResumingSocket. */
import { type PlainSocket, ResumingSocket, type ResumingSocketOwner, type SocketHandlers } from './resuming-socket.js';

export const browserTimers = {
  after: (ms: number, run: () => void): unknown => window.setTimeout(run, ms),
  cancel: (timer: unknown): void => window.clearTimeout(timer as number),
};

function openSocket(path: string, handlers: SocketHandlers): PlainSocket {
  const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${path}`);
  socket.onopen = () => handlers.opened();
  socket.onmessage = (event: MessageEvent) => {
    if (typeof event.data === 'string') handlers.message(event.data);
  };
  socket.onclose = (event) => handlers.closed(event.code);
  return { send: (text) => socket.send(text), close: () => socket.close() };
}

/** A resuming socket to `path` on our own server; it returns at once when the machine or the page wakes up. */
export function browserSocket(path: string, owner: ResumingSocketOwner): ResumingSocket {
  const socket = new ResumingSocket(
    { open: (handlers) => openSocket(path, handlers), timers: browserTimers, random: Math.random },
    owner,
  );
  window.addEventListener('online', () => socket.nudge());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') socket.nudge();
  });
  return socket;
}
