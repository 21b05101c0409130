/** Bringing a line up, step by step (screens.md 3.1). Resumable: what was done stands in the database. */
import type { Words } from './cause-words.js';
import type { SpanSetup } from './span-setup.js';

export const commissioningSteps = [
  'before', // the carrier's order
  'card',
  'line', // signal, framing, CRC4
  'signalling',
  'clock',
  'numbers',
  'test-call',
  'report',
] as const;
export type CommissioningStep = (typeof commissioningSteps)[number];

export type StepState =
  | 'open'
  /** Its check is running. */
  | 'checking'
  | 'good'
  | 'bad'
  /** Its check failed and the technician went on all the same; recorded with his name. */
  | 'overruled';

export interface StepResult {
  readonly step: CommissioningStep;
  readonly state: StepState;
  /** What was found, with figures. */
  readonly seen: Words;
  /** A code, stable; '' none: 'no-signal', 'crc4-mismatch', 'both-user-side', … */
  readonly fault: string;
  readonly words: Words;
  readonly next: readonly Words[];
  /** What the step proposes, to be taken with one key: a setup, a number rule. */
  readonly proposal: Readonly<Record<string, unknown>> | null;
  /** 0-1, while checking. */
  readonly progress: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** Login that overruled it; '' nobody. */
  readonly overruledBy: string;
  /** What he wrote when he went on; absent: nobody did. */
  readonly overruledFor?: string;
  /** Its proposal is being applied: nothing else happens to its commissioning meanwhile. Absent: no. */
  readonly taking?: boolean;
  /** Why its proposal was not applied, so that nothing has changed; absent or '' while none has failed. */
  readonly notTaken?: Words;
  /** While checking: well so far, so the steps behind it may begin while it goes on. */
  readonly mayGoOn?: boolean;
}

/** What the carrier has sold, as it stands on his paper; null: not known. */
export interface CarrierOrder {
  readonly carrier: string;
  readonly numbers: string;
  readonly signalling: 'dss1' | 'no1' | 'qsig' | null;
  readonly crc4: boolean | null;
  readonly impedanceOhm: 75 | 120 | null;
  readonly clockFromCarrier: boolean | null;
  /** Digits of the called number that are sent: 4, 8, 11 …; null: not known. */
  readonly calledDigits: number | null;
}

export interface Commissioning {
  readonly id: string;
  readonly span: number;
  readonly by: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** Where the technician stands. */
  readonly step: CommissioningStep;
  readonly order: CarrierOrder;
  /** As it will be, or is, applied. */
  readonly setup: SpanSetup;
  readonly steps: readonly StepResult[];
  /** Of two technicians who change the same one, one wins and the other is told. */
  readonly version: number;
}

/** What is printed and signed: what was done and measured, by whom. */
export interface CommissioningReport {
  readonly commissioning: Commissioning;
  readonly spanName: string;
  /** Lines of a step that stand in the record: measured figures, changes made, who did what when. */
  readonly deeds: readonly CommissioningDeed[];
  /** All of it as text. */
  readonly text: Words;
}

/** One thing that was done, or came about by itself (`by` 'system'). */
export interface CommissioningDeed {
  readonly at: number;
  readonly by: string;
  readonly step: CommissioningStep;
  readonly words: Words;
}

/** As it stands in the database: resumed from here after a page, a web process or a daemon that is gone. */
export interface CommissioningRow {
  readonly commissioning: Commissioning;
  /** At most `maxDeeds`: the first one and the last ones. */
  readonly deeds: readonly CommissioningDeed[];
}
/** A report of them in two languages is one answer of the socket. */
export const maxDeeds = 200;
/** Characters of one, in each language; what a check saw stands whole at its step. */
export const maxDeedText = 300;
