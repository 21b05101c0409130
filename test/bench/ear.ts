/**
 * Outbound: from the moment a live person is known to the agent's ear hearing him, p99, on the virtual board with real
 * sound: real processes, a campaign that dials, headsets at desk telephones. Without answering machines the person is
 * known with his answer; with them, with the detector's word. An open page never says that it has painted, so the pop takes
 * all of its 100 ms: the worst of it. Baseline: the same person's next
 * sound through the bridge that stands by then.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Campaign } from '../../daemon/terms/outbound.js';
import { Box } from '../rig/box.js';
import { callingDay } from '../rig/campaign/calling-hours.js';
import { root } from '../rig/child.js';
import type { FarLeg } from '../rig/exchange.js';
import { Floor } from '../rig/floor.js';
import { decodeAlaw, encodeAlaw, sampleRateHz, toneQuality, writeMono, writeTone } from '../rig/sound.js';
import { printFigure, quantile } from './figure.js';

const agents = 4;
const calls = Number(process.argv[2] ?? 200);
/** Off DTMF, fax, and the box's own sounds: what a person says first, and then. */
const firstHz = 1040;
const nextHz = 1560;
const spokenDbm0 = -16;
/** Beneath what a person says, and beneath what counts as voice: so that his silence is heard as well. */
const humDbm0 = -50;
const audibleDbm0 = -56;
/** Of the pitch over everything else in 20 ms, so that neither beep nor speech passes for it. */
const clearDb = 6;
/** 20 ms each: so many in a row must hold it. */
const steadyWindows = 3;
const ringMs = 200;
const wordMs = 500;
const talkMs = 150;
const patienceMs = 20_000;
const campaignIds = ['plain', 'paged', 'judged'] as const;

function campaignOf(id: string, answeringMachines: boolean): Campaign {
  return {
    ...{
      id,
      name: id,
      mode: 'progressive',
      queue: 'service',
      flow: '',
      filter: [],
      trunks: ['pstn'],
      callerNumber: '',
    },
    ...{ lists: [{ list: `list-${id}`, weight: 1 }], ringTimeoutMs: 20_000, maxConcurrent: 30, waitMusic: '' },
    ...{ dropPrompts: [], greetingPrompts: [], retry: { tries: 3, waitMs: 3_600_000 }, retryByResult: {} },
    ...{ hours: { from: '08:00', to: '21:00' }, days: [1, 2, 3, 4, 5, 6, 7], perNumberPerDay: 3, dropCap: 0.03 },
    ...{ answeringMachines, previewMs: 20_000, recording: 'all', heardPercent: 80, startAt: null, endAt: null },
    ...{ target: null, script: '' },
  } as Campaign;
}

/** A short word of the demo's callers, then silence, over a hum that is heard when nothing else is. */
function writeGreeting(path: string): void {
  const wav = readFileSync(`${root}build/sounds/callers/zh-1.wav`);
  const spoken = Int16Array.from(wav.subarray(wav.indexOf('data') + 8), decodeAlaw);
  const from = Math.max(0, spoken.findIndex((sample) => Math.abs(sample) > 1_500) - 400);
  const word = spoken.subarray(from, from + (sampleRateHz * wordMs) / 1_000);
  const hum = (32_767 / 10 ** (3.14 / 20)) * 10 ** (humDbm0 / 20);
  const octets = new Uint8Array(sampleRateHz * 8);
  for (let n = 0; n < octets.length; n++) {
    octets[n] = encodeAlaw(Math.round((word[n] ?? 0) + hum * Math.sin((2 * Math.PI * firstHz * n) / sampleRateHz)));
  }
  writeMono(path, octets);
}

const box = new Box({
  agents,
  lines: agents,
  wrapUpMs: 50,
  wireBufferBlocks: 1,
  more: {
    agents: Array.from({ length: agents }, (_, at) => ({
      ...{ id: String(8001 + at), name: `Agent ${at}`, line: at + 1, queues: ['service'], headset: true },
    })),
    trunks: [
      { id: 'pstn', name: { zh: '市话', en: 'City' }, channels: [{ span: 1 }], out: { callingNumber: '02160001000' } },
    ],
    routes: [{ prefixes: [''], trunks: ['pstn'] }],
  },
});
/** Campaigns call by day. */
const day = callingDay(Date.now());
if (day.nodeOptions !== '') process.env.NODE_OPTIONS = day.nodeOptions;
const exchange = box.openExchange();
writeTone(join(box.folder, 'first.wav'), firstHz, 2_000, spokenDbm0);
writeGreeting(join(box.folder, 'greeting.wav'));
writeTone(join(box.folder, 'next.wav'), nextHz, 2_000, spokenDbm0);
await box.startDaemon();
await exchange.spanUp();
const floor = new Floor();
await floor.open(box.control);

/** When an agent's ear first hears a pitch that lasts, epoch ms: the end of the first 20 ms that hold it. */
class Ears {
  private readonly waiting = new Map<number, (at: number) => void>();

  listen(leg: FarLeg): void {
    const runs = new Map<number, { windows: number; since: number }>();
    leg.each('audio', ({ audio }) => {
      const at = Date.now();
      for (const [hz, heard] of this.waiting) {
        const { levelDbm0, snrDb } = toneQuality(audio, hz);
        const holds = levelDbm0 >= audibleDbm0 && snrDb >= clearDb;
        const run = runs.get(hz) ?? { windows: 0, since: at };
        if (!holds) runs.delete(hz);
        else runs.set(hz, { windows: run.windows + 1, since: run.since });
        if (!holds || run.windows + 1 < steadyWindows) continue;
        this.waiting.delete(hz);
        heard(run.since);
      }
    });
    leg.send({ do: 'tap', seizure: leg.seizure });
  }

  next(hz: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.waiting.set(hz, resolve);
      setTimeout(() => reject(new Error(`${hz} Hz was not heard`)), patienceMs).unref();
    });
  }
}

const ears = new Ears();
for (let line = 1; line <= agents; line++) ears.listen(exchange.lift(line));
for (let id = 8001; id < 8001 + agents; id++) {
  await floor.client.request('agent.sign-in', { agentId: String(id) });
  await floor.client.request('agent.ready', { agentId: String(id) });
}

/** Pages that are open never say that they have painted. */
async function openPages(pages: number): Promise<void> {
  for (let id = 8001; id < 8001 + agents; id++) {
    await floor.client.request('page.presence', { agentId: String(id), pages });
  }
}

/** Results as soon as they are owed. */
const given = new Set<string>();
function giveResults(): void {
  for (const { id, lead, state } of floor.live.agents) {
    if (lead?.resultWanted !== true || state !== 'wrap-up' || given.has(lead.attempt)) continue;
    given.add(lead.attempt);
    const answer = { agentId: id, attempt: lead.attempt, result: 'success' } as const;
    floor.client.request('agent.outbound-result', answer).catch((error: unknown) => console.error(error));
  }
}
floor.client.on('change', giveResults);

const perCall = { first: [] as number[], next: [] as number[] };
let done = 0;
/** One person at a time: two would say the same pitch. */
let turn: Promise<void> = Promise.resolve();

/** He answers, speaks, and once he is heard says something else; then he hangs up. */
async function person(leg: FarLeg, say: (leg: FarLeg) => Promise<number>): Promise<void> {
  leg.send({ do: 'alert', seizure: leg.seizure });
  const before = turn;
  let over: () => void = () => {};
  turn = new Promise((resolve) => {
    over = resolve;
  });
  await before;
  const heard = ears.next(firstHz);
  const since = await say(leg);
  perCall.first.push((await heard) - since);
  const again = ears.next(nextHz);
  const spoke = Date.now();
  leg.play(join(box.folder, 'next.wav'));
  perCall.next.push((await again) - spoke);
  await leg.silent(talkMs);
  leg.hangUp();
  await leg.when('cleared').catch(() => {});
  over();
  done += 1;
}

let onCall: (leg: FarLeg) => Promise<void> = () => Promise.resolve();
exchange.onRinging((line, leg) => {
  if (line !== 0) return; // a desk telephone
  onCall(leg).catch((error: unknown) => {
    console.error(error);
    console.error(box.logs);
    process.exit(1);
  });
});

async function run(id: (typeof campaignIds)[number], count: number, say: (leg: FarLeg) => Promise<number>) {
  done = 0;
  perCall.first.length = 0;
  perCall.next.length = 0;
  const by = 'bench';
  const list = `list-${id}`;
  const row = {
    id: list,
    name: list,
    kind: 'leads' as const,
    purpose: 'bench',
    consent: 'bench',
    columns: [] as string[],
  };
  await floor.client.request('outbound.list.put', { by, list: row });
  const offset = campaignIds.indexOf(id) * 10_000_000;
  const leads = Array.from({ length: count }, (_, at) => {
    return { line: at + 1, number: `139${String(offset + at + 1).padStart(8, '0')}`, name: '', data: {} };
  });
  const batch = { by, import: id, list, source: 'bench', batch: 1, last: true, leads };
  await floor.client.request('leads.import', batch);
  const put = { by, version: 0, campaign: campaignOf(id, id === 'judged') };
  const { version } = await floor.client.request('outbound.campaign.put', put);
  let finished: () => void = () => {};
  const all = new Promise<void>((resolve) => {
    finished = resolve;
  });
  onCall = (leg) =>
    person(leg, say).then(() => {
      if (done >= count) finished();
    });
  await floor.client.request('outbound.campaign.start', { by, campaign: id, version });
  await all;
}

/** Known with his answer: he speaks from before it on. */
async function answersSpeaking(leg: FarLeg): Promise<number> {
  await leg.silent(ringMs).catch(() => {});
  leg.play(join(box.folder, 'first.wav'), true);
  const at = Date.now();
  leg.answer();
  return at;
}

/** Known by the detector's word, some time after his own. */
async function answersAndIsJudged(leg: FarLeg): Promise<number> {
  const judged = new Promise<number>((resolve) => {
    const onChange = (): void => {
      const call = floor.live.calls.find(({ stage, direction }) => direction === 'outbound' && stage === 'queued');
      if (call?.queuedAt == null) return;
      floor.client.off('change', onChange);
      resolve(call.queuedAt - (day.nowMs() - Date.now()));
    };
    floor.client.on('change', onChange);
  });
  await leg.silent(ringMs).catch(() => {});
  leg.answer();
  leg.play(join(box.folder, 'greeting.wav'));
  return judged;
}

function print(how: string): void {
  const { first, next } = perCall;
  for (const [name, share] of [
    ['median', 0.5],
    ['p99', 0.99],
    ['worst', 1],
  ] as const) {
    const figure = `live person to agent’s ear, ${how}, ${name}`;
    printFigure('ear', figure, quantile(first, share), 'ms', quantile(next, share));
  }
}

await run('plain', calls, answersSpeaking);
print('no page open');
await openPages(1);
await run('paged', calls, answersSpeaking);
print('a page that never paints');
await run('judged', Math.ceil(calls / 3), answersAndIsJudged);
print('a page that never paints, known by the detector');
floor.client.off('change', giveResults);
floor.close();
await box.close();
process.exit(0);
