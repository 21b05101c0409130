import { describe, expect, it } from 'vitest';
import { Requests } from './requests.js';

function begin(connected = true) {
  const sent: string[] = [];
  const timers = new Map<number, () => void>();
  let next = 0;
  const requests = new Requests(
    (text) => {
      if (connected) sent.push(text);
      return connected;
    },
    {
      after: (_ms, run) => {
        timers.set(++next, run);
        return next;
      },
      cancel: (timer) => void timers.delete(timer as number),
    },
  );
  return { requests, sent, timers };
}

describe('requests by id', () => {
  it('end with the answer that bears their id', async () => {
    const { requests, sent, timers } = begin();
    const first = requests.ask({ do: 'ready' });
    const second = requests.ask({ do: 'hang-up' });
    expect(sent.map((text) => JSON.parse(text))).toEqual([
      { do: 'ready', id: 1 },
      { do: 'hang-up', id: 2 },
    ]);
    requests.end(2, { ok: false, code: 'not-now' });
    requests.end(1, { ok: true });
    expect(await first).toEqual({ ok: true });
    expect(await second).toEqual({ ok: false, code: 'not-now' });
    expect(timers.size).toBe(0);
  });

  it('fail at once without a connection', async () => {
    expect(await begin(false).requests.ask({ do: 'ready' })).toEqual({ ok: false, code: 'offline' });
  });

  it('say that nobody knows when the connection breaks', async () => {
    const { requests } = begin();
    const asked = requests.ask({ do: 'ready' });
    requests.loseAll();
    expect(await asked).toEqual({ ok: false, code: 'connection-lost' });
  });

  it('end late, and an answer after that is nobody’s', async () => {
    const { requests, timers } = begin();
    const asked = requests.ask({ do: 'ready' });
    for (const run of [...timers.values()]) run();
    expect(await asked).toEqual({ ok: false, code: 'timeout' });
    expect(requests.end(1, { ok: true })).toBe(false);
  });

  it('are limited', async () => {
    const { requests, sent } = begin();
    for (let i = 0; i < 64; i++) void requests.ask({ do: 'ping' });
    expect(await requests.ask({ do: 'ping' })).toEqual({ ok: false, code: 'timeout' });
    expect(sent).toHaveLength(64);
  });
});
