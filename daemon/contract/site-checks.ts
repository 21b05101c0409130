/** What a shape cannot say: names that must exist, things that must be there only once, flows that must lead somewhere. */
import type { Flow, FlowNode, Site } from '../terms/site.js';
import { checkFloor } from './floor-checks.js';
import { nearest, type Path, type Places, type SiteProblem } from './site-problems.js';
import { checkTrunks } from './trunk-checks.js';

export interface SiteFindings {
  readonly errors: SiteProblem[];
  /** Nothing breaks, but it is hardly meant. */
  readonly warnings: SiteProblem[];
}

export function checkSite(site: Site, text: Places): SiteFindings {
  const findings: SiteFindings = { errors: [], warnings: [] };
  const check = new SiteCheck(text, findings);
  checkBoard(site, check);
  checkNames(site, check);
  for (const [index, flow] of site.flows.entries()) checkFlow(site, flow, ['flows', index], check);
  checkStaff(site, check);
  checkTrunks(site, check);
  checkFloor(site, check);
  return findings;
}

export class SiteCheck {
  constructor(
    private readonly text: Places,
    private readonly findings: SiteFindings,
  ) {}

  error(path: Path, en: string, zh: string): void {
    this.findings.errors.push(this.text.problem(path, en, zh));
  }
  warning(path: Path, en: string, zh: string): void {
    this.findings.warnings.push(this.text.problem(path, en, zh));
  }

  /** `name` must be one of `known`. */
  exists(path: Path, name: string, known: readonly string[], kind: { en: string; zh: string }): void {
    if (known.includes(name)) return;
    const meant = nearest(name, known);
    const list = known.slice(0, 20).join(', ') || '-';
    this.error(
      path,
      `there is no ${kind.en} "${name}"${meant ? `: did you mean ${meant}?` : `; there are: ${list}`}`,
      `没有名为“${name}”的${kind.zh}${meant ? `：是否想写 ${meant}？` : `；现有：${list}`}`,
    );
  }

  /** The values must differ; `pathOf` tells where the n-th is. */
  once(values: readonly (string | number)[], pathOf: (index: number) => Path): void {
    for (const [index, value] of values.entries()) {
      const first = values.indexOf(value);
      if (first === index) continue;
      this.error(
        pathOf(index),
        `${value} is there already (entry ${first + 1} of the list): change or remove one of them`,
        `${value} 已出现过（列表第 ${first + 1} 项）：请修改或删除其中一个`,
      );
    }
  }
}

const flowKind = { en: 'flow', zh: '流程' };
const nodeKind = { en: 'node', zh: '节点' };
const queueKind = { en: 'queue', zh: '队列' };

function checkBoard(site: Site, check: SiteCheck): void {
  const { spans, lines } = site.board;
  checkCard(site.board, check);
  for (const [index, agent] of site.agents.entries()) {
    if (agent.line <= lines) continue;
    check.error(
      ['agents', index, 'line'],
      `${agent.line} does not exist: the board has ${lines} lines; lower it or raise board.lines`,
      `没有第 ${agent.line} 线：板卡只有 ${lines} 线；请改小，或增大 board.lines`,
    );
  }
  for (const [index, { span }] of (site.spans ?? []).entries()) {
    if (span <= spans) continue;
    check.error(
      ['spans', index, 'span'],
      `${span} does not exist: the board has ${spans} spans; lower it or raise board.spans`,
      `没有第 ${span} 条 E1：板卡只有 ${spans} 条；请改小，或增大 board.spans`,
    );
  }
  check.once(
    (site.spans ?? []).map(({ span }) => span),
    (index) => ['spans', index, 'span'],
  );
  const firstSources = [...(site.spans ?? []).entries()].filter(([, { clockPriority }]) => clockPriority === 1);
  for (const [index, { span }] of firstSources.slice(1)) {
    const first = firstSources[0]?.[1].span ?? 0;
    check.error(
      ['spans', index, 'clockPriority'],
      `the board would take its clock from span ${first} and from span ${span}: give one of them 2 or more, or 0`,
      `板卡的时钟会同时取自第 ${first} 条和第 ${span} 条 E1：其中一条请设为 2 以上或 0`,
    );
  }
}

/** The most channels of analog ports one box can open (native/dahdi). */
const maxCardLines = 64;

function checkCard(board: Site['board'], check: SiteCheck): void {
  if (board.kind !== 'dahdi') return;
  const { card, spans, lines, exchangeLines = 0 } = board;
  const counts = [
    ['spans', card.spans, spans, 'spans'],
    ['telephones', card.telephones, lines, 'lines'],
    ['exchangeLines', card.exchangeLines, exchangeLines, 'exchangeLines'],
  ] as const;
  for (const [key, named, count, size] of counts) {
    check.once(named, (index) => ['board', 'card', key, index]);
    if (named.length === count) continue;
    check.error(
      ['board', 'card', key],
      `names ${named.length}, but board.${size} is ${count}: make them equal`,
      `列出 ${named.length} 个，但 board.${size} 是 ${count}：请改为一致`,
    );
  }
  const both = card.exchangeLines.findIndex((channel) => card.telephones.includes(channel));
  if (both >= 0) {
    check.error(
      ['board', 'card', 'exchangeLines', both],
      `the channel ${card.exchangeLines[both]} is a telephone already: an exchange line is another port`,
      `通道 ${card.exchangeLines[both]} 已作为话机：外线须是另一个端口`,
    );
  }
  const ports = card.telephones.length + card.exchangeLines.length;
  if (ports > maxCardLines) {
    check.error(
      ['board', 'card'],
      `${ports} analog ports are named, at most ${maxCardLines} can be used by one box`,
      `列出 ${ports} 个模拟口，一台至多用 ${maxCardLines} 个`,
    );
  }
  if (ports + card.spans.length === 0) {
    check.error(
      ['board', 'card'],
      'neither a span nor a line is named: name what the box shall use',
      '没有列出任何中继或端口：请写明要用的',
    );
  }
}

function checkNames(site: Site, check: SiteCheck): void {
  const flows = site.flows.map(({ id }) => id);
  check.once(flows, (index) => ['flows', index, 'id']);
  check.once(
    site.queues.map(({ id }) => id),
    (index) => ['queues', index, 'id'],
  );
  check.once(
    site.agents.map(({ id }) => id),
    (index) => ['agents', index, 'id'],
  );
  check.once(
    site.numbers.map(({ number }) => number),
    (index) => ['numbers', index, 'number'],
  );
  for (const [index, { flow }] of site.numbers.entries())
    check.exists(['numbers', index, 'flow'], flow, flows, flowKind);
  check.exists(['defaultFlow'], site.defaultFlow, flows, flowKind);
}

function checkStaff(site: Site, check: SiteCheck): void {
  const queues = site.queues.map(({ id }) => id);
  for (const [index, agent] of site.agents.entries()) {
    for (const [place, queue] of agent.queues.entries()) {
      check.exists(['agents', index, 'queues', place], queue, queues, queueKind);
    }
    check.once(agent.queues, (place) => ['agents', index, 'queues', place]);
  }
  for (const [index, queue] of site.queues.entries()) {
    if (site.agents.some((agent) => agent.queues.includes(queue.id))) continue;
    check.warning(
      ['queues', index],
      `no agent serves the queue ${queue.id}: its callers will wait in vain; add it to an agent's queues`,
      `没有座席属于队列 ${queue.id}：来电者会白等；请把它加到某个座席的 queues`,
    );
  }
}

function checkFlow(site: Site, flow: Flow, at: Path, check: SiteCheck): void {
  const names = Object.keys(flow.nodes);
  const queues = site.queues.map(({ id }) => id);
  check.exists([...at, 'start'], flow.start, names, nodeKind);
  for (const [name, node] of Object.entries(flow.nodes)) {
    const here: Path = [...at, 'nodes', name];
    for (const exit of exitsOf(node)) check.exists([...here, ...exit.path], exit.to, names, nodeKind);
    if (node.block === 'queue' || node.block === 'voicemail')
      check.exists([...here, 'queue'], node.queue, queues, queueKind);
    if (circlesByItself(flow, name)) {
      check.error(
        here,
        'leads back to itself through play and set-data blocks only: a caller would hear it for ever; lead it to a menu, a queue or hang-up',
        '只经过 play 和 set-data 又回到自己：来电者会一直听下去；请通向 menu、queue 或 hang-up',
      );
    }
  }
  const reached = reachable(flow);
  for (const name of names.filter((each) => !reached.has(each))) {
    check.warning(
      [...at, 'nodes', name],
      `no way leads to this node from ${flow.start}: remove it or lead a key or next to it`,
      `从 ${flow.start} 走不到此节点：请删除，或让某个按键或 next 通向它`,
    );
  }
}

function exitsOf(node: FlowNode): { readonly path: Path; readonly to: string }[] {
  if (node.block === 'play' || node.block === 'set-data' || node.block === 'voicemail')
    return [{ path: ['next'], to: node.next }];
  if (node.block !== 'menu') return [];
  const keys = Object.entries(node.keys).map(([key, to]) => ({ path: ['keys', key], to }));
  return [...keys, { path: ['otherwise'], to: node.otherwise }];
}

function circlesByItself(flow: Flow, start: string): boolean {
  let name = start;
  for (let steps = Object.keys(flow.nodes).length; steps > 0; steps--) {
    const node = Object.hasOwn(flow.nodes, name) ? flow.nodes[name] : undefined;
    if (node?.block !== 'play' && node?.block !== 'set-data') return false;
    name = node.next;
    if (name === start) return true;
  }
  return false;
}

function reachable(flow: Flow): Set<string> {
  const reached = new Set<string>();
  const open = [flow.start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const node = Object.hasOwn(flow.nodes, name) ? flow.nodes[name] : undefined;
    if (!node || reached.has(name)) continue;
    reached.add(name);
    open.push(...exitsOf(node).map(({ to }) => to));
  }
  return reached;
}
