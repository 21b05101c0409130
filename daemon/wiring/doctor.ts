/** Part of the composition root: what the doctor sees the lines, the calls and the disk with. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../base/clock.js';
import { SortableIds } from '../base/ids.js';
import type { Random } from '../base/random.js';
import type { Timers } from '../base/timers.js';
import type { BoxEyes } from '../doctor/box/box-run.js';
import type { FailedCall, TalkHeard } from '../doctor/box/observations.js';
import { soundOf } from '../doctor/box/sound-heard.js';
import { Doctor } from '../doctor/doctor.js';
import { FrameWatch } from '../doctor/frame-watch.js';
import { LineLab } from '../doctor/lab/line-lab.js';
import type { RecentCalls, SpanLook } from '../doctor/trunk/observations.js';
import type { TrunkEyes, WrittenTo } from '../doctor/trunk/trunk-run.js';
import type { Lines } from '../lines/lines.js';
import { placeOf, plainNumber } from '../numbers/plan.js';
import { type Dialler, explain } from '../numbers/routes.js';
import { writeNumbers } from '../numbers/rules.js';
import { promptFile } from '../runtime/paths.js';
import type { Runtime } from '../runtime/runtime.js';
import type { StoredCall, TelephonyReader } from '../store/telephony-reader.js';
import type { TelephonyStore } from '../store/telephony-store.js';
import type { LiveCall } from '../terms/live.js';
import type { Site } from '../terms/site.js';
import { spanSetupOf } from '../terms/site-spans.js';
import { usualSpanSetup } from '../terms/span-setup.js';
import type { SentNumberType } from '../terms/trunks.js';

const dayMs = 86_400_000;
const flushWithinMs = 500;
const pageRows = 200;
/** Of the last day; a busy box has more, and so many tell enough. */
const maxRecentPages = 10;
/** Conversations that are listened to, and how much of each. */
const maxTalks = 6;
const heardOctets = 2 * 8_000 * 10;
/** A WAV that may hold a sound at all. */
const leastWavOctets = 44;

export interface DoctorParts {
  readonly store: TelephonyStore;
  readonly lines: Lines;
  /** Not asked before the first request. */
  readonly runtime: () => Runtime;
  readonly site: () => Site;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly folders: { readonly sounds: string; readonly recordings: string };
  onFault(fault: unknown): void;
}

export interface DoctorWork {
  readonly doctor: Doctor;
  readonly lab: LineLab;
  /** Every frame of every D-channel goes in here. */
  readonly frames: FrameWatch;
}

export function doctorWork(parts: DoctorParts): DoctorWork {
  const { clock, timers, onFault } = parts;
  const frames = new FrameWatch();
  const ids = new SortableIds(clock, parts.random);
  const doctor: Doctor = new Doctor({
    clock,
    timers,
    ids,
    trunkEyes: trunkEyes(parts, frames, ids),
    boxEyes: boxEyes(parts),
    kept: {
      keep: (diagnosis) => parts.store.writer.apply([{ row: 'diagnosis', diagnosis }]),
      list: (query) => parts.store.reader.diagnoses.list(query),
      one: (id) => parts.store.reader.diagnoses.one(id),
    },
    order: (request) => parts.runtime().order(request),
    testCalls: () => parts.runtime().testCalls(),
    onFault,
  });
  return { doctor, frames, lab: new LineLab({ lines: parts.lines, timers }) };
}

function trunkEyes(parts: DoctorParts, frames: FrameWatch, ids: SortableIds): TrunkEyes {
  const { runtime, site, onFault } = parts;
  return {
    get timeZone() {
      return site().timeZone;
    },
    look: (span) => look(parts, span),
    name: (span) => site().spans?.find((each) => each.span === span)?.name ?? `E1-${span}`,
    setup: (span) => spanSetupOf(site(), span) ?? usualSpanSetup,
    channels: (span) =>
      runtime()
        .snapshot()
        .channels.filter((channel) => channel.span === span),
    testNumber: (span) => {
      return trunksOf(site(), span).find(({ testNumber }) => testNumber !== undefined)?.testNumber ?? '';
    },
    written: (span, number, calledType) => writtenTo(parts, span, number, calledType),
    recent: async (span) => {
      await written(parts);
      return recentCalls(parts.store.reader, span, parts.clock.nowMs() - dayMs);
    },
    frames: (span, each) => frames.watch(span, each),
    startTest: async (span, number, by, calledType) => {
      const id = ids.next();
      const order = { ask: 'test-call', by, id, span, timeslot: null, direction: 'out', number } as const;
      await runtime().order(calledType === undefined ? order : { ...order, calledType });
      return id;
    },
    test: (id) =>
      runtime()
        .testCalls()
        .find((each) => each.id === id) ?? null,
    endTest: (id, by) => {
      runtime().order({ ask: 'end-test-call', by, id }).catch(onFault);
    },
  };
}

function trunksOf(site: Site, span: number): NonNullable<Site['trunks']> {
  return (site.trunks ?? []).filter(({ channels }) => channels.some((part) => 'span' in part && part.span === span));
}

function writtenTo(parts: DoctorParts, span: number, number: string, calledType?: SentNumberType): WrittenTo | null {
  const site = parts.site();
  if (look(parts, span) === null) return null;
  const [trunk] = trunksOf(site, span);
  const place = placeOf(site);
  const rules = trunk?.out ?? {};
  const sent = writeNumbers(
    place,
    calledType === undefined ? rules : { ...rules, calledType },
    plainNumber(place, number),
  );
  return { trunk: trunk?.id ?? '', calledNumber: sent.calledNumber, calledType: sent.calledType };
}

function look({ lines, runtime, clock }: DoctorParts, span: number): SpanLook | null {
  const state = lines.snapshot().spans.find((each) => each.span === span);
  if (state === undefined) return null;
  const meters = lines.meters();
  const live = runtime()
    .snapshot()
    .spans.find((each) => each.span === span);
  return {
    atMs: clock.nowMs(),
    alarms: state.alarms,
    dChannel: state.dChannel,
    loopback: live?.loopback ?? 'off',
    meters: meters.spans?.find((each) => each.span === span) ?? null,
    mediaCpuUs: meters.mediaCpuUs,
  };
}

/** The call that has just failed is the one to look at; a disk that does not write is told of elsewhere. */
async function written({ store }: DoctorParts): Promise<void> {
  await store.writer.flush(flushWithinMs).catch(() => {});
}

/** Calls since then, newest first. */
async function callsSince(reader: TelephonyReader, fromMs: number, pages: number): Promise<readonly StoredCall[]> {
  const calls: StoredCall[] = [];
  for (let page = 0; page < pages; page++) {
    const before = calls.at(-1)?.id;
    const rows = await reader.calls({ fromMs, limit: pageRows, ...(before === undefined ? {} : { before }) });
    calls.push(...rows);
    if (rows.length < pageRows) break;
  }
  return calls;
}

async function recentCalls(reader: TelephonyReader, span: number, fromMs: number): Promise<RecentCalls> {
  const all = await callsSince(reader, fromMs, maxRecentPages);
  const own = all.filter(({ channel, direction }) => channel.startsWith(`E1-${span}:`) && direction !== 'test');
  const refused = new Map<number, number>();
  for (const { direction, ending, answeredAt, cause } of own) {
    if (direction !== 'outbound' || answeredAt !== null || cause === null || ending === 'interrupted') continue;
    refused.set(cause, (refused.get(cause) ?? 0) + 1);
  }
  const callsIn = own.filter(({ direction }) => direction === 'inbound');
  return {
    calls: own.length,
    answered: own.filter(({ answeredAt }) => answeredAt !== null).length,
    refused: [...refused].map(([cause, count]) => ({ cause, count })),
    callsIn: callsIn.length,
    withoutNumber: callsIn.filter(({ callingNumber }) => callingNumber === '').length,
  };
}

function boxEyes(parts: DoctorParts): BoxEyes {
  const { site, runtime, store, folders } = parts;
  return {
    hasAgent: (agentId) => site().agents.some(({ id }) => id === agentId),
    site,
    live: () => runtime().snapshot(),
    settings: () => runtime().channelSettings(),
    explain: (number, agentId) => explain(site(), number, diallerOf(site(), agentId)),
    failedCalls: async (sinceMs) => {
      await written(parts);
      return failedCalls(store.reader, sinceMs);
    },
    missingSounds: async (prompts) => {
      const playable = await Promise.all(prompts.map((prompt) => isPlayable(promptFile(folders.sounds, prompt))));
      return prompts.filter((_, at) => !playable[at]);
    },
    talks: () => talks(parts),
  };
}

function diallerOf(site: Site, agentId: string): Dialler {
  return { international: site.agents.find(({ id }) => id === agentId)?.international ?? false };
}

async function failedCalls(reader: TelephonyReader, sinceMs: number): Promise<readonly FailedCall[]> {
  const calls = await callsSince(reader, sinceMs, 2);
  return calls.flatMap(({ direction, ending, answeredAt, cause, calledNumber, agent, startedAt }) => {
    const failed = direction === 'outbound' && answeredAt === null && (ending === 'refused' || ending === 'unanswered');
    if (!failed || cause === null) return [];
    return [{ atMs: startedAt, number: calledNumber, agentId: agent ?? '', cause, byBox: ending === 'refused' }];
  });
}

/** RIFF/WAVE with something in it. */
async function isPlayable(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'r');
    try {
      const head = Buffer.alloc(12);
      await file.read(head, 0, 12, 0);
      const { size } = await file.stat();
      const name = head.toString('latin1', 0, 4) + head.toString('latin1', 8, 12);
      return name === 'RIFFWAVE' && size > leastWavOctets;
    } finally {
      await file.close();
    }
  } catch {
    return false;
  }
}

/** What is recorded now sounds so: nobody's call is touched for it. */
async function talks(parts: DoctorParts): Promise<readonly TalkHeard[]> {
  const calls = parts
    .runtime()
    .snapshot()
    .calls.filter(({ stage, recording }) => stage === 'talking' && recording)
    .slice(-maxTalks);
  const heard: TalkHeard[] = [];
  for (const call of calls) {
    const talk = await talkOf(parts, call);
    if (talk !== null) heard.push(talk);
    await nextTurn(); // listening takes some milliseconds each; calls must not wait for all of them
  }
  return heard;
}

async function talkOf({ store, folders }: DoctorParts, call: LiveCall): Promise<TalkHeard | null> {
  const row = await store.reader.recordingOfCall(call.id);
  if (row === null || row.path === '') return null;
  const octets = await tailOf(join(folders.recordings, row.path));
  return octets === null ? null : { callId: call.id, agentId: call.agent ?? '', sound: soundOf(octets) };
}

/** The last of a stereo recording that is being written; its header is of an even length, so both sides stay in place. */
async function tailOf(path: string): Promise<Uint8Array | null> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const from = Math.max(headOctets, size - heardOctets);
      const octets = Buffer.alloc(Math.max(0, size - from - ((size - from) % 2)));
      const { bytesRead } = await file.read(octets, 0, octets.length, from + (from % 2));
      return octets.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return null; // it has just been ended, or moved away
  }
}

/** More than any header the recorder writes; a few samples less to listen to. */
const headOctets = 256;
