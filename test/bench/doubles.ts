/**
 * Telephones that ring for one call and are lifted at the same moment. 10,000 times on simulated lines: who is ever
 * named in a bridge or mix; 40 times through the native mixer: whom the losers' telephones have heard. The value is the
 * share of races with exactly one winner and no sound for the others, the baseline is all of them.
 */
import { SeededRandom } from '../../daemon/base/random.js';
import type { Seizure } from '../../daemon/lines/lines.js';
import { Box } from '../rig/box.js';
import { Floor as LiveFloor } from '../rig/floor.js';
import { officeOptions, togetherNumber } from '../rig/office.js';
import { Voices } from '../rig/voices.js';
import { Floor, salesNumber, siteOf } from '../simulation/floor.js';
import { printFigure } from './figure.js';

const races = 10_000;
const racesADay = 500;
const agents = 4;
const nativeRaces = 40;

/** One winner, and nobody else ever named. */
function race(floor: Floor, random: SeededRandom): boolean {
  const before = floor.lines.commands.length;
  const caller = floor.lines.callIn(salesNumber) as Seizure;
  floor.time.advance(300);
  const rung = [1, 2, 3, 4].filter((line) => floor.lines.isRinging(line)).sort(() => random.below(3) - 1);
  for (const line of rung.slice(0, 2 + random.below(3))) floor.lines.lift(line); // all in this millisecond
  floor.time.advance(300);
  const named = new Set(
    floor.commandsSince(before).flatMap((command) => {
      if (command.do === 'bridge') return [command.a, command.b];
      return command.do === 'mix' ? command.members.map(({ seizure }) => seizure) : [];
    }),
  );
  named.delete(caller);
  floor.lines.hangUp(caller);
  floor.time.advance(100);
  for (let line = 1; line <= agents; line++) floor.lines.lay(line);
  floor.time.advance(6_000);
  return rung.length === agents && named.size === 1;
}

function simulated(): number {
  let good = 0;
  for (let day = 0; day < races / racesADay; day++) {
    const random = new SeededRandom(day + 1);
    const site = siteOf(agents, { ringAtOnce: agents, wrapUpMs: 1_000, missesUntilNotReady: 0 });
    const floor = new Floor({ site, seed: day + 1, latencyMs: () => random.below(20) });
    for (let agent = 1; agent <= agents; agent++) floor.ready(`${8000 + agent}`);
    for (let n = 0; n < racesADay; n++) if (race(floor, random)) good += 1;
    if (floor.cdrs.length !== racesADay) throw new Error(`${floor.cdrs.length} CDRs of ${racesADay} calls`);
  }
  return good;
}

async function native(): Promise<number> {
  const box = new Box(officeOptions);
  const voices = new Voices(box.folder, ['caller'] as const);
  const exchange = box.openExchange();
  await box.startDaemon();
  await exchange.spanUp();
  const floor = new LiveFloor();
  await floor.open(box.control);
  await floor.until(({ spans }) => spans.every(({ dChannel }) => dChannel === 'up'));
  const both = ['8002', '8003'];
  for (const agentId of both) {
    await floor.client.request('agent.sign-in', { agentId });
    await floor.client.request('agent.ready', { agentId });
  }
  let good = 0;
  for (let n = 0; n < nativeRaces; n++) {
    await floor.until(
      (live) => live.agents.filter(({ id, state }) => both.includes(id) && state === 'ready').length === 2,
    );
    const caller = exchange.call({ from: '13900000001', to: togetherNumber });
    await caller.when('answered');
    voices.speak('caller', caller);
    const desks = await Promise.all([exchange.rings(2), exchange.rings(3)]);
    await Promise.all(desks.map((desk) => voices.hears(desk))); // sound of the last race is still on the wire
    const heard = desks.map((desk) => voices.listenFor('caller', desk));
    for (const desk of n % 2 === 0 ? desks : desks.toReversed()) desk.answer();
    const live = await floor.until(({ calls }) => calls.some(({ stage }) => stage === 'talking'));
    const won = live.agents.find(({ state }) => state === 'talking')?.id === '8002' ? 0 : 1;
    const [winner, loser] = won === 0 ? desks : ([desks[1], desks[0]] as const);
    await Promise.all([voices.hears(winner, 'caller'), voices.hears(loser, 'tone')]);
    const [first, second] = heard.map((stop) => stop());
    if (first === (won === 0) && second === (won === 1)) good += 1;
    for (const leg of [caller, ...desks]) leg.hangUp();
    await floor.until(({ calls, channels }) => calls.length === 0 && channels.every(({ state }) => state === 'idle'));
  }
  floor.close();
  await box.close();
  return good;
}

printFigure('doubles', 'simulated: one winner, losers in no bridge or mix', simulated(), 'races', races);
printFigure('doubles', 'native: one winner, losers heard nobody', await native(), 'races', nativeRaces);
