/** Recordings once they are files: the real database and a real folder, with everything that hands and disks do to them. */
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Archive, type ArchiveTrouble } from '../../daemon/archive/archive.js';
import { RecordingDisk } from '../../daemon/archive/disk.js';
import { reserveName } from '../../daemon/archive/files.js';
import { SortableIds } from '../../daemon/base/ids.js';
import { SeededRandom } from '../../daemon/base/random.js';
import { ManualTime } from '../../daemon/base/timers.js';
import { RecordingKeys } from '../../daemon/encryption/recording-keys.js';
import { pathOf } from '../../daemon/recording/ledger.js';
import { TelephonyStore } from '../../daemon/store/telephony-store.js';
import { heldForEver, type RecordingBegun, type StorageLook } from '../../daemon/terms/recordings.js';
import type { CallRow, RowChange } from '../../daemon/terms/rows.js';
import type { RecordingPolicy } from '../../daemon/terms/site.js';
import { someWav } from '../rig/kept-recordings.js';
import { SmallDisk } from '../rig/small-disk.js';

const dayMs = 86_400_000;
const t0 = 1_800_000_000_000;
let folder: string;
let recordings: string;
let store: TelephonyStore;
let time: ManualTime;
let ids: SortableIds;
let troubles: ArchiveTrouble[];
let looks: StorageLook[];
let keepDays: number;
let policy: Partial<RecordingPolicy>;
let archive: Archive;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'callbox-'));
  recordings = join(folder, 'recordings');
  mkdirSync(recordings);
  time = new ManualTime(t0);
  ids = new SortableIds(time, new SeededRandom(3));
  troubles = [];
  looks = [];
  keepDays = 30;
  policy = {};
  const file = join(folder, 'telephony.db');
  store = await TelephonyStore.open({ kind: 'sqlite', file }, { clock: time, onTrouble: () => {} });
  archive = anArchive();
});
afterEach(async () => {
  await archive.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

function anArchive(at = recordings): Archive {
  return new Archive({
    folder: at,
    books: store.books,
    rows: { apply: (changes) => store.writer.apply(changes), flush: () => store.writer.flush() },
    clock: time,
    timers: time,
    ids,
    idAt: (ms) => new SortableIds({ nowMs: () => ms }, new SeededRandom(5)).next(),
    policy: () => ({ keepDays, ...policy }),
    encryption: { keys: new RecordingKeys(null), wanted: () => false },
    nextNight: (afterMs) => afterMs + dayMs,
    onLook: (look) => looks.push(look),
    onTrouble: (trouble) => troubles.push(trouble),
  });
}

function put(path: string, content: Buffer = someWav(8_000)): string {
  const file = join(recordings, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

async function write(...changes: RowChange[]): Promise<void> {
  store.writer.apply(changes);
  await store.writer.flush();
}

/** An answered call of a second that ended at `atMs`, and its ledger row. */
async function call(
  more: Partial<RecordingBegun> = {},
  withRow = true,
): Promise<{ id: string; callId: string; path: string }> {
  const atMs = time.nowMs();
  const callId = ids.next();
  const id = ids.next();
  const row: CallRow = {
    id: callId,
    direction: 'inbound',
    callingNumber: '13800000001',
    presentation: 'allowed',
    calledNumber: '82881000',
    channel: 'E1-1:1',
    startedAt: atMs,
    answeredAt: atMs,
    queuedAt: atMs,
    talkStartedAt: atMs,
    endedAt: atMs + 1_000,
    cause: 16,
    endedBy: 'caller',
    ending: 'completed',
    disposition: null,
    agent: '8001',
    queue: 'sales',
    flowPath: '',
  };
  const path = pathOf(id, atMs);
  const recording: RecordingBegun = {
    id,
    callId,
    path,
    agent: '8001',
    startedAt: atMs,
    endedAt: atMs + 1_000,
    state: 'complete',
    samples: 8_000,
    lengthMs: 1_000,
    number: '13800000001',
    ...more,
  };
  await write({ row: 'call-open', call: row }, ...(withRow ? [{ row: 'recording-open', recording } as const] : []));
  time.advance(5_000);
  return { id, callId, path };
}

async function checked(): Promise<{ row: Awaited<ReturnType<typeof lastCheck>>; found: readonly string[] }> {
  const { checkId } = await archive.check('8000');
  const found = await store.reader.recordings.differences(checkId);
  return { row: await lastCheck(), found: found.map(({ what, path }) => `${what} ${path}`.trim()).sort() };
}

async function lastCheck() {
  const [last] = await store.reader.recordings.checks({ limit: 1 });
  return last;
}

const rowOf = async (id: string) => (await store.reader.recordings.one(id))?.recording;

describe('calls, ledger and files', () => {
  test('that agree have no difference; every file is sealed', async () => {
    for (let n = 0; n < 5; n++) put((await call()).path);
    await call({ path: '', state: 'none', reason: 'rule', samples: null });
    const { id } = await call({ path: '', state: 'disk-full', reason: 'disk-full', samples: 0 });
    const { row, found } = await checked();
    expect(found).toEqual([]);
    expect(row).toMatchObject({ answeredCalls: 7, recorded: 5, explained: 2, files: 5, adopted: 0, by: '8000' });
    expect(row?.bytes).toBe(5 * 16_044);
    const [newest] = await store.reader.recordings.search({ withFile: true, limit: 1 });
    expect(newest).toMatchObject({ bytes: 16_044, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect((await rowOf(id))?.sha256).toBeNull();
    expect(troubles).toEqual([]);
  });

  test('a file deleted, cut, changed or replaced by hand is told', async () => {
    const [gone, cut, changed, linked] = [await call(), await call(), await call(), await call()];
    for (const { path } of [gone, cut, changed, linked]) put(path);
    await checked();
    rmSync(join(recordings, gone.path));
    truncateSync(join(recordings, cut.path), 1_000);
    put(changed.path, Buffer.concat([someWav(8_000).subarray(0, 10_000), Buffer.alloc(6_044, 1)]));
    rmSync(join(recordings, linked.path));
    symlinkSync('/etc/hostname', join(recordings, linked.path));
    time.advance(1_000);
    const { found } = await checked();
    expect(found).toEqual(
      [
        `file-missing ${gone.path}`,
        `hash-differs ${changed.path}`,
        `hash-differs ${cut.path}`,
        `size-differs ${cut.path}`,
        `strange-file ${linked.path}`,
        `unreadable ${linked.path}`,
      ].sort(),
    );
    expect(troubles.map(({ code }) => code)).toContain('recording-changed');
    expect(troubles.map(({ code }) => code)).toContain('recordings-differ');
  });

  test('a call of which the ledger knows nothing is told; its file is found and gets its row again', async () => {
    const lost = await call({}, false);
    const noFile = await call({}, false);
    put(pathOf(lost.id, t0)); // the recording began with the conversation
    const { row, found } = await checked();
    expect(found).toEqual([`call-without-recording`, `orphan-adopted ${lost.path}`]);
    expect(row).toMatchObject({ adopted: 1, answeredCalls: 2, recorded: 1, explained: 0, differences: 2 });
    expect(await rowOf(lost.id)).toMatchObject({
      callId: lost.callId,
      state: 'interrupted',
      reason: 'orphan',
      samples: 8_000,
      sha256: expect.any(String),
    });
    expect((await store.reader.recordings.ofCall(noFile.callId)).length).toBe(0);
    expect((await checked()).found).toEqual(['call-without-recording']);
  });

  test('what is being recorded now is left alone', async () => {
    const { id, path } = await call({ state: 'recording', endedAt: null, samples: null, lengthMs: null });
    put(path, someWav(100));
    expect((await checked()).found).toEqual([]);
    expect(await rowOf(id)).toMatchObject({ state: 'recording', sha256: null });
  });

  test('strange names, links and folders are told, never adopted, followed or deleted', async () => {
    const outside = join(folder, 'outside');
    mkdirSync(join(outside, '03'), { recursive: true });
    writeFileSync(join(outside, '03', `${ids.next()}.wav`), someWav(8));
    const strange = [
      'notes.txt',
      '2027/readme',
      '2027/01/15/; rm -rf ~.wav',
      '2027/01/15/\n.wav',
      '2027/01/15/录音.wav',
      `2027/01/15/${'x'.repeat(26)}.wav`,
      `1999/01/15/${ids.next()}.wav`, // not the day of its id
      `2027/01/15/${ids.next()}.wav.part`,
      `2027/01/15/${'0'.repeat(26)}.wav`,
    ];
    for (const path of strange) put(path);
    const empty = pathOf(ids.next(), t0);
    put(empty, Buffer.from('no sound'));
    const link = pathOf(ids.next(), t0);
    symlinkSync(join(outside, '03'), join(recordings, link));
    symlinkSync(outside, join(recordings, '2026'));
    const { row, found } = await checked();
    expect(found).toEqual([...strange, empty, link, '2026'].map((path) => `strange-file ${path}`).sort());
    expect(row?.adopted).toBe(0);
    time.advance(400 * dayMs);
    await checked();
    for (const path of strange) expect(existsSync(join(recordings, path)), path).toBe(true);
    expect(readdirSync(join(outside, '03'))).toHaveLength(1);
  });

  test('one check at a time; a folder that cannot be read is a difference', async () => {
    const both = [archive.check('a'), archive.check('b')];
    await expect(both[1]).rejects.toMatchObject({ code: 'not-now' });
    await both[0];
    rmSync(recordings, { recursive: true });
    writeFileSync(recordings, 'a file where the folder should be');
    expect((await checked()).found).toEqual(['unreadable']);
  });
});

describe('what is kept, and for how long', () => {
  /** Looks after the recordings each night, as a box does. */
  async function nights(count: number): Promise<void> {
    for (let night = 0; night < count; night++) {
      time.advance(dayMs);
      await archive.check('night');
    }
  }

  test('never less than 30 days, then oldest first; the row stays', async () => {
    keepDays = 1; // whatever somebody wrote into the database
    const old = await call();
    const file = put(old.path);
    await nights(15);
    const young = await call();
    put(young.path);
    await nights(14);
    expect(existsSync(file)).toBe(true);
    await nights(1);
    expect(existsSync(file)).toBe(false);
    expect(await rowOf(old.id)).toMatchObject({ deletedAt: time.nowMs(), sha256: expect.any(String) });
    expect(existsSync(join(recordings, young.path))).toBe(true);
    expect(await lastCheck()).toMatchObject({ differences: 0, deleted: 1, files: 2 }); // as it was found
  });

  test('each by the first rule that fits it, the rest by the days of all', async () => {
    keepDays = 33;
    policy = {
      rules: [
        { campaign: 'autumn', keepDays: 1 }, // never less than 30
        { queue: 'sales', kind: 'call', keepDays: 36 },
        { kind: 'voicemail', keepDays: 31 },
      ],
    };
    const kept: Record<string, string> = {};
    for (const [name, row] of Object.entries({
      autumn: { queue: 'sales', campaign: 'autumn' },
      sales: { queue: 'sales' },
      voicemail: { kind: 'voicemail', queue: 'sales' },
      none: {},
      service: { queue: 'service' },
    } satisfies Record<string, Partial<RecordingBegun>>)) {
      kept[name] = put((await call(row)).path);
    }
    const left = (): string[] => Object.keys(kept).filter((name) => existsSync(kept[name] as string));
    const byDay: string[][] = [];
    for (let day = 0; day < 37; day++) {
      await nights(1);
      byDay.push(left());
    }
    expect(byDay[28]).toHaveLength(5);
    expect(byDay[29]).toEqual(['sales', 'voicemail', 'none', 'service']);
    expect(byDay[30]).toEqual(['sales', 'none', 'service']);
    expect(byDay[32]).toEqual(['sales']);
    expect(byDay[34]).toEqual(['sales']);
    expect(byDay[36]).toEqual([]);
    expect(troubles.map(({ code }) => code)).not.toContain('recording-not-deleted');
  });

  test('a legal hold keeps it until it is over', async () => {
    const { id, path } = await call();
    const file = put(path);
    await archive.hold({ by: 'admin', recordingId: id, until: heldForEver * 2, reason: 'case 17' });
    expect(await rowOf(id)).toMatchObject({ heldUntil: heldForEver, heldBy: 'admin', heldReason: 'case 17' });
    await nights(40);
    expect(existsSync(file)).toBe(true);
    await archive.hold({ by: 'admin', recordingId: id, until: null, reason: 'closed' });
    await nights(1);
    expect(existsSync(file)).toBe(false);
    const late = archive.hold({ by: 'admin', recordingId: id, until: heldForEver, reason: 'too late' });
    await expect(late).rejects.toMatchObject({ code: 'conflict' });
    const nobody = archive.hold({ by: 'admin', recordingId: ids.next(), until: null, reason: 'none' });
    await expect(nobody).rejects.toMatchObject({ code: 'not-found' });
  });

  test('a clock that leaps forward makes nothing old', async () => {
    const { path } = await call();
    const file = put(path);
    await nights(1);
    time.advance(3_650 * dayMs);
    await archive.check('night');
    expect(existsSync(file)).toBe(true);
  });

  test('a row that leads out of the folder deletes nothing there', async () => {
    const victim = join(folder, 'victim.wav');
    writeFileSync(victim, someWav(8));
    const { id } = await call({ path: '../victim.wav' });
    const linked = await call();
    mkdirSync(join(folder, 'elsewhere'));
    linkSync(victim, join(folder, 'elsewhere', `${linked.id}.wav`));
    mkdirSync(dirname(dirname(join(recordings, linked.path))), { recursive: true });
    symlinkSync(join(folder, 'elsewhere'), dirname(join(recordings, linked.path)));
    await nights(40);
    expect(existsSync(victim)).toBe(true);
    expect(existsSync(join(folder, 'elsewhere', `${linked.id}.wav`))).toBe(true);
    expect(await rowOf(id)).toMatchObject({ deletedAt: null });
    expect(troubles.map(({ code }) => code)).toContain('recording-not-deleted');
  });
});

describe('the disk', () => {
  test('that fills up releases its reserve, and gets it again when there is room', async () => {
    const disk = new SmallDisk(join(folder, 'small'), 16_384);
    try {
      const small = new RecordingDisk(disk.folder);
      const empty = await small.look(null);
      expect(empty).toMatchObject({ totalBytes: 16_384 * 1024 });
      expect(empty.unwritable).toBeUndefined();
      expect(await small.tend(empty)).toBe('made');
      expect(await small.tend(await small.look(null))).toBe('kept');
      disk.fill();
      const full = await small.look(1_000);
      expect(full).toMatchObject({ freeBytes: 0, unwritable: 'ENOSPC', bytesPerDay: 1_000 });
      expect(await small.tend(full)).toBe('released');
      const after = await small.look(null);
      expect(after.freeBytes).toBeGreaterThan(100_000);
      expect(after.unwritable).toBeUndefined();
      rmSync(join(disk.folder, 'filler'));
      expect(await small.tend(await small.look(null))).toBe('made');
      expect(readdirSync(disk.folder)).toEqual([reserveName]);
    } finally {
      disk.remove();
    }
  });

  test('that is not there, or no folder, is told as full', async () => {
    expect(await new RecordingDisk(join(folder, 'nowhere')).look(null)).toMatchObject({ unwritable: 'ENOENT' });
    writeFileSync(join(folder, 'file'), '');
    expect((await new RecordingDisk(join(folder, 'file')).look(null)).unwritable).toBe('ENOTDIR');
  });

  test('is looked at from the start on', async () => {
    archive.start();
    time.advance(0);
    await expect.poll(() => looks.length).toBe(1);
    expect(looks[0]?.totalBytes).toBeGreaterThan(0);
  });
});
