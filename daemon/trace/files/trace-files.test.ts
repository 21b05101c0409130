/** Frames on disk: whole, in time, bounded, and mended after a kill. */
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SmallDisk } from '../../../test/rig/small-disk.js';
import { ManualTime } from '../../base/timers.js';
import type { TracedFrame } from '../pcap.js';
import { maxFrameOctets, pcapHeader, pcapRecord } from '../pcap.js';
import { TraceReader } from './trace-reader.js';
import { type TraceLimits, type TraceTrouble, TraceWriter } from './trace-writer.js';

const sabme = new Uint8Array([0x02, 0x01, 0x7f]);
let folder: string;
let time: ManualTime;
let troubles: TraceTrouble[];
const open: TraceWriter[] = [];

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'traces-')), 'traces');
  time = new ManualTime();
  troubles = [];
});
afterEach(async () => {
  for (const writer of open.splice(0)) await writer.close();
  rmSync(join(folder, '..'), { recursive: true, force: true });
});

function writer(limits: Partial<TraceLimits> = {}): TraceWriter {
  const made = new TraceWriter({
    folder,
    dayOf: (atMs) => new Date(atMs).toISOString().slice(0, 10),
    clock: time,
    timers: time,
    onTrouble: (trouble) => troubles.push(trouble),
    limits: { minFreeOctets: 0, ...limits },
  });
  open.push(made);
  return made;
}

const frame = (afterUs = 0, change: Partial<TracedFrame> = {}): TracedFrame => ({
  ...{ atUs: time.nowMs() * 1_000 + afterUs, span: 1, sent: true, network: false, octets: sabme },
  ...change,
});
const today = (): string => join(folder, `${new Date(time.nowMs()).toISOString().slice(0, 10)}.pcap`);

async function read(fromUs = 0, toUs = Number.MAX_SAFE_INTEGER): Promise<TracedFrame[]> {
  const frames: TracedFrame[] = [];
  for await (const piece of new TraceReader(folder).read(fromUs, toUs)) frames.push(...piece);
  return frames;
}

test('what is written is read as it was, by a timer within half a second', async () => {
  const traces = writer();
  const written = [
    frame(1, { octets: new Uint8Array([2, 1, 1, 5]) }),
    frame(2, { span: 8, sent: false, network: true }),
    frame(999_999, { octets: new Uint8Array(260).fill(7) }),
  ];
  traces.take(written);
  time.advance(499);
  await traces.flush();
  expect(await read()).toEqual(written);
  expect(await read(written[1]?.atUs, written[2]?.atUs)).toEqual([written[1]]);
  expect(traces.counts()).toEqual({ written: 3, lost: 0 });
});

test('Wireshark opens the file as it is, and sees who said what', async () => {
  const traces = writer();
  for (const sent of [true, false]) for (const network of [false, true]) traces.take([frame(0, { sent, network })]);
  await traces.flush();
  const told = execFileSync('tshark', ['-r', today(), '-T', 'fields', '-e', 'frame.p2p_dir', '-e', 'lapd.direction'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  // 0: sent, 1: received. Direction 0: from the user to the network.
  expect(told.trim().split('\n')).toEqual(['0\t0', '0\t1', '1\t1', '1\t0']);
});

test('one file a day', async () => {
  const traces = writer();
  traces.take([frame()]);
  await traces.flush();
  time.advance(86_400_000);
  traces.take([frame()]);
  await traces.flush();
  expect(readdirSync(folder)).toHaveLength(2);
  expect(await read()).toHaveLength(2);
});

describe('after a kill', () => {
  test.each([1, 15, 16, 20, 34])('a last record of %i octets is cut off', async (octets) => {
    const first = writer();
    first.take([frame(1), frame(2)]);
    await first.flush();
    appendFileSync(today(), pcapRecord(frame(3)).subarray(0, octets));
    const torn = statSync(today()).size;
    const second = writer();
    second.take([frame(4)]);
    await second.flush();
    expect((await read()).map(({ atUs }) => atUs % 10)).toEqual(
      [1, 2, 4].map((us) => (time.nowMs() * 1_000 + us) % 10),
    );
    expect(troubles).toEqual([{ code: 'trace-mended', detail: expect.objectContaining({ cut: octets }) }]);
    expect(torn).toBeGreaterThan(0);
  });

  test('zeros at the end, as a power cut leaves them, are cut off', async () => {
    const first = writer();
    first.take([frame(1)]);
    await first.flush();
    appendFileSync(today(), Buffer.alloc(5_000));
    const second = writer();
    second.take([frame(2)]);
    await second.flush();
    expect(await read()).toHaveLength(2);
  });

  test('half a header is written anew; a foreign file is put aside', async () => {
    mkdirSync(folder);
    writeFileSync(today(), pcapHeader().subarray(0, 10));
    const first = writer();
    first.take([frame(1)]);
    await first.flush();
    await first.close();
    expect(await read()).toHaveLength(1);
    writeFileSync(today(), 'this is somebody else\u2019s file, and longer than a header');
    const second = writer();
    second.take([frame(1)]);
    await second.flush();
    expect(await read()).toHaveLength(1);
    expect(readFileSync(`${today()}.unreadable`, 'utf8')).toMatch(/somebody/);
  });
});

describe('bounds', () => {
  test('only so many days are kept, whatever the clock does', async () => {
    const traces = writer({ keepDays: 3 });
    for (let day = 0; day < 6; day += 1) {
      traces.take([frame()]);
      await traces.flush();
      time.advance(86_400_000);
    }
    expect(readdirSync(folder)).toHaveLength(3);
    time.advance(400 * 86_400_000);
    traces.take([frame()]);
    await traces.flush();
    expect(readdirSync(folder)).toHaveLength(3);
  });

  test('only so much is kept: the oldest go first, the day that is on never, but it grows no more', async () => {
    const traces = writer({ maxOctets: 3_000 });
    for (let day = 0; day < 4; day += 1) {
      traces.take(Array.from({ length: 40 }, () => frame()));
      await traces.flush();
      if (day < 3) time.advance(86_400_000);
    }
    expect(existsSync(today())).toBe(true);
    expect(readdirSync(folder).length).toBeLessThan(4);
    for (let i = 0; i < 5; i += 1) {
      traces.take(Array.from({ length: 100 }, () => frame()));
      await traces.flush();
      time.advance(20_000);
    }
    expect(traces.counts().lost).toBeGreaterThan(0);
    expect(troubles.filter(({ code }) => code === 'trace-lost')).toHaveLength(1);
    expect(statSync(today()).size).toBeLessThan(10_000);
  });

  test('a disk with little room gets nothing; it is told once, and once more when there is room', async () => {
    const full = writer({ minFreeOctets: Number.MAX_SAFE_INTEGER });
    for (let i = 0; i < 3; i += 1) {
      full.take([frame(), frame()]);
      await full.flush();
    }
    expect(full.counts()).toEqual({ written: 0, lost: 6 });
    expect(troubles).toEqual([{ code: 'trace-lost', detail: { reason: 'disk-low', frames: 2 } }]);
  });

  test('a disk that is full takes whole frames or none, and goes on when there is room', async () => {
    const disk = new SmallDisk(folder, 256);
    try {
      const traces = writer();
      traces.take([frame(1)]);
      await traces.flush();
      disk.fill();
      // What still fits into the file's last page is written; then no more.
      for (let i = 0; i < 200; i += 1) {
        traces.take([frame(2), frame(3)]);
        await traces.flush();
      }
      const { written, lost } = traces.counts();
      expect(written + lost).toBe(401);
      expect(lost).toBeGreaterThan(0);
      expect(troubles[0]).toMatchObject({ code: 'trace-lost', detail: { reason: 'ENOSPC' } });
      expect(await read()).toHaveLength(written);
      rmSync(join(folder, 'filler'));
      traces.take([frame(4)]);
      await traces.flush();
      expect(await read()).toHaveLength(written + 1);
      expect(troubles.at(-1)?.code).toBe('trace-recovered');
      await traces.close();
    } finally {
      disk.remove();
    }
  });

  test('a folder that cannot be made loses frames and nothing else', async () => {
    writeFileSync(folder, 'a file where the folder should be');
    const traces = writer();
    traces.take([frame()]);
    await traces.flush();
    expect(traces.counts()).toEqual({ written: 0, lost: 1 });
    rmSync(folder);
    traces.take([frame()]);
    await traces.flush();
    expect(traces.counts()).toEqual({ written: 1, lost: 1 });
    expect(troubles.map(({ code }) => code)).toEqual(['trace-lost', 'trace-recovered']);
  });

  test('frames that wait for a slow disk are bounded, and huge ones cut', async () => {
    const traces = writer({ maxWaitingOctets: 10_000 });
    traces.take(Array.from({ length: 1_000 }, () => frame()));
    expect(traces.counts().lost).toBeGreaterThan(500);
    await traces.flush();
    traces.take([frame(5, { octets: new Uint8Array(100_000) })]);
    await traces.flush();
    expect((await read()).at(-1)?.octets.length).toBe(maxFrameOctets);
  });
});

describe('reading', () => {
  /** A million frames, without a writer. */
  function huge(count: number): void {
    mkdirSync(folder);
    const record = pcapRecord(frame(0, { octets: new Uint8Array(40) }));
    const octets = Buffer.alloc(record.length * count);
    const firstSecond = Math.floor(time.nowMs() / 1_000);
    for (let i = 0; i < count; i += 1) {
      octets.set(record, i * record.length);
      octets.writeUInt32LE(firstSecond + Math.floor(i / 100), i * record.length);
      octets.writeUInt32LE((i % 100) * 10_000, i * record.length + 4);
    }
    writeFileSync(today(), Buffer.concat([pcapHeader(), octets]));
  }

  test('a huge file: a second of it is found, and found sooner the next time', async () => {
    huge(500_000);
    const reader = new TraceReader(folder);
    const fromUs = time.nowMs() * 1_000 + 4_000_000_000;
    const once = async (): Promise<number> => {
      let frames = 0;
      for await (const piece of reader.read(fromUs, fromUs + 1_000_000)) frames += piece.length;
      return frames;
    };
    expect(await once()).toBe(100);
    expect(await once()).toBe(100);
  });

  test('a file that grows, and one that was cut off meanwhile', async () => {
    huge(10_000);
    const reader = new TraceReader(folder);
    const count = async (): Promise<number> => {
      let frames = 0;
      for await (const piece of reader.read(0, Number.MAX_SAFE_INTEGER)) frames += piece.length;
      return frames;
    };
    expect(await count()).toBe(10_000);
    appendFileSync(today(), Buffer.concat(Array.from({ length: 5_000 }, () => pcapRecord(frame()))));
    expect(await count()).toBe(15_000);
    truncateSync(today(), 24 + 1_000 * pcapRecord(frame(0, { octets: new Uint8Array(40) })).length + 7);
    expect(await count()).toBe(1_000);
  });

  test('a clock that was set back hides nothing', async () => {
    const traces = writer();
    traces.take([frame(0), frame(-3_600_000_000), frame(1)]);
    await traces.flush();
    const nowUs = time.nowMs() * 1_000;
    expect(await read(nowUs - 3_600_000_001, nowUs - 3_500_000_000)).toHaveLength(1);
    expect(await read(nowUs, nowUs + 2)).toHaveLength(2);
  });

  test('a record that is none ends its file, not the reading', async () => {
    mkdirSync(folder);
    const bad = Buffer.alloc(400_000, 0xff);
    writeFileSync(join(folder, '2000-01-01.pcap'), Buffer.concat([pcapHeader(), pcapRecord(frame(1)), bad]));
    writeFileSync(today(), Buffer.concat([pcapHeader(), pcapRecord(frame(2))]));
    expect(await read()).toHaveLength(2);
  });
});
