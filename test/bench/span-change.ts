/**
 * One span is set up anew, four times and once so that it must take itself back, under 90 calls on three others: calls
 * that were touched, samples that were lost, repeated or changed. Sixty of the calls are conversations, whose sound is
 * compared octet by octet at both far ends; thirty wait in a queue. `npm run bench span-change`
 */
import { join } from 'node:path';
import type { SpanSetup } from '../../daemon/terms/span-setup.js';
import { usualSpanSetup } from '../../daemon/terms/span-setup.js';
import { CommissioningRig } from '../rig/commissioning-rig.js';
import type { FarLeg } from '../rig/exchange.js';
import { signInAll } from '../rig/floor.js';
import { directNumber } from '../rig/site.js';
import { compareSequence, readStereo, unrepeatable, writeMono } from '../rig/sound.js';
import { printFigure } from './figure.js';

const spans = 4;
const callsEach = 30;
const conversations = 60;
const seconds = 60;
const kept: readonly SpanSetup[] = [
  { ...usualSpanSetup, overlapReceiving: true },
  usualSpanSetup,
  { ...usualSpanSetup, overlapReceiving: true },
  usualSpanSetup,
];
/** The exchange is the network already. */
const takenBack: SpanSetup = { ...usualSpanSetup, side: 'network' };

const rig = await CommissioningRig.open(spans, { lines: conversations, agents: conversations });
const { box, exchange, floor } = rig;
await signInAll(box);
const desks: FarLeg[] = [];
exchange.onRinging((_line, leg) => {
  desks.push(leg);
  leg.answer();
});
const callers: FarLeg[] = [];
const numbers = Array.from({ length: callsEach * (spans - 1) }, (_, n) => n);
for (const n of numbers) {
  const span = 2 + Math.floor(n / callsEach);
  callers.push(exchange.call({ from: `139${String(n).padStart(8, '0')}`, to: directNumber, span }));
}
await Promise.all(callers.map((leg) => leg.when('answered')));
await floor.until(({ calls }) => calls.filter(({ stage }) => stage === 'talking').length === conversations);

const talking = new Set(
  floor.live.calls.filter(({ stage }) => stage === 'talking').map(({ callingNumber }) => callingNumber),
);
const legs = [...callers.filter((_, n) => talking.has(`139${String(n).padStart(8, '0')}`)), ...desks];
const name = (n: number) => join(box.folder, `leg-${n}`);
for (const [n] of legs.entries()) writeMono(`${name(n)}-said.wav`, unrepeatable(n + 1, seconds * 1_000));
const slipsBefore = exchange.lines.meters().slips;
const spoken = Promise.all(
  legs.map((leg, n) => {
    leg.record(`leg-${n}`, `${name(n)}-heard.wav`);
    const play = leg.play(`${name(n)}-said.wav`);
    return leg.when('play-ended', (event) => event.play === play);
  }),
);

const ends: string[] = [];
for (const setup of [...kept, takenBack]) {
  const { version } = await floor.client.request('site.get', {});
  const { id } = await floor.client.request('span.change', { by: 'tech', span: 1, setup, version });
  const { state, startedAt, endedAt, problem } = await rig.spanChange(id);
  ends.push(state);
  console.log(
    JSON.stringify({ bench: 'span-change', name: 'one change', state, problem, tookMs: (endedAt ?? 0) - startedAt }),
  );
}
await spoken;
const touched = callers.filter((leg) => leg.has('cleared')).length;
const still = floor.live.calls.length;
for (const leg of legs) leg.hangUp();
await Promise.all(legs.map((_, n) => exchange.recorded(`leg-${n}`)));

let wrong = 0;
let unheard = 0;
const said = legs.map((_, n) => unrepeatable(n + 1, seconds * 1_000));
for (const [n] of legs.entries()) {
  const heard = readStereo(`${name(n)}-heard.wav`).left;
  const match = said.map((sequence) => compareSequence(sequence, heard)).find(({ found }) => found);
  if (!match || match.compared < (seconds - 1) * 8_000) unheard++;
  else wrong += match.wrong;
}
printFigure('span-change', 'changes kept', ends.filter((state) => state === 'kept').length, 'changes', kept.length);
printFigure(
  'span-change',
  'changes that took themselves back',
  ends.filter((state) => state === 'rolled-back').length,
  'changes',
  1,
);
printFigure(
  'span-change',
  'calls on the other spans touched',
  touched + (callers.length - still),
  'calls',
  callers.length,
);
printFigure('span-change', 'legs that did not hear their whole partner', unheard, 'legs', legs.length);
printFigure(
  'span-change',
  `samples lost, repeated or changed in ${seconds} s`,
  wrong,
  'samples',
  legs.length * seconds * 8_000,
);
printFigure(
  'span-change',
  'blocks slipped on the wire',
  exchange.lines.meters().slips - slipsBefore,
  'blocks',
  seconds * 100,
);
await rig.close();
