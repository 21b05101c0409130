import { Worker } from 'node:worker_threads';
import { CallboxError } from '../../../daemon/base/errors.js';
import type { Forecast } from '../../../daemon/contract/pages.js';
import { assumptionsFrom, type Met } from '../../../daemon/dialer/rehearsal/assumptions.js';
import type { RehearsedDay } from '../../../daemon/dialer/rehearsal/day.js';
import { openStretches } from '../../../daemon/dialer/rehearsal/hours.js';
import type { Rehearsed } from '../../../daemon/dialer/rehearsal/rehearsal.js';
import type { LiveQueue } from '../../../daemon/terms/live.js';
import { agentModes, type Campaign } from '../../../daemon/terms/outbound.js';
import type { AttemptCounts } from '../../../daemon/terms/outbound-figures.js';
import type { Site } from '../../../daemon/terms/site.js';
import type { CallArchive } from '../routes/call-archive.js';
import type { ForecastAnswer, ForecastQuestion } from './forecast-messages.js';

const thirtyDaysMs = 30 * 86_400_000;
/** A list that takes longer is told as "not within five days". */
const daysLookedAt = 5;
const atOnce = 2;
const limitMs = 60_000;
const resourceLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 };
/** Wrap-ups of today below which they say too little. */
const leastWrapUps = 20;
/** Leads beyond what any team calls in the days looked at only cost time. */
const maxLeads = 100_000;

export interface ForecastParts {
  readonly archive: CallArchive;
  /** Of the compiled forecast-thread.js. */
  readonly thread: URL;
  nowMs(): number;
  signedIn(queue: string): number;
  queue(id: string): LiveQueue | null;
}

/** Simulates campaigns before they are started, in threads beside the process that serves pages. */
export class Forecasts {
  private underWay = 0;

  constructor(private readonly parts: ForecastParts) {}

  /** @throws CallboxError throttled, not-now (no site is known yet) */
  async of(campaign: Campaign, agentsAsked: number | undefined): Promise<Forecast> {
    if (this.underWay >= atOnce) {
      throw new CallboxError('throttled', 'Two campaigns are being simulated already: wait a moment and ask again.');
    }
    this.underWay += 1;
    try {
      return await this.workedOut(campaign, agentsAsked);
    } finally {
      this.underWay -= 1;
    }
  }

  private async workedOut(campaign: Campaign, agentsAsked: number | undefined): Promise<Forecast> {
    const site = await this.parts.archive.site();
    if (!site) throw new CallboxError('not-now', 'Nothing is known of the site yet: ask again when the daemon is up.');
    const team = this.team(campaign, site);
    const agents = agentsAsked ?? (team.signedIn > 0 ? team.signedIn : team.inQueue);
    const leads = await this.openLeads(campaign);
    const met = await this.met(campaign);
    const { assumptions, assumed } = assumptionsFrom(met);
    const fromMs = Math.max(this.parts.nowMs(), campaign.startAt ?? 0);
    const all = openStretches(fromMs, campaign, site.country, daysLookedAt);
    const hours = untilEnd(all, campaign.endAt);
    const day: RehearsedDay = {
      mode: campaign.mode,
      agents: agentModes.includes(campaign.mode) ? agents : 0,
      leads: Math.min(leads, maxLeads),
      trunks: Math.min(campaign.maxConcurrent, channelsOf(site)),
      cap: campaign.dropCap,
      ringTimeoutMs: campaign.ringTimeoutMs,
      previewMs: campaign.previewMs,
      tries: campaign.retry.tries,
      waitMs: campaign.retry.waitMs,
      answeringMachines: campaign.answeringMachines,
      hours,
      assumptions,
      seed: 1,
    };
    const { doneAt, ...rehearsed } = await this.inThread(day);
    return {
      agents,
      ...team,
      leads,
      startsAt: hours[0]?.fromMs ?? null,
      doneAt,
      ...rehearsed,
      left: rehearsed.left + leads - day.leads,
      daysLookedAt: hours.length,
      with: {
        answerPercent: assumptions.answerShare * 100,
        talkMs: assumptions.talkMs,
        wrapUpMs: assumptions.wrapUpMs,
        assumed: words.flatMap(([name, word]) => (assumed.includes(name) ? [word] : [])),
        attempts: met?.attempts ?? 0,
      },
    };
  }

  private team({ queue }: Campaign, site: Site): { readonly signedIn: number; readonly inQueue: number } {
    return {
      signedIn: this.parts.signedIn(queue),
      inQueue: site.agents.filter(({ queues }) => queues.includes(queue)).length,
    };
  }

  private async openLeads({ lists }: Campaign): Promise<number> {
    let open = 0;
    for (const list of new Set(lists.map((each) => each.list))) {
      const { byState } = await this.parts.archive.outbound((outbound) => outbound.listCounts(list));
      open += byState.open + byState.working;
    }
    return open;
  }

  /** Its own last 30 days, or else what all campaigns have met together. */
  private async met(campaign: Campaign): Promise<Met | null> {
    const own = await this.counted(campaign.id);
    const wrapUp = this.meanWrapUp(campaign.queue);
    if (own.launched > 0) return metOf([own], wrapUp);
    const stored = await this.parts.archive.outbound((outbound) => outbound.campaigns());
    const counts: AttemptCounts[] = [];
    for (const { campaign: other } of stored.slice(0, 50)) counts.push(await this.counted(other.id));
    return metOf(counts, wrapUp);
  }

  private counted(campaign: string): Promise<AttemptCounts> {
    const nowMs = this.parts.nowMs();
    return this.parts.archive.attempts((attempts) => attempts.attemptCounts(campaign, nowMs - thirtyDaysMs, nowMs + 1));
  }

  private meanWrapUp(queue: string): number | null {
    const today = this.parts.queue(queue)?.today;
    return today === undefined || today.answered < leastWrapUps ? null : today.wrapUpMs / today.answered;
  }

  private async inThread(day: RehearsedDay): Promise<Rehearsed> {
    const thread = new Worker(this.parts.thread, { resourceLimits, env: {}, stdin: false });
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<Rehearsed>((resolve, reject) => {
        const tooLong = 'The simulation took too long: try it with fewer agents or a shorter list.';
        timer = setTimeout(() => reject(new CallboxError('not-now', tooLong)), limitMs);
        thread.on('message', ({ rehearsed }: ForecastAnswer) => resolve(rehearsed));
        thread.on('error', (cause) => reject(new CallboxError('internal', 'The simulation failed.', {}, { cause })));
        thread.postMessage({ day } satisfies ForecastQuestion);
      });
    } finally {
      clearTimeout(timer);
      await thread.terminate();
    }
  }
}

const words = [
  ['answerShare', 'answer'],
  ['talkMs', 'talk'],
  ['wrapUpMs', 'wrap-up'],
] as const;

/** Telephones of agents are no channels of a trunk. */
function channelsOf({ board }: Site): number {
  return Math.max(1, board.spans * 30 + (board.exchangeLines ?? 0));
}

function untilEnd(
  stretches: readonly { readonly fromMs: number; readonly toMs: number }[],
  endAt: number | null,
): readonly { readonly fromMs: number; readonly toMs: number }[] {
  if (endAt === null) return stretches;
  return stretches
    .filter(({ fromMs }) => fromMs < endAt)
    .map(({ fromMs, toMs }) => ({ fromMs, toMs: Math.min(toMs, endAt) }));
}

function metOf(counts: readonly AttemptCounts[], meanWrapUpMs: number | null): Met {
  const sum = (of: (each: AttemptCounts) => number) => counts.reduce((total, each) => total + of(each), 0);
  const talked = sum(({ connected }) => connected);
  const talkMs = sum(({ connected, meanTalkMs }) => connected * (meanTalkMs ?? 0));
  return {
    attempts: sum(({ launched }) => launched),
    live: sum(({ live }) => live),
    machines: sum(({ byResult }) => byResult.diverted ?? 0),
    early: sum(({ byResult: { busy, ...other } }) =>
      [busy, other['wrong-number'], other['switched-off'], other.suspended, other.unreachable].reduce(
        (total: number, count) => total + (count ?? 0),
        0,
      ),
    ),
    meanTalkMs: talked === 0 ? null : talkMs / talked,
    meanWrapUpMs,
  };
}
