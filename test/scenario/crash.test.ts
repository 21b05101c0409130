import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Box } from '../rig/box.js';
import type { FarLeg } from '../rig/exchange.js';
import { type Floor, signInAll } from '../rig/floor.js';
import { Visitor } from '../rig/pages.js';
import { directNumber } from '../rig/site.js';
import { compareSequence, readStereo, unrepeatable, writeMono } from '../rig/sound.js';
import { SupervisedBox } from '../rig/supervised.js';

const soundMs = 4000;
const box = new Box({ wrapUpMs: 1000, agents: 1 });
const speech = unrepeatable(7, soundMs);
const speechPath = join(box.folder, 'speech.wav');
let supervised: SupervisedBox;
let supervisor: Visitor;

beforeAll(async () => {
  writeMono(speechPath, speech);
  box.openExchange();
  supervised = await SupervisedBox.start(box);
  await box.exchange.spanUp();
  supervisor = new Visitor(supervised.url);
  await supervisor.signIn(box.logins.of('supervisor'));
});
afterAll(async () => {
  await supervised?.stop();
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

it('goes on talking and recording while the web process is killed; its pages come back by themselves', async () => {
  const floor = await signInAll(box);
  const page = supervisor.live();
  await page.opened();
  const { caller, desk, callId } = await conversation(floor);
  desk.record('agent-hears', join(box.folder, 'agent-hears.wav'));
  const play = caller.play(speechPath);
  await supervised.killAndWait('web');

  const again = supervisor.live(); // with the cookie from before the kill: sessions outlive the process
  await again.when((message) => message.live === 'hello' && message.snapshot.calls.some((call) => call.id === callId));
  await caller.when('play-ended', (event) => event.play === play);
  caller.hangUp();
  desk.hangUp();
  await box.exchange.recorded('agent-hears');
  await floor.until((live) => live.agents.some((agent) => agent.state === 'ready'));

  const atDesk = compareSequence(speech, readStereo(join(box.folder, 'agent-hears.wav')).left);
  expect(atDesk.compared).toBeGreaterThan((soundMs - 50) * 8);
  expect(atDesk.wrong).toBe(0);
  const recorded = compareSequence(speech, readStereo(await supervisor.recording(callId)).left);
  expect(recorded.compared).toBeGreaterThan((soundMs - 50) * 8);
  expect(recorded.wrong).toBe(0);
  again.close();
  floor.close();
});

it('is back within 5 s when the daemon is killed: calls closed as interrupted, recordings valid to the last second', async () => {
  const floor = await signInAll(box);
  const { caller, desk, callId } = await conversation(floor);
  desk.record('agent-hears-2', join(box.folder, 'agent-hears-2.wav'));
  const play = caller.play(speechPath);
  await caller.when('play-ended', (event) => event.play === play);
  const down = new Promise<void>((resolve) => floor.client.once('down', () => resolve()));
  const backMs = await supervised.killAndWait('daemon');
  await down;
  expect(backMs).toBeLessThan(5000);
  await caller.when('cleared');
  await box.exchange.spanUp();

  const call = (await supervisor.calls()).find((candidate) => candidate.id === callId);
  expect(call).toMatchObject({ ending: 'interrupted', cause: 41, recorded: true });
  expect(call?.endedAt).not.toBeNull();
  const { left } = readStereo(await supervisor.recording(callId));
  const kept = compareSequence(speech, left);
  expect(kept.wrong).toBe(0);
  expect(kept.compared, 'all but the last second').toBeGreaterThan((soundMs - 1000) * 8);

  desk.hangUp();
  await floor.until((live) => live.spans.every((span) => span.dChannel === 'up'));
  const next = box.exchange.call({ from: '13900000002', to: directNumber });
  await next.when('answered');
  next.hangUp();
  await next.when('cleared');
  floor.close();
});

it('loses no row and no recording over many kills', async () => {
  const before = (await supervisor.calls()).map((call) => call.id);
  for (let round = 0; round < 5; round++) {
    await box.exchange.spanUp();
    const down = box.exchange.wireLost();
    await supervised.killAndWait('daemon');
    await down;
  }
  await box.exchange.spanUp();
  const after = (await supervisor.calls()).map((call) => call.id);
  expect(after).toEqual(expect.arrayContaining(before));
  expect(readdirSync(join(box.data, 'recordings')).length).toBeGreaterThan(0);
});
