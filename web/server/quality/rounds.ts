import type { Logger } from 'pino';
import type { Clock } from '../../../daemon/base/clock.js';
import type { Timers } from '../../../daemon/base/timers.js';
import { autoRulesBody, type Drawing, type SamplingShown } from '../../../daemon/contract/pages.js';
import { streamOf } from '../../../daemon/encryption/sound.js';
import {
  type AutoRules,
  type Candidate,
  type Chance,
  draw,
  handOut,
  marksOf,
  usualAutoRules,
} from '../../../daemon/terms/quality.js';
import type { RecordingRow } from '../../../daemon/terms/recordings.js';
import { VoiceMeter } from '../../../daemon/terms/voices.js';
import { openInside, type RecordingFiles } from '../recordings/sound-file.js';
import type { CallArchive } from '../routes/call-archive.js';
import { dateAt, dayAt, type SiteDays } from '../routes/site-days.js';
import type { RandomBytes } from '../sign-in/passwords.js';
import { rightsOfUser } from '../sign-in/rights-of-user.js';
import type { Business } from '../store/business.js';

const roundEveryMs = 600_000;
const dayMs = 86_400_000;
/** Recordings are listened to by the machine until they are so old; what a box that was off missed stays unmarked. */
const markBackMs = 26 * 3_600_000;
/** Of one round: a box of sixty agents makes some hundred in ten minutes. */
const maxMarkedInRound = 500;
const pageRows = 200;
/** Of one week; more are no calls of one box. */
const maxWeek = 100_000;
const settingName = 'quality-auto';

export interface RoundsNeeds {
  readonly business: Business;
  readonly archive: CallArchive;
  readonly days: SiteDays;
  readonly files: RecordingFiles;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: RandomBytes;
  readonly demo: boolean;
  readonly log: Logger;
}

/** The site's week that holds this moment, Monday first: [from, to). */
export async function weekAt(days: SiteDays, atMs: number): Promise<{ readonly from: number; readonly to: number }> {
  const timeZone = await days.timeZone();
  const date = Date.parse(`${dateAt(atMs, timeZone)}T00:00:00Z`);
  const monday = date - ((new Date(date).getUTCDay() + 6) % 7) * dayMs;
  const midnight = (utc: number): number => dayAt(new Date(utc).toISOString().slice(0, 10), timeZone).from;
  return { from: midnight(monday), to: midnight(monday + 7 * dayMs) };
}

/**
 * Every ten minutes: new recordings are measured and marked, what must be judged for sure is put on a list; and once a
 * week is over, what chance draws of it (drawing before its end would judge Mondays).
 */
export class QualityRounds {
  private cancel: (() => void) | null = null;
  private closed = false;
  private turn: Promise<unknown> = Promise.resolve();
  /** Rule → the week and version of it that was drawn last. */
  private readonly drawnOf = new Map<string, string>();

  constructor(private readonly needs: RoundsNeeds) {}

  start(): void {
    if (this.closed) return;
    this.cancel = this.needs.timers.after(roundEveryMs, () => {
      void this.round().finally(() => this.start());
    });
  }

  close(): void {
    this.closed = true;
    this.cancel?.();
  }

  /** One at a time. What fails is tried again in the next. */
  async round(): Promise<void> {
    const { log, clock } = this.needs;
    try {
      await this.markNew();
      const rules = (await this.needs.business.quality.work.rules()).filter(({ rule }) => rule.on);
      if (rules.length === 0) return;
      const week = await weekAt(this.needs.days, clock.nowMs());
      const last = await weekAt(this.needs.days, week.from - 1);
      const lately = { from: clock.nowMs() - markBackMs, to: clock.nowMs() };
      for (const each of rules) {
        const drawing = `${last.from} ${each.changedAt}`;
        // The week that is over is whole now; drawing again would add nothing.
        if (this.drawnOf.get(each.id) !== drawing) await this.draw(each, last, last.from, true);
        this.drawnOf.set(each.id, drawing);
        if (hasSure(each)) await this.draw(each, lately, week.from, false);
      }
    } catch (error) {
      log.warn({ err: error }, 'quality work could not be prepared; it is tried again in ten minutes');
    }
  }

  /** `week`: that the draw is counted in. `byChance`: also what the rule wants by chance, not only bad ratings and marks. */
  draw(
    { id, rule }: SamplingShown,
    span: { readonly from: number; readonly to: number },
    week: number,
    byChance: boolean,
  ): Promise<Drawing> {
    return this.alone(async () => {
      const { work } = this.needs.business.quality;
      const candidates = await this.candidates(span);
      const judges = (await this.judges()).map((judge) => judge.id);
      const people = rule.people.length === 0 ? judges : rule.people.filter((person) => judges.includes(person));
      const taken = await work.taken(candidates.map(({ recordingId }) => recordingId));
      const so = await work.randomSoFar(id, week);
      const drawn = draw(byChance ? rule : { ...rule, perAgentPerWeek: 0 }, candidates, taken, so, this.chance);
      const given = handOut(drawn, people, await work.openOf());
      return { drawn: await work.add(id, rule.name, week, given), of: candidates.length };
    });
  }

  /** Logins that may judge. */
  async judges(): Promise<readonly { readonly id: string; readonly name: string }[]> {
    const { business, demo } = this.needs;
    const judges: { id: string; name: string }[] = [];
    for (const { id, disabled } of await business.users.list()) {
      const user = disabled ? null : await business.users.find(id);
      // A one-time password that was not used yet takes no right away for good.
      if (user && rightsOfUser({ ...user, mustChangePassword: false }, demo).includes('quality.score')) {
        judges.push({ id, name: user.name });
      }
    }
    return judges;
  }

  autoRules(): Promise<AutoRules> {
    return this.needs.business.settings.get(settingName, autoRulesBody, usualAutoRules);
  }

  async setAutoRules(rules: AutoRules, by: string): Promise<AutoRules> {
    const was = await this.autoRules();
    await this.needs.business.settings.put(settingName, rules, by);
    return was;
  }

  /** Recordings that ended and were not measured yet. */
  private async markNew(): Promise<void> {
    const { archive, clock, business } = this.needs;
    const rules = await this.autoRules();
    const fromMs = clock.nowMs() - markBackMs;
    let before: string | undefined;
    for (let marked = 0; marked < maxMarkedInRound && !this.closed; ) {
      const rows = await archive.recordings((recordings) =>
        recordings.search({ fromMs, kind: 'call', withFile: true, limit: pageRows, ...(before ? { before } : {}) }),
      );
      const known = await business.quality.work.marksOf(rows.map(({ id }) => id));
      for (const row of rows) {
        if (row.endedAt === null || known.has(row.id) || this.closed) continue;
        await this.mark(row, rules);
        marked += 1;
      }
      before = rows.at(-1)?.id;
      if (rows.length < pageRows) return;
    }
  }

  private async mark(row: RecordingRow, rules: AutoRules): Promise<void> {
    const voices = await this.voicesOf(row);
    const measured = {
      longestSilenceMs: voices?.longestSilenceMs ?? null,
      talkOverPercent: voices?.talkOverPercent ?? null,
    };
    const marks = marksOf({ talkMs: row.lengthMs ?? 0, disposition: row.result, ...measured }, rules);
    await this.needs.business.quality.work.mark({ recordingId: row.id, ...measured, marks });
  }

  /** Piece by piece, so that a long one holds up nobody. Null: the file cannot be read. */
  private async voicesOf({ path }: RecordingRow): Promise<ReturnType<VoiceMeter['voices']> | null> {
    try {
      const sound = await openInside(this.needs.files, path);
      const meter = new VoiceMeter();
      for await (const octets of streamOf(sound, { first: 0, last: sound.size - 1 })) meter.feed(octets as Buffer);
      meter.end();
      return meter.isWrong ? null : meter.voices();
    } catch (error) {
      this.needs.log.info({ err: error, path }, 'a recording could not be measured');
      return null;
    }
  }

  private async candidates({ from, to }: { readonly from: number; readonly to: number }): Promise<Candidate[]> {
    const { archive, business } = this.needs;
    const site = await archive.site();
    const groups = new Map((site?.agents ?? []).map(({ id, group }) => [id, group ?? '']));
    const ratings = await archive.history((history) => history.ratingsByCall(from, to + dayMs));
    const found: Candidate[] = [];
    for (let before: string | undefined; found.length < maxWeek; ) {
      const rows: RecordingRow[] = await archive.recordings((recordings) =>
        recordings.search({
          fromMs: from,
          toMs: to,
          kind: 'call',
          withFile: true,
          limit: pageRows,
          ...(before ? { before } : {}),
        }),
      );
      const marks = await business.quality.work.marksOf(rows.map(({ id }) => id));
      for (const row of rows) {
        if (row.agent === null || row.endedAt === null) continue;
        found.push({
          recordingId: row.id,
          agent: row.agent,
          queue: row.queue,
          group: groups.get(row.agent) ?? '',
          campaign: row.campaign,
          direction: row.direction,
          talkMs: row.lengthMs ?? 0,
          rating: ratings.get(row.callId) ?? null,
          marked: (marks.get(row.id)?.marks.length ?? 0) > 0,
        });
      }
      before = rows.at(-1)?.id;
      if (rows.length < pageRows) break;
    }
    return found;
  }

  private readonly chance: Chance = {
    below: (limit) => Math.floor((Buffer.from(this.needs.random(4)).readUInt32LE() / 0x1_0000_0000) * limit),
  };

  /** Two draws at once would take one call each time for another's. */
  private alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.turn.then(work, work);
    this.turn = turn.catch(() => undefined);
    return turn;
  }
}

function hasSure({ rule }: SamplingShown): boolean {
  return rule.ratedFrom !== null || rule.marked;
}
