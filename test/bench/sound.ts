/**
 * What the box adds to a conversation: off-hook → sound both ways, and the one-way delay through the bridge.
 * Everything is read off recordings at the far end, in samples. Baseline of the delay: the block and the spare
 * block that the virtual wire takes by itself; of the answer: the delay measured in the same run.
 */
import { join } from 'node:path';
import { Box } from '../rig/box.js';
import type { FarLeg } from '../rig/exchange.js';
import { signInAll } from '../rig/floor.js';
import { directNumber } from '../rig/site.js';
import { decodeAlaw, encodeAlaw, readStereo, toneQuality, writeMono, writeTone } from '../rig/sound.js';
import { printFigure, quantile } from './figure.js';

const rounds = 20;
const callerHz = 1004;
const agentHz = 820;
const windowSamples = 40; // 5 ms
const wireDelayMs = 20;

/** When a tone of `hz` is first heard, to 5 ms; in ms from the recording's start. */
function toneStartMs(heard: Uint8Array, hz: number): number {
  for (let at = 0; at + windowSamples <= heard.length; at += windowSamples) {
    const quality = toneQuality(heard.subarray(at, at + windowSamples), hz);
    if (quality.levelDbm0 > -16 && quality.snrDb > 6) return at / 8;
  }
  return Number.POSITIVE_INFINITY;
}

function clickAtMs(side: Uint8Array): number {
  let loudest = 0;
  for (let n = 1; n < side.length; n++)
    if (Math.abs(decodeAlaw(side[n] as number)) > Math.abs(decodeAlaw(side[loudest] as number))) loudest = n;
  return loudest / 8;
}

/** 100 ms of silence with one loud sample in the middle. */
function writeClick(path: string): void {
  const octets = new Uint8Array(2400).fill(encodeAlaw(0));
  octets[1200] = encodeAlaw(30_000);
  writeMono(path, octets);
}

const box = new Box({ wrapUpMs: 1000, agents: 1, wireBufferBlocks: 1 });
const exchange = box.openExchange();
const callerTone = join(box.folder, 'caller.wav');
const agentTone = join(box.folder, 'agent.wav');
const click = join(box.folder, 'click.wav');
writeTone(callerTone, callerHz, 20_000);
writeTone(agentTone, agentHz, 400);
writeClick(click);
await box.startDaemon();
await exchange.spanUp();
const floor = await signInAll(box);

async function played(leg: FarLeg, file: string): Promise<void> {
  const play = leg.play(file);
  await leg.when('play-ended', (event) => event.play === play);
}

const path = (name: string) => join(box.folder, `${name}.wav`);
const answers: number[] = [];
const delays: number[] = [];
for (let round = 0; round < rounds; round++) {
  const caller = exchange.call({ from: '13900000001', to: directNumber });
  await caller.when('answered');
  caller.play(callerTone, true);
  const desk = await exchange.rings(1);

  caller.record(`c${round}`, path(`c${round}`));
  desk.record(`d${round}`, path(`d${round}`));
  desk.answer();
  const tonesRecorded = [exchange.recorded(`c${round}`), exchange.recorded(`d${round}`)];
  await played(desk, agentTone);
  exchange.lines.send({ do: 'stop-record', recording: `c${round}` });
  exchange.lines.send({ do: 'stop-record', recording: `d${round}` });
  await Promise.all(tonesRecorded);
  const atAgent = toneStartMs(readStereo(path(`d${round}`)).left, callerHz);
  const atCaller = toneStartMs(readStereo(path(`c${round}`)).left, agentHz);
  answers.push(Math.max(atAgent, atCaller));

  // There and back: the two recordings' different starts cancel out.
  caller.record(`cc${round}`, path(`cc${round}`));
  desk.record(`dd${round}`, path(`dd${round}`));
  const clicksRecorded = [exchange.recorded(`cc${round}`), exchange.recorded(`dd${round}`)];
  await played(caller, click);
  await played(desk, click);
  caller.hangUp();
  desk.hangUp();
  await Promise.all(clicksRecorded);
  const c = readStereo(path(`cc${round}`));
  const d = readStereo(path(`dd${round}`));
  delays.push((clickAtMs(d.left) - clickAtMs(c.right) + (clickAtMs(c.left) - clickAtMs(d.right))) / 2);
  await floor.until((live) => live.agents.some((agent) => agent.state === 'ready'));
}
const delayMs = quantile(delays, 0.5);
printFigure('sound', 'added one-way delay through the bridge, worst', quantile(delays, 1), 'ms', wireDelayMs);
printFigure('sound', 'off-hook to sound both ways, worst', quantile(answers, 1), 'ms', delayMs);
floor.close();
await box.close();
