/** Queues, agents, supervisors and rules: that they name what is there, and lead nowhere in a circle. */
import type { Agent, Overflow, Queue, RouteRule, Schedule, Site, Threshold } from '../terms/site.js';
import type { Target } from '../terms/targets.js';
import type { SiteCheck } from './site-checks.js';
import type { Path } from './site-problems.js';

const queueKind = { en: 'queue', zh: '队列' };
const flowKind = { en: 'flow', zh: '流程' };
const agentKind = { en: 'agent', zh: '座席' };
const scheduleKind = { en: 'schedule', zh: '时间表' };
/** As terms/site.ts has it. */
const defaultParking = { firstSlot: 701, slots: 20 };

export function checkFloor(site: Site, check: SiteCheck): void {
  const known = namesOf(site);
  for (const [index, queue] of site.queues.entries()) checkQueue(site, queue, ['queues', index], known, check);
  checkOverflowCircles(site, check);
  for (const [index, agent] of site.agents.entries()) checkAgent(site, agent, ['agents', index], known, check);
  checkForwardCircles(site, check);
  checkSupervisors(site, check);
  checkParking(site, check);
  checkSchedules(site.schedules ?? [], check);
  checkRules(site.rules ?? [], known, check);
  check.once(
    (site.serviceNumbers ?? []).map(({ landing }) => landing),
    (index) => ['serviceNumbers', index, 'landing'],
  );
  for (const [name, threshold] of Object.entries(site.thresholds ?? {})) {
    checkThreshold(threshold, ['thresholds', name], 'above', check);
  }
}

interface Names {
  readonly queues: readonly string[];
  readonly flows: readonly string[];
  readonly agents: readonly string[];
  readonly schedules: readonly string[];
}

function namesOf(site: Site): Names {
  const ids = (list: readonly { readonly id: string }[]): readonly string[] => list.map(({ id }) => id);
  return {
    queues: ids(site.queues),
    flows: ids(site.flows),
    agents: ids(site.agents),
    schedules: ids(site.schedules ?? []),
  };
}

const exits = ['whenClosed', 'whenFull', 'whenWaitedTooLong', 'whenNobody'] as const;

function checkQueue(site: Site, queue: Queue, at: Path, known: Names, check: SiteCheck): void {
  for (const exit of exits) checkOverflow(queue[exit], [...at, exit], known, check);
  if (queue.hours !== undefined) check.exists([...at, 'hours'], queue.hours, known.schedules, scheduleKind);
  if (queue.hours === undefined && queue.whenClosed !== undefined) {
    check.warning(
      [...at, 'whenClosed'],
      'never happens: the queue has no hours and is always open; add hours or remove this',
      '不会发生：队列没有 hours，始终开放；请添加 hours 或删除此项',
    );
  }
  checkSkill(site, queue, at, check);
  for (const [name, threshold] of Object.entries(queue.thresholds ?? {})) {
    const below = name === 'serviceLevelPercent' || name === 'agentsReady';
    checkThreshold(threshold, [...at, 'thresholds', name], below ? 'below' : 'above', check);
  }
}

function checkOverflow(overflow: Overflow | undefined, at: Path, known: Names, check: SiteCheck): void {
  if (overflow?.to === 'queue') check.exists([...at, 'queue'], overflow.queue, known.queues, queueKind);
  if (overflow?.to === 'flow') check.exists([...at, 'flow'], overflow.flow, known.flows, flowKind);
}

function checkSkill(site: Site, { id, skill }: Queue, at: Path, check: SiteCheck): void {
  if (skill === undefined) return;
  if ((skill.relaxBy === undefined) !== (skill.everyMs === undefined)) {
    check.error(
      [...at, 'skill'],
      'relaxBy and everyMs go together: give both or neither',
      'relaxBy 和 everyMs 须同时填写，或都不填',
    );
  }
  if (skill.relaxBy !== undefined) return;
  const fit = site.agents.some(
    (agent) => agent.queues.includes(id) && levelOf(agent.skills, skill.name) >= skill.atLeast,
  );
  if (fit || !site.agents.some((agent) => agent.queues.includes(id))) return; // a queue nobody serves is told elsewhere
  check.warning(
    [...at, 'skill'],
    `no agent of this queue has ${skill.name} ${skill.atLeast} or more: its callers will wait in vain; lower it or relax it by time`,
    `此队列没有座席的 ${skill.name} 达到 ${skill.atLeast}：来电者会白等；请降低要求，或随时间放宽`,
  );
}

function levelOf(levels: Readonly<Record<string, number>> | undefined, name: string): number {
  return levels !== undefined && Object.hasOwn(levels, name) ? (levels[name] ?? 0) : 0;
}

/** An alarm that goes on at 10 goes off below that, else it flutters. */
function checkThreshold(threshold: Threshold | undefined, at: Path, side: 'above' | 'below', check: SiteCheck): void {
  if (threshold === undefined) return;
  const { on, off } = threshold;
  if (side === 'above' ? off < on : off > on) return;
  check.error(
    at,
    side === 'above'
      ? `off (${off}) must be less than on (${on}): an alarm that goes on and off at one value flutters`
      : `off (${off}) must be more than on (${on}): this alarm goes on when the value falls`,
    side === 'above'
      ? `off（${off}）须小于 on（${on}）：同一数值开关会反复告警`
      : `off（${off}）须大于 on（${on}）：此告警在数值下降时触发`,
  );
}

/** Queues that send their callers round and round, each for the same reason, with or without a flow between them. */
function checkOverflowCircles(site: Site, check: SiteCheck): void {
  for (const exit of exits) {
    const next = new Map(site.queues.map((queue) => [queue.id, queueBehind(site, queue[exit])]));
    for (const circle of circlesIn(next)) {
      const index = site.queues.findIndex(({ id }) => id === circle[0]);
      const way = [...circle, circle[0]].join(' → ');
      check.error(
        ['queues', index, exit],
        `callers would go round for ever (${way}): lead one of these queues to hang-up, a menu or call-back`,
        `来电者会一直循环（${way}）：请让其中一个队列通向 hang-up、菜单或 call-back`,
      );
    }
  }
}

/** The queue that a caller reaches without having a say; null: none. */
function queueBehind(site: Site, overflow: Overflow | undefined): string | null {
  if (overflow?.to === 'queue') return overflow.queue;
  const flow = overflow?.to === 'flow' ? site.flows.find(({ id }) => id === overflow.flow) : undefined;
  if (flow === undefined) return null;
  let name = flow.start;
  for (let steps = Object.keys(flow.nodes).length; steps > 0; steps--) {
    const node = Object.hasOwn(flow.nodes, name) ? flow.nodes[name] : undefined;
    if (node?.block === 'queue') return node.queue;
    if (node?.block !== 'play' && node?.block !== 'set-data') return null;
    name = node.next;
  }
  return null;
}

/** Each circle once, from its first member on. */
function circlesIn(next: ReadonlyMap<string, string | null>): readonly (readonly string[])[] {
  const seen = new Set<string>();
  const circles: string[][] = [];
  for (const start of next.keys()) {
    const way: string[] = [];
    let name: string | null = start;
    while (name !== null && next.has(name) && !seen.has(name)) {
      seen.add(name);
      way.push(name);
      name = next.get(name) ?? null;
    }
    const from = name === null ? -1 : way.indexOf(name);
    if (from >= 0) circles.push(way.slice(from));
  }
  return circles;
}

function checkAgent(site: Site, agent: Agent, at: Path, known: Names, check: SiteCheck): void {
  if (agent.line === 0 && agent.remoteNumber === undefined) {
    check.error(
      [...at, 'line'],
      '0 is for agents who work at an outside telephone: give the line of the telephone, or remoteNumber',
      '0 只用于在外部电话上工作的座席：请填写话机线路，或 remoteNumber',
    );
  }
  if (agent.shift !== undefined) check.exists([...at, 'shift'], agent.shift, known.schedules, scheduleKind);
  for (const queue of Object.keys(agent.levels ?? {})) check.exists([...at, 'levels'], queue, agent.queues, queueKind);
  for (const [place, { target }] of (agent.forwards ?? []).entries()) {
    checkTarget(target, [...at, 'forwards', place, 'target'], known, check);
  }
  if (agent.remoteNumber !== undefined && (site.routes ?? []).length === 0) {
    check.warning(
      [...at, 'remoteNumber'],
      'cannot be called: the site has no routes; add routes',
      '无法拨打：站点没有 routes；请添加',
    );
  }
}

function checkTarget(target: Target, at: Path, known: Names, check: SiteCheck): void {
  if (target.to === 'agent') check.exists([...at, 'agent'], target.agent, known.agents, agentKind);
  if (target.to === 'queue') check.exists([...at, 'queue'], target.queue, known.queues, queueKind);
  if (target.to === 'flow') check.exists([...at, 'flow'], target.flow, known.flows, flowKind);
}

/** Whatever the reasons are: 8001 → 8002 when busy and 8002 → 8001 on no answer ring for ever too. */
function checkForwardCircles(site: Site, check: SiteCheck): void {
  const onwards = new Map(site.agents.map((agent) => [agent.id, agentsBehind(agent, site)]));
  for (const [index, agent] of site.agents.entries()) {
    for (const [place, next] of (onwards.get(agent.id) ?? []).entries()) {
      if (next === null) continue;
      const way = wayBack(agent.id, next, onwards);
      if (way === null) continue;
      const shown = [agent.id, ...way].join(' → ');
      check.error(
        ['agents', index, 'forwards', place],
        `leads back to ${agent.id} (${shown}): a call would be forwarded for ever; end it at a queue or another agent`,
        `又转回 ${agent.id}（${shown}）：来电会一直转移；请以队列或其他座席结束`,
      );
    }
  }
}

/** By the place in `forwards`; null: it leads to no agent. A number may be an agent's extension. */
function agentsBehind({ forwards = [] }: Agent, site: Site): readonly (string | null)[] {
  return forwards.map(({ target }) => {
    const id = target.to === 'agent' ? target.agent : target.to === 'number' ? target.number : null;
    return site.agents.some((agent) => agent.id === id) ? id : null;
  });
}

/** From `start` to `goal`, told without the start; null: there is none. */
function wayBack(
  goal: string,
  start: string,
  onwards: ReadonlyMap<string, readonly (string | null)[]>,
): readonly string[] | null {
  const seen = new Set<string>([start]);
  const open: (readonly string[])[] = [[start]];
  for (let way = open.shift(); way !== undefined; way = open.shift()) {
    const last = way.at(-1) ?? start;
    if (last === goal) return way;
    for (const next of onwards.get(last) ?? []) {
      if (next === null || (seen.has(next) && next !== goal)) continue;
      seen.add(next);
      open.push([...way, next]);
    }
  }
  return null;
}

function checkSupervisors(site: Site, check: SiteCheck): void {
  const supervisors = site.supervisors ?? [];
  check.once(
    supervisors.map(({ id }) => id),
    (index) => ['supervisors', index, 'id'],
  );
  check.once(
    supervisors.map(({ line }) => line),
    (index) => ['supervisors', index, 'line'],
  );
  for (const [index, { id, line }] of supervisors.entries()) {
    const at: Path = ['supervisors', index];
    if (line > site.board.lines) {
      check.error(
        [...at, 'line'],
        `${line} does not exist: the board has ${site.board.lines} lines; lower it or raise board.lines`,
        `没有第 ${line} 线：板卡只有 ${site.board.lines} 线；请改小，或增大 board.lines`,
      );
    }
    const agent = site.agents.find((each) => each.line === line && each.remoteNumber === undefined);
    if (agent !== undefined) {
      check.error(
        [...at, 'line'],
        `line ${line} is the telephone of agent ${agent.id}: a supervisor needs one of his own to listen at`,
        `第 ${line} 线是座席 ${agent.id} 的话机：班长需要自己的话机来监听`,
      );
    }
    if (site.agents.some((each) => each.id === id)) {
      check.error(
        [...at, 'id'],
        `${id} is an agent already: one login is one or the other; give the supervisor another id`,
        `${id} 已是座席：一个登录只能是其中之一；请为班长另取一个工号`,
      );
    }
  }
}

function checkParking(site: Site, check: SiteCheck): void {
  const { firstSlot, slots } = site.parking ?? defaultParking;
  const last = firstSlot + slots - 1;
  if (last > 9_999) {
    check.error(
      ['parking', 'slots'],
      `${slots} slots from ${firstSlot} end at ${last}, allowed is up to 9999`,
      `从 ${firstSlot} 起 ${slots} 个号位到 ${last}，至多 9999`,
    );
  }
  for (const [index, { id }] of site.agents.entries()) {
    if (!/^[1-9]\d{0,3}$/.test(id) || Number(id) < firstSlot || Number(id) > last) continue;
    check.error(
      ['agents', index, 'id'],
      `${id} is a slot for parked calls too (${firstSlot}-${last}): give the agent another id or move parking.firstSlot`,
      `${id} 也是驻留号位（${firstSlot}-${last}）：请更改工号，或调整 parking.firstSlot`,
    );
  }
}

function checkSchedules(schedules: readonly Schedule[], check: SiteCheck): void {
  check.once(
    schedules.map(({ id }) => id),
    (index) => ['schedules', index, 'id'],
  );
  for (const [index, { weekly, special = [] }] of schedules.entries()) {
    const at: Path = ['schedules', index];
    for (const [place, hours] of weekly.entries()) checkHours(hours, [...at, 'weekly', place], check);
    check.once(
      special.map(({ date }) => date),
      (place) => [...at, 'special', place, 'date'],
    );
    for (const [place, { hours }] of special.entries()) {
      for (const [nth, each] of hours.entries()) checkHours(each, [...at, 'special', place, 'hours', nth], check);
    }
  }
}

function checkHours({ from, to }: { readonly from: string; readonly to: string }, at: Path, check: SiteCheck): void {
  if (from < to) return; // "HH:MM" sorts by time
  check.error(
    at,
    `ends at ${to}, before it begins at ${from}: split a night into ${from}-24:00 and 00:00-${to}`,
    `${to} 结束早于 ${from} 开始：跨夜请分成 ${from}-24:00 和 00:00-${to}`,
  );
}

function checkRules(rules: readonly RouteRule[], known: Names, check: SiteCheck): void {
  check.once(
    rules.map(({ id }) => id),
    (index) => ['rules', index, 'id'],
  );
  for (const [index, rule] of rules.entries()) {
    const at: Path = ['rules', index];
    const { queue, agent, points, skill } = rule.then;
    if (queue !== undefined) check.exists([...at, 'then', 'queue'], queue, known.queues, queueKind);
    if (agent !== undefined) check.exists([...at, 'then', 'agent'], agent, known.agents, agentKind);
    if (queue === undefined && agent === undefined && points === undefined && skill === undefined) {
      check.error(
        [...at, 'then'],
        'does nothing: give at least one of queue, agent, points, skill',
        '没有任何作用：请至少填写 queue、agent、points、skill 之一',
      );
    }
    for (const [place, condition] of rule.when.entries())
      checkCondition(condition, [...at, 'when', place], known, check);
  }
}

type Condition = RouteRule['when'][number];
/** What can be compared by size. */
const ordered: readonly Condition['attribute'][] = ['time', 'weekday', 'data'];

function checkCondition(condition: Condition, at: Path, known: Names, check: SiteCheck): void {
  const { attribute, key, operator, value } = condition;
  if ((attribute === 'data') !== (key !== undefined)) {
    check.error(
      [...at, 'key'],
      attribute === 'data'
        ? "is missing: data is asked for by its key, as 'Order.No'"
        : `belongs to data only: remove it, or ask for data instead of ${attribute}`,
      attribute === 'data'
        ? '缺少此项：随路数据按 key 取，如 Order.No'
        : `只用于 data：请删除，或把 ${attribute} 改为 data`,
    );
  }
  if ((operator === '<' || operator === '>=') && !ordered.includes(attribute)) {
    check.error(
      [...at, 'operator'],
      `${attribute} has no order: use =, !=, starts-with or in`,
      `${attribute} 不能比较大小：请用 =、!=、starts-with 或 in`,
    );
  }
  const values = operator === 'in' ? value.split(',').map((each) => each.trim()) : [value];
  const form = forms[attribute];
  for (const each of form === undefined || operator === 'starts-with' ? [] : values) {
    if (!form?.pattern.test(each)) {
      check.error([...at, 'value'], `found "${each}", allowed is ${form?.en}`, `写的是“${each}”，应为${form?.zh}`);
    }
  }
  if (attribute !== 'queue' || operator === 'starts-with') return;
  for (const each of values) check.exists([...at, 'value'], each, known.queues, queueKind);
}

const forms: { readonly [Attribute in Condition['attribute']]?: { pattern: RegExp; en: string; zh: string } } = {
  time: { pattern: /^([01]\d|2[0-3]):[0-5]\d$/, en: "a time of day: '09:00'", zh: '时刻，如 09:00' },
  weekday: { pattern: /^[1-7]$/, en: '1 (Monday) to 7', zh: '1（星期一）到 7' },
  area: { pattern: /^0\d{1,5}$/, en: "an area code with its leading 0: '010'", zh: '带前导 0 的区号，如 010' },
};
