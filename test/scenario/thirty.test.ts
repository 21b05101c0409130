import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Box } from '../rig/box.js';
import type { FarLeg } from '../rig/exchange.js';
import { signInAll } from '../rig/floor.js';
import { directNumber } from '../rig/site.js';
import { compareSequence, readStereo, unrepeatable, writeMono } from '../rig/sound.js';

const channels = 30;
const soundMs = 3000;
const box = new Box({ lines: channels, agents: channels });

beforeAll(async () => {
  box.openExchange();
  await box.startDaemon();
  await box.exchange.spanUp();
});
afterAll(() => box.close());

function path(name: string): string {
  return join(box.folder, `${name}.wav`);
}

it('answers thirty callers at once with sound both ways on each slot; the next are refused with 34 and 44', async () => {
  const floor = await signInAll(box);
  const desks: FarLeg[] = [];
  const allRing = new Promise<void>((resolve) =>
    box.exchange.onRinging((_line, leg) => {
      desks.push(leg);
      leg.answer();
      if (desks.length === channels) resolve();
    }),
  );
  const callers = Array.from({ length: channels }, (_, n) =>
    box.exchange.call({ from: `139${String(n).padStart(8, '0')}`, to: directNumber }),
  );
  await Promise.all(callers.map((caller) => caller.when('answered')));
  await allRing;
  await floor.until((live) => live.calls.filter((call) => call.stage === 'talking').length === channels);

  const any = box.exchange.call({ from: '13700000031', to: directNumber, timeslot: 'any' });
  expect((await any.when('cleared')).cause).toBe(34);
  const named = box.exchange.call({ from: '13700000032', to: directNumber, timeslot: 7 });
  expect((await named.when('cleared')).cause).toBe(44);
  await floor.until((live) => live.spans[0]?.refused34 === 1 && live.spans[0]?.refused44 === 1);

  const legs = [
    ...callers.map((leg, n) => ({ leg, name: `caller-${n}` })),
    ...desks.map((leg, n) => ({ leg, name: `desk-${n}` })),
  ];
  await Promise.all(
    legs.map(({ leg, name }, seed) => {
      leg.record(name, path(`heard-${name}`));
      writeMono(path(`said-${name}`), unrepeatable(seed + 1, soundMs));
      const play = leg.play(path(`said-${name}`));
      return leg.when('play-ended', (event) => event.play === play);
    }),
  );
  for (const { leg } of legs) leg.hangUp();
  await Promise.all(legs.map(({ name }) => box.exchange.recorded(name)));

  const saidSeeds = new Map(legs.map(({ name }, seed) => [name, unrepeatable(seed + 1, soundMs)]));
  const heardFrom = (name: string) => {
    const heard = readStereo(path(`heard-${name}`)).left;
    const others = [...saidSeeds].map(([other, said]) => ({ other, ...compareSequence(said, heard) }));
    return others.filter((candidate) => candidate.found);
  };
  const partners = new Map<string, string>();
  for (const { name } of legs) {
    const heard = heardFrom(name);
    expect(heard, `${name} hears exactly one other`).toHaveLength(1);
    expect(heard[0]?.compared, name).toBeGreaterThan((soundMs - 100) * 8);
    partners.set(name, heard[0]?.other ?? '');
  }
  for (const [name, other] of partners) expect(partners.get(other), `${name} and ${other} hear each other`).toBe(name);
  floor.close();
});
