/**
 * Sixty agents' pages and 120 calls, sixty in conversation and sixty waiting, with holds, hang-ups and new calls all the
 * time: how late the daemon's event loop comes, p99 of the worst ten seconds of sixty. Baseline: the same box and pages
 * without calls, in the same run.
 */
import { Box } from '../rig/box.js';
import type { FarLeg } from '../rig/exchange.js';
import { Floor } from '../rig/floor.js';
import { type LivePage, Visitor } from '../rig/pages.js';
import { directNumber, testSite } from '../rig/site.js';
import { printFigure } from './figure.js';

const agents = 60;
const calls = 120;
const windowMs = 10_000;
const idleWindows = 2;
const busyWindows = 6;

const box = new Box({ spans: 5, lines: agents, agents, wrapUpMs: 500 });
const exchange = box.openExchange();
await box.startDaemon();
const url = await box.startWeb();
for (let span = 1; span <= 5; span++) await exchange.spanUp(span);
const floor = new Floor();
await floor.open(box.control);
await floor.until(({ spans }) => spans.every(({ dChannel }) => dChannel === 'up'));

const pages = new Map<string, LivePage>();
let messages = 0;
for (const { id } of testSite(box.options).agents) {
  const visitor = new Visitor(url);
  await visitor.signIn(box.logins.ofAgent(id));
  const page = visitor.live();
  page.each((message) => {
    messages += 1;
    page.heard.length = 0;
    if (message.live === 'pop') page.say({ do: 'pop-shown', callId: message.pop.callId }).catch(() => {});
  });
  await page.opened();
  await page.say({ do: 'sign-in' });
  await page.say({ do: 'ready' });
  pages.set(id, page);
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The worst of so many full windows of the daemon's own meter, after one that is not counted. */
async function worstDelayMs(windows: number): Promise<number> {
  const read: number[] = [];
  for (let window = 0; window <= windows; window++) {
    await pause(windowMs);
    read.push((await floor.client.request('meters', {})).process.loopDelayP99Ms ?? Number.NaN);
  }
  return Math.max(...read.slice(1));
}

const idleMs = await worstDelayMs(idleWindows);

const outside = new Map<string, FarLeg>();
const desks = new Map<number, FarLeg>();
let nextNumber = 0;
let served = 0;
let over = false;

function call(): void {
  if (over) return;
  const from = `139${String(nextNumber++).padStart(8, '0')}`;
  const caller = exchange.call({ from, to: directNumber, span: 1 + (nextNumber % 5) });
  outside.set(from, caller);
  void caller.when('cleared').then(() => {
    outside.delete(from);
    served += 1;
    call();
  });
}
exchange.onRinging((line, leg) => {
  desks.set(line, leg);
  leg.answer();
});
floor.client.on('change', (changes) => {
  for (const { topic, value } of changes)
    if (topic === 'agent' && value?.offHook && (value.state === 'wrap-up' || value.state === 'ready'))
      desks.get(Number(value.id) - 8000)?.hangUp();
});
for (let n = 0; n < calls; n++) call();
await floor.until((live) => live.agents.filter(({ state }) => state === 'talking').length === agents);

/** Ten times a second somebody holds, comes back, or his caller hangs up. */
const churn = setInterval(() => {
  const talking = floor.live.calls.filter(({ stage }) => stage === 'talking');
  const held = talking.find(({ onHold }) => onHold === true);
  if (held?.agent)
    pages
      .get(held.agent)
      ?.say({ do: 'retrieve' })
      .catch(() => {});
  const next = talking[served % Math.max(talking.length, 1)];
  if (next?.agent)
    pages
      .get(next.agent)
      ?.say({ do: 'hold' })
      .catch(() => {});
  outside.get(talking[(served * 7) % Math.max(talking.length, 1)]?.callingNumber ?? '')?.hangUp();
}, 100);
messages = 0;
const busyMs = await worstDelayMs(busyWindows);
over = true;
clearInterval(churn);
const up = floor.live.calls.length;
const name = `event-loop delay p99, ${agents} pages, ${up} calls up, ${served} calls and ${messages} page messages in 70 s`;
printFigure('busy', name, busyMs, 'ms', idleMs);
for (const page of pages.values()) page.close();
floor.close();
await box.close();
