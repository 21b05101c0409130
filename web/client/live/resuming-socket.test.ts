import { describe, expect, it } from 'vitest';
import { backOffMs, ResumingSocket, type SocketHandlers } from './resuming-socket.js';

/** Time and network in the test's hand. */
class World {
  readonly opened: { handlers: SocketHandlers; sent: string[]; closed: boolean }[] = [];
  private timersById = new Map<number, { at: number; run: () => void }>();
  private nextTimer = 1;
  private nowMs = 0;

  readonly timers = {
    after: (ms: number, run: () => void): unknown => {
      this.timersById.set(this.nextTimer, { at: this.nowMs + ms, run });
      return this.nextTimer++;
    },
    cancel: (timer: unknown): void => void this.timersById.delete(timer as number),
  };
  random = (): number => 0.5;

  open(handlers: SocketHandlers) {
    const socket = { handlers, sent: [] as string[], closed: false };
    this.opened.push(socket);
    return {
      send: (text: string) => void socket.sent.push(text),
      close: () => {
        socket.closed = true;
      },
    };
  }
  get last() {
    return this.opened.at(-1) as (typeof this.opened)[number];
  }
  pass(ms: number): void {
    const until = this.nowMs + ms;
    for (;;) {
      const due = [...this.timersById].filter(([, timer]) => timer.at <= until).sort((a, b) => a[1].at - b[1].at)[0];
      if (due === undefined) break;
      this.timersById.delete(due[0]);
      this.nowMs = due[1].at;
      due[1].run();
    }
    this.nowMs = until;
  }
}

function begin() {
  const world = new World();
  const heard: string[] = [];
  const socket = new ResumingSocket(world, {
    opened: () => heard.push('opened'),
    message: (text) => heard.push(`message ${text}`),
    lost: (wasOpen, code) => heard.push(`lost ${wasOpen} ${code}`),
  });
  socket.start();
  return { world, heard, socket };
}

describe('back-off', () => {
  it('doubles from 250 ms to 5 s and no further', () => {
    expect([0, 1, 2, 3, 4, 5, 60].map((attempt) => backOffMs(attempt, 0.5))).toEqual([
      250, 500, 1000, 2000, 4000, 5000, 5000,
    ]);
  });
  it('spreads by a quarter to either side', () => {
    expect(backOffMs(2, 0)).toBe(750);
    expect(backOffMs(2, 0.999)).toBeLessThanOrEqual(1250);
  });
});

describe('a resuming socket', () => {
  it('comes back after it was closed, later each time, and forgets that when it succeeds', () => {
    const { world, heard } = begin();
    world.last.handlers.opened();
    world.last.handlers.closed(1006);
    world.pass(249);
    expect(world.opened).toHaveLength(1);
    world.pass(1);
    expect(world.opened).toHaveLength(2);
    world.last.handlers.closed(1006);
    world.pass(499);
    expect(world.opened).toHaveLength(2);
    world.pass(1);
    world.last.handlers.opened();
    world.last.handlers.closed(1006);
    world.pass(250);
    expect(world.opened).toHaveLength(4);
    expect(heard).toEqual(['opened', 'lost true 1006', 'lost false 1006', 'opened', 'lost true 1006']);
  });

  it('does not wait when the network says it is back', () => {
    const { world, socket } = begin();
    for (let i = 0; i < 6; i++) {
      world.last.handlers.closed(1006);
      if (i < 5) world.pass(5000);
    }
    const before = world.opened.length;
    socket.nudge();
    expect(world.opened).toHaveLength(before + 1);
    world.last.handlers.closed(1006);
    world.pass(250);
    expect(world.opened).toHaveLength(before + 2);
  });

  it('leaves a connection alone that is open or being opened, when nudged', () => {
    const { world, socket } = begin();
    socket.nudge();
    world.last.handlers.opened();
    socket.nudge();
    expect(world.opened).toHaveLength(1);
  });

  it('gives up an attempt that hangs', () => {
    const { world, heard } = begin();
    world.pass(8000);
    expect(world.last.closed).toBe(true);
    expect(heard).toEqual(['lost false 1006']);
    world.pass(250);
    expect(world.opened).toHaveLength(2);
  });

  it('does not hear a socket it has given up', () => {
    const { world, heard, socket } = begin();
    const old = world.last;
    old.handlers.opened();
    socket.restart();
    old.handlers.message('ghost');
    old.handlers.closed(1000);
    expect(heard).toEqual(['opened', 'lost true 1006']);
    world.pass(250);
    world.last.handlers.opened();
    world.last.handlers.message('hello');
    expect(heard.at(-1)).toBe('message hello');
  });

  it('waits long when the server says: too many', () => {
    const { world } = begin();
    world.last.handlers.opened();
    world.last.handlers.closed(4429);
    world.pass(4999);
    expect(world.opened).toHaveLength(1);
    world.pass(1);
    expect(world.opened).toHaveLength(2);
  });

  it('sends only while it is open, and nothing any more after stop', () => {
    const { world, socket } = begin();
    expect(socket.send('early')).toBe(false);
    world.last.handlers.opened();
    expect(socket.send('now')).toBe(true);
    expect(world.last.sent).toEqual(['now']);
    socket.stop();
    world.pass(60_000);
    expect(socket.send('late')).toBe(false);
    expect(world.opened).toHaveLength(1);
    expect(world.last.closed).toBe(true);
  });
});
