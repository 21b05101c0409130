/** One look at the whole box: "cannot call" or "no sound". */
import type { Clock } from '../../base/clock.js';
import type { Check, Diagnosis, Verdict } from '../../terms/diagnosis.js';
import type { LiveSnapshot } from '../../terms/live.js';
import type { ChannelSettingRow } from '../../terms/rows.js';
import type { Site } from '../../terms/site.js';
import type { NumberExplained } from '../../terms/trunks.js';
import type { Judged } from '../judged.js';
import { type BoxCheck, cannotCallChecks } from './cannot-call.js';
import { boxFaults, boxIsWell, soundIsWell } from './faults.js';
import { noSoundChecks } from './no-sound.js';
import type { BoxObservations, FailedCall, TalkHeard } from './observations.js';

/** What failed before that is another story. */
const failedWithinMs = 30 * 60_000;

export interface BoxEyes {
  hasAgent(agentId: string): boolean;
  site(): Site;
  live(): LiveSnapshot;
  settings(): readonly ChannelSettingRow[];
  /** `agentId` '': nobody in particular. */
  explain(number: string, agentId: string): NumberExplained;
  /** Calls out since then that were not put through, newest first. */
  failedCalls(sinceMs: number): Promise<readonly FailedCall[]>;
  /** Those of these prompts that cannot be played. */
  missingSounds(prompts: readonly string[]): Promise<readonly string[]>;
  /** What conversations that are recorded now sound like. */
  talks(): Promise<readonly TalkHeard[]>;
}

interface BoxRunNeeds {
  readonly clock: Clock;
  readonly eyes: BoxEyes;
  onFault(fault: unknown): void;
  /** Its verdict is there. */
  onEnd?(diagnosis: Diagnosis): void;
}

interface Asked {
  readonly by: string;
  /** '' not known. */
  readonly number: string;
  readonly agentId: string;
}

const checksOf = { 'cannot-call': cannotCallChecks, 'no-sound': noSoundChecks } as const;

export class BoxRun {
  private readonly startedAt: number;
  private endedAt: number | null = null;
  private verdict: Verdict | null = null;
  private readonly judged = new Map<string, { readonly judged: Judged; readonly tookMs: number }>();

  constructor(
    private readonly needs: BoxRunNeeds,
    readonly id: string,
    private readonly kind: 'cannot-call' | 'no-sound',
    private readonly asked: Asked,
  ) {
    this.startedAt = needs.clock.nowMs();
    this.run().catch((fault) => {
      needs.onFault(fault);
      this.end();
    });
  }

  get isOver(): boolean {
    return this.endedAt !== null;
  }

  get diagnosis(): Diagnosis {
    return {
      id: this.id,
      kind: this.kind,
      span: 0,
      by: this.asked.by,
      asked: {
        ...(this.asked.agentId === '' ? {} : { agentId: this.asked.agentId }),
        ...(this.asked.number === '' ? {} : { number: this.asked.number }),
      },
      startedAt: this.startedAt,
      endedAt: this.endedAt,
      checks: checksOf[this.kind].map((check) => this.check(check)),
      verdict: this.verdict,
    };
  }

  private check({ id, name }: BoxCheck): Check {
    const known = this.judged.get(id);
    if (known === undefined) return { id, name, state: 'running', seen: { zh: '', en: '' }, tookMs: 0 };
    return { id, name, state: known.judged.state, seen: known.judged.seen, tookMs: known.tookMs };
  }

  private async run(): Promise<void> {
    const seen = await this.look();
    for (const { id, judge } of checksOf[this.kind]) {
      this.judged.set(id, { judged: judge(seen), tookMs: this.needs.clock.nowMs() - this.startedAt });
    }
    this.end();
  }

  private async look(): Promise<BoxObservations> {
    const { eyes } = this.needs;
    const site = eyes.site();
    const prompts = promptsOf(site);
    const isSound = this.kind === 'no-sound';
    const [failed, missingSounds, talks] = await Promise.all([
      isSound ? [] : eyes.failedCalls(this.startedAt - failedWithinMs),
      isSound ? eyes.missingSounds(prompts) : [],
      isSound ? eyes.talks() : [],
    ]);
    const [last] = failed;
    const number = this.asked.number || last?.number || '';
    const agentId = this.asked.agentId || (this.asked.number === '' ? (last?.agentId ?? '') : '');
    const live = eyes.live();
    return {
      site,
      live,
      number,
      agentId,
      explained: number === '' ? null : eyes.explain(number, eyes.hasAgent(agentId) ? agentId : ''),
      failed,
      settings: eyes.settings(),
      missingSounds,
      promptsUsed: prompts.length,
      storage: live.storage ?? null,
      talks,
    };
  }

  private end(): void {
    this.endedAt = this.needs.clock.nowMs();
    this.verdict = this.judge();
    this.needs.onEnd?.(this.diagnosis);
  }

  /** The first that is bad; else the first that may be. */
  private judge(): Verdict {
    const all = checksOf[this.kind].flatMap(({ id }) => this.judged.get(id)?.judged ?? []);
    const found =
      all.find(({ state }) => state === 'bad') ?? all.find(({ state, fault }) => state === 'unsure' && fault !== '');
    const toCarrier = { zh: '', en: '' };
    if (found === undefined) {
      return { fault: 'well', ...(this.kind === 'no-sound' ? soundIsWell : boxIsWell), toCarrier };
    }
    const { side, words, next } = boxFaults[found.fault] ?? boxIsWell;
    const { zh, en } = found.seen;
    return {
      fault: found.fault,
      side,
      words: { zh: `${words.zh}（${zh}）`, en: `${words.en} (${en})` },
      next,
      toCarrier,
    };
  }
}

/** Every prompt that the site may say to somebody, once. */
export function promptsOf(site: Site): readonly string[] {
  const used = new Set<string>();
  for (const { nodes } of site.flows) {
    for (const node of Object.values(nodes)) {
      if ('prompts' in node) for (const prompt of node.prompts) used.add(prompt);
      if (node.block === 'menu') for (const prompt of node.wrongKeyPrompts) used.add(prompt);
    }
  }
  for (const { music, prompts, busyPrompts } of site.queues) {
    for (const prompt of [music, ...prompts, ...busyPrompts]) used.add(prompt);
  }
  for (const prompt of site.emergency?.prompts ?? []) used.add(prompt);
  return [...used];
}
