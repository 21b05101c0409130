/** A floor as a firm may have it: spans, trunks, numbers, flows, queues with all kinds of settings, agents, supervisors. */
import type { Agent, Flow, Queue, RouteRule, Schedule, Site, Supervisor } from '../../../daemon/terms/site.js';
import { strategies } from '../../../daemon/terms/site.js';
import type { Trunk } from '../../../daemon/terms/trunks.js';
import type { Draw } from './draw.js';

export const skillNames = ['english', 'cards', 'repairs'] as const;
export const customerClasses = ['', '', '', '', 'A', 'K'] as const;
export const menuNumber = '075526009000';
/** Of the queue that is n-th in the site. */
export const numberOfQueue = (at: number): string => `07552600${at + 1}000`;
const queueNames = ['sales', 'service', 'repairs', 'complaints', 'cards', 'experts'] as const;

export interface SiteWish {
  readonly agents: number;
  /** Epoch ms. */
  readonly startMs: number;
  readonly endMs: number;
}

export function drawSite(draw: Draw, wish: SiteWish): Site {
  const supervisors = Math.max(1, Math.min(3, Math.round(wish.agents / 20)));
  // A third of a channel per agent waits or is refused now and then; remote agents and transfers need a second one.
  const spans = Math.min(8, Math.max(1, Math.ceil((wish.agents * draw.between(14, 24)) / 10 / 30)));
  const exchangeLines = draw.chance(0.4) ? draw.between(1, 4) : 0;
  const lines = wish.agents + supervisors + 1;
  const queues = drawQueues(draw);
  const schedules = drawSchedules(draw, wish);
  const agents = drawAgents(draw, wish.agents, queues, schedules);
  return {
    country: 'cn',
    timeZone: 'Asia/Shanghai',
    board: { kind: 'virtual', spans, lines, exchangeLines },
    lines: Array.from({ length: exchangeLines }, (_, at) => ({ line: lines + at + 1, number: numberOfQueue(0) })),
    areaCode: '0755',
    trunks: drawTrunks(draw, spans, lines, exchangeLines),
    routes: [{ prefixes: ['1', '0', '2', '6', '8', '9'], trunks: spans > 1 ? ['a', 'b'] : ['a'] }],
    numbers: [
      { number: menuNumber, flow: 'menu' },
      ...queues.map((_, at) => ({ number: numberOfQueue(at), flow: `straight-${at}` })),
    ],
    defaultFlow: 'straight-0',
    flows: [menuOf(queues), ...queues.map(({ id }, at) => straight(at, id))],
    queues,
    agents,
    supervisors: supervisorsOf(supervisors, wish.agents),
    schedules,
    rules: drawRules(draw, queues),
    classPriority: { A: 40, K: 15 },
    parking: { firstSlot: 701, slots: draw.between(2, 20), returnAfterMs: draw.pick([20_000, 60_000, 120_000]) },
    rating: { prompts: ['zh/rate'], thanksPrompts: ['zh/thanks'], agentPrompts: ['zh/agent'], timeoutMs: 8_000 },
    thresholds: {
      notReadyMs: { on: 900_000, off: 0 },
      wrapUpMs: { on: 60_000, off: 0 },
      talkMs: { on: 600_000, off: 0 },
    },
  };
}

function drawTrunks(draw: Draw, spans: number, lines: number, exchangeLines: number): readonly Trunk[] {
  const name = (id: string) => ({ zh: id, en: id });
  const hunting = () => draw.pick(['lowest', 'highest', 'round-robin', 'least-recently-used'] as const);
  const out = { callingNumber: '26001000' };
  const all = Array.from({ length: spans }, (_, at) => ({ span: at + 1 }));
  const first: Trunk = {
    id: 'a',
    name: name('a'),
    channels: all.slice(0, spans > 1 ? -1 : 1),
    hunting: hunting(),
    out,
  };
  const trunks: Trunk[] = [first];
  if (spans > 1) trunks.push({ id: 'b', name: name('b'), channels: all.slice(-1), hunting: hunting(), out });
  if (exchangeLines > 0) {
    const ports = Array.from({ length: exchangeLines }, (_, at) => ({ line: lines + at + 1 }));
    trunks.push({ id: 'lines', name: name('lines'), channels: ports });
  }
  return trunks;
}

function drawQueues(draw: Draw): readonly Queue[] {
  const ids = queueNames.slice(0, draw.between(1, queueNames.length));
  return ids.map((id, at) =>
    drawQueue(
      draw,
      id,
      ids.filter((_, other) => other !== at),
    ),
  );
}

function drawQueue(draw: Draw, id: string, others: readonly string[]): Queue {
  const overflow = () => {
    const ways = [
      { to: 'hang-up', prompts: ['zh/all-busy'] } as const,
      { to: 'call-back', prompts: ['zh/call-back'] } as const,
      { to: 'flow', flow: 'menu' } as const,
      ...others.map((queue) => ({ to: 'queue', queue }) as const),
    ];
    return draw.pick(ways);
  };
  const firstAfterMs = draw.pick([60_000, 180_000]);
  const announce = { everyMs: draw.pick([20_000, 60_000]), position: draw.chance(0.7), wait: draw.chance(0.7) };
  const skill = draw.pick([
    { name: draw.pick(skillNames), atLeast: draw.between(2, 6) },
    { name: draw.pick(skillNames), atLeast: draw.between(2, 6), relaxBy: 1, everyMs: 15_000 },
  ]);
  return {
    id,
    name: { zh: id, en: id },
    strategy: draw.pick(strategies),
    music: draw.chance(0.9) ? 'music/calm' : '',
    prompts: draw.chance(0.8) ? ['zh/please-wait'] : [],
    wrapUpMs: draw.pick([5_000, 10_000, 15_000, 30_000]),
    ringTimeoutMs: draw.pick([10_000, 15_000, 20_000]),
    missesUntilNotReady: draw.between(1, 3),
    maxWaiting: draw.pick([5, 20, 50, 200]),
    maxWaitMs: draw.pick([60_000, 180_000, 600_000]),
    busyPrompts: ['zh/all-busy'],
    ...maybe(draw, 0.15, { ringAtOnce: draw.between(2, 4) }),
    ...maybe(draw, 0.3, { missesByCause: { rejected: draw.between(1, 3), unreachable: draw.between(1, 3) } }),
    ...maybe(draw, 0.3, { priority: draw.between(0, 60) }),
    ...maybe(draw, 0.3, { pointsPerMinute: draw.between(0, 20) }),
    ...maybe(draw, 0.3, { firstAfterMs }),
    ...maybe(draw, 0.25, { skill }),
    ...maybe(draw, 0.3, { nextLevelAfterMs: draw.pick([10_000, 30_000]) }),
    ...maybe(draw, 0.3, { lastAgent: { withinDays: 7, holdMs: draw.pick([10_000, 30_000]) } }),
    ...maybe(draw, 0.3, { owner: { holdMs: draw.pick([10_000, 40_000]) } }),
    ...maybe(draw, 0.15, { hours: 'office', whenClosed: overflow() }),
    ...maybe(draw, 0.4, { whenFull: overflow() }),
    ...maybe(draw, 0.4, { whenWaitedTooLong: overflow() }),
    ...maybe(draw, 0.3, { whenNobody: overflow() }),
    ...maybe(draw, 0.3, { announce }),
    ...maybe(draw, 0.5, {
      serviceLevel: { withinMs: 20_000, percent: 80, formula: draw.pick(['F1', 'F2', 'F3', 'F4'] as const) },
    }),
    ...maybe(draw, 0.5, {
      thresholds: {
        waiting: { on: 5, off: 2 },
        longestWaitMs: { on: 60_000, off: 20_000 },
        agentsReady: { on: 0, off: 2 },
      },
    }),
  };
}

function maybe<T extends object>(draw: Draw, probability: number, part: T): T | Record<string, never> {
  return draw.chance(probability) ? part : {};
}

function drawAgents(
  draw: Draw,
  count: number,
  queues: readonly Queue[],
  schedules: readonly Schedule[],
): readonly Agent[] {
  return Array.from({ length: count }, (_, at) => {
    const own = draw.shuffled(queues.map(({ id }) => id)).slice(0, draw.between(1, Math.min(3, queues.length)));
    const levels = Object.fromEntries(own.map((queue) => [queue, draw.between(1, 3)]));
    const id = `${8_001 + at}`;
    const skills = Object.fromEntries(skillNames.map((name) => [name, draw.between(0, 9)]));
    const remote = draw.chance(0.04);
    const other = `${8_001 + draw.between(0, count - 1)}`;
    const forward = { when: draw.pick(['always', 'busy', 'no-answer'] as const), target: forwardTo(draw, other) };
    return {
      id,
      name: `Agent ${at + 1}`,
      line: at + 1,
      queues: own,
      ...maybe(draw, 0.7, { skills }),
      ...maybe(draw, 0.4, { levels }),
      ...maybe(draw, 0.7, { hiredOn: `20${draw.between(10, 26)}-0${draw.between(1, 9)}-1${draw.between(0, 9)}` }),
      ...maybe(draw, 0.7, { group: draw.pick(['red', 'blue']) }),
      ...maybe(draw, 0.15, { shift: draw.pick(schedules).id }),
      ...(remote ? { remoteNumber: `1391234${5_000 + at}` } : maybe(draw, 0.12, { headset: true })),
      ...maybe(draw, 0.1, { forwards: [forward] }),
      ...maybe(draw, 0.1, { international: true }),
    };
  });
}

function forwardTo(draw: Draw, agent: string) {
  const number = `139${draw.between(10_000_000, 99_999_999)}`;
  return draw.chance(0.6) ? ({ to: 'agent', agent } as const) : ({ to: 'number', number } as const);
}

function supervisorsOf(count: number, agents: number): readonly Supervisor[] {
  return Array.from({ length: count }, (_, at) => ({
    id: `700${at + 1}`,
    name: `Supervisor ${at + 1}`,
    line: agents + at + 1,
  }));
}

/** 'office' closes within the day, 'early' and 'late' are shifts. */
function drawSchedules(draw: Draw, { startMs, endMs }: SiteWish): readonly Schedule[] {
  const third = (endMs - startMs) / 3;
  const at = (ms: number) => localTime(startMs + Math.round(ms / 60_000) * 60_000);
  const days = [1, 2, 3, 4, 5, 6, 7];
  const span = (id: string, from: string, to: string): Schedule => ({
    id,
    name: id,
    // Over midnight it is two pieces.
    weekly:
      from < to
        ? [{ days, from, to }]
        : [
            { days, from, to: '24:00' },
            { days, from: '00:00', to },
          ],
  });
  return [
    span('office', at(third * draw.unit() * 0.3), at(third * (2.2 + draw.unit() * 0.7))),
    span('early', at(-third), at(third * 2)),
    span('late', at(third), at(third * 4)),
  ];
}

/** "HH:MM" in Shanghai, which has no summer time. */
function localTime(atMs: number): string {
  return new Date(atMs + 8 * 3_600_000).toISOString().slice(11, 16);
}

function drawRules(draw: Draw, queues: readonly Queue[]): readonly RouteRule[] {
  const queue = draw.pick(queues).id;
  return draw.some(
    [
      rule('vip', { attribute: 'class', operator: '=', value: 'K' }, { points: 30 }),
      rule('beijing', { attribute: 'area', operator: '=', value: '010' }, { queue }),
      rule(
        'english',
        { attribute: 'callingNumber', operator: 'starts-with', value: '1358' },
        { skill: { name: 'english', atLeast: 3 } },
      ),
    ],
    0.4,
  );
}

function rule(id: string, when: RouteRule['when'][number], effect: RouteRule['then']): RouteRule {
  return Object.fromEntries([
    ['id', id],
    ['name', id],
    ['when', [when]],
    ['then', effect], // written as an entry, since an object with `then` looks like a promise
  ]) as unknown as RouteRule;
}

function menuOf(queues: readonly Queue[]): Flow {
  const keys = Object.fromEntries(queues.map((_, at) => [`${at + 1}`, `queue-${at}`]));
  const nodes = Object.fromEntries(queues.map(({ id }, at) => [`queue-${at}`, { block: 'queue', queue: id } as const]));
  return {
    id: 'menu',
    start: 'welcome',
    nodes: {
      welcome: { block: 'play', prompts: ['zh/welcome'], next: 'choose' },
      choose: {
        block: 'menu',
        prompts: ['zh/menu'],
        keys: { ...keys, '0': 'hours' },
        timeoutMs: 5_000,
        retries: 2,
        wrongKeyPrompts: ['zh/wrong-key'],
        otherwise: 'queue-0',
      },
      hours: { block: 'hang-up', prompts: ['zh/hours'] },
      ...nodes,
    },
  };
}

function straight(at: number, queue: string): Flow {
  return { id: `straight-${at}`, start: 'queue', nodes: { queue: { block: 'queue', queue } } };
}
