/** What the law and the campaign say of a call at the moment it is made; from china.md 8 and 16 CFR 310.4, not from the dialer. */
import type { AttemptRow, Campaign, CampaignRow, LeadRow } from '../../../../daemon/terms/outbound.js';
import type { Site } from '../../../../daemon/terms/site.js';
import type { Violations } from '../violations.js';

const halfHourMs = 1_800_000;
const dayMs = 86_400_000;
const shanghaiOffsetMs = 8 * 3_600_000;
const earliest = '08:00';
const latest = '21:00';
const mostCallsADay = 3;
/** Drops that the rest of a long day will cover (RunningCampaign): the most the design gives. */
const mostSlack = 3;
/** Persons of a day before which it gives none. */
const youngDay = 200;
const mostDropShare = 0.03;

export interface Launched {
  readonly attempt: AttemptRow;
  readonly row: CampaignRow | null;
  readonly lead: LeadRow | null;
  readonly onDnc: boolean;
  /** To the same number, over all campaigns, without this one; oldest first. */
  readonly earlier: readonly AttemptRow[];
  /** Somebody of its queue is signed in, or was 2 s ago. */
  readonly manned: boolean;
  readonly tally: Tally;
  readonly triesAllowed: number;
  /** Other attempts of the campaign in progress. */
  readonly inFlight: number;
  /** How far the box's clock was set in all. */
  readonly slackMs: number;
}

/** Of a campaign's day. */
export interface Tally {
  persons: number;
  dropped: number;
  /** Calls of pacing that were on their way when no more drop was allowed. */
  onTheWay: number;
}

export function mayCallThen(atMs: number, { hours, days }: Pick<Campaign, 'hours' | 'days'>): boolean {
  const local = new Date(atMs + shanghaiOffsetMs);
  const clock = local.toISOString().slice(11, 19);
  const from = hours.from > earliest ? hours.from : earliest;
  const to = hours.to < latest ? hours.to : latest;
  const weekday = local.getUTCDay() === 0 ? 7 : local.getUTCDay();
  return clock >= `${from}:00` && clock < `${to}:00` && days.includes(weekday);
}

export function checkLaunch(launched: Launched, violations: Violations): void {
  const { attempt, row, lead, earlier } = launched;
  const { startedAt, number } = attempt;
  const expect = (truth: boolean, code: string, story: string) =>
    violations.expect(
      truth,
      code,
      () => `${attempt.id} of ${attempt.campaign} to ${number} (${attempt.lead}): ${story}`,
    );
  expect(!launched.onDnc, 'dialled-dnc', 'the number is on the do-not-call list');
  expect(/^\d{7,20}$/.test(number) && !number.startsWith('00'), 'dialled-nowhere', 'not a number whose hour is known');
  if (row === null || lead === null) {
    expect(false, 'dialled-unknown', `campaign ${row?.state}, lead ${lead?.id}`);
    return;
  }
  const { campaign } = row;
  expect(row.state === 'running', 'dialled-not-running', `the campaign is ${row.state}`);
  const spanned = (campaign.startAt ?? 0) <= startedAt && startedAt < (campaign.endAt ?? Number.POSITIVE_INFINITY);
  expect(spanned, 'dialled-not-running', 'before its begin or after its end');
  expect(mayCallThen(startedAt, campaign), 'dialled-outside-hours', new Date(startedAt).toISOString());
  const lists = campaign.lists.map(({ list }) => list);
  expect(lists.includes(lead.list), 'dialled-other-list', `${lead.list} is none of ${lists.join()}`);
  expect(number === lead.number, 'dialled-other-number', `the lead's is ${lead.number}`);
  const byHand = campaign.mode === 'manual' || campaign.mode === 'preview'; // agents take whom they want
  const city = byHand || campaign.filter.every(({ value }) => lead.data.city === value);
  expect(city, 'dialled-filtered', `${lead.data.city}`);
  expect(
    lead.agent === '' || attempt.agent === null || lead.agent === attempt.agent || lead.timed,
    'dialled-others',
    lead.agent,
  );
  expect(launched.manned, 'dialled-unmanned', `nobody of ${campaign.queue} is signed in`);
  // For who is reserved or dials himself there is an agent; what is made without one is bounded.
  const bounded = attempt.agent !== null || launched.inFlight < campaign.maxConcurrent;
  expect(bounded, 'too-many-at-once', `${launched.inFlight} before it`);
  const tried = lead.timed || lead.tries < launched.triesAllowed;
  expect(tried, 'tries-used-up', `${lead.tries} of ${launched.triesAllowed} after ${lead.result}`);
  checkWaits(launched, campaign, lead, expect);
  checkCap(launched, campaign, expect);
  const open = earlier.filter(({ endedAt }) => endedAt === null);
  expect(open.length === 0, 'number-dialled-twice', `also ${open.map(({ id }) => id).join()}`);
}

type Expect = (truth: boolean, code: string, story: string) => void;

function checkWaits({ attempt, earlier, slackMs }: Launched, campaign: Campaign, lead: LeadRow, expect: Expect): void {
  const { startedAt } = attempt;
  const midnight = Math.floor((startedAt + shanghaiOffsetMs) / dayMs) * dayMs - shanghaiOffsetMs;
  // What our own lines failed to bring out never reached the person.
  const reached = earlier.filter(({ result }) => result !== 'line-failure' && result !== 'not-rung');
  const today = reached.filter((row) => row.startedAt >= midnight).length;
  const cap = Math.min(mostCallsADay, campaign.perNumberPerDay);
  expect(today < cap, 'called-too-often', `${today} calls today, ${cap} are allowed`);
  const last = reached.at(-1)?.startedAt;
  const wait = lead.timed ? halfHourMs : Math.max(halfHourMs, campaign.retry.waitMs);
  const waited = last === undefined ? Number.POSITIVE_INFINITY : startedAt - last;
  expect(waited + slackMs >= wait, 'called-too-soon', `${waited} ms after the last call`);
}

/** Nobody is reserved for a paced call: not when one more drop would be more than the cap. */
function checkCap({ attempt, tally }: Launched, campaign: Campaign, expect: Expect): void {
  if (attempt.pacing === '') return;
  const cap = Math.min(mostDropShare, campaign.dropCap);
  const slack = tally.persons > youngDay ? mostSlack : 0;
  const spent = cap === 0 || (tally.dropped > 0 && tally.dropped + 1 > cap * tally.persons + slack);
  expect(!spent, 'paced-over-cap', `${tally.dropped} dropped of ${tally.persons}, cap ${cap}`);
}

/** A number may be shown on a trunk that the carrier has assigned it to (CMP-09). */
export function mayShow(site: Site, span: number, shown: string): boolean {
  const trunk = site.trunks?.find(({ channels }) => channels.some((part) => 'span' in part && part.span === span));
  if (trunk === undefined) return false;
  return shown === '' || trunk.out?.callingNumber === shown || (trunk.out?.furtherNumbers ?? []).includes(shown);
}
