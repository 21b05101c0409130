/** Calls with recordings as the daemon would have left them: rows and files. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RecordingRow } from '../../daemon/terms/recordings.js';
import type { CallRow, RowChange } from '../../daemon/terms/rows.js';
import { talk, wav } from './two-voices.js';
import type { Web } from './web.js';

export interface Recorded {
  readonly n: number;
  readonly agent: string | null;
  /** As `talk` has it; absent: "c2 a2". */
  readonly story?: string;
  readonly startedAt: number;
  readonly recording?: Partial<RecordingRow>;
  readonly call?: Partial<CallRow>;
  /** Who came in later. */
  readonly others?: readonly string[];
  readonly rows?: readonly RowChange[];
}

export interface Kept {
  readonly id: string;
  readonly callId: string;
  readonly path: string;
  readonly file: Uint8Array;
}

/** Ids sort by time, as those of the daemon do. */
export function sortableId(atMs: number, n: number): string {
  const digits = '0123456789abcdefghjkmnpqrstvwxyz';
  let rest = atMs;
  let head = '';
  for (let at = 0; at < 10; at++) {
    head = (digits[rest % 32] ?? '0') + head;
    rest = Math.floor(rest / 32);
  }
  return head + String(n).padStart(16, '0');
}

export async function keepRecordings(web: Web, all: readonly Recorded[]): Promise<readonly Kept[]> {
  const kept = all.map((each) => keep(web, each));
  await web.writeTelephony(kept.flatMap(({ rows }) => rows));
  return kept;
}

function keep(web: Web, recorded: Recorded): Kept & { readonly rows: readonly RowChange[] } {
  const { n, agent, startedAt, story = 'c2 a2', others = [] } = recorded;
  const id = sortableId(startedAt, n);
  const callId = sortableId(startedAt - 1_000, n);
  const pairs = talk(story);
  const file = wav(pairs);
  const path = `2027/01/01/${id}.wav`;
  const lengthMs = pairs.length / 16;
  mkdirSync(dirname(join(web.recordings, path)), { recursive: true });
  writeFileSync(join(web.recordings, path), file);
  const number = `1390000${String(n).padStart(4, '0')}`;
  const call: CallRow = {
    id: callId,
    direction: 'inbound',
    callingNumber: number,
    presentation: 'allowed',
    calledNumber: '02160001000',
    channel: 'E1-1:1',
    startedAt: startedAt - 1_000,
    answeredAt: startedAt,
    queuedAt: null,
    talkStartedAt: startedAt,
    endedAt: startedAt + lengthMs,
    cause: 16,
    endedBy: 'caller',
    ending: 'completed',
    disposition: 'resolved',
    agent,
    queue: 'service',
    flowPath: '',
    ...recorded.call,
  };
  const recording = {
    id,
    callId,
    path,
    agent,
    startedAt,
    endedAt: startedAt + lengthMs,
    state: 'complete' as const,
    samples: pairs.length / 2,
    direction: call.direction,
    number,
    queue: call.queue,
    result: call.disposition,
    lengthMs,
    bytes: file.length,
    sha256: createHash('sha256').update(file).digest('hex'),
    ...recorded.recording,
  };
  const talked = [...(agent === null ? [] : [agent]), ...others];
  const rows: RowChange[] = [
    { row: 'call-open', call },
    { row: 'recording-open', recording },
    ...talked.map(
      (each): RowChange => ({ row: 'recording-agent', agent: { recordingId: id, agent: each, at: startedAt } }),
    ),
    ...(recorded.rows ?? []),
  ];
  return { id, callId, path, file, rows };
}
