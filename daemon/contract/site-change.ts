/** Changes of the site that pages make: what they may say, and the site that comes of them. */
import { z } from 'zod';
import type { Agent, Site } from '../terms/site.js';
import type { SiteChange } from '../terms/site-change.js';
import {
  agent,
  agentParts,
  emergency,
  maxAgents,
  queue,
  rule,
  schedule,
  supervisor,
  thresholds,
} from './floor-schema.js';
import { agentId, id, list, object, oneShapeOf, yesNo } from './schema-words.js';
import { checkSite } from './site-checks.js';
import { type Path, type Places, type SiteProblem, schemaProblems } from './site-problems.js';
import { board, numbers, recordings, route, spans, trunk, type WithUndefined } from './site-schema.js';

/** A site in JSON; must fit into one line of the control socket (control.ts), in any language. */
export const maxSiteBytes = 1_000_000;
/** Problems told of one change. */
const maxProblems = 10;

const changes = [
  'put-agents',
  'remove-agent',
  'membership',
  'skills',
  'order-agents',
  'put-queue',
  'remove-queue',
  'rules',
  'schedules',
  'supervisors',
  'thresholds',
  'spans',
  'board',
  'trunks',
  'routes',
  'numbers',
  'recordings',
  'emergency',
  'own',
  'undo',
] as const satisfies readonly SiteChange['change'][];

const queues = list(id, 0, 20);

export const siteChangeSchema = oneShapeOf('change', changes, [
  object({ change: z.literal('put-agents'), agents: list(agent, 1, maxAgents) }),
  object({ change: z.literal('remove-agent'), agent: agentId }),
  object({ change: z.literal('membership'), agent: agentId, queues, levels: agentParts.levels.optional() }),
  object({ change: z.literal('skills'), agent: agentId, skills: agentParts.skills }),
  object({ change: z.literal('order-agents'), agents: list(agentId, 1, maxAgents) }),
  object({ change: z.literal('put-queue'), queue }),
  object({ change: z.literal('remove-queue'), queue: id }),
  object({ change: z.literal('rules'), rules: list(rule, 0, 200) }),
  object({ change: z.literal('schedules'), schedules: list(schedule, 0, 100) }),
  object({ change: z.literal('supervisors'), supervisors: list(supervisor, 0, 50) }),
  object({ change: z.literal('thresholds'), thresholds }),
  object({ change: z.literal('spans'), spans }),
  object({ change: z.literal('board'), board }),
  object({ change: z.literal('trunks'), trunks: list(trunk, 0, 50) }),
  object({ change: z.literal('routes'), routes: list(route, 0, 200) }),
  object({ change: z.literal('numbers'), numbers }),
  object({
    change: z.literal('own'),
    agent: agentId,
    headset: yesNo.optional(),
    forwards: agentParts.forwards.optional(),
  }),
  object({ change: z.literal('emergency'), on: emergency.nullable() }),
  object({ change: z.literal('recordings'), recordings }),
  object({ change: z.literal('undo') }),
]);

/** A change that says by itself what comes of it. */
export type Making = Exclude<SiteChange, { readonly change: 'undo' }>;

export interface ChangeErrors {
  /** Of the change (by its own paths) or of the site that would come of it ("agents[8003].line"). */
  readonly errors: readonly SiteProblem[];
}

/** What a page sent, as a change; nothing is known yet of whether the site allows it. */
export function readSiteChange(sent: unknown): { readonly change: SiteChange } | ChangeErrors {
  const parsed = siteChangeSchema.safeParse(sent);
  if (parsed.success) return { change: parsed.data satisfies WithUndefined<SiteChange> as SiteChange };
  const places = new JsonPlaces(sent);
  return { errors: parsed.error.issues.flatMap((issue) => schemaProblems(places, issue)).slice(0, maxProblems) };
}

/** The site with the change, if it then is as good as a site file must be. Changes nothing that is given. */
export function changeSite(site: Site, change: Making): { readonly site: Site } | ChangeErrors {
  const missing = missingFrom(site, change);
  return missing.length > 0 ? { errors: missing } : checked(applied(site, change));
}

/** The site as it was before the last change. `before` is null when the site in force comes from a file. */
export function undoneSite(site: Site, before: Site | null): { readonly site: Site } | ChangeErrors {
  if (before === null) return { errors: [nothingToUndo] };
  const ids = ({ agents }: Site): string =>
    agents
      .map(({ id }) => id)
      .sort()
      .join('\n');
  if (ids(site) !== ids(before)) return { errors: [peopleCameOrWent] };
  // What callers hear in an emergency is switched on purpose only.
  const undone = withEmergency(before, site.emergency);
  return JSON.stringify(undone) === JSON.stringify(site) ? { errors: [emergencyIsNoUndo] } : checked(undone);
}

function checked(changed: Site): { readonly site: Site } | ChangeErrors {
  const { errors } = checkSite(changed, new JsonPlaces(changed));
  if (errors.length > 0) return { errors: errors.slice(0, maxProblems) };
  const bytes = new TextEncoder().encode(JSON.stringify(changed)).length;
  return bytes > maxSiteBytes ? { errors: [tooLarge(bytes)] } : { site: changed };
}

/** Each problem on a line: "agents[8003].line: 9 does not exist: … / 没有第 9 线…". */
export function problemsText(errors: readonly SiteProblem[]): string {
  return errors.map(({ path, en, zh }) => `${path ? `${path}: ` : ''}${en} / ${zh}`).join('\n');
}

function applied(site: Site, change: Making): Site {
  switch (change.change) {
    case 'put-agents':
      return { ...site, agents: put(site.agents, change.agents) };
    case 'remove-agent':
      return { ...site, agents: site.agents.filter(({ id }) => id !== change.agent) };
    case 'membership':
      return withAgent(site, change.agent, (before) => moved(before, change.queues, change.levels));
    case 'skills':
      return withAgent(site, change.agent, (before) => ({ ...before, skills: change.skills }));
    case 'order-agents':
      return { ...site, agents: ordered(site.agents, change.agents) };
    case 'put-queue':
      return { ...site, queues: put(site.queues, [change.queue]) };
    case 'remove-queue':
      return withoutQueue(site, change.queue);
    case 'rules':
      return { ...site, rules: change.rules };
    case 'schedules':
      return { ...site, schedules: change.schedules };
    case 'supervisors':
      return { ...site, supervisors: change.supervisors };
    case 'thresholds':
      return { ...site, thresholds: change.thresholds };
    case 'recordings':
      return { ...site, recordings: change.recordings };
    case 'spans':
      return { ...site, spans: change.spans };
    case 'board':
      return { ...site, board: change.board };
    case 'trunks':
      return { ...site, trunks: change.trunks };
    case 'routes':
      return { ...site, routes: change.routes };
    case 'numbers':
      return { ...site, numbers: change.numbers };
    case 'emergency':
      return withEmergency(site, change.on ?? undefined);
    case 'own': {
      const { headset, forwards } = change;
      return withAgent(site, change.agent, (before) => ({
        ...before,
        ...(headset === undefined ? {} : { headset }),
        ...(forwards === undefined ? {} : { forwards }),
      }));
    }
  }
}

function withEmergency({ emergency: _, ...site }: Site, on: Site['emergency']): Site {
  return on === undefined ? site : { ...site, emergency: on };
}

/** In place of the one with the same id, or at the end. The last of two with one id stays. */
function put<T extends { readonly id: string }>(old: readonly T[], put: readonly T[]): readonly T[] {
  const all = new Map(old.map((each) => [each.id, each]));
  for (const each of put) all.set(each.id, each);
  return [...all.values()];
}

function withAgent(site: Site, id: string, change: (agent: Agent) => Agent): Site {
  return { ...site, agents: site.agents.map((each) => (each.id === id ? change(each) : each)) };
}

/** Levels that are not told stay for the queues that stay. */
function moved({ levels: old, ...agent }: Agent, queues: readonly string[], levels: Agent['levels']): Agent {
  const kept = levels ?? onlyOf(old ?? {}, queues);
  return { ...agent, queues, ...(Object.keys(kept).length === 0 ? {} : { levels: kept }) };
}

function onlyOf<T>(record: Readonly<Record<string, T>>, keys: readonly string[]): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => keys.includes(key)));
}

function ordered(agents: readonly Agent[], ids: readonly string[]): readonly Agent[] {
  const place = (agent: Agent): number => {
    const at = ids.indexOf(agent.id);
    return at < 0 ? ids.length : at;
  };
  return [...agents].sort((a, b) => place(a) - place(b)); // stable: who is not named keeps his place
}

/** Its agents lose it; who else leads there (flows, other queues, rules) must be changed first. */
function withoutQueue(site: Site, queue: string): Site {
  const agents = site.agents.map((agent) =>
    agent.queues.includes(queue)
      ? moved(
          agent,
          agent.queues.filter((id) => id !== queue),
          undefined,
        )
      : agent,
  );
  return { ...site, queues: site.queues.filter(({ id }) => id !== queue), agents };
}

/** What the change names and the site hasn't got. */
function missingFrom(site: Site, change: Making): readonly SiteProblem[] {
  switch (change.change) {
    case 'remove-agent':
    case 'membership':
    case 'skills':
    case 'own':
      return site.agents.some(({ id }) => id === change.agent) ? [] : [noSuch('agent', change.agent, '座席')];
    case 'order-agents': {
      const known = new Set(site.agents.map(({ id }) => id));
      return change.agents.filter((id) => !known.has(id)).map((id) => noSuch('agents', id, '座席'));
    }
    case 'remove-queue':
      return site.queues.some(({ id }) => id === change.queue) ? [] : [noSuch('queue', change.queue, '队列')];
    default:
      return [];
  }
}

const nothingToUndo: SiteProblem = {
  path: '',
  line: null,
  en: 'there is nothing to undo: the site in force comes from its file; change what you want changed',
  zh: '没有可撤销的修改：当前配置来自站点文件；请直接修改',
};
/** Their logins came or went with them. */
const peopleCameOrWent: SiteProblem = {
  path: 'agents',
  line: null,
  en: 'the last change made or removed agents together with their logins: do it again the other way round under People',
  zh: '上次修改新建或删除了座席及其登录：请在“人员”中反向操作',
};

const emergencyIsNoUndo: SiteProblem = {
  path: 'emergency',
  line: null,
  en: 'the last change switched the emergency announcement: switch it on the floor page',
  zh: '上次修改是开关紧急公告：请在班长大厅页面开关',
};

function noSuch(path: string, id: string, zh: string): SiteProblem {
  return {
    path,
    line: null,
    en: `there is no ${path.replace(/s$/, '')} "${id}": load the site again`,
    zh: `没有${zh}“${id}”：请重新载入`,
  };
}

function tooLarge(bytes: number): SiteProblem {
  return {
    path: '',
    line: null,
    en: `the site would have ${bytes} bytes, allowed are ${maxSiteBytes}: remove what is not needed any more`,
    zh: `站点将有 ${bytes} 字节，至多 ${maxSiteBytes}：请删除不再需要的内容`,
  };
}

/** Parts of a value that no file holds: entries of lists are called by their ids. */
class JsonPlaces implements Places {
  constructor(private readonly whole: unknown) {}

  problem(path: Path, en: string, zh: string): SiteProblem {
    const parts = path.map((part, at) =>
      typeof part === 'number' ? `[${this.nameOf(path, at)}]` : `.${String(part)}`,
    );
    return { path: parts.join('').replace(/^\./, ''), line: null, en, zh };
  }

  written(path: Path): string | undefined {
    const value = valueAt(this.whole, path);
    if (value === undefined) return undefined;
    if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[…]' : '{…}';
    return JSON.stringify(value).slice(0, 60);
  }

  isBareNumber(path: Path): boolean {
    return typeof valueAt(this.whole, path) === 'number';
  }

  /** The id of the list's entry at this place of the path, or its place in the list. */
  private nameOf(path: Path, at: number): string {
    const entry = valueAt(this.whole, path.slice(0, at + 1));
    const id = typeof entry === 'object' && entry !== null && 'id' in entry ? entry.id : undefined;
    return typeof id === 'string' ? id : String(path[at]);
  }
}

function valueAt(whole: unknown, path: Path): unknown {
  let value = whole;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return value;
}
