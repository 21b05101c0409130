/**
 * The supervisor's page with 60 agents and 20 queues that all change twice a second: how much of a second its script and
 * the whole renderer take, against the same page while nothing changes. `node build/js/test/bench/floor.js SECONDS`: 10.
 */
import { cpSync } from 'node:fs';
import type { CDPSession, Page } from 'playwright-core';
import type { AgentState } from '../../daemon/terms/agents.js';
import type { LiveAgent, LiveQueue } from '../../daemon/terms/live.js';
import { root } from '../rig/child.js';
import { openBrowser } from '../rig/chromium.js';
import { DaemonDoor, liveAgent } from '../rig/daemon-door.js';
import { testSite } from '../rig/site.js';
import { Web, webLogins } from '../rig/web.js';
import { printFigure } from './figure.js';

const seconds = Number(process.argv[2] ?? 10);
const agentsThere = 60;
const queuesThere = 20;
const everyMs = 500;
const states: readonly AgentState[] = ['ready', 'ringing', 'talking', 'wrap-up', 'held', 'not-ready'];
const quarterMs = 15 * 60_000;
/** A working day of them. */
const quarters = 36;

const queueIds = Array.from({ length: queuesThere }, (_, at) => `queue-${at + 1}`);

function agentAt(at: number, turn: number): LiveAgent {
  return liveAgent(String(8001 + at), {
    name: `座席${at + 1}`,
    state: states[(at + turn) % states.length] as AgentState,
    since: Date.now(),
    answeredToday: turn,
    queues: [queueIds[at % queuesThere] as string],
    today: { ready: 3_600_000, talking: 7_200_000 + turn },
  });
}

function queueAt(at: number, turn: number): LiveQueue {
  const offered = 400 + turn;
  const first = Math.floor(Date.now() / quarterMs) * quarterMs - (quarters - 1) * quarterMs;
  return {
    id: queueIds[at] as string,
    name: { zh: `队列${at + 1}`, en: `Queue ${at + 1}` },
    waiting: (turn + at) % 5,
    oldestSince: (turn + at) % 5 === 0 ? null : Date.now() - 20_000,
    agentsReady: turn % 4,
    agentsSignedIn: 3,
    answeredToday: offered - 20,
    abandonedToday: 20,
    today: {
      offered,
      answered: offered - 20,
      answeredInTime: 300,
      abandoned: 20,
      abandonedInTime: 9,
      abandonedIn5s: 4,
      overflowed: 0,
      waitAnsweredMs: offered * 9_000,
      waitAbandonedMs: 200_000,
      longestWaitMs: 90_000,
      talkMs: offered * 150_000,
      wrapUpMs: offered * 20_000,
    },
    bands: Array.from({ length: quarters }, (_, n) => ({
      from: first + n * quarterMs,
      offered: 10 + ((n + turn) % 5),
      answered: 9,
      abandoned: 1,
    })),
  };
}

const allAgents = (turn: number): LiveAgent[] => Array.from({ length: agentsThere }, (_, at) => agentAt(at, turn));
const allQueues = (turn: number): LiveQueue[] => queueIds.map((_, at) => queueAt(at, turn));

/** Seconds of CPU since the page began: its script, and everything its main thread did. */
async function spent(cdp: CDPSession): Promise<{ readonly script: number; readonly task: number }> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? 0;
  return { script: of('ScriptDuration'), task: of('TaskDuration') };
}

async function measured(
  page: Page,
  cdp: CDPSession,
  change: (turn: number) => void,
): Promise<{ script: number; task: number }> {
  const before = await spent(cdp);
  const from = performance.now();
  for (let turn = 1; performance.now() - from < seconds * 1000; turn++) {
    change(turn);
    await page.waitForTimeout(everyMs);
  }
  const after = await spent(cdp);
  const wallS = (performance.now() - from) / 1000;
  return { script: (1000 * (after.script - before.script)) / wallS, task: (1000 * (after.task - before.task)) / wallS };
}

const web = new Web();
cpSync(`${root}build/web`, web.pages, { recursive: true });
const door = new DaemonDoor(testSite(), { agents: allAgents(0), queues: allQueues(0) });
web.clock.advance(Date.now());
await web.start();
await web.putUsers();
await web.writeTelephony([]);
await door.open(web);
const browser = await openBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
  await page.goto(web.url);
  const { user, password } = webLogins.supervisor;
  await page.getByTestId('user').fill(user);
  await page.getByTestId('password').fill(password);
  await page.getByTestId('sign-in').click();
  await page
    .getByTestId('agent-row')
    .nth(agentsThere - 1)
    .waitFor();
  const cdp = await page.context().newCDPSession(page);
  // CPU time of the page's thread, not of the wall: other programs on the machine don't count.
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  const still = await measured(page, cdp, () => {});
  const busy = await measured(page, cdp, (turn) => {
    door.live = { agents: allAgents(turn), queues: allQueues(turn) };
    door.change(
      ...allAgents(turn).map((value) => ({ topic: 'agent', id: value.id, value }) as const),
      ...allQueues(turn).map((value) => ({ topic: 'queue', id: value.id, value }) as const),
    );
  });
  printFigure('floor', 'script', busy.script, 'ms/s', still.script);
  printFigure('floor', 'main-thread', busy.task, 'ms/s', still.task);
} finally {
  await browser.close();
  await web.stop();
  await door.close();
}
