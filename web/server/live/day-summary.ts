import type { Logger } from 'pino';
import type { Clock } from '../../../daemon/base/clock.js';
import type { Timers } from '../../../daemon/base/timers.js';
import { type SummarySettings, summarySettingsBody } from '../../../daemon/contract/pages.js';
import type { Site } from '../../../daemon/terms/site.js';
import { asOf, summaryOf } from '../../../daemon/terms/summary.js';
import { attentionCalls, attentionRules } from '../routes/attention.js';
import type { CallArchive } from '../routes/call-archive.js';
import { dateAt, dayAt } from '../routes/site-days.js';
import type { Customers } from '../store/customers.js';
import type { Settings } from '../store/settings.js';
import type { Summaries } from '../store/summaries.js';
import type { Hub } from './hub.js';

const settingName = 'summary';
const usualSettings: SummarySettings = { at: '18:00' };
/** Days before today that are made up for when the machine was off. */
const madeUpDays = 7;
const againAfterMs = 60_000;
/** A changed zone, or a clock that was set, is seen after so long. */
const lookEveryMs = 3_600_000;
const dayMs = 86_400_000;

export interface DaySummaryNeeds {
  readonly archive: CallArchive;
  readonly settings: Settings;
  readonly customers: Customers;
  readonly summaries: Summaries;
  readonly hub: Hub;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
}

/** Makes the day's summary by itself when its time has come, also when nobody was there at that time (SUP-13). */
export class DaySummaryMaker {
  private cancel: (() => void) | null = null;
  private closed = false;
  private working: Promise<void> = Promise.resolve();

  constructor(private readonly needs: DaySummaryNeeds) {}

  settings(): Promise<SummarySettings> {
    return this.needs.settings.get(settingName, summarySettingsBody, usualSettings);
  }

  /** @param by the login */
  async change(settings: SummarySettings, by: string): Promise<void> {
    await this.needs.settings.put(settingName, settings, by);
    await this.look();
  }

  /** What is due is made; then the timer is set to the next. One look at a time. */
  look(): Promise<void> {
    this.working = this.working.then(() => this.lookNow());
    return this.working;
  }

  close(): void {
    this.closed = true;
    this.cancel?.();
  }

  private async lookNow(): Promise<void> {
    if (this.closed) return;
    const { clock, timers, log } = this.needs;
    this.cancel?.();
    let waitMs = againAfterMs;
    try {
      const site = await this.needs.archive.site();
      // Without a site nobody knows the day; the daemon reads it any moment.
      if (site !== null) waitMs = (await this.makeDue(site)) - clock.nowMs();
    } catch (error) {
      log.warn({ err: error }, 'the summary of the day could not be made; it is tried again');
    }
    if (this.closed) return;
    this.cancel = timers.after(Math.max(0, Math.min(waitMs, lookEveryMs)), () => void this.look());
  }

  /** Resolves with when the next one is due. */
  private async makeDue(site: Site): Promise<number> {
    const { clock } = this.needs;
    const { at } = await this.settings();
    const nowMs = clock.nowMs();
    for (let back = madeUpDays; back >= 0; back--) {
      const day = dateAt(nowMs - back * dayMs, site.timeZone);
      if (momentOf(day, at, site.timeZone) <= nowMs) await this.make(site, day, at, back > 0);
    }
    const today = momentOf(dateAt(nowMs, site.timeZone), at, site.timeZone);
    return today > nowMs ? today : momentOf(dateAt(nowMs + dayMs, site.timeZone), at, site.timeZone);
  }

  /** `late`: only if anything happened on that day. */
  private async make(site: Site, day: string, at: string, late: boolean): Promise<void> {
    const { archive, settings, customers, summaries, hub, clock, log } = this.needs;
    if (await summaries.has(day)) return;
    const { from } = dayAt(day, site.timeZone);
    const span = { from, to: momentOf(day, at, site.timeZone) };
    if (span.to <= span.from) return; // at midnight there is no day yet
    const rows = asOf(await archive.day((reader) => reader.rows(span.from, span.to, true)), span.to);
    if (late && rows.calls.length === 0 && rows.states.length === 0) return;
    const attention = await attentionCalls(rows, await attentionRules(settings), customers, span.to);
    const summary = summaryOf({ rows, queues: site.queues, agents: site.agents, attention, span });
    if (!(await summaries.put(day, summary, clock.nowMs()))) return;
    log.info({ day }, 'the summary of the day is made');
    hub.tellHolders('floor.supervise', { live: 'summary', day });
  }
}

/** When the wall of this zone shows this time on this day, epoch ms. */
export function momentOf(day: string, at: string, timeZone: string): number {
  const [hours = 0, minutes = 0] = at.split(':').map(Number);
  const guess = dayAt(day, timeZone).from + (hours * 60 + minutes) * 60_000;
  const wall = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const [shownHours = 0, shownMinutes = 0] = wall.format(guess).split(':').map(Number);
  // A day on which summer time begins or ends is an hour off after that.
  return guess + ((hours - shownHours) * 60 + minutes - shownMinutes) * 60_000;
}
