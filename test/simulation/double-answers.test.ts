/** Several telephones ring for one call and are lifted in the same millisecond: one has it, nobody else hears anything. */
import { expect, test } from 'vitest';
import { SeededRandom } from '../../daemon/base/random.js';
import type { Seizure } from '../../daemon/lines/lines.js';
import { drain } from './conversations.js';
import { expectRest, Floor, salesNumber, siteOf } from './floor.js';

const agents = 4;

test('of all who lift at once, exactly one is ever named in a bridge or mix', () => {
  const rounds = 300;
  const random = new SeededRandom(9);
  const site = siteOf(agents, { ringAtOnce: agents, wrapUpMs: 1_000, missesUntilNotReady: 0 });
  const floor = new Floor({ site, latencyMs: () => random.below(20) });
  for (let agent = 1; agent <= agents; agent++) floor.ready(`${8000 + agent}`);
  let winners = 0;
  for (let round = 0; round < rounds; round++) {
    const before = floor.lines.commands.length;
    const caller = floor.lines.callIn(salesNumber) as Seizure;
    floor.time.advance(300);
    const rung = [1, 2, 3, 4].filter((line) => floor.lines.isRinging(line));
    expect(rung).toHaveLength(agents);
    const lines = rung.sort(() => random.below(3) - 1).slice(0, 2 + random.below(3));
    for (const line of lines) floor.lines.lift(line); // all in this millisecond
    floor.time.advance(300);
    const telephones = floor.lines.live.filter((seizure) => floor.lines.isTelephone(seizure));
    const named = new Set(
      floor.commandsSince(before).flatMap((command) => {
        if (command.do === 'bridge') return [command.a, command.b];
        return command.do === 'mix' ? command.members.map(({ seizure }) => seizure) : [];
      }),
    );
    expect([...named].filter((seizure) => seizure !== caller)).toHaveLength(1);
    const hearing = telephones.filter((seizure) => floor.lines.hears(seizure).length > 0);
    expect(hearing).toEqual([...named].filter((seizure) => seizure !== caller));
    winners += hearing.length;
    floor.lines.hangUp(caller);
    floor.time.advance(100);
    for (let line = 1; line <= agents; line++) floor.lines.lay(line);
    floor.time.advance(6_000);
  }
  expect(winners).toBe(rounds);
  drain(floor);
  expect(floor.cdrs).toHaveLength(rounds);
  expectRest(floor);
});
