/** Persons and drops of each campaign's day, as the rows have them, and the cap they are held against at its end. */
import type { AttemptRow } from '../../../../daemon/terms/outbound.js';
import type { Tally } from './law.js';
import type { Meeting } from './meeting.js';

export interface DropParts {
  capOf(campaign: string): number;
  /** Calls of the campaign in progress that nobody talks in yet. */
  onTheWay(campaign: string): number;
}

interface CampaignTally extends Tally {
  /** As many as it had come to when a daemon died, and dropped with it who waited for an agent: no pacing did that. */
  atKill: number;
  /** As many as were allowed and had been dropped when the cap was lowered: what the law of the hour bore is no fault. */
  atLower: number;
}

interface Counted {
  readonly person: boolean;
  readonly connected: boolean;
  readonly dropped: boolean;
}

const nobody: Counted = { person: false, connected: false, dropped: false };

export class DropTallies {
  private readonly tallies = new Map<string, CampaignTally>();
  private readonly counted = new Map<string, Counted>();

  constructor(private readonly parts: DropParts) {}

  of(campaign: string): CampaignTally {
    const tally = this.tallies.get(campaign) ?? { persons: 0, dropped: 0, onTheWay: 0, atKill: 0, atLower: 0 };
    this.tallies.set(campaign, tally);
    return tally;
  }

  /** Told again replaces what was told. Answers by how much the counts of all campaigns change. */
  count(row: AttemptRow, met: Meeting | undefined) {
    const tally = this.of(row.campaign);
    const before = this.counted.get(row.id) ?? nobody;
    const now = countedAs(row, met);
    this.counted.set(row.id, now);
    const change = {
      persons: Number(now.person) - Number(before.person),
      connected: Number(now.connected) - Number(before.connected),
      dropped: Number(now.dropped) - Number(before.dropped),
    };
    tally.persons += change.persons;
    tally.dropped += change.dropped;
    if (change.dropped > 0) this.spends(row.campaign);
    return change;
  }

  /** Somebody is dropped: who is on his way when no more may be, may be dropped all the same. */
  spends(campaign: string, more = 0): void {
    const tally = this.of(campaign);
    if (tally.dropped + more + 1 <= this.parts.capOf(campaign) * tally.persons) return;
    tally.onTheWay = Math.max(tally.onTheWay, this.parts.onTheWay(campaign));
  }

  /** From now on the campaign's cap is below what it was. */
  lowered(campaign: string, from: number): void {
    const tally = this.of(campaign);
    tally.atLower = Math.min(tally.dropped, mostOf(tally, from));
    this.spends(campaign);
  }

  /** After a kill: what is on the disk counts, and `dropped` are the attempts that died with the daemon. */
  anew(
    attempts: Iterable<{ readonly row: AttemptRow; readonly met: Meeting | undefined }>,
    dropped: Set<string>,
  ): void {
    for (const tally of this.tallies.values()) Object.assign(tally, { persons: 0, dropped: 0 });
    this.counted.clear();
    const hit = new Set<string>();
    for (const { row, met } of attempts) {
      this.count(row, met);
      if (dropped.has(row.id)) hit.add(row.campaign);
    }
    for (const campaign of hit) {
      const tally = this.of(campaign);
      tally.atKill = Math.max(tally.atKill, tally.dropped);
    }
  }

  /** Campaigns that dropped more than they may, each with its figures. */
  overCap(): readonly string[] {
    return [...this.tallies].flatMap(([id, tally]) => {
      const { persons, dropped, onTheWay, atKill, atLower } = tally;
      const cap = this.parts.capOf(id);
      if (dropped <= mostOf(tally, cap)) return [];
      const excused = `${onTheWay} were on their way, ${atKill} when a daemon was killed, ${atLower} before the cap was lowered`;
      return [`${id}: ${dropped} of ${persons}, cap ${cap}, ${excused}`];
    });
  }
}

/** What a kill dropped is counted: beyond it nobody may be dropped before the cap has room again. */
function mostOf({ persons, onTheWay, atKill, atLower }: CampaignTally, cap: number): number {
  return Math.max(1, cap * persons, atKill, atLower) + onTheWay;
}

/** Persons by what the rows say; a machine by an agent's word is none. */
function countedAs(row: AttemptRow, met: Meeting | undefined): Counted {
  const cleared = row.who === 'fax' || (row.who === 'machine' && !row.sampled);
  return {
    person: row.classifiedAt !== null && !cleared && row.machine !== true,
    connected: row.connectedAt !== null,
    // Who hangs up himself before the time is over is not the law's.
    dropped: row.result === 'dropped' && (met === undefined || met.messagePlayed || !met.hungUp),
  };
}
