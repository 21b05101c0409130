/** How long recordings are kept, asked and tried out over real HTTP and the real database. */
import { chmodSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RecordingsKept, RetentionPreview } from '../../../daemon/contract/pages.js';
import { keyFileText } from '../../../daemon/encryption/key-file.js';
import type { RecordingBegun } from '../../../daemon/terms/recordings.js';
import { keyNo } from '../../../test/rig/kept-recordings.js';
import type { Visitor } from '../../../test/rig/pages.js';
import { sortableId } from '../../../test/rig/recorded.js';
import { testSite } from '../../../test/rig/site.js';
import { Web } from '../../../test/rig/web.js';

const web = new Web();
const now = web.clock.nowMs();
const dayMs = 86_400_000;
let admin: Visitor;

/** Ended a minute after it began, `days` ago. */
function recorded(n: number, days: number, more: Partial<RecordingBegun> = {}): RecordingBegun {
  const startedAt = now - days * dayMs;
  return {
    ...{ id: sortableId(startedAt, n), callId: sortableId(startedAt, n), path: `2026/01/01/${n}.wav`, agent: '8001' },
    ...{ startedAt, endedAt: startedAt + 60_000, state: 'complete', samples: 480_000, lengthMs: 60_000 },
    ...{ sha256: 'a'.repeat(64), bytes: 1_000, ...more },
  };
}

beforeAll(async () => {
  await web.start();
  await web.putUsers();
  await web.importSite({ ...testSite({ agents: 2 }), recordings: { keepDays: 180 } });
  const rows = [
    recorded(1, 200), // goes under the policy in force already
    recorded(2, 170, { queue: 'sales' }),
    recorded(3, 100, { queue: 'sales', encryptedWith: keyNo(1).id }),
    recorded(4, 55, { kind: 'voicemail' }),
    recorded(5, 100, { heldUntil: now + 1_000 }),
    recorded(6, 20),
    recorded(7, 100, { deletedAt: now - 1 }),
    recorded(8, 100, { path: '', state: 'none' }),
    recorded(9, 62, { campaign: 'spring' }),
  ];
  await web.writeTelephony(rows.map((recording) => ({ row: 'recording-open', recording })));
  admin = await web.visitor('admin');
});
afterAll(() => web.remove());

async function preview(
  recordings: unknown,
): Promise<readonly [number, RetentionPreview & { readonly error?: { readonly message: string } }]> {
  const answer = await admin.request('POST', '/api/v1/recordings-kept/preview', { recordings });
  return [answer.status, (await answer.json()) as RetentionPreview];
}

test('what is in force, how much is encrypted with what, and the keys without the keys', async () => {
  const kept = await admin.get<RecordingsKept>('/api/v1/recordings-kept');
  expect(kept).toMatchObject({
    policy: { keepDays: 180 },
    keys: { telephony: null, pages: { trouble: 'none', keys: [] } },
  });
  expect(kept.byKey).toEqual([
    { key: null, files: 6, bytes: 6_000 },
    { key: keyNo(1).id, files: 1, bytes: 1_000 },
  ]);
  writeFileSync(web.keyFile, keyFileText([keyNo(1)]), { mode: 0o600 });
  const { keys } = await admin.get<RecordingsKept>('/api/v1/recordings-kept');
  expect(keys.pages).toEqual({ trouble: null, keys: [{ id: keyNo(1).id, since: keyNo(1).since }] });
  chmodSync(web.keyFile, 0o604);
  expect((await admin.get<RecordingsKept>('/api/v1/recordings-kept')).keys.pages.trouble).toBe('open-to-others');
});

describe('a policy is tried out before it is made', () => {
  test('which recordings it deletes, by rule, tonight and soon; what is held stays', async () => {
    const rules = [
      { queue: 'sales', keepDays: 90 },
      { kind: 'voicemail', keepDays: 60 },
      { campaign: 'spring', keepDays: 365 },
    ];
    const [status, shown] = await preview({ keepDays: 60, rules });
    expect(status).toBe(200);
    const short = shown.groups.map(({ rule, files, goesNow, goesInWeek, goesInMonth }) => [
      ...[rule, files, goesNow.files, goesInWeek, goesInMonth],
    ]);
    expect(short).toEqual([
      [0, 2, 2, 2, 2],
      [1, 1, 0, 1, 1],
      [2, 1, 0, 0, 0],
      [null, 3, 1, 2, 2], // the one that was held is free again by then
    ]);
    expect(shown.lost).toEqual({ files: 2, bytes: 2_000, oldestAt: now - 170 * dayMs, newestAt: now - 100 * dayMs });
    expect(shown.nextAt).toBeGreaterThan(now);
    expect(shown.nextAt - now).toBeLessThanOrEqual(dayMs);
  });

  test('the policy in force loses nothing more', async () => {
    const [, shown] = await preview({ keepDays: 180 });
    expect(shown.lost).toMatchObject({ files: 0, oldestAt: null });
    expect(shown.groups).toMatchObject([{ rule: null, files: 7, goesNow: { files: 1 } }]);
  });

  test.each([
    [{ keepDays: 29 }, '30'],
    [{ keepDays: 60, rules: [{ queue: 'sales', keepDays: 29 }] }, '30'],
    [{ keepDays: 60, rules: [{ keepDays: 1e9 }] }, '3650'],
    [{ keepDays: 60, rules: [{ queue: "x' OR 1=1 --", keepDays: 60 }] }, 'queue'],
    [{ keepDays: 60, rules: Array.from({ length: 51 }, () => ({ kind: 'call', keepDays: 60 })) }, '50'],
    [{ keepDays: '60' }, 'keepDays'],
    [{}, 'keepDays'],
    [{ keepDays: 60, change: 'undo' }, 'change'],
  ])('%j is refused with what is wrong', async (recordings, word) => {
    const [status, { error }] = await preview(recordings);
    expect([status, error?.message]).toEqual([400, expect.stringContaining(word)]);
  });
});
