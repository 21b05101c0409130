/**
 * The law as a gate (china.md 8, CMP-03, CMP-09, OUT-28, 16 CFR 310.4(b)). A launch needs a `Clearance`, and only this
 * file makes one: there is no way to a telephone around it, whoever asks.
 */
import type { BlockReason, Campaign, LeadToDial } from '../terms/outbound.js';
import { lawLimits } from '../terms/outbound-checks.js';
import { localTime } from '../terms/schedules.js';
import { mayCallAt, nextCallable } from './calling-hours.js';

/** What is asked of a launch. All that counts calls is of now, not of when the lead was read. */
export interface LaunchAsk {
  readonly campaign: Campaign;
  readonly lead: LeadToDial;
  readonly atMs: number;
  /** Where the number may be; empty: unknown. */
  readonly zones: readonly string[];
  /** Of the site: where days begin. */
  readonly timeZone: string;
  readonly onDncList: boolean;
  /** What the person himself has said of being called; undefined: nothing. */
  readonly consent: boolean | undefined;
  /** Calls to the number since local midnight, over all campaigns. */
  readonly callsToday: number;
  /** Last call to the number that is known; null: none. */
  readonly lastCallAt: number | null;
  /** Tries that its result allows it. */
  readonly triesAllowed: number;
  /** Trunks that may show the campaign's number, in their order; null: by the site's routes, with the trunk's own. */
  readonly trunks: readonly string[] | null;
  /** An agent is reserved for this call, or none is needed: it cannot be dropped. */
  readonly reserved: boolean;
  /** Another drop would be more than the cap allows, in the day or in 30 days. */
  readonly overCap: boolean;
  /** Room for recordings. */
  readonly maySave: boolean;
}

/** Leave to call one lead now, once. */
export class Clearance {
  private used = false;
  private constructor(
    readonly lead: LeadToDial,
    readonly trunks: readonly string[],
    readonly atMs: number,
  ) {}

  /** True the first time, and only in the step that cleared it. */
  use(atMs: number): boolean {
    if (this.used || atMs !== this.atMs) return false;
    this.used = true;
    return true;
  }

  /** Leave, or why not. */
  static ask(launch: LaunchAsk): Clearance | BlockReason {
    return blockedBy(launch) ?? new Clearance(launch.lead, launch.trunks ?? [], launch.atMs);
  }
}

/** The first rule that forbids it; null: none does. */
export function blockedBy(launch: LaunchAsk): BlockReason | null {
  const { campaign, lead, atMs, zones } = launch;
  if (!isDiallable(lead.number)) return 'bad-number';
  if (launch.onDncList) return 'dnc';
  if (launch.consent === false) return 'consent';
  if (campaign.needsConsent === true && launch.consent !== true) return 'consent';
  if (lead.state === 'done') return lead.result === 'duplicate' ? 'duplicate' : 'tries';
  if (!launch.maySave) return 'storage';
  if (launch.trunks !== null && launch.trunks.length === 0) return 'caller-number';
  if (!mayCallAt(atMs, campaign, zones)) return 'hours';
  // What was agreed or promised is kept, whatever was tried before.
  if (!lead.timed && lead.tries >= launch.triesAllowed) return 'tries';
  if (launch.callsToday >= campaign.perNumberPerDay) return 'too-often';
  if (launch.lastCallAt !== null && atMs - launch.lastCallAt < leastWaitMs(launch)) return 'too-soon';
  if (launch.overCap && !launch.reserved) return 'drop-cap';
  return null;
}

/** Between two calls to a number: the campaign's, or the law's where an hour was agreed. */
function leastWaitMs({ campaign, lead }: LaunchAsk): number {
  return lead.timed ? lawLimits.minWaitMs : Math.max(lawLimits.minWaitMs, campaign.retry.waitMs);
}

/** As routes want it: digits, no service or emergency number (those are too short), no key codes. */
function isDiallable(number: string): boolean {
  return /^\d{7,20}$/.test(number) && !/^(1[01]\d{1,3}|12\d{3}|9\d{4,7})$/.test(number);
}

/** Of the campaign or the box, not of one lead: nobody else may be called either. */
export const generalReasons: ReadonlySet<BlockReason> = new Set(['storage', 'caller-number', 'drop-cap']);

/** When a lead that is blocked may be looked at again; 'done': never; null: the reason is not the lead's. */
export function afterBlock(reason: BlockReason, launch: LaunchAsk): number | 'done' | null {
  const { campaign, atMs, zones } = launch;
  switch (reason) {
    case 'dnc':
    case 'bad-number':
    case 'duplicate':
    case 'tries':
    case 'consent':
      return 'done';
    case 'hours':
      return zones.length === 0 ? 'done' : (nextCallable(atMs, campaign, zones) ?? 'done');
    case 'too-often':
      return nextCallable(nextDay(atMs, launch.timeZone), campaign, zones) ?? 'done';
    case 'too-soon':
      return nextCallable((launch.lastCallAt ?? atMs) + leastWaitMs(launch), campaign, zones) ?? 'done';
    case 'drop-cap':
    case 'caller-number':
    case 'storage':
      return null;
  }
}

/** The next local midnight, or up to an hour after it where clocks are changed that night. */
function nextDay(atMs: number, timeZone: string): number {
  const today = localTime(atMs, timeZone);
  let at = atMs + (86_400 - today.seconds) * 1000;
  while (localTime(at, timeZone).day === today.day) at += 3_600_000;
  return at;
}
