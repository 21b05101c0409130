/** The wallboard's own small connection: it comes back by itself, and what it last said stays on the wall meanwhile. */
import { signal } from '@preact/signals';
import type { BoardMessage } from '../../../daemon/contract/pages.js';
import { browserSocket } from '../live/browser-socket.js';
import { clockOffsetMs } from '../parts/clock.js';

/** The last message with numbers. */
export const shown = signal<BoardMessage | null>(null);
/** When it came, and whether more will: on this page's clock. */
export const shownAt = signal(0);
export const link = signal<'starting' | 'up' | 'daemon-away' | 'away' | 'refused'>('starting');

/** Tries that are refused although the server answers: the token is no good. */
const refusalsUntilSaid = 2;
/** A wall with a bad token asks no more often. */
const askAgainMs = 30_000;
const sessionEndedCode = 4401;

export function connectBoard(token: string): void {
  let refusals = 0;
  const socket = browserSocket(`/api/v1/wallboard?token=${encodeURIComponent(token)}`, {
    opened() {
      refusals = 0;
    },
    message(text) {
      const message = JSON.parse(text) as BoardMessage;
      clockOffsetMs.value = message.serverTime - Date.now();
      link.value = message.daemon === 'up' ? 'up' : 'daemon-away';
      // Without the daemon its numbers are empty: the last ones say more.
      if (message.daemon === 'down' && shown.value !== null) return;
      shown.value = message;
      if (message.daemon === 'up') shownAt.value = Date.now();
    },
    lost(wasOpen, code) {
      if (link.value !== 'refused') link.value = shown.value === null ? 'starting' : 'away';
      if (code === sessionEndedCode) refuse();
      else if (!wasOpen) void lookWhy();
    },
  });
  const refuse = (): void => {
    link.value = 'refused';
    socket.stop();
    window.setTimeout(() => socket.start(), askAgainMs);
  };
  /** A refused upgrade has no reason a page can read; a server that is well says it was the token. */
  const lookWhy = async (): Promise<void> => {
    try {
      const answer = await fetch('/api/v1/health');
      refusals = answer.ok ? refusals + 1 : 0;
    } catch {
      refusals = 0;
    }
    if (refusals >= refusalsUntilSaid) refuse();
  };
  socket.start();
}

/**
 * While the connection is good a number is as old as its last change, which is no age at all; otherwise it is as old as
 * the last message.
 */
export function ageMs(nowMs: number): number {
  return Math.max(0, nowMs - shownAt.value);
}
