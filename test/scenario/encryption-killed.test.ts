/** REC-12, REC-13: the real daemon encrypts old recordings and is killed in the midst of a file, again and again. */
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { SortableIds } from '../../daemon/base/ids.js';
import { SeededRandom } from '../../daemon/base/random.js';
import { encryptingSuffix } from '../../daemon/encryption/encrypt-file.js';
import { keyFileText } from '../../daemon/encryption/key-file.js';
import { RecordingKeys } from '../../daemon/encryption/recording-keys.js';
import { openSound } from '../../daemon/encryption/sound.js';
import { pathOf } from '../../daemon/recording/ledger.js';
import { TelephonyStore } from '../../daemon/store/telephony-store.js';
import type { RowChange } from '../../daemon/terms/rows.js';
import { Box } from '../rig/box.js';
import type { Child } from '../rig/child.js';
import { Floor } from '../rig/floor.js';
import { keyNo, sha256Of, someWav } from '../rig/kept-recordings.js';

/** Against what hangs: a machine with fifty processes at work took 100 s. */
vi.setConfig({ testTimeout: 300_000 });

/** Of four minutes: long enough to be found half done, on a quick disk too. */
const samples = 2_000_000;
const recordings = 4;
const kills = 2;
const box = new Box({ agents: 1, more: { recordings: { keepDays: 180, encrypt: true } } });
const folder = join(box.data, 'recordings');
const keyFile = join(box.folder, 'recording.keys');
const began = Date.now() - 3 * 86_400_000;
const ids = new SortableIds({ nowMs: () => began }, new SeededRandom(7));
const kept: { readonly id: string; readonly file: string; readonly sha256: string; readonly wav: Buffer }[] = [];
const floor = new Floor();
const startDaemon = (): Promise<Child> => box.startDaemon(['--recording-keys', keyFile]);

beforeAll(async () => {
  writeFileSync(keyFile, keyFileText([keyNo(1)]), { mode: 0o600 });
  const location = { kind: 'sqlite', file: join(box.data, 'telephony.db') } as const;
  const store = await TelephonyStore.open(location, { clock: { nowMs: () => began }, onTrouble() {} });
  store.writer.apply(Array.from({ length: recordings }, (_, at) => ({ row: 'recording-open', recording: oldOne(at) })));
  await store.close();
  box.openExchange();
});
afterAll(async () => {
  floor.close();
  await box.close();
});

/** One of a call that ended days ago, sealed in clear; no two sound alike. */
function oldOne(at: number): Extract<RowChange, { row: 'recording-open' }>['recording'] {
  const id = ids.next();
  const path = pathOf(id, began);
  const file = join(folder, path);
  const wav = someWav(samples);
  wav.fill(at, 1_000, 9_000);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, wav);
  const sha256 = sha256Of(file);
  kept.push({ id, file, sha256, wav });
  const times = { startedAt: began, endedAt: began + samples / 8, lengthMs: samples / 8 };
  const sealed = { state: 'complete', samples, sha256, bytes: wav.length, number: '13800000001' } as const;
  return { id, callId: ids.next(), path, agent: '8001', ...times, ...sealed };
}

const halves = (): readonly string[] => kept.map(({ file }) => `${file}${encryptingSuffix}`).filter(existsSync);

function isEncrypted(file: string): boolean {
  const mark = Buffer.alloc(8);
  const handle = openSync(file, 'r');
  readSync(handle, mark);
  closeSync(handle);
  return mark.toString('latin1') === 'CBXENCR1';
}

/** Held still, it cannot finish while we look. */
async function holdStill({ process: { pid = 0 } }: Child): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  while (!/^State:\s+T/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) await new Promise(setImmediate);
}

/** Kills the daemon with a file half encrypted; false: it was done with all of them before it was caught. */
async function killInTheMidst(daemon: Child): Promise<boolean> {
  const watcher = watch(dirname(kept[0]?.file ?? ''));
  const next = (): Promise<unknown> => once(watcher, 'change');
  try {
    for (let seen = next(); kept.some(({ file }) => !isEncrypted(file)); seen = next()) {
      if (halves().length === 0) await seen;
      await holdStill(daemon);
      if (halves().length > 0) return true;
      daemon.process.kill('SIGCONT');
    }
    return false;
  } finally {
    watcher.close();
    await daemon.kill('SIGKILL');
  }
}

/** As whoever plays it hears it, in clear or encrypted. */
async function soundOf(file: string): Promise<Buffer> {
  const sound = await openSound(file, new RecordingKeys(keyFile));
  try {
    return await sound.read(0, sound.size);
  } finally {
    await sound.close();
  }
}

async function expectAllThere(): Promise<void> {
  for (const [at, { file, wav }] of kept.entries()) {
    const sound = await soundOf(file);
    expect(sound.equals(wav), `recording ${at + 1} sounds as it did`).toBe(true);
  }
}

test('whenever it is killed, every recording is there once and is heard', async () => {
  let caught = 0;
  for (let life = 0; life < kills; life++) {
    if (await killInTheMidst(await startDaemon())) caught += 1;
    await expectAllThere();
  }
  expect(caught, 'lives that ended with a file half encrypted').toBeGreaterThan(0);
});

test('the next daemon takes the half away, encrypts what is left, and finds nothing wrong', async () => {
  await startDaemon();
  await floor.open(box.control);
  const reader = box.telephony();
  try {
    const allEncrypted = [{ key: keyNo(1).id, files: recordings, bytes: recordings * (44 + 2 * samples) }];
    await expect.poll(() => reader.recordings.byKey(), { timeout: 200_000, interval: 200 }).toEqual(allEncrypted);
    const check = async (): Promise<string | null> =>
      floor.client.request('recordings.check', { by: 'test' }).then(
        ({ checkId }) => checkId,
        () => null, // the one of the start is still under way
      );
    let checkId: string | null = null;
    await expect.poll(async () => (checkId = await check()), { timeout: 60_000, interval: 200 }).not.toBeNull();
    expect(await reader.recordings.differences(checkId ?? '')).toEqual([]);
    for (const { id, sha256 } of kept) {
      const row = (await reader.recordings.one(id))?.recording;
      expect(row).toMatchObject({ sha256, state: 'complete', encryptedWith: keyNo(1).id });
    }
  } finally {
    await reader.close();
  }
  expect(kept.every(({ file }) => isEncrypted(file))).toBe(true);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  const ours = files.map(({ name }) => name).filter((name) => /\.wav/.test(name));
  expect(ours.sort()).toEqual(kept.map(({ id }) => `${id}.wav`).sort());
  await expectAllThere();
});
