/**
 * Is every answered call recorded, or does the ledger say why not? The real switch on simulated lines, the real database
 * and real files: calls that are transferred, consulted on, held and paused, daemons that are killed in mid-call with what
 * they had not written yet, and a disk that is full now and then. Each next start closes what was open and looks after
 * the files. Baseline: the answered calls. `node build/js/test/bench/kept.js CALLS`: 10,000.
 */
import { closeSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Archive } from '../../daemon/archive/archive.js';
import { SortableIds } from '../../daemon/base/ids.js';
import { SeededRandom } from '../../daemon/base/random.js';
import { RecordingKeys } from '../../daemon/encryption/recording-keys.js';
import type { Seizure } from '../../daemon/lines/lines.js';
import { TelephonyStore } from '../../daemon/store/telephony-store.js';
import { samplesInRecording } from '../../daemon/store/wav-length.js';
import type { RecordingRow } from '../../daemon/terms/recordings.js';
import type { RowChange } from '../../daemon/terms/rows.js';
import { Floor, salesNumber, siteOf } from '../simulation/floor.js';
import { printFigure } from './figure.js';

const wanted = Number(process.argv[2] ?? 10_000);
const callsPerLife = 25;
const t0 = 1_800_000_000_000;
/** As the native recorder: half seconds, looked for four times a second. */
const blockMs = 500;
const random = new SeededRandom(11);
const folder = mkdtempSync(join(tmpdir(), 'callbox-'));
const recordings = join(folder, 'recordings');
mkdirSync(recordings);
const clock = { at: t0, nowMs: () => clock.at };
const store = await TelephonyStore.open(
  { kind: 'sqlite', file: join(folder, 'telephony.db') },
  { clock, onTrouble: ({ code }) => console.error(code) },
);
const talks = { kills: 0, fullDisks: 0, transfers: 0, calls: 0 };

try {
  for (let life = 1; talks.calls < wanted; life++) await oneLife(life);
  await tell();
} finally {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
}

/** A daemon from its start to its kill. */
async function oneLife(life: number): Promise<void> {
  const written: RowChange[] = [];
  const files = new Map<string, number>();
  const floor = new Floor({
    seed: life,
    site: siteOf(3),
    keepCommands: false,
    disk: { exists: () => false, create: (path) => files.set(path, clock.at) },
  });
  const { auditor } = floor;
  const write = auditor.write.bind(auditor);
  auditor.write = (changes) => {
    written.push(...changes);
    write(changes);
  };
  const heard = auditor.heard.bind(auditor);
  const pathOf = new Map<string, string>();
  const command = auditor.command.bind(auditor);
  auditor.command = (told) => {
    if (told.do === 'record') pathOf.set(told.recording, told.path);
    clock.at = floor.time.nowMs();
    command(told);
  };
  auditor.heard = (event) => {
    if (event.event === 'recording-ended') {
      const path = pathOf.get(event.recording) ?? '';
      if (files.delete(path) && event.samples > 0) wav(path, event.samples);
    }
    heard(event);
  };
  floor.time.advance(clock.at - t0 + 5_000);
  clock.at = floor.time.nowMs();
  floor.ready('8001', '8002', '8003');
  for (let n = 0; n < callsPerLife && talks.calls < wanted; n++) {
    talks.calls += 1;
    const caller = await oneCall(floor, n === callsPerLife - 1);
    clock.at = floor.time.nowMs();
    if (caller === null) break; // killed
    if (n % 12 === 0) await flush(written);
  }
  // What was handed to the writer within the last moment is lost, as are the blocks not written yet.
  const lost = random.below(2) === 0 ? 0 : random.below(8);
  store.writer.apply(written.splice(0, Math.max(0, written.length - lost)));
  await store.writer.flush();
  clock.at = floor.time.nowMs();
  for (const [path, from] of files) {
    const ms = Math.floor((clock.at - from - random.below(2) * 250) / blockMs) * blockMs;
    if (ms >= 0) wav(path, ms * 8);
  }
  clock.at += 2_000;
  await store.closeInterrupted(recordings, clock.at);
  const archive = new Archive({
    folder: recordings,
    books: store.books,
    rows: { apply: (changes) => store.writer.apply(changes), flush: () => store.writer.flush() },
    clock,
    timers: floor.time,
    ids: new SortableIds(clock, random),
    idAt: (ms) => new SortableIds({ nowMs: () => ms }, random).next(),
    policy: () => ({ keepDays: 180 }),
    encryption: { keys: new RecordingKeys(null), wanted: () => false },
    nextNight: (ms) => ms + 86_400_000,
    onLook: () => {},
    onTrouble: () => {},
    verifyBytes: 0,
  });
  if (life % 20 === 0 || talks.calls >= wanted) await archive.check('start');
  await archive.close();
}

async function flush(written: RowChange[]): Promise<void> {
  store.writer.apply(written.splice(0));
  await store.writer.flush();
}

/** Null: the daemon was killed in it. */
async function oneCall(floor: Floor, isKilled: boolean): Promise<Seizure | null> {
  const { time, lines } = floor;
  const wait = (most: number): void => time.advance(200 + random.below(most));
  const caller = lines.callIn(salesNumber, `139${String(talks.calls).padStart(8, '0')}`);
  if (caller === null) throw new Error('the simulated span is full');
  time.advance(3_000);
  const line = [1, 2, 3].find((each) => lines.isRinging(each)) ?? 0;
  if (line === 0) throw new Error('no telephone rings');
  if (isKilled && random.below(4) === 0) {
    lines.lift(line); // killed in the moment of the answer
    talks.kills += 1;
    return null;
  }
  if (random.below(40) === 0) lines.media.disk = 'full';
  lines.lift(line);
  wait(20_000);
  await converse(floor, line, wait);
  if (isKilled) {
    talks.kills += 1;
    return null;
  }
  lines.hangUp(caller);
  time.advance(100);
  lines.media.disk = 'well';
  for (const each of [1, 2, 3]) lines.lay(each);
  time.advance(15_000);
  return caller;
}

/** Something of what happens to conversations. */
async function converse(floor: Floor, line: number, wait: (most: number) => void): Promise<void> {
  const { lines } = floor;
  const agentId = `${8000 + line}`;
  const other = (line % 3) + 1;
  const target = { to: 'agent', agent: `${8000 + other}` } as const;
  const callId = floor.agent(agentId).callId ?? '';
  const kind = random.below(6);
  if (kind === 0) {
    floor.ask({ ask: 'transfer', agentId, target });
    talks.transfers += 1;
    wait(2_000);
    lines.lift(other);
  } else if (kind === 1) {
    floor.ask({ ask: 'consult', agentId, target });
    talks.transfers += 1;
    wait(2_000);
    lines.lift(other);
    wait(2_000);
    floor.ask({ ask: random.below(2) === 0 ? 'complete' : 'conference', agentId });
  } else if (kind === 2) {
    floor.ask({ ask: 'hold', agentId });
    wait(5_000);
    floor.ask({ ask: 'retrieve', agentId });
  } else if (kind === 3) {
    floor.ask({ ask: 'recording-pause', agentId, callId, on: true });
    wait(5_000);
    floor.ask({ ask: 'recording-pause', agentId, callId, on: false });
  } else if (kind === 4 && random.below(8) === 0) {
    talks.fullDisks += 1;
    lines.media.disk = 'full';
    lines.media.fail('disk-full');
    wait(20_000);
    lines.media.disk = 'well';
  }
  wait(10_000);
}

/** Silence of so many samples a side, without using the disk for it. */
function wav(path: string, samples: number): void {
  const file = join(recordings, path.slice('/recordings/'.length));
  mkdirSync(dirname(file), { recursive: true });
  const head = Buffer.alloc(44);
  head.write('RIFF....WAVEfmt ', 0, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(6, 20);
  head.writeUInt16LE(2, 22);
  head.write('data', 36, 'latin1');
  const out = openSync(file, 'w');
  writeSync(out, head);
  ftruncateSync(out, 44 + samples * 2);
  closeSync(out);
}

async function tell(): Promise<void> {
  const { answered, recorded, explained, missing } = await store.books.callsRecorded(0, clock.at + 1, 100);
  let unplayable = 0;
  let short = 0;
  for (let before: string | undefined; ; ) {
    const page = await store.reader.recordings.search({ limit: 200, ...(before === undefined ? {} : { before }) });
    before = page.at(-1)?.id;
    if (before === undefined) break;
    for (const row of page) {
      const isWell = row.path === '' ? row.reason !== null : await isPlayable(row);
      if (!isWell) unplayable += 1;
      if (row.state === 'complete' && Math.abs(timeOf(row) - (row.lengthMs ?? 0)) > 1_000) short += 1;
    }
  }
  const [check] = await store.reader.recordings.checks({ limit: 1 });
  const say = (name: string, value: number, unit: string): void => printFigure('kept', name, value, unit, answered);
  say('calls answered', answered, 'calls');
  say('recorded', recorded, 'calls');
  say('not recorded, and the ledger says why', explained, 'calls');
  say('answered calls of which the ledger knows nothing', missing.length, 'calls');
  say('recordings that cannot be played and do not say why', unplayable, 'recordings');
  say('whole recordings more than 1 s off their time', short, 'recordings');
  say('kills', talks.kills, 'kills');
  say('full disks in mid-call', talks.fullDisks, 'times');
  say('transfers and consultations', talks.transfers, 'times');
  say('differences at the last look', check?.differences ?? -1, 'differences');
}

async function isPlayable(row: RecordingRow): Promise<boolean> {
  const file = join(recordings, row.path);
  const samples = await samplesInRecording(file);
  if (samples === null) return row.samples === 0 && row.reason !== null;
  return statSync(file).size >= 44 && Math.abs(samples - (row.samples ?? 0)) <= 8;
}

function timeOf(row: RecordingRow): number {
  return (row.endedAt ?? row.startedAt) - row.startedAt;
}
