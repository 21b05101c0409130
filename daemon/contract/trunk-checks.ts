/** Trunks, routes and exchange lines: that they name what is there, and no channel twice. */
import type { Site } from '../terms/site.js';
import { timeslotsOf } from '../terms/trunks.js';
import type { SiteCheck } from './site-checks.js';
import type { Path } from './site-problems.js';

const trunkKind = { en: 'trunk', zh: '中继群' };

export function checkTrunks(site: Site, check: SiteCheck): void {
  const trunks = site.trunks ?? [];
  const ids = trunks.map(({ id }) => id);
  check.once(ids, (index) => ['trunks', index, 'id']);
  checkExchangeLines(site, check);
  const taken = new Map<string, string>();
  for (const [index, trunk] of trunks.entries()) {
    for (const [place, part] of trunk.channels.entries()) {
      const at: Path = ['trunks', index, 'channels', place];
      if ('line' in part) checkLine(site, part.line, [...at, 'line'], check);
      else checkSpan(site, part, at, check);
      // One problem for each entry: thirty timeslots taken twice are one mistake.
      const shared = namesOf(part).find((name) => taken.has(name));
      if (shared !== undefined) reportShared(shared, taken.get(shared) ?? '', at, check);
      for (const name of namesOf(part)) taken.set(name, trunk.id);
    }
  }
  for (const [index, route] of (site.routes ?? []).entries()) {
    for (const [place, id] of route.trunks.entries()) {
      check.exists(['routes', index, 'trunks', place], id, ids, trunkKind);
    }
    check.once(route.trunks, (place) => ['routes', index, 'trunks', place]);
  }
  if (trunks.length > 0 && (site.routes ?? []).length === 0) {
    check.warning(
      ['trunks'],
      'there are trunks but no routes: nobody can call out, except emergency numbers; add routes',
      '有中继群但没有 routes：除紧急号码外无法呼出；请添加 routes',
    );
  }
}

function reportShared(name: string, other: string, at: Path, check: SiteCheck): void {
  check.error(
    at,
    `${name} belongs to the trunk ${other} already: a channel is in one trunk only`,
    `${name} 已属于中继群 ${other}：一个通道只能属于一个中继群`,
  );
}

function namesOf(part: NonNullable<Site['trunks']>[number]['channels'][number]): readonly string[] {
  if ('line' in part) return [`L${part.line}`];
  return (timeslotsOf(part.timeslots) ?? []).map((slot) => `E1-${part.span}:${slot}`);
}

function checkSpan(
  site: Site,
  part: { readonly span: number; readonly timeslots?: string },
  at: Path,
  check: SiteCheck,
): void {
  if (part.span > site.board.spans) {
    check.error(
      [...at, 'span'],
      `${part.span} does not exist: the board has ${site.board.spans} spans; lower it or raise board.spans`,
      `没有第 ${part.span} 条 E1：板卡只有 ${site.board.spans} 条；请改小，或增大 board.spans`,
    );
  }
  if (timeslotsOf(part.timeslots) !== null) return;
  check.error(
    [...at, 'timeslots'],
    "allowed are timeslots 1-15 and 17-31, as '1-10,17'",
    "时隙为 1-15 和 17-31，如 '1-10,17'",
  );
}

function checkExchangeLines(site: Site, check: SiteCheck): void {
  const lines = site.lines ?? [];
  check.once(
    lines.map(({ line }) => line),
    (index) => ['lines', index, 'line'],
  );
  for (const [index, { line }] of lines.entries()) checkLine(site, line, ['lines', index, 'line'], check);
}

function checkLine(site: Site, line: number, at: Path, check: SiteCheck): void {
  const { lines, exchangeLines = 0 } = site.board;
  if (line > lines + exchangeLines) {
    check.error(
      at,
      `${line} does not exist: the board has ${lines + exchangeLines} lines; lower it or raise board.exchangeLines`,
      `没有第 ${line} 线：板卡只有 ${lines + exchangeLines} 线；请改小，或增大 board.exchangeLines`,
    );
    return;
  }
  const agent = site.agents.find((each) => each.line === line);
  if (agent === undefined) {
    if (line <= lines) {
      check.error(
        at,
        `line ${line} is a telephone port: lines to an exchange come after them, from ${lines + 1}; see board.exchangeLines`,
        `第 ${line} 线是话机口：外线排在话机之后，从 ${lines + 1} 开始；见 board.exchangeLines`,
      );
    }
    return;
  }
  check.error(
    at,
    `line ${line} is the telephone of agent ${agent.id}: an exchange line has no telephone; correct one of them`,
    `第 ${line} 线是座席 ${agent.id} 的话机：外线不能接话机；请改正其一`,
  );
}
