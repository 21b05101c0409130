/** Campaigns on a floor with the real dialer: leads in memory, people at the far ends who do as they are told. */
import type { LeadSource } from '../../daemon/runtime/ports.js';
import type {
  AttemptRow,
  Campaign,
  CampaignToRun,
  LeadRow,
  LeadsAnswer,
  LeadsAsk,
  LeadToDial,
} from '../../daemon/terms/outbound.js';
import type { RowChange } from '../../daemon/terms/rows.js';
import type { Dialled } from './far-ends.js';
import { Floor, type FloorOptions } from './floor.js';

/** What the far end of one call does. */
export interface Fate {
  readonly answerMs?: number;
  /** Asked for by a campaign that listens. */
  readonly who?: 'person' | 'machine' | 'unsure' | 'fax';
  /** Hangs up so long after the answer; absent: when the box does. */
  readonly hangUpMs?: number;
  readonly tone?: 'busy' | 'vacant' | 'sit';
  readonly refuse?: number;
  /** Keys pressed, a second apart, from the answer on. */
  readonly keys?: string;
}

const alertMs = 800;
const judgeMs = 1_500;

export const plainCampaign: Campaign = {
  id: 'c1',
  name: '回访',
  mode: 'predictive',
  queue: 'sales',
  flow: '',
  lists: [{ list: 'l1', weight: 1 }],
  filter: [],
  trunks: ['b'],
  callerNumber: '',
  ringTimeoutMs: 25_000,
  maxConcurrent: 30,
  waitMusic: '',
  dropPrompts: ['zh/dropped'],
  greetingPrompts: [],
  retry: { tries: 3, waitMs: 3_600_000 },
  retryByResult: {},
  hours: { from: '09:00', to: '20:00' },
  days: [1, 2, 3, 4, 5, 6, 7],
  perNumberPerDay: 3,
  dropCap: 0.03,
  answeringMachines: false,
  previewMs: 20_000,
  recording: 'all',
  heardPercent: 80,
  startAt: null,
  endAt: null,
  target: null,
  script: '',
};

/** The leads of one list, as the database would answer. */
class LeadTable implements LeadSource {
  readonly rows = new Map<string, LeadRow>();

  constructor(private readonly later: (run: () => void) => void) {}

  ask(ask: LeadsAsk, answer: (leads: LeadsAnswer) => void): void {
    this.later(() => answer(this.answerTo(ask)));
  }

  private answerTo({ campaign, list, ask, count, dueBy, not, lead }: LeadsAsk): LeadsAnswer {
    const open = [...this.rows.values()].filter((row) => row.state !== 'done' && (lead ?? row.id) === row.id);
    const free = open.filter((row) => row.state === 'open' && !not.includes(row.id));
    const due = free.filter(({ notBefore }) => notBefore <= dueBy || lead !== undefined);
    const nextAt = free.length === due.length ? null : Math.min(...free.map(({ notBefore }) => notBefore));
    const leads = due.slice(0, count).map((row): LeadToDial => ({ ...row, callsToday: 0, dnc: false }));
    return { campaign, list, ask, leads, exhausted: due.length <= count, nextAt, open: open.length };
  }
}

export class CampaignDay extends Floor {
  readonly attempts = new Map<string, AttemptRow>();
  readonly leads: LeadTable;
  private readonly fates = new Map<string, Fate>();

  constructor(options: FloorOptions) {
    const table: { leads: LeadTable | null } = { leads: null };
    super({ ...options, leads: { ask: (ask, answer) => table.leads?.ask(ask, answer) } });
    this.leads = new LeadTable((run) => this.time.after(1, run));
    table.leads = this.leads;
    const write = this.auditor.write.bind(this.auditor);
    this.auditor.write = (changes) => {
      write(changes);
      for (const change of changes) this.keep(change);
    };
    this.lines.far = { dialled: (call) => this.dialled(call) };
  }

  /** A lead for each fate: numbers 13900000001, …. */
  people(fates: readonly Fate[]): void {
    for (const [at, fate] of fates.entries()) {
      const number = `139${String(at + 1).padStart(8, '0')}`;
      this.fates.set(number, fate);
      const id = `lead-${at + 1}`;
      this.leads.rows.set(id, leadOf(id, number, this.time.nowMs()));
    }
  }

  start(campaign: Partial<Campaign> = {}): void {
    const none = { launched: 0, live: 0, connected: 0, dropped: 0 };
    const row = {
      campaign: { ...plainCampaign, ...campaign },
      state: 'running',
      why: '',
      changedAt: 0,
      changedBy: 'a',
    };
    const running: CampaignToRun = { row: { ...row, state: 'running' }, today: none, thirtyDays: none };
    this.runtime.loadCampaigns([running]);
  }

  /** Those of this result. */
  count(result: AttemptRow['result']): number {
    return [...this.attempts.values()].filter((row) => row.result === result).length;
  }

  headsets(...agents: readonly string[]): void {
    for (const agentId of agents) this.lines.lift(Number(agentId) - 8_000);
    this.time.advance(3_000);
    this.ready(...agents);
  }

  /** Agents who owe a result give it a second after their call; then time goes on. */
  work(forMs: number): void {
    for (let passed = 0; passed < forMs; passed += 1_000) {
      for (const { id, state, lead } of this.runtime.snapshot().agents) {
        if (state !== 'wrap-up' || lead?.resultWanted !== true) continue;
        this.ask({ ask: 'outbound-result', agentId: id, attempt: lead.attempt, result: 'success' });
      }
      this.time.advance(1_000);
    }
  }

  private keep(change: RowChange): void {
    if (change.row === 'attempt') this.attempts.set(change.attempt.id, change.attempt);
    if (change.row !== 'lead-change') return;
    const row = this.leads.rows.get(change.id);
    if (row !== undefined) this.leads.rows.set(change.id, { ...row, ...change.change });
  }

  private dialled({ seizure, calledNumber }: Dialled): void {
    const { lines, time } = this;
    const fate = this.fates.get(calledNumber) ?? {};
    time.after(100, () => lines.take(seizure));
    const { refuse, tone, answerMs, who, hangUpMs } = fate;
    if (refuse !== undefined) time.after(2_000, () => lines.refuseOut(seizure, refuse));
    else if (tone !== undefined) time.after(2_500, () => lines.soundTone(seizure, tone));
    else time.after(alertMs, () => lines.alertOut(seizure));
    if (answerMs === undefined) return;
    time.after(answerMs, () => {
      lines.answerOut(seizure);
      if (who === 'fax') time.after(judgeMs, () => lines.soundData(seizure, 'ced'));
      else if (who !== undefined) time.after(judgeMs, () => lines.soundAnswerer(seizure, who));
      if (hangUpMs !== undefined) time.after(hangUpMs, () => lines.hangUp(seizure));
      for (const [at, key] of [...(fate.keys ?? '')].entries())
        time.after(1_000 * (at + 1), () => lines.press(seizure, key));
    });
  }
}

function leadOf(id: string, number: string, importedAt: number): LeadRow {
  return {
    id,
    list: 'l1',
    number,
    name: '',
    data: {},
    area: '',
    priority: 0,
    state: 'open',
    result: null,
    tries: 0,
    lastTriedAt: null,
    notBefore: 0,
    agent: '',
    timed: false,
    importedAt,
  };
}
