/**
 * Leads, attempts and campaigns as the disk has them; answers who is next. In memory, without a look
 * at daemon/store, as the day's other rows are.
 */
import type {
  AttemptRow,
  Campaign,
  CampaignRow,
  CampaignToRun,
  DropCounts,
  LeadRow,
  LeadsAnswer,
  LeadsAsk,
  LeadToDial,
} from '../../../../daemon/terms/outbound.js';
import { falsePositiveShare } from '../../../../daemon/terms/outbound.js';
import type { RowChange } from '../../../../daemon/terms/rows.js';

const leastWaitMs = 1_800_000;

export class OutboundTables {
  readonly leads = new Map<string, LeadRow>();
  readonly campaigns = new Map<string, CampaignRow>();
  readonly attempts = new Map<string, AttemptRow>();
  readonly dnc = new Set<string>();
  private readonly byNumber = new Map<string, Set<string>>();
  private readonly open = new Set<string>();
  private readonly byList = new Map<string, Set<string>>();

  put(lead: LeadRow): void {
    this.leads.set(lead.id, lead);
    const ids = this.byList.get(lead.list) ?? new Set();
    this.byList.set(lead.list, ids.add(lead.id));
  }

  *inList(list: string): Iterable<LeadRow> {
    for (const id of this.byList.get(list) ?? []) {
      const lead = this.leads.get(id);
      if (lead !== undefined) yield lead;
    }
  }

  apply(change: RowChange): void {
    switch (change.row) {
      case 'attempt': {
        const { attempt } = change;
        this.attempts.set(attempt.id, attempt);
        if (attempt.endedAt === null) this.open.add(attempt.id);
        else this.open.delete(attempt.id);
        const ids = this.byNumber.get(attempt.number) ?? new Set();
        this.byNumber.set(attempt.number, ids.add(attempt.id));
        return;
      }
      case 'lead-change': {
        const lead = this.leads.get(change.id);
        if (lead !== undefined) this.leads.set(change.id, { ...lead, ...change.change });
        return;
      }
      case 'campaign': {
        const { campaign, ...stands } = change.campaign;
        const known = this.campaigns.get(campaign.id);
        if (known !== undefined) this.campaigns.set(campaign.id, { ...known, ...stands });
        return;
      }
      case 'dnc':
        this.dnc.add(change.dnc.number);
        return;
      default:
        return;
    }
  }

  /** See LeadsAnswer. `midnightMs`: local, before now. */
  answer(ask: LeadsAsk, midnightMs: number): LeadsAnswer {
    const { campaign, list, count, dueBy } = ask;
    const head = { campaign, list, ask: ask.ask };
    const fits = filterOf(this.campaigns.get(campaign)?.campaign);
    const open = [...this.inList(list)].filter((lead) => lead.state === 'open');
    if (ask.lead !== undefined) {
      const one = open.filter(({ id }) => id === ask.lead);
      return { ...head, leads: one.map((lead) => this.withLaw(lead, midnightMs)), exhausted: false, nextAt: null };
    }
    const not = new Set(ask.not);
    const agents = new Set(['', ...ask.agents]);
    const passing = open.filter(fits);
    const wanted = passing.filter((lead) => agents.has(lead.agent));
    const due = wanted.filter((lead) => lead.notBefore <= dueBy && !not.has(lead.id)).sort(inOrder);
    const later = wanted.flatMap(({ notBefore }) => (notBefore > dueBy ? [notBefore] : []));
    return {
      ...head,
      leads: due.slice(0, count).map((lead) => this.withLaw(lead, midnightMs)),
      exhausted: due.length <= count,
      nextAt: later.length === 0 ? null : later.reduce((soonest, at) => Math.min(soonest, at)),
      open: passing.length,
    };
  }

  private withLaw(lead: LeadRow, midnightMs: number): LeadToDial {
    let callsToday = 0;
    let lastCallAt: number | null = null;
    for (const id of this.byNumber.get(lead.number) ?? []) {
      const { why, result, resultBy, startedAt } = this.attempts.get(id) as AttemptRow;
      if (why !== '') continue;
      if (result !== 'line-failure' && startedAt >= midnightMs) callsToday += 1;
      if (result !== 'line-failure' || resultBy === 'system') lastCallAt = Math.max(lastCallAt ?? 0, startedAt);
    }
    return { ...lead, callsToday, lastCallAt, dnc: this.dnc.has(lead.number) };
  }

  /** What the next run is told of the campaigns that run or are paused. */
  toRun(midnightMs: number): readonly CampaignToRun[] {
    return [...this.campaigns.values()]
      .filter(({ state }) => state === 'running' || state === 'paused')
      .map((row) => this.withCounts(row, midnightMs));
  }

  withCounts(row: CampaignRow, midnightMs: number): CampaignToRun {
    const own = [...this.attempts.values()].filter(({ campaign }) => campaign === row.campaign.id);
    const detector = sampleOf(own);
    const today = own.filter(({ startedAt }) => startedAt >= midnightMs);
    const results: Partial<Record<NonNullable<AttemptRow['result']>, number>> = {};
    for (const { result } of today) if (result !== null) results[result] = (results[result] ?? 0) + 1;
    return {
      row,
      today: countsOf(today, falsePositiveShare(detector)),
      thirtyDays: countsOf(own, falsePositiveShare(detector)),
      results,
      successes: own.filter(({ result }) => result === 'success').length,
      detector,
    };
  }

  /** The next start closes what a killed daemon left open. */
  crash(): void {
    const talkedTo = new Set<string>();
    for (const id of this.open) {
      const attempt = this.attempts.get(id) as AttemptRow;
      const isOfFlow = (this.campaigns.get(attempt.campaign)?.campaign.flow ?? '') !== '';
      const result = attempt.result ?? interruptedResult(attempt, isOfFlow);
      const classifiedAt = attempt.classifiedAt ?? attempt.answeredAt;
      this.attempts.set(id, { ...attempt, endedAt: attempt.startedAt, classifiedAt, result, resultBy: 'system' });
      const lead = this.leads.get(attempt.lead);
      if (lead?.state !== 'working') continue;
      const again = { state: 'open', lastTriedAt: attempt.startedAt, timed: false } as const;
      const agent = result === 'connected' && attempt.agent !== null ? attempt.agent : lead.agent;
      this.leads.set(lead.id, { ...lead, ...again, agent, notBefore: attempt.startedAt + leastWaitMs });
    }
    this.open.clear();
    for (const { lead, connectedAt, result } of this.attempts.values()) {
      if (connectedAt !== null && result === 'connected') talkedTo.add(lead);
    }
    for (const lead of this.leads.values()) {
      if (lead.state !== 'working') continue;
      this.leads.set(lead.id, { ...lead, state: talkedTo.has(lead.id) ? 'done' : 'open' });
    }
  }
}

function interruptedResult({ connectedAt, answeredAt, who }: AttemptRow, isOfFlow: boolean): AttemptRow['result'] {
  if (connectedAt !== null) return 'connected';
  if (answeredAt === null || who === 'machine' || who === 'fax') return 'line-failure';
  return isOfFlow ? 'unreachable' : 'dropped';
}

/** Only what the day draws. */
function filterOf(campaign: Campaign | undefined): (lead: LeadRow) => boolean {
  const cities = (campaign?.filter ?? []).map(({ value }) => value);
  return ({ data }) => cities.every((city) => data.city === city);
}

function sampleOf(attempts: readonly AttemptRow[]) {
  const heard = attempts.filter(
    ({ who, sampled, connectedAt, resultBy }) =>
      who === 'machine' && sampled && connectedAt !== null && resultBy.startsWith('agent:'),
  );
  return { sampled: heard.length, wrong: heard.filter(({ machine }) => machine !== true).length };
}

function countsOf(attempts: readonly AttemptRow[], falseShare: number): DropCounts {
  const dialled = attempts.filter(({ why }) => why === '');
  const cleared = ({ who, sampled }: AttemptRow) => who === 'fax' || (who === 'machine' && !sampled);
  const persons = dialled.filter((row) => row.classifiedAt !== null && !cleared(row) && row.machine !== true);
  const unheard = dialled.filter(
    ({ who, sampled, answeredAt }) => who === 'machine' && !sampled && answeredAt !== null,
  );
  const lost = Math.round(unheard.length * falseShare);
  return {
    launched: dialled.length,
    live: persons.length + lost,
    connected: dialled.filter(({ connectedAt, machine }) => connectedAt !== null && machine !== true).length,
    dropped: dialled.filter(({ result }) => result === 'dropped').length + lost,
  };
}

/** As LeadsAnswer says. */
function inOrder(a: LeadRow, b: LeadRow): number {
  if (a.timed !== b.timed) return a.timed ? -1 : 1;
  const byId = a.id < b.id ? -1 : 1;
  if (a.timed) return a.notBefore - b.notBefore || byId;
  return b.priority - a.priority || a.tries - b.tries || a.notBefore - b.notBefore || byId;
}
