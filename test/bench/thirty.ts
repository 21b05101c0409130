/**
 * Thirty recorded conversations on one span for 60 s, DTMF heard both ways: samples lost or repeated at the far
 * ends, and what a call-second costs the daemon. Baseline: the exchange end, which plays and records the same
 * 60 channels by the same media code, in its own process.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Box } from '../rig/box.js';
import type { FarLeg } from '../rig/exchange.js';
import { signInAll } from '../rig/floor.js';
import { directNumber } from '../rig/site.js';
import { compareSequence, readStereo, unrepeatable, writeMono } from '../rig/sound.js';
import { printFigure } from './figure.js';

const channels = 30;
const seconds = 60;

/** User and system time of a process so far, in ms (proc(5): fields 14 and 15, 100 ticks a second). */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

const box = new Box({ lines: channels, agents: channels, wireBufferBlocks: 1 });
const exchange = box.openExchange();
const daemon = await box.startDaemon();
await exchange.spanUp();
const floor = await signInAll(box);
const desks: FarLeg[] = [];
exchange.onRinging((_line, leg) => {
  desks.push(leg);
  leg.answer();
});
const callers = Array.from({ length: channels }, (_, n) =>
  exchange.call({ from: `139${String(n).padStart(8, '0')}`, to: directNumber }),
);
await floor.until((live) => live.calls.filter((call) => call.stage === 'talking').length === channels);

const legs = [...callers, ...desks];
const name = (n: number) => join(box.folder, `leg-${n}`);
legs.forEach((_, n) => {
  writeMono(`${name(n)}-said.wav`, unrepeatable(n + 1, seconds * 1000));
});
const before = { daemon: cpuMs(daemon.pid), exchange: cpuMs(process.pid), slips: exchange.lines.meters().slips };
const started = performance.now();
await Promise.all(
  legs.map((leg, n) => {
    leg.record(`leg-${n}`, `${name(n)}-heard.wav`);
    const play = leg.play(`${name(n)}-said.wav`);
    return leg.when('play-ended', (event) => event.play === play);
  }),
);
const callSeconds = ((performance.now() - started) / 1000) * channels;
const after = { daemon: cpuMs(daemon.pid), exchange: cpuMs(process.pid), slips: exchange.lines.meters().slips };

// DTMF while talking: the box notes each digit of each side.
const digitsPerLeg = '159#';
for (const leg of legs) leg.press(digitsPerLeg);
await Promise.all(callers.map((leg) => leg.when('digit', (event) => event.digit === '#')));
await Promise.all(desks.map((leg) => leg.when('digit', (event) => event.digit === '#')));
const callIds = floor.live.calls.map((call) => call.id);
await hangUpAll();

async function hangUpAll(): Promise<void> {
  for (const leg of legs) leg.hangUp();
  await Promise.all(legs.map((_, n) => exchange.recorded(`leg-${n}`)));
}

let wrong = 0;
let unheard = 0;
const said = legs.map((_, n) => unrepeatable(n + 1, seconds * 1000));
legs.forEach((_, n) => {
  const heard = readStereo(`${name(n)}-heard.wav`).left;
  const match = said.map((sequence) => compareSequence(sequence, heard)).find((candidate) => candidate.found);
  if (!match || match.compared < (seconds - 1) * 8000) unheard++;
  else wrong += match.wrong;
});
printFigure('thirty', 'legs that did not hear their whole partner', unheard, 'legs', legs.length);
printFigure(
  'thirty',
  `samples lost, repeated or changed in ${seconds} s`,
  wrong,
  'samples',
  legs.length * seconds * 8000,
);
printFigure('thirty', 'blocks slipped on the wire', after.slips - before.slips, 'blocks', seconds * 100);
printFigure(
  'thirty',
  'daemon CPU per call-second',
  (after.daemon - before.daemon) / callSeconds,
  'ms',
  (after.exchange - before.exchange) / callSeconds,
);
floor.close();
await box.stop(); // every event is in the database then
const telephony = box.telephony();
let digits = 0;
for (const id of callIds) digits += (await telephony.eventsOfCall(id)).filter((event) => event.what === 'digit').length;
await telephony.close();
const pressed = legs.length * digitsPerLeg.length;
printFigure('thirty', 'DTMF digits not heard by the box, both ways', pressed - digits, 'digits', pressed);
await box.close();
