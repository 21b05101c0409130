/** Who may be offered which call, told from the site alone: membership, shift, skill, level. Written without a look at the switch's own. */
import type { Agent, Queue, Schedule, Site } from '../../../daemon/terms/site.js';

const dayMs = 86_400_000;
/** Shanghai has no summer time. */
const shanghaiOffsetMs = 8 * 3_600_000;

/** `from`, `to`: minutes of the day. */
interface Opening {
  readonly days: readonly number[];
  readonly from: number;
  readonly to: number;
}

export class Fitness {
  private readonly agents = new Map<string, Agent>();
  private readonly queues = new Map<string, Queue>();
  private readonly openings = new Map<string, readonly Opening[]>();

  load(site: Site): void {
    this.agents.clear();
    this.queues.clear();
    this.openings.clear();
    for (const agent of site.agents) this.agents.set(agent.id, agent);
    for (const queue of site.queues) this.queues.set(queue.id, queue);
    for (const { id, weekly } of site.schedules ?? []) this.openings.set(id, weekly.map(openingOf));
  }

  agent(id: string): Agent | null {
    return this.agents.get(id) ?? null;
  }

  queue(id: string): Queue | null {
    return this.queues.get(id) ?? null;
  }

  /** Null: he fits; else why not. `wallMs`: the box's clock. */
  unfit(agentId: string, queueId: string, waitedMs: number, wallMs: number): string | null {
    const agent = this.agents.get(agentId);
    const queue = this.queues.get(queueId);
    if (agent === undefined) return 'not on the site';
    if (queue === undefined) return null; // callers of a queue that is gone keep who they had
    if (!agent.queues.includes(queueId)) return `not in ${queueId}`;
    if (!this.onShift(agent, wallMs)) return `off shift ${agent.shift}`;
    const needed = skillNeeded(queue, waitedMs);
    const has = queue.skill === undefined ? 0 : (agent.skills?.[queue.skill.name] ?? 0);
    if (has < needed) return `skill ${has} of ${needed}`;
    const level = agent.levels?.[queueId] ?? 1;
    const allowed = queue.nextLevelAfterMs === undefined ? 9 : 1 + Math.floor(waitedMs / queue.nextLevelAfterMs);
    return level > allowed ? `level ${level} of ${allowed}` : null;
  }

  onShift(agent: Agent, wallMs: number): boolean {
    return agent.shift === undefined || this.isOpen(agent.shift, wallMs);
  }

  /** Special dates are not drawn; an unknown schedule is always open. */
  private isOpen(id: string, wallMs: number): boolean {
    const openings = this.openings.get(id);
    if (openings === undefined) return true;
    const local = wallMs + shanghaiOffsetMs;
    const minutes = Math.floor((local % dayMs) / 60_000);
    const weekday = ((Math.floor(local / dayMs) + 3) % 7) + 1; // 1 January 1970 was a Thursday
    return openings.some(({ days, from, to }) => days.includes(weekday) && minutes >= from && minutes < to);
  }
}

function skillNeeded({ skill }: Queue, waitedMs: number): number {
  if (skill === undefined) return 0;
  const { atLeast, relaxBy, everyMs } = skill;
  if (relaxBy === undefined || everyMs === undefined) return atLeast;
  return Math.max(0, atLeast - relaxBy * Math.floor(waitedMs / everyMs));
}

function openingOf({ days, from, to }: Schedule['weekly'][number]): Opening {
  return { days, from: minutesOf(from), to: minutesOf(to) };
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
