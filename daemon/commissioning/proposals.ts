/** What a step proposes, taken with one key: applied to the line where it must be, and stored in the site. */
import { CallboxError, notNow } from '../base/errors.js';
import type { Words } from '../terms/cause-words.js';
import type { Site } from '../terms/site.js';
import type { SiteChange } from '../terms/site-change.js';
import { spanSetupOf, withSpanSetup } from '../terms/site-spans.js';
import type { SpanSetup } from '../terms/span-setup.js';
import type { Proposal } from './judged.js';
import type { LinesPort, SitePort } from './ports.js';
import type { SpanApplier } from './span-applier.js';
import type { CardsPort } from './step-checks.js';

export interface TakerParts {
  readonly lines: LinesPort;
  readonly site: SitePort;
  readonly applier: SpanApplier;
  /** Absent: a board made of software. */
  readonly cards?: Pick<CardsPort, 'configure'> | null;
}

export class Taker {
  constructor(private readonly parts: TakerParts) {}

  /** Throws a CallboxError that says what stands in the way, before anything is touched. */
  assertMay(span: number, proposal: Readonly<Record<string, unknown>>): void {
    const taken = proposal as Proposal;
    if (!('setup' in taken)) return;
    const { lines, site } = this.parts;
    if (spanSetupOf(site.current.site, span) === null)
      throw new CallboxError('not-found', `this box has no span ${span}`);
    const calls = lines.calls(span);
    if (calls > 0) {
      throw notNow({
        zh: `这条中继上还有 ${calls} 个通话：等它们结束，或在“E1 设置”里改，那里会自己等。`,
        en: `span ${span} has ${calls} calls: wait for their end, or change it on the trunks page, which waits by itself`,
      });
    }
    site.assertGood(site.current.site, this.spanChange(span, taken.setup));
  }

  /**
   * As long as driver and lines take, some seconds. Rejects with a CallboxError; then nothing has changed. `proposal` was
   * made by a check and may be taken now.
   */
  async take(span: number, proposal: Readonly<Record<string, unknown>>, by: string): Promise<void> {
    // Made by this room, kept as it was made.
    const taken = proposal as Proposal;
    const { site, cards } = this.parts;
    if ('setup' in taken) await this.setUp(span, taken.setup, by);
    else if ('driver' in taken) await cards?.configure(by, taken.driver.plan);
    else await site.change(by, site.current.version, changeOf(site.current.site, taken));
  }

  private async setUp(span: number, after: SpanSetup, by: string): Promise<void> {
    const { lines, site, applier } = this.parts;
    const before = spanSetupOf(site.current.site, span);
    if (before === null) throw new CallboxError('not-found', `this box has no span ${span}`);
    await lines.order({ ask: 'hold-span', span, by });
    try {
      const problem = await applier.apply(span, before, after, by, false);
      if (problem !== '')
        throw notNow({
          zh: `板卡不接受这个设置 (${problem})，没有任何改动。`,
          en: `the card refuses this setup (${problem}): nothing was changed`,
        });
      await site.change(by, site.current.version, this.spanChange(span, after)).catch(async (error: Error) => {
        await applier.apply(span, after, before, by, true);
        throw error;
      });
    } finally {
      await lines.order({ ask: 'give-span-back', span, by });
    }
  }

  private spanChange(span: number, setup: SpanSetup): SiteChange {
    return { change: 'spans', spans: withSpanSetup(this.parts.site.current.site, span, setup, null) };
  }
}

function changeOf(site: Site, proposal: Exclude<Proposal, { setup: SpanSetup } | { driver: object }>): SiteChange {
  if ('number' in proposal) return { change: 'numbers', numbers: [...site.numbers, proposal.number] };
  const trunks = site.trunks ?? [];
  const isThere = trunks.some(({ id }) => id === proposal.trunk.id);
  return {
    change: 'trunks',
    trunks: isThere
      ? trunks.map((trunk) => (trunk.id === proposal.trunk.id ? proposal.trunk : trunk))
      : [...trunks, proposal.trunk],
  };
}

export function proposalWords(proposal: Readonly<Record<string, unknown>>): Words {
  const taken = proposal as Proposal;
  const told = (zh: string, en: string): Words => ({ zh: `采用建议：${zh}`, en: `took the proposal: ${en}` });
  if ('setup' in taken) {
    const { side, crc4, clockPriority, protocol } = taken.setup;
    return told(
      `${side === 'user' ? '用户侧' : '网络侧'}，CRC4 ${crc4 ? '开' : '关'}，时钟源 ${clockPriority}，${protocol}`,
      `${side} side, CRC4 ${crc4 ? 'on' : 'off'}, clock source ${clockPriority}, ${protocol}`,
    );
  }
  if ('trunk' in taken) {
    const rules = JSON.stringify(taken.trunk.in ?? {});
    return told(`中继 ${taken.trunk.id} 的号码规则 ${rules}`, `number rules of trunk ${taken.trunk.id}: ${rules}`);
  }
  if ('driver' in taken) {
    return told(
      `写入驱动配置（${taken.driver.changes.length} 行有变），电话进程重新启动`,
      `the driver’s configuration was written (${taken.driver.changes.length} lines changed); the telephone process starts anew`,
    );
  }
  const { number, flow } = taken.number;
  return told(`号码 ${number} → ${flow}`, `number ${number} → ${flow}`);
}
