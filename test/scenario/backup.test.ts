/** HA-03: a backup of a box that is answering calls, restored elsewhere, has the same CDRs, legs, events and sound. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTelephonyReader } from '../../daemon/store/telephony-store.js';
import { makeBackup } from '../../installer/cli/keeping/backup.mjs';
import { restoreBackup } from '../../installer/cli/keeping/restore.mjs';
import { schemasOf } from '../../installer/cli/keeping/schemas.mjs';
import { Box } from '../rig/box.js';
import { root } from '../rig/child.js';
import { type Floor, signInAll } from '../rig/floor.js';
import { directNumber } from '../rig/site.js';

const callers = ['13900000001', '13900000002', '13900000003'];
const box = new Box({ agents: 1, wrapUpMs: 0 });
let floor: Floor;

beforeAll(async () => {
  box.openExchange();
  await box.startDaemon();
  await box.startWeb();
  await box.exchange.spanUp();
  floor = await signInAll(box);
});
afterAll(async () => {
  floor?.close();
  await box.close();
});

async function talk(from: string): Promise<void> {
  await floor.until(({ agents }) => agents.some(({ state }) => state === 'ready'));
  const caller = box.exchange.call({ from, to: directNumber });
  const desk = await box.exchange.rings(1);
  desk.answer();
  await floor.until(({ calls }) => calls.some(({ stage, recording }) => stage === 'talking' && recording));
  await caller.silent(500);
  caller.hangUp();
  await caller.when('cleared');
  desk.hangUp();
  await desk.when('cleared');
  await floor.until(({ calls }) => calls.length === 0);
}

/** All that is stored of these callers' calls. */
async function storedIn(data: string) {
  const reader = openTelephonyReader({ kind: 'sqlite', file: join(data, 'telephony.db') }, { nowMs: Date.now });
  try {
    const all = [];
    for (const from of callers) {
      for (const call of await reader.callsFrom(from)) {
        const recording = await reader.recordingOfCall(call.id);
        const sound = recording === null ? null : readFileSync(join(data, 'recordings', recording.path));
        const sha256 = sound === null ? null : createHash('sha256').update(sound).digest('hex');
        all.push({ call, events: await reader.eventsOfCall(call.id), recording, sha256 });
      }
    }
    return all;
  } finally {
    await reader.close();
  }
}

it('three calls are the same on another box, and a fourth goes on while the backup is made', async () => {
  for (const from of callers) await talk(from);
  const caller = box.exchange.call({ from: '13900000004', to: directNumber });
  const desk = await box.exchange.rings(1);
  desk.answer();
  await floor.until(({ calls }) => calls.some(({ stage }) => stage === 'talking'));
  // Rows follow what is told by a moment, and a closed recording is sealed a little later.
  const sealed = async () => (await storedIn(box.data)).filter(({ recording }) => recording?.sha256).length;
  await expect.poll(sealed, { timeout: 60_000 }).toBe(3);
  const before = await storedIn(box.data);

  const to = join(box.folder, 'backups');
  const source = { data: box.data, config: null, release: 'test' };
  const at = new Date();
  const { folder } = await makeBackup(source, { to, at, recordings: 'yes' });
  expect(caller.has('cleared')).toBe(false);
  const elsewhere = join(box.folder, 'elsewhere');
  const { versions } = await schemasOf(join(root, 'build/js'));
  await restoreBackup({ backup: folder, data: elsewhere, schemas: versions, at, replace: false });

  const after = await storedIn(elsewhere);
  expect(after).toHaveLength(3);
  expect(after.every(({ sha256 }) => sha256 !== null)).toBe(true);
  expect(after).toEqual(before);
  caller.hangUp();
  await caller.when('cleared');
  desk.hangUp();
});
