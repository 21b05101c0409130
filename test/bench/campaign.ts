/**
 * A campaign in real time: a list of people from a file through the web server, agents with headsets, E1 spans to a far end
 * that behaves as people do, predictive dialing by the real daemon. Afterwards every attempt, call and recording is held
 * against what the far end lived. Baseline of the agents' time: one call at a time for each agent who waits, with the same
 * people. `npm run bench campaign -- --minutes 3 --people 2000 --agents 12 --spans 2 --talk 35 --wrap-up 8 --seed 1`; the
 * machine should have little else to do. Ends with 1 if anything is not as it was lived.
 */
import { parseArgs } from 'node:util';
import type { ImportShown } from '../../daemon/contract/pages-imports.js';
import type { LiveAgent } from '../../daemon/terms/live.js';
import { CampaignBox, listId } from '../rig/campaign/campaign-box.js';
import { listOf } from '../rig/campaign/far-end.js';
import { Visitor } from '../rig/pages.js';
import { printFigure, quantile } from './figure.js';

const numbers = { minutes: '15', people: '2000', agents: '12', spans: '2', talk: '35', 'wrap-up': '8', seed: '1' };
const { values } = parseArgs({
  options: Object.fromEntries(
    Object.entries(numbers).map(([name, value]) => [name, { type: 'string' as const, default: value }]),
  ),
});

function option(name: keyof typeof numbers): number {
  const value = Number(values[name]);
  if (!(value > 0)) throw new Error(`--${name} is a number above 0, not ${values[name]}`);
  return value;
}

const lookMs = 200;
const tellMs = 60_000;
/** Goals of the issue. */
const cap = 0.03;
const earGoalMs = 300;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const minutes = option('minutes');
const people = option('people');
const rig = new CampaignBox({
  people,
  seed: option('seed'),
  talkMs: option('talk') * 1_000,
  spans: option('spans'),
  agents: option('agents'),
  wrapUpMs: option('wrap-up') * 1_000,
  machineMs: 5_000,
});

async function accepted(response: Response): Promise<Response> {
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${await response.text()}`);
  return response;
}

/** As an administrator does it on the page. */
async function importFile(): Promise<void> {
  const visitor = new Visitor(rig.url);
  await visitor.signIn(rig.box.logins.of('admin'));
  const headers = {
    ...{ cookie: visitor.cookieHeader, origin: visitor.url, 'content-type': 'application/octet-stream' },
  };
  const address = `${visitor.url}/api/v1/imports?kind=leads&name=may.csv`;
  const upload = await accepted(await fetch(address, { method: 'POST', headers, body: listOf(people) }));
  const { id } = (await upload.json()) as ImportShown;
  const meant = { list: listId, columns: ['number', 'name'] };
  await accepted(await visitor.request('POST', `/api/v1/imports/${id}/start`, meant));
  for (;;) {
    const shown = await visitor.get<ImportShown>(`/api/v1/imports/${id}`);
    if (shown.state === 'done' && shown.added === people) return;
    if (shown.state !== 'running') throw new Error(`the import is ${shown.state}, ${shown.added} were taken`);
    await pause(lookMs);
  }
}

type Times = Readonly<Record<'busy' | 'idle', number>>;

/** Of all agents since they came, ms: in conversation and wrap-up, and waiting for one. */
function agentsTimes(): Times {
  const of = (...states: readonly LiveAgent['state'][]): number =>
    rig.floor.live.agents.reduce((sum, { today = {}, state, since }) => {
      const running = states.includes(state) ? rig.nowMs() - since : 0;
      return sum + running + states.reduce((ms, each) => ms + (today[each] ?? 0), 0);
    }, 0);
  return { busy: of('talking', 'held', 'wrap-up'), idle: of('ready', 'reserved', 'ringing') };
}

function tell(): void {
  const { busy, idle } = agentsTimes();
  const { today, ringing, pacing } = rig.live ?? {};
  const now = { used: busy / (busy + idle), ringing, today, pacing, called: rig.called };
  console.error(JSON.stringify(now));
}

async function campaign(): Promise<Times> {
  await rig.open();
  await rig.putList();
  await importFile();
  await rig.team.begin();
  await rig.start();
  const teller = setInterval(tell, tellMs);
  await pause(minutes * 60_000);
  clearInterval(teller);
  const times = agentsTimes();
  await rig.stop();
  await rig.drained();
  await rig.team.signOut();
  return times;
}

const times = await campaign();
const ears = rig.team.toEarMs;
const verdict = await rig.judge();
await rig.close();

const { compared, wrong, problems, came, live, dropped, connected, recordings, diallingMs } = verdict;
for (const problem of [...problems, ...rig.team.refused]) console.error(problem);
for (const [story, count] of Object.entries(came).sort()) printFigure('campaign', story, count, 'attempts', compared);
const hours = minutes / 60;
const perTalkMs = times.busy / Math.max(1, connected);
const oneByOne = perTalkMs / (perTalkMs + diallingMs / Math.max(1, connected));
const used = times.busy / (times.busy + times.idle);
const agents = option('agents');
const say = (name: string, value: number, unit: string, baseline: number): void =>
  printFigure('campaign', name, value, unit, baseline);
say(
  `calls an hour, ${agents} agents, ${minutes} minutes`,
  compared / hours,
  'calls',
  ((agents * 3_600_000) / (perTalkMs + diallingMs / Math.max(1, connected))) * (compared / Math.max(1, connected)),
);
say('agents’ time in conversation and wrap-up', used * 100, '%', oneByOne * 100);
say(
  'idle for each conversation',
  times.idle / Math.max(1, connected) / 1_000,
  's',
  diallingMs / Math.max(1, connected) / 1_000,
);
say('persons dropped', dropped, 'persons', live);
say('share dropped; baseline: the cap', (100 * dropped) / Math.max(1, live), '%', 100 * cap);
say('person to agent’s ear, median; baseline: the goal for p99', quantile(ears, 0.5), 'ms', earGoalMs);
say('person to agent’s ear, p99; baseline: the goal', quantile(ears, 0.99), 'ms', earGoalMs);
say('person to agent’s ear, worst; baseline: the law', quantile(ears, 1), 'ms', 2_000);
say('attempts whose row, call, recording or law is not as the far end lived it', wrong, 'attempts', compared);
say('talks with a playable recording of both voices, as long as the talk', recordings, 'recordings', connected);
process.exit(problems.length === 0 && rig.team.refused.length === 0 && dropped <= live * cap ? 0 : 1);
