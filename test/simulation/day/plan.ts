/** What is to happen in a day, as far as it is known in the morning; all of it drawn from the seed. */
import type { Site } from '../../../daemon/terms/site.js';
import { Draw } from './draw.js';
import { drawOutbound, hasCampaigns, type OutboundPlan } from './outbound/plan.js';
import { drawSite } from './site.js';

export interface DayWish {
  readonly seed: number;
  /** Simulated hours of work; the floor is cleared afterwards. */
  readonly hours: number;
  readonly faults: boolean;
  /** Absent: drawn, 4 to 60. */
  readonly agents?: number | undefined;
  /** Calls from the network; absent: what the agents can just bear. */
  readonly calls?: number | undefined;
  /** Absent: drawn, half of all days have some. */
  readonly campaigns?: boolean | undefined;
  /** Everybody goes home after so many minutes of the day; it is drawn as if it went on. */
  readonly stopAfterMin?: number;
}

export interface DayPlan {
  readonly wish: DayWish;
  readonly draw: Draw;
  readonly site: Site;
  /** Null: nobody is called by the box itself. */
  readonly outbound: OutboundPlan | null;
  /** Epoch ms. */
  readonly startMs: number;
  readonly endMs: number;
  readonly calls: number;
  /** Part of the name of prompts that cannot be read. */
  readonly badFile: string | undefined;
}

export const hourMs = 3_600_000;
/** Monday 23 November 2026, 00:00 in Shanghai. */
const mondayMs = Date.UTC(2026, 10, 22, 16);
/** What an agent handles in an hour when busy: conversations of two minutes or less, with wrap-up. */
const callsPerAgentHour = 25;

export function planDay(wish: DayWish): DayPlan {
  const draw = new Draw(wish.seed);
  const agents =
    wish.agents ??
    draw.weighted([
      [5, draw.between(4, 12)],
      [3, draw.between(13, 30)],
      [2, draw.between(31, 60)],
    ]);
  // Most days begin in the morning; one in ten goes over midnight.
  const startHour = draw.chance(0.1) ? 24 - wish.hours / 2 : draw.between(7, 10);
  const startMs = mondayMs + draw.between(0, 6) * 24 * hourMs + Math.round(startHour * hourMs);
  const endMs = startMs + wish.hours * hourMs;
  const load = draw.pick([0.3, 0.6, 0.8, 0.8, 1, 1.3]);
  const calls = wish.calls ?? Math.round(agents * wish.hours * callsPerAgentHour * load);
  // A source of its own: whether a prompt is broken moves nobody else's chances.
  const badFile = wish.faults && new Draw(wish.seed ^ 0x5eed).chance(0.2) ? 'wrong-key' : undefined;
  const site = drawSite(draw.own('site'), { agents, startMs, endMs });
  const common = { badFile, wish, draw, startMs, endMs, calls };
  if (!(wish.campaigns ?? hasCampaigns(wish.seed))) return { ...common, site, outbound: null };
  const drawn = drawOutbound(site, { seed: wish.seed, startMs, endMs });
  return { ...common, site: drawn.site, outbound: drawn.plan };
}
