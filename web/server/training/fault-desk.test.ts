import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualTime } from '../../../daemon/base/timers.js';
import { wireFaultSchema, wireMessage } from '../../../daemon/contract/wire-messages.js';
import { testSite } from '../../../test/rig/site.js';
import { FaultDesk } from './fault-desk.js';
import { breakages, offers } from './fault-offers.js';

/** The simulator's door, which a real one holds in test/scenario/training.test.ts. */
let folder: string;
let door: Server;
let heard: unknown[];
let left: unknown;
let refuses: boolean;
let silent: boolean;
let last: Socket;
let desk: FaultDesk;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'faults-'));
  [heard, left, refuses, silent] = [[], [], false, false];
  door = createServer((socket) => {
    last = socket;
    socket.on('error', () => {});
    socket.write('{"news":"phones","desks":[]}\n');
    createInterface({ input: socket }).on('line', (line) => {
      const message = wireMessage.parse(JSON.parse(line));
      heard.push(message);
      const looked = { news: 'wire', done: 'look', broken: left };
      const done =
        refuses && message.do === 'break' ? { news: 'refused', message: 'not so' } : { news: 'wire', done: message.do };
      if (!silent) socket.write(`${JSON.stringify(message.do === 'look' ? looked : done)}\n`);
    });
  }).listen(join(folder, 'phones.sock'));
  await once(door, 'listening');
  const log = pino({ level: 'silent' });
  const site = async () => testSite({ lines: 2 });
  desk = new FaultDesk({ path: join(folder, 'phones.sock'), clock: new ManualTime(), log, site });
});
afterEach(async () => {
  desk.close();
  const closed = once(door, 'close');
  door.close();
  await closed;
  rmSync(folder, { recursive: true, force: true });
});

describe('faults of a training', () => {
  it('are all ones that the wire knows, in words of both languages', () => {
    for (const breakage of Object.values(breakages)) if ('fault' in breakage) wireFaultSchema.parse(breakage.fault(1));
    for (const { name, words } of offers) {
      for (const text of [name, words]) expect([text.zh, text.en].every((said) => said.length > 1)).toBe(true);
    }
  });

  it('are shown while they last, and are mended one by one or all', async () => {
    const { active, places } = await desk.break({ kind: 'los', at: 1 });
    expect([active, places.filter(({ of }) => of === 'line').length]).toEqual([
      [{ kind: 'los', at: 1, since: expect.any(Number) }],
      2,
    ]);
    await desk.break({ kind: 'los', at: 1 });
    await desk.break({ kind: 'cut', at: 2 });
    expect((await desk.mend({ kind: 'los', at: 1 })).active.map(({ kind }) => kind)).toEqual(['cut']);
    await desk.mend({ kind: 'los', at: 1 });
    expect((await desk.mendAll()).active).toEqual([]);
    const los = { fault: 'los', direction: 'send', span: 1 };
    expect(heard).toEqual([
      { do: 'look' },
      { do: 'break', fault: los },
      { do: 'break', fault: { fault: 'cut', direction: 'send', line: 2 } },
      { do: 'mend', fault: los },
      { do: 'mend-all' },
    ]);
  });

  it('can be a far end that is set up otherwise, together and one without the other, and is set up as it was', async () => {
    const should = { side: 'network', protocol: 'euro-isdn', crc4: true, overlapReceiving: false, clockPriority: 0 };
    await desk.break({ kind: 'both-user-side', at: 1 });
    await desk.break({ kind: 'crc4-mismatch', at: 1 });
    await desk.mend({ kind: 'both-user-side', at: 1 });
    await desk.break({ kind: 'los', at: 1 });
    expect((await desk.mendAll()).active).toEqual([]);
    expect(heard.slice(1)).toEqual([
      { do: 'far-span', span: 1, setup: { ...should, side: 'user' } },
      { do: 'far-span', span: 1, setup: { ...should, side: 'user', crc4: false } },
      { do: 'far-span', span: 1, setup: { ...should, crc4: false } },
      { do: 'break', fault: { fault: 'los', direction: 'send', span: 1 } },
      { do: 'far-span', span: 1, setup: should },
      { do: 'mend-all' },
    ]);
  });

  it('of a web process that is gone are known to the next one, with their time, and can be mended', async () => {
    const should = { side: 'network', protocol: 'euro-isdn', crc4: true, overlapReceiving: false, clockPriority: 0 };
    left = [
      { since: 5, fault: { fault: 'los', direction: 'send', span: 1 } },
      { since: 6, span: 1, setup: { ...should, side: 'user', crc4: false } },
      { since: 7, fault: { fault: 'code-violations', direction: 'send', span: 1, count: 9 } },
    ];
    const { active } = await desk.shown();
    expect(active).toEqual([
      { kind: 'los', at: 1, since: 5 },
      { kind: 'both-user-side', at: 1, since: 6 },
      { kind: 'crc4-mismatch', at: 1, since: 6 },
    ]);
    await desk.mend({ kind: 'both-user-side', at: 1 });
    expect((await desk.mendAll()).active).toEqual([]);
    expect(heard).toEqual([
      { do: 'look' },
      { do: 'mend', fault: { fault: 'code-violations', direction: 'send', span: 1, count: 9 } },
      { do: 'far-span', span: 1, setup: { ...should, crc4: false } },
      { do: 'far-span', span: 1, setup: should },
      { do: 'mend-all' },
    ]);
  });

  it.each([['nonsense'], [[{ since: -1 }]], [[{ since: 1, fault: { fault: 'los' } }]], [null]])(
    'of a simulator that says %j are taken for none',
    async (said) => {
      left = said;
      expect((await desk.shown()).active).toEqual([]);
      expect((await desk.break({ kind: 'los', at: 1 })).active).toHaveLength(1);
    },
  );

  it('at a place that is not there, or that the wire refuses, break nothing', async () => {
    await expect(desk.break({ kind: 'los', at: 9 })).rejects.toMatchObject({ code: 'not-found' });
    await expect(desk.break({ kind: 'cut', at: 3 })).rejects.toThrow(/no line 3 here: this floor has 2/);
    refuses = true;
    await expect(desk.break({ kind: 'ais', at: 1 })).rejects.toMatchObject({ code: 'conflict', message: 'not so' });
    expect((await desk.shown()).active).toEqual([]);
  });

  it('are gone with a simulator that goes, and who waited for it is told', async () => {
    await desk.break({ kind: 'los', at: 1 });
    silent = true;
    const waiting = desk.break({ kind: 'ais', at: 1 });
    const told = expect(waiting).rejects.toMatchObject({ code: 'not-now' });
    last.destroy();
    await told;
    silent = false;
    expect((await desk.shown()).active).toEqual([]);
    expect((await desk.break({ kind: 'rai', at: 1 })).active.map(({ kind }) => kind)).toEqual(['rai']);
  });

  it('wait for no simulator that is not there', async () => {
    const away = new FaultDesk({
      path: join(folder, 'nobody.sock'),
      clock: new ManualTime(),
      log: pino({ level: 'silent' }),
      site: async () => testSite(),
    });
    await expect(away.break({ kind: 'los', at: 1 })).rejects.toMatchObject({ code: 'not-now' });
  });

  it('come one after the other, and not without end', async () => {
    const many = Array.from({ length: 100 }, async () => desk.mendAll());
    const results = await Promise.allSettled(many);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(32);
    expect((await desk.mendAll()).active).toEqual([]);
  });
});
