/** What is read and asked of lists, leads and attempts beside their own rows. Times are epoch ms, spans [from, to). */
import type {
  AttemptResult,
  AttemptRow,
  BlockReason,
  CampaignRow,
  ConsentRow,
  DncRow,
  DropCounts,
  LeadListRow,
  LeadRow,
  LeadState,
  ResultCode,
} from './outbound.js';
import type { RecordingRow } from './recordings.js';

/** Rows of one import message, leads or numbers of one request. */
export const maxLeadsAtOnce = 1_000;
/** Columns of a list. */
export const maxLeadColumns = 50;
/** Characters of a number, a name, one column's value, all values of a lead. */
export const leadTextLimits = { number: 32, name: 100, value: 2_000, data: 8_000 } as const;

/** 'call-backs': fills itself with callers who gave up waiting; each once, taken out when he gets through (OUT-29). */
export const leadListKinds = ['leads', 'call-backs'] as const;
export type LeadListKind = (typeof leadListKinds)[number];

export interface StoredCampaign extends CampaignRow {
  /** Counts what people changed in it; a change is based on one. */
  readonly version: number;
  readonly createdAt: number;
}

export interface StoredList extends LeadListRow {
  readonly kind: LeadListKind;
}

/** One row of a file on its way in. */
export interface LeadToImport {
  /** In the file, 1-based; comes back with what is refused. */
  readonly line: number;
  /** As it is written in the file. */
  readonly number: string;
  readonly name: string;
  readonly data: Readonly<Record<string, string>>;
  /** 0-9. */
  readonly priority?: number | undefined;
  /** A timed call (OUT-07): epoch ms. */
  readonly at?: number | undefined;
  /** Allocated to this agent at once. */
  readonly agent?: string | undefined;
  /** He agreed to be called; `at`: when, epoch ms, absent: not known, and the import's time stands for it. */
  readonly consent?:
    | { readonly source: string; readonly evidence: string; readonly at?: number | undefined }
    | undefined;
}

/** Why a row of a file is no lead (OUT-09). */
export const importRefusals = [
  'no-number',
  'bad-number', // not a number that can be dialled; also 1.38E+10
  'not-dialled', // emergency and service numbers are no people to call
  'duplicate-in-file',
  'duplicate-in-list',
  'dnc',
  'too-long', // a name or a value
  'bad-agent', // allocated to nobody who is configured
] as const;
export type ImportRefusal = (typeof importRefusals)[number];

export interface RefusedLead {
  readonly line: number;
  readonly reason: ImportRefusal;
}

export const importStates = ['open', 'done', 'given-up'] as const;
/** What has come of a file so far. A batch and its counts are stored together or not at all. */
export interface LeadImport {
  readonly id: string;
  readonly list: string;
  /** File name. */
  readonly source: string;
  readonly startedAt: number;
  readonly changedAt: number;
  readonly startedBy: string;
  readonly state: (typeof importStates)[number];
  /** 1-based: send this one next; a cut import goes on here. */
  readonly nextBatch: number;
  readonly added: number;
  readonly refused: Readonly<Partial<Record<ImportRefusal, number>>>;
}

/** To one batch. The same batch sent again gets the same answer and adds nothing. */
export interface ImportAnswer {
  /** Of this batch. */
  readonly added: number;
  readonly refused: readonly RefusedLead[];
  /** Of the whole import, up to this batch. */
  readonly import: LeadImport;
}

/** A share of a list's unworked, unallocated leads (CRM-19). */
export interface LeadShare {
  readonly agent: string;
  /** One of them: so many; or percent of what there is at first, 0-100; absent both: all that his areas have. */
  readonly count?: number | undefined;
  readonly percent?: number | undefined;
  /** Only leads of these 区号; absent or empty: of anywhere. */
  readonly areas?: readonly string[] | undefined;
}

/** What an allocation came to: `given` add up to `before` minus `left`. */
export interface Allocated {
  readonly before: number;
  readonly given: readonly { readonly agent: string; readonly leads: number }[];
  readonly left: number;
}

/** An agent did not want to call a lead, and why. */
export interface SkipRow {
  readonly id: string;
  readonly campaign: string;
  readonly list: string;
  readonly lead: string;
  readonly agent: string;
  readonly at: number;
  readonly reason: string;
}

export interface ListCounts {
  readonly leads: number;
  readonly byState: Readonly<Record<LeadState, number>>;
  /** Of leads with a result. */
  readonly byResult: Readonly<Partial<Record<ResultCode, number>>>;
  /** '' nobody's. `worked`: they have a result. */
  readonly byAgent: readonly {
    readonly agent: string;
    readonly leads: number;
    readonly open: number;
    readonly worked: number;
  }[];
  /** What can be allocated: unworked leads that are nobody's, by 区号; '' unknown. By area. */
  readonly free: readonly { readonly area: string; readonly leads: number }[];
}

export interface AttemptCounts extends DropCounts {
  /** Rows of the span, blocked ones too. */
  readonly attempts: number;
  readonly blocked: number;
  readonly byResult: Readonly<Partial<Record<AttemptResult, number>>>;
  readonly byBlock: Readonly<Partial<Record<BlockReason, number>>>;
  /** From answer to agent of connected ones: the mean, ms; null: none. */
  readonly meanConnectMs: number | null;
  /** Mean talk, ms; null: none. */
  readonly meanTalkMs: number | null;
  /** Judged by ear (OUT-30): machines found among the random 2 % that agents heard, and how many of those were persons. */
  readonly sampled: number;
  readonly sampledWrong: number;
}

/** OUT-25. */
export interface Conversion {
  /** Persons reached. */
  readonly reached: number;
  readonly successes: number;
  /** successes ÷ reached, 0-100; null: nobody reached. */
  readonly percent: number | null;
  readonly target: number | null;
}

/** OUT-17: the same query answers the agent's page and the report. */
export interface AgentResults {
  readonly agent: string;
  readonly attempts: number;
  readonly connected: number;
  readonly talkMs: number;
  readonly byResult: Readonly<Partial<Record<AttemptResult, number>>>;
}

/** OUT-11: what attempts say of a number. */
export interface NumberQuality {
  readonly number: string;
  readonly attempts: number;
  readonly lastAttemptAt: number | null;
  readonly lastResult: AttemptResult | null;
  readonly lastConnectedAt: number | null;
  /** 'vacant': wrong number; 'suspended'; 'unreached': five or more tries and nobody ever answered; 'good': somebody did. */
  readonly flag: 'vacant' | 'suspended' | 'unreached' | 'good' | 'unknown';
  readonly dnc: DncRow | null;
}

/** CMP-04: what proves that a call was made as the law wants it. */
export interface Evidence {
  readonly attempt: AttemptRow;
  /** null: deleted since. */
  readonly lead: LeadRow | null;
  /** Purpose and consent; null: deleted since. */
  readonly list: StoredList | null;
  /** From which file the lead came; null: from none. */
  readonly import: LeadImport | null;
  readonly campaign: StoredCampaign | null;
  readonly recordings: readonly RecordingRow[];
  /** Now; null: not on the list. */
  readonly dnc: DncRow | null;
  /** What the person himself had said, oldest first; also what he has said since. */
  readonly consents: readonly ConsentRow[];
  /** Others to this number in the 24 hours before: the frequency cap. */
  readonly callsBefore: readonly Pick<AttemptRow, 'id' | 'campaign' | 'startedAt' | 'result'>[];
}
