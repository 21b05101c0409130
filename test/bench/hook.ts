/**
 * A desk telephone is lifted or laid → the agent's page has it, p99 over 512 times. Baseline: the same on the daemon's
 * control socket, in the same run; both with the virtual wire between the telephone and the box.
 */
import { Box } from '../rig/box.js';
import type { FarLeg } from '../rig/exchange.js';
import { Floor } from '../rig/floor.js';
import { type LivePage, Visitor } from '../rig/pages.js';
import { testSite } from '../rig/site.js';
import { printFigure, quantile } from './figure.js';

const telephones = 8;
const cycles = 32;
/** So long a simulated telephone stays laid at least, so that nobody takes it for a flash: no part of what is measured. */
const guardMs = 1_000;

const box = new Box({ lines: telephones, agents: telephones, wireBufferBlocks: 1 });
const exchange = box.openExchange();
await box.startDaemon();
const url = await box.startWeb();
await exchange.spanUp();
const floor = new Floor();
await floor.open(box.control);

const atSocketMs: number[] = [];
const atPageMs: number[] = [];

function hookIs(page: LivePage, id: string, offHook: boolean): Promise<unknown> {
  return page.next(
    (message) =>
      message.live === 'change' &&
      message.changes.some(({ topic, value }) => topic === 'agent' && value?.id === id && value.offHook === offHook),
  );
}

async function moved(page: LivePage, id: string, offHook: boolean, move: () => void): Promise<void> {
  const since = performance.now();
  const socket = floor
    .until(({ agents }) => agents.some((agent) => agent.id === id && agent.offHook === offHook))
    .then(() => atSocketMs.push(performance.now() - since));
  const shown = hookIs(page, id, offHook).then(() => atPageMs.push(performance.now() - since));
  move();
  await Promise.all([socket, shown]);
}

async function shift(id: string, line: number): Promise<void> {
  const visitor = new Visitor(url);
  await visitor.signIn(box.logins.ofAgent(id));
  const page = visitor.live();
  await page.opened();
  await page.say({ do: 'sign-in' });
  for (let cycle = 0; cycle < cycles; cycle++) {
    let desk: FarLeg | undefined;
    await moved(page, id, true, () => {
      desk = exchange.lift(line);
    });
    await moved(page, id, false, () => desk?.hangUp());
    await new Promise((resolve) => setTimeout(resolve, guardMs));
  }
  page.close();
}

await Promise.all(testSite(box.options).agents.map(({ id, line }) => shift(id, line)));
for (const [share, name] of [
  [0.99, 'p99'],
  [0.5, 'median'],
] as const) {
  const value = quantile(atPageMs, share);
  printFigure('hook', `hook to page, ${name} of ${atPageMs.length}`, value, 'ms', quantile(atSocketMs, share));
}
floor.close();
await box.close();
