/** Campaigns, lists, leads and attempts as tests of outbound work begin with. */
import type { ImportBatch, ReadLead } from '../../daemon/store/lead-imports.js';
import type { AttemptRow, Campaign } from '../../daemon/terms/outbound.js';
import type { StoredList } from '../../daemon/terms/outbound-figures.js';

export const t0 = 1_800_000_000_000;
export const hourMs = 3_600_000;
export const idOf = (kind: string, n: number): string => kind + String(n).padStart(26 - kind.length, '0');
export const days = { date: () => '2027-05-17' };

export const campaign: Campaign = {
  id: 'c1',
  name: '回访',
  mode: 'predictive',
  queue: 'sales',
  flow: '',
  lists: [{ list: 'l1', weight: 10 }],
  filter: [],
  trunks: [],
  callerNumber: '',
  ringTimeoutMs: 25_000,
  maxConcurrent: 30,
  waitMusic: '',
  dropPrompts: ['zh/dropped'],
  greetingPrompts: [],
  retry: { tries: 3, waitMs: hourMs },
  retryByResult: {},
  hours: { from: '09:00', to: '20:00' },
  days: [1, 2, 3, 4, 5],
  perNumberPerDay: 1,
  dropCap: 0.03,
  answeringMachines: false,
  previewMs: 20_000,
  recording: 'all',
  heardPercent: 80,
  startAt: null,
  endAt: null,
  target: 10,
  script: '',
};
export const list: StoredList = {
  id: 'l1',
  name: '五月',
  kind: 'leads',
  purpose: '回访',
  consent: '合同第 7 条',
  columns: ['city', 'birthday'],
  createdAt: t0,
  createdBy: 'chef',
};

export function read(n: number, more: Partial<ReadLead> = {}): ReadLead {
  const number = `1380000${String(n).padStart(4, '0')}`;
  return {
    line: n + 1,
    id: idOf('01l', n),
    number,
    name: `N${n}`,
    data: {},
    area: '010',
    priority: 5,
    agent: '',
    at: null,
    consent: null,
    ...more,
  };
}

export function batchOf(leads: readonly ReadLead[], more: Partial<ImportBatch> = {}): ImportBatch {
  const source = 'may.csv';
  const rest = { import: 'i1', list: 'l1', source, batch: 1, last: true, by: 'chef', atMs: t0, refused: [] };
  return { ...rest, leads, ...more };
}

export function attempt(n: number, more: Partial<AttemptRow> = {}): AttemptRow {
  return {
    id: idOf('01a', n),
    campaign: 'c1',
    list: 'l1',
    lead: idOf('01l', n),
    callId: idOf('01c', n),
    number: `1380000${String(n).padStart(4, '0')}`,
    callerNumber: '02162881000',
    trunk: 'telecom',
    agent: null,
    startedAt: t0 + n * 1_000,
    answeredAt: null,
    classifiedAt: null,
    who: null,
    connectedAt: null,
    endedAt: null,
    cause: null,
    tone: '',
    result: null,
    resultBy: '',
    why: '',
    counted: false,
    sampled: false,
    machine: false,
    pacing: '',
    ...more,
  };
}
