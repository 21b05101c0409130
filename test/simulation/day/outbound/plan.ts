/** Campaigns of a day, drawn from a source of their own: a day without any is the same day as before. */
import type { Campaign, CampaignMode, DncRow, LeadRow } from '../../../../daemon/terms/outbound.js';
import { agentModes, campaignModes } from '../../../../daemon/terms/outbound.js';
import type { Agent, Flow, Queue, Site } from '../../../../daemon/terms/site.js';
import { Draw } from '../draw.js';
import { drawPerson, type Person } from './people.js';

export interface OutboundPlan {
  readonly draw: Draw;
  readonly campaigns: readonly Campaign[];
  readonly leads: readonly LeadRow[];
  /** Whoever can be called, by number. */
  readonly people: ReadonlyMap<string, Person>;
  readonly dnc: readonly DncRow[];
}

export interface OutboundWish {
  readonly seed: number;
  readonly startMs: number;
  readonly endMs: number;
}

const outboundSalt = 0xca11_0b0e;
const hourMs = 3_600_000;
export const outboundQueue = 'outbound';
/** Besides the trunk's own number. */
export const furtherNumber = '26001001';
const cities = ['Shenzhen', 'Beijing', 'Chengdu'] as const;

/** Of neighbouring seeds far from each other. */
function sourceOf(seed: number): Draw {
  return new Draw((Math.imul(seed + 1, 0x9e37_79b1) ^ outboundSalt) >>> 0);
}

/** Half of all days have one to three campaigns. */
export function hasCampaigns(seed: number): boolean {
  return sourceOf(seed).chance(0.5);
}

/** The same floor, where some work for campaigns. */
export function drawOutbound(site: Site, wish: OutboundWish): { readonly site: Site; readonly plan: OutboundPlan } {
  const draw = sourceOf(wish.seed).own('outbound');
  const floor = withCampaignAgents(site, draw);
  const people = new Map<string, Person>();
  const leads: LeadRow[] = [];
  const campaigns: Campaign[] = [];
  const lists = Array.from({ length: draw.between(1, 3) }, (_, at) => `list-${at + 1}`);
  const working = floor.agents.filter(({ queues }) => queues.includes(outboundQueue));
  const perList = Math.round(draw.between(40, 160) + working.length * draw.between(2, 10));
  for (const list of lists) {
    for (let at = 0; at < perList; at++)
      leads.push(drawLead(draw, { list, at, wish, working, people, earlier: leads }));
  }
  const count = draw.between(1, 3);
  for (let at = 0; at < count; at++) campaigns.push(drawCampaign(draw, floor, lists, `c${at + 1}`, wish));
  const dnc = [...people.keys()]
    .filter(() => draw.chance(0.04))
    .map((number) => ({ number, since: wish.startMs, by: 'admin', reason: 'asked' }));
  return { site: floor, plan: { draw, campaigns, leads, people, dnc } };
}

/** A share of the agents works for campaigns alone or besides, most of them with headsets; the carrier gave a number more. */
function withCampaignAgents(site: Site, draw: Draw): Site {
  const share = draw.pick([0.3, 0.5, 0.8]);
  const only = draw.chance(0.5);
  const headsets = draw.pick([1, 0.8, 0.5]);
  const agents = site.agents.map((agent, at): Agent => {
    if (at > 0 && !draw.chance(share)) return agent;
    const queues = only ? [outboundQueue] : [outboundQueue, ...agent.queues];
    const { remoteNumber, ...rest } = agent;
    const levels = { ...rest.levels, [outboundQueue]: 1 };
    if (!draw.chance(headsets)) return { ...agent, queues };
    return { ...rest, queues, levels, headset: true };
  });
  const queue: Queue = {
    id: outboundQueue,
    name: { zh: '外呼', en: 'Outbound' },
    strategy: draw.pick(['longest-idle', 'random', 'equal-count'] as const),
    music: 'music/calm',
    prompts: [],
    wrapUpMs: draw.pick([5_000, 15_000]),
    ringTimeoutMs: 15_000,
    missesUntilNotReady: 2,
    maxWaiting: 50,
    maxWaitMs: 60_000,
    busyPrompts: ['zh/all-busy'],
  };
  const trunks = (site.trunks ?? []).map((trunk) =>
    trunk.out === undefined ? trunk : { ...trunk, out: { ...trunk.out, furtherNumbers: [furtherNumber] } },
  );
  return { ...site, agents, trunks, queues: [...site.queues, queue], flows: [...site.flows, ...campaignFlows] };
}

const campaignFlows: readonly Flow[] = [
  { id: 'out-notice', start: 'say', nodes: { say: { block: 'hang-up', prompts: ['zh/notice'] } } },
  {
    id: 'out-survey',
    start: 'ask',
    nodes: {
      ask: {
        block: 'menu',
        prompts: ['zh/question'],
        keys: { '1': 'thanks', '2': 'thanks', '9': 'thanks' },
        timeoutMs: 5_000,
        retries: 1,
        wrongKeyPrompts: ['zh/wrong-key'],
        otherwise: 'thanks',
      },
      thanks: { block: 'hang-up', prompts: ['zh/thanks'] },
    },
  },
  {
    id: 'out-flow',
    start: 'say',
    nodes: {
      say: { block: 'play', prompts: ['zh/notice'], next: 'agents' },
      agents: { block: 'queue', queue: outboundQueue },
    },
  },
];

const flowOf: Readonly<Partial<Record<CampaignMode, string>>> = {
  notice: 'out-notice',
  survey: 'out-survey',
  flow: 'out-flow',
};

function drawCampaign(draw: Draw, site: Site, lists: readonly string[], id: string, wish: OutboundWish): Campaign {
  const mode = draw.weighted<CampaignMode>([
    [5, 'predictive'],
    [2, 'progressive'],
    [2, 'preview'],
    [6, draw.pick(campaignModes)],
  ]);
  const byAgents = agentModes.includes(mode);
  const own = draw.some(lists, 0.7);
  const spans = (site.trunks ?? []).filter(({ channels }) => channels.every((part) => 'span' in part));
  const hour = Math.floor(((wish.startMs + 8 * hourMs) / hourMs) % 24);
  const early = `${String(Math.max(8, Math.min(18, hour + draw.between(0, 1)))).padStart(2, '0')}:30`;
  return {
    id,
    name: `Campaign ${id}`,
    mode,
    queue: byAgents ? (draw.chance(0.85) ? outboundQueue : draw.pick(site.queues).id) : '',
    flow: byAgents ? '' : (flowOf[mode] ?? ''),
    lists: (own.length > 0 ? own : lists.slice(0, 1)).map((list) => ({ list, weight: draw.between(1, 5) })),
    filter: draw.chance(0.2) ? [{ field: 'data.city', operator: '=', value: draw.pick(cities) }] : [],
    trunks: draw.chance(0.4) ? draw.shuffled(spans.map((trunk) => trunk.id)).slice(0, draw.between(1, 2)) : [],
    callerNumber: draw.weighted([
      [5, ''],
      [4, furtherNumber],
      [1, '26009999'], // nobody has given it to us
    ]),
    ringTimeoutMs: draw.pick([15_000, 20_000, 25_000, 40_000]),
    maxConcurrent: draw.pick([2, 8, 20, 60]),
    waitMusic: draw.chance(0.3) ? 'music/calm' : '',
    dropPrompts: ['zh/dropped'],
    greetingPrompts: draw.chance(0.25) ? ['zh/recorded'] : [],
    retry: { tries: draw.between(1, 4), waitMs: draw.pick([1_800_000, 1_800_000, 3_600_000]) },
    retryByResult: draw.chance(0.4) ? { busy: { tries: 3, waitMs: 1_800_000 } } : {},
    hours: draw.weighted([
      [7, { from: '08:00', to: '21:00' }],
      [1, { from: '07:00', to: '23:00' }], // the law knows better
      [1, { from: early, to: '21:00' }],
      [1, { from: '08:00', to: early }],
    ]),
    days: draw.chance(0.95) ? [1, 2, 3, 4, 5, 6, 7] : [1, 3, 5],
    perNumberPerDay: draw.between(1, 3),
    dropCap: draw.pick([0.03, 0.03, 0.02, 0.01, 0]),
    answeringMachines: byAgents && draw.chance(0.3),
    previewMs: draw.pick([5_000, 20_000, 60_000]),
    recording: draw.chance(0.9) ? 'all' : 'on-demand',
    heardPercent: 80,
    startAt: draw.chance(0.1) ? wish.startMs + draw.between(0, 600_000) : null,
    endAt: draw.chance(0.1) ? wish.endMs - draw.between(0, 600_000) : null,
    target: draw.chance(0.1) ? draw.between(3, 40) : null,
    script: '',
  };
}

interface LeadWish {
  readonly list: string;
  readonly at: number;
  readonly wish: OutboundWish;
  readonly working: readonly Agent[];
  readonly people: Map<string, Person>;
  readonly earlier: readonly LeadRow[];
}

function drawLead(draw: Draw, { list, at, wish, working, people, earlier }: LeadWish): LeadRow {
  const { startMs, endMs } = wish;
  const fresh = draw.weighted([
    [80, `15${draw.between(0, 9)}${draw.between(10_000_000, 99_999_999)}`],
    [10, `0216${draw.between(1_000_000, 9_999_999)}`],
    [2, `00852${draw.between(20_000_000, 29_999_999)}`], // nobody knows the hour there
    [1, '95533'],
  ]);
  // The same person in two lists, or twice in one.
  const number = earlier.length > 0 && draw.chance(0.06) ? draw.pick(earlier).number : fresh;
  if (!people.has(number)) people.set(number, drawPerson(draw));
  const timed = draw.chance(0.04);
  const dueMs = timed ? startMs + draw.between(0, endMs - startMs) : draw.chance(0.1) ? startMs + 1_200_000 : 0;
  const owned = draw.chance(0.06) && working.length > 0;
  return {
    id: `${list}-${String(at).padStart(4, '0')}`,
    list,
    number,
    name: '',
    data: { city: draw.pick(cities) },
    area: '',
    priority: draw.chance(0.1) ? draw.between(1, 9) : 0,
    state: 'open',
    result: null,
    tries: 0,
    lastTriedAt: null,
    notBefore: dueMs,
    agent: owned ? draw.pick(working).id : '',
    timed,
    importedAt: startMs - hourMs,
  };
}
