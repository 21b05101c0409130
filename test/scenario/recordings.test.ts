/** Recordings through the real daemon, lines and disk: the pause key, and a killed daemon that looks after what it left. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Box } from '../rig/box.js';
import type { FarLeg } from '../rig/exchange.js';
import { type Floor, signInAll } from '../rig/floor.js';
import { directNumber } from '../rig/site.js';
import { readStereo, unrepeatable, writeMono } from '../rig/sound.js';

const soundMs = 6_000;
const samplesPerMs = 8;
/** ITU-T G.711 table 1a: +1, even bits inverted. */
const alawSilence = 0xd5;
const box = new Box({ wrapUpMs: 1000, agents: 1 });
const speechPath = join(box.folder, 'speech.wav');

beforeAll(async () => {
  writeMono(speechPath, unrepeatable(7, soundMs));
  box.openExchange();
  await box.startDaemon();
  await box.exchange.spanUp();
});
afterAll(async () => {
  await box.stop();
  await box.close();
});

async function conversation(floor: Floor): Promise<{ caller: FarLeg; desk: FarLeg; callId: string }> {
  await floor.until((live) => live.agents.some((agent) => agent.state === 'ready'));
  const caller = box.exchange.call({ from: '13900000001', to: directNumber });
  await caller.when('answered');
  const desk = await box.exchange.rings(1);
  desk.answer();
  const { calls } = await floor.until((live) => live.calls.some((call) => call.stage === 'talking' && call.recording));
  return { caller, desk, callId: calls.find((call) => call.stage === 'talking')?.id ?? '' };
}

/** The longest stretch without a sound on this side, ms. */
function longestSilenceMs(side: Uint8Array): number {
  let longest = 0;
  let run = 0;
  for (const sample of side) {
    run = sample === alawSilence ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest / samplesPerMs;
}

it('keeps nothing of what is said while the pause key is on, and the file keeps its time; then it is sealed and checked', async () => {
  const floor = await signInAll(box);
  const { caller, desk, callId } = await conversation(floor);
  const request = (on: boolean) => floor.client.request('agent.recording-pause', { agentId: '8001', callId, on });
  await request(true);
  await floor.until((live) => live.calls.some((call) => call.id === callId && call.recordingPaused === true));
  const play = caller.play(speechPath);
  await caller.when('play-ended', (event) => event.play === play);
  await request(false);
  caller.press('9');
  await desk.when('digit', (event) => event.digit === '9'); // they hear each other all the time
  caller.hangUp();
  desk.hangUp();
  await floor.until((live) => live.agents.some((agent) => agent.id === '8001' && agent.state === 'ready'));
  await floor.client.request('recordings.check', { by: 'admin' });
  floor.close();

  const telephony = box.telephony();
  const [recording] = await telephony.recordings.ofCall(callId);
  const detail = await telephony.recordings.one(recording?.id ?? '');
  const [gap] = detail?.gaps ?? [];
  const [check] = await telephony.recordings.checks({ limit: 1 });
  await telephony.close();
  expect(recording).toMatchObject({ state: 'complete', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(gap).toMatchObject({ why: 'sensitive', by: '8001', endedBy: '8001' });
  expect(check).toMatchObject({ by: 'admin', answeredCalls: 1, recorded: 1, differences: 0 });
  const { left } = readStereo(join(box.data, 'recordings', recording?.path ?? ''));
  const talkMs = (recording?.endedAt ?? 0) - (recording?.startedAt ?? 0);
  expect(Math.abs(left.length / samplesPerMs - talkMs)).toBeLessThan(1_000);
  const gapMs = (gap?.toAt ?? 0) - (gap?.fromAt ?? 0);
  expect(gapMs).toBeGreaterThan(soundMs - 100);
  expect(longestSilenceMs(left)).toBeGreaterThan(gapMs - 200);
  expect(new Set(left).size, 'the key after it is in the file').toBeGreaterThan(10);
});

it('tells a file that was taken away', async () => {
  const floor = await signInAll(box);
  const folder = join(box.data, 'recordings');
  const telephony = box.telephony();
  const [last] = await telephony.recordings.search({ limit: 1, withFile: true });
  rmSync(join(folder, last?.path ?? 'none'));
  await floor.client.request('recordings.check', { by: 'admin' });
  const [check] = await telephony.recordings.checks({ limit: 1 });
  const differences = await telephony.recordings.differences(check?.id ?? '');
  expect(differences.map(({ what, path }) => [what, path])).toEqual([['file-missing', last?.path]]);
  await telephony.close();
  floor.close();
  expect(readdirSync(folder)).toContain('.reserve');
});
