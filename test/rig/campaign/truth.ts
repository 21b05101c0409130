/** What the far end lived through against what the box wrote down: attempts, calls, recordings, and the law. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TelephonyReader } from '../../../daemon/store/telephony-reader.js';
import type { AttemptRow } from '../../../daemon/terms/outbound.js';
import type { RecordingRow } from '../../../daemon/terms/recordings.js';
import type { CallRow } from '../../../daemon/terms/rows.js';
import { readStereo, sampleRateHz } from '../sound.js';
import type { Arrival } from './far-end.js';
import { agentsHz, peoplesHz, pitchIn } from './pitches.js';
import type { Noted, Team } from './team.js';

const minRingMs = 15_000;
const graceMs = 2_000;
const leastWaitMs = 1_800_000;
/** Of two clocks that read the same wire, on a machine that does other things. */
const looseMs = 400;
const recordingOffMs = 1_000;
/**
 * What a kill may cost: rows are written as fast as the disk takes them, half a second behind on a quiet machine. On one
 * that does other work this is not the place to measure it.
 */
const unwrittenMs = 5_000;
/** CONNECT and DISCONNECT that cross on the wire. */
const crossedMs = 300;

export interface Book {
  readonly attempts: readonly AttemptRow[];
  readonly calls: ReadonlyMap<string, CallRow>;
  readonly recordings: ReadonlyMap<string, readonly RecordingRow[]>;
}

export interface Lived {
  readonly ringTimeoutMs: number;
  readonly arrivals: readonly Arrival[];
  readonly team: Team;
  readonly recordingsFolder: string;
  /** When the daemon was killed, epoch ms of the box: what was under way then is nobody's fault. */
  readonly kills: readonly number[];
  /** When a span was cut, and for how long. */
  readonly cuts: readonly { readonly span: number; readonly from: number; readonly to: number }[];
}

export interface Verdict {
  /** Attempts that were compared, of how many something was wrong, and all that was, in words. */
  readonly compared: number;
  readonly wrong: number;
  readonly problems: readonly string[];
  /** "vacant announced → wrong-number": how often. */
  readonly came: Readonly<Record<string, number>>;
  /** Time on the lines, ms: of all of them, from the launch to the answer or the end. */
  readonly diallingMs: number;
  /** When somebody was called for the first time last, epoch ms of the box. */
  readonly lastNewAt: number;
  readonly live: number;
  readonly dropped: number;
  readonly connected: number;
  readonly recordings: number;
}

/** All rows of a campaign, once everything is written. */
export async function readBook(reader: TelephonyReader, campaign: string): Promise<Book> {
  const attempts: AttemptRow[] = [];
  for (let before: string | undefined; ; ) {
    const page = await reader.attempts.attempts({ campaign, limit: 500, ...(before === undefined ? {} : { before }) });
    attempts.push(...page);
    before = page.at(-1)?.id;
    if (before === undefined) break;
  }
  const calls = new Map<string, CallRow>();
  const recordings = new Map<string, readonly RecordingRow[]>();
  for (const { callId } of attempts) {
    if (callId === '') continue;
    const call = await reader.call(callId);
    if (call !== null) calls.set(callId, call);
    recordings.set(callId, await reader.recordings.ofCall(callId));
  }
  return { attempts: attempts.reverse(), calls, recordings };
}

export function judge(book: Book, lived: Lived): Verdict {
  const problems: string[] = [];
  const arrivalsOf = arrivalsByAttempt(book.attempts, lived, problems);
  const dialled = book.attempts.filter(({ result }) => result !== 'blocked');
  let recordings = 0;
  const came: Record<string, number> = {};
  const wrong = new Set<string>();
  for (const attempt of dialled) {
    const arrivals = arrivalsOf.get(attempt.id) ?? [];
    const story = `${fateWords(arrivals.at(-1))} → ${attempt.result}`;
    came[story] = (came[story] ?? 0) + 1;
    const say = (what: string): void => {
      wrong.add(attempt.id);
      problems.push(
        `${attempt.number} (${arrivals[0]?.fate.kind ?? 'never came'}) ${what}: ${tell(attempt, arrivals)}`,
      );
    };
    judgeAttempt(attempt, arrivals, lived, say);
    if (attempt.callId !== '' || !isUnwritten(attempt.startedAt, lived.kills)) {
      judgeCall(attempt, book.calls.get(attempt.callId), say);
    }
    if (attempt.connectedAt === null) continue;
    if (judgeRecording(attempt, arrivals.at(-1), book.recordings.get(attempt.callId) ?? [], lived, say))
      recordings += 1;
  }
  judgeLaw(dialled, arrivalsOf, lived, problems);
  const firsts = dialled.filter(({ number }, at) => dialled.findIndex((each) => each.number === number) === at);
  const persons = dialled.filter(({ answeredAt, machine }) => answeredAt !== null && machine !== true);
  return {
    compared: dialled.length,
    wrong: wrong.size,
    problems,
    came,
    diallingMs: dialled.reduce((sum, row) => sum + (row.answeredAt ?? row.endedAt ?? row.startedAt) - row.startedAt, 0),
    lastNewAt: Math.max(...firsts.map(({ startedAt }) => startedAt)),
    live: persons.length,
    dropped: persons.filter(({ result, connectedAt }) => result === 'dropped' && connectedAt === null).length,
    connected: dialled.filter(({ connectedAt }) => connectedAt !== null).length,
    recordings,
  };
}

function fateWords(arrival: Arrival | undefined): string {
  if (arrival === undefined) return 'never came';
  const { fate } = arrival;
  const kind = fate.kind === 'no-answer' && fate.networkAfterMs !== null ? 'no-answer network' : fate.kind;
  return 'how' in fate ? `${kind} ${fate.how}` : kind;
}

type Say = (what: string) => void;

function arrivalsByAttempt(
  attempts: readonly AttemptRow[],
  { arrivals, kills }: Lived,
  problems: string[],
): ReadonlyMap<string, readonly Arrival[]> {
  const byNumber = new Map<string, AttemptRow[]>();
  for (const attempt of attempts) byNumber.set(attempt.number, [...(byNumber.get(attempt.number) ?? []), attempt]);
  const found = new Map<string, Arrival[]>();
  for (const arrival of arrivals) {
    const attempt = byNumber
      .get(arrival.number)
      ?.findLast(({ startedAt, result }) => result !== 'blocked' && startedAt <= arrival.at + looseMs);
    if (attempt === undefined && isUnwritten(arrival.at, kills)) continue;
    if (attempt === undefined) problems.push(`${arrival.number} was rung and there is no attempt`);
    else found.set(attempt.id, [...(found.get(attempt.id) ?? []), arrival]);
  }
  return found;
}

function isUnwritten(at: number, kills: readonly number[]): boolean {
  return kills.some((kill) => kill >= at && kill <= at + unwrittenMs);
}

/** Under way when the daemon was killed or its span cut. */
function isHit(attempt: AttemptRow, arrivals: readonly Arrival[], { kills, cuts }: Lived): boolean {
  const from = attempt.startedAt;
  const to = Math.max(attempt.endedAt ?? 0, ...arrivals.map(({ endedAt }) => endedAt ?? 0)) + looseMs;
  if (kills.some((at) => at >= from - looseMs && at <= to)) return true;
  return cuts.some((cut) => cut.from <= to && cut.to >= from);
}

// ---- one attempt

function judgeAttempt(attempt: AttemptRow, arrivals: readonly Arrival[], lived: Lived, say: Say): void {
  const { result, endedAt, counted } = attempt;
  if (result === null || endedAt === null) {
    say('is not closed');
    return;
  }
  const last = arrivals.at(-1);
  if (isHit(attempt, arrivals, lived)) {
    if (!['line-failure', 'dropped', 'connected'].includes(result) && last?.endedBy === 'nobody')
      say('has an odd result');
    return;
  }
  if (last === undefined) {
    if (result !== 'line-failure') say('never came to the network and is no line failure');
    return;
  }
  if (last.answeredAt !== null) {
    judgeAnswered(attempt, last, lived.team, say);
    return;
  }
  const expected = unansweredTruth(last, lived.ringTimeoutMs);
  if (!expected.results.includes(result)) say(`should be ${expected.results.join(' or ')}`);
  if (counted === (result === 'line-failure')) say('counts wrongly');
  if (expected.causes.length > 0 && !expected.causes.includes(attempt.cause ?? 0))
    say(`should have ${expected.causes}`);
  if (attempt.answeredAt !== null || attempt.connectedAt !== null) say('was never answered');
}

interface Expected {
  readonly results: readonly AttemptRow['result'][];
  readonly causes: readonly number[];
}

function unansweredTruth(arrival: Arrival, ringTimeoutMs: number): Expected {
  const { fate, endedAt, rangAt, endedBy } = arrival;
  switch (fate.kind) {
    case 'busy':
      return { results: ['busy'], causes: [17] };
    case 'vacant':
      return { results: ['wrong-number'], causes: [1] };
    case 'switched-off':
      // china.md 7: 关机 only if the announcement is known; cause 20 alone leaves it at 无法接通.
      return { results: ['unreachable'], causes: [20] };
    case 'congested':
      return { results: ['line-failure'], causes: [fate.cause] };
    default: {
      const rangMs = (endedAt ?? 0) - (rangAt ?? endedAt ?? 0);
      const isEarly = endedBy === 'box' && rangMs < ringTimeoutMs - looseMs;
      if (isEarly) return { results: ['cancelled'], causes: [] };
      // A ring timeout as short as the law allows: pacing may hang up in the same moment.
      const isEither = ringTimeoutMs <= minRingMs + looseMs;
      return { results: isEither ? ['no-answer', 'cancelled'] : ['no-answer'], causes: [16, 18, 19] };
    }
  }
}

function judgeAnswered(attempt: AttemptRow, arrival: Arrival, team: Team, say: Say): void {
  const { result, answeredAt, connectedAt, counted, agent, machine } = attempt;
  const { heardAt, heardHz } = arrival;
  const liftedAt = arrival.answeredAt ?? 0;
  if (answeredAt === null) {
    const isCrossed = (arrival.endedAt ?? 0) - liftedAt <= crossedMs;
    if (!isCrossed || !['cancelled', 'no-answer'].includes(result ?? '')) say('was answered');
    return;
  }
  if (Math.abs(answeredAt - liftedAt) > looseMs * 2) say(`was answered ${answeredAt - liftedAt} ms off`);
  if (connectedAt === null) {
    if (heardAt !== null) say('heard an agent');
    if (result !== 'dropped' || counted) say('should be dropped, and use up no try');
    return;
  }
  if (heardAt === null && (arrival.endedAt ?? 0) - connectedAt > looseMs * 2) say('never heard an agent');
  if (connectedAt - answeredAt > graceMs) say(`waited ${connectedAt - answeredAt} ms`);
  if (heardAt !== null && team.hzOf(agent ?? '') !== heardHz) say(`heard the agent with ${heardHz} Hz`);
  judgeNoted(attempt, team.noted.get(attempt.id), say);
  const isMachine = fateNow(arrival) === 'machine' && team.noted.has(attempt.id);
  if (isMachine !== (machine === true)) say('is taken for what it is not');
}

function judgeNoted({ result, agent, counted, resultBy }: AttemptRow, noted: Noted | undefined, say: Say): void {
  if (noted === undefined) {
    if (result !== 'connected') say('has a code that no agent gave');
    return;
  }
  if (result !== noted.result || resultBy !== `agent:${noted.agentId}`) say(`was noted as ${noted.result}`);
  if (agent !== noted.agentId) say(`was talked to by ${noted.agentId}`);
  if (!counted) say('used up a try');
}

function fateNow({ fate }: Arrival): string {
  return fate.kind === 'congested' ? fate.later.kind : fate.kind;
}

// ---- its call and its recording

function judgeCall(attempt: AttemptRow, call: CallRow | undefined, say: Say): void {
  if (call === undefined) {
    say('has no call');
    return;
  }
  if (call.endedAt === null || call.ending === null) say('has a call that is not closed');
  if (call.calledNumber !== attempt.number || call.direction !== 'outbound') say('has another call');
  if ((call.talkStartedAt === null) !== (attempt.connectedAt === null)) say('and its call differ on the talk');
}

/** True: it can be played and holds both. */
function judgeRecording(
  attempt: AttemptRow,
  arrival: Arrival | undefined,
  rows: readonly RecordingRow[],
  lived: Lived,
  say: Say,
): boolean {
  const [row] = rows;
  const hit = isHit(attempt, arrival === undefined ? [] : [arrival], lived);
  if (rows.length !== 1 || row === undefined) {
    say(`has ${rows.length} recordings`);
    return false;
  }
  const path = join(lived.recordingsFolder, row.path);
  if (row.path === '' || !existsSync(path)) {
    say(`has no file: ${row.reason ?? row.state}`);
    return false;
  }
  const { left, right } = readStereo(path);
  if (hit || arrival === undefined || arrival.endedAt === null) return true;
  if (row.state !== 'complete') say(`has a recording that is ${row.state}`);
  const talkedMs = arrival.endedAt - (arrival.heardAt ?? arrival.endedAt);
  const keptMs = (left.length * 1_000) / sampleRateHz;
  if (Math.abs(keptMs - talkedMs) > recordingOffMs) say(`talked ${talkedMs} ms and has ${Math.round(keptMs)} ms`);
  if (talkedMs < crossedMs * 2) return true;
  const person = pitchIn(middle(left), peoplesHz);
  const agent = pitchIn(middle(right), agentsHz);
  if (person !== arrival.hz) say(`has ${person} Hz on the left, not ${arrival.hz}`);
  if (agent !== arrival.heardHz) say(`has ${agent} Hz on the right, not ${arrival.heardHz}`);
  return person === arrival.hz && agent === arrival.heardHz;
}

/** A tenth of a second of a side. */
function middle(side: Uint8Array): Uint8Array {
  const half = side.length >> 1;
  return side.subarray(half, half + sampleRateHz / 10);
}

// ---- the law

function judgeLaw(
  attempts: readonly AttemptRow[],
  arrivalsOf: ReadonlyMap<string, readonly Arrival[]>,
  lived: Lived,
  problems: string[],
): void {
  const lastOf = new Map<string, AttemptRow>();
  for (const attempt of attempts) {
    const before = lastOf.get(attempt.number);
    lastOf.set(attempt.number, attempt);
    if (before !== undefined && (before.endedAt ?? Number.POSITIVE_INFINITY) > attempt.startedAt) {
      problems.push(`${attempt.number} was called twice at once: ${tell(attempt, [])}`);
    }
    // A line that failed has rung nobody.
    if (before?.result !== undefined && before.result !== 'line-failure') {
      if (attempt.startedAt - before.startedAt < leastWaitMs)
        problems.push(`${attempt.number} was called again too soon`);
    }
    for (const { from, until } of lived.team.away) {
      if (attempt.startedAt > from + graceMs && attempt.startedAt < (until ?? Number.POSITIVE_INFINITY)) {
        problems.push(`${attempt.number} was called with nobody signed in, ${attempt.startedAt - from} ms after it`);
      }
    }
    for (const arrival of arrivalsOf.get(attempt.id) ?? []) {
      const { rangAt, answeredAt, endedAt, endedBy } = arrival;
      if (rangAt === null || answeredAt !== null || endedAt === null || endedBy !== 'box') continue;
      if (isHit(attempt, [arrival], lived)) continue;
      if (endedAt - rangAt < minRingMs - looseMs)
        problems.push(`${attempt.number} rang for ${endedAt - rangAt} ms only`);
    }
  }
}

function tell(attempt: AttemptRow, arrivals: readonly Arrival[]): string {
  const { result, cause, tone, counted, resultBy, agent, callId, answeredAt, connectedAt, startedAt, endedAt } =
    attempt;
  const row = { result, cause, tone, counted, resultBy, agent, callId, startedAt, answeredAt, connectedAt, endedAt };
  return `${JSON.stringify(row)} ${JSON.stringify(arrivals)}`;
}
