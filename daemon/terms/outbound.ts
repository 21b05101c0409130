/** Outbound: campaigns, leads, attempts and their results, as plain types. Times are epoch ms. */

/** How a campaign reaches people. The first four end at an agent; the last three at a flow. */
export const campaignModes = [
  'manual', // the agent takes a lead from his list and dials by one key (OUT-01)
  'preview', // he is shown a lead for a while, then it is dialled, or he skips it with a reason (OUT-02)
  'progressive', // one call for each agent who is reserved for it; nobody can be dropped (OUT-03)
  'predictive', // paced (OUT-04)
  'notice', // voice notice: a message is played (OUT-12)
  'survey', // questions by keys (OUT-13)
  'flow', // any flow (OUT-15)
] as const;
export type CampaignMode = (typeof campaignModes)[number];

/** Modes in which whoever answers is given to an agent. */
export const agentModes: readonly CampaignMode[] = ['manual', 'preview', 'progressive', 'predictive'];

/** china.md 7, the eleven; set by an agent or by network and audio. */
export const resultCodes = [
  'success', // 成功
  'refused', // 拒访
  'no-answer', // 无人接听
  'busy', // 占线
  'wrong-number', // 错误号码
  'switched-off', // 关机
  'suspended', // 停机
  'unreachable', // 无法接通
  'diverted', // 呼叫转移
  'appointment', // 预约
  'duplicate', // 重复数据
] as const;
export type ResultCode = (typeof resultCodes)[number];

/** Of an attempt that is no result of the person called. */
export const internalResults = [
  'line-failure', // 线路失败: our lines or the carrier's; uses up no try
  'not-rung', // 未振铃: an agent who had dialled himself laid down before it rang there; uses up no try
  'blocked', // 限拨: law, DNC or cap; never dialled
  'cancelled', // hung up by pacing after the minimum ring: of the person it says 'no-answer' and uses up a try
  'dropped', // a person answered and was not connected in time; message played, called back first
  'connected', // an agent talks or has talked; his code is still to come
  'heard', // notice and survey: enough of it was heard; becomes 'success'
] as const;
export type InternalResult = (typeof internalResults)[number];
export type AttemptResult = ResultCode | InternalResult;

/** 有效性 of a result. */
export const validities = ['connected', 'not-connected', 'wrong-number'] as const;
export type Validity = (typeof validities)[number];

/** Why a number is not dialled now (OUT-28, CMP-03). */
export const blockReasons = [
  'dnc', // on the do-not-call list
  'hours', // outside the calling hours where the number is
  'too-often', // frequency cap of a number
  'too-soon', // less than the least wait after the last try
  'tries', // all used up
  'duplicate',
  'caller-number', // the number shown is not one of the trunk's (CMP-09)
  'bad-number', // not a number that can be dialled
  'drop-cap', // more drops than the law allows in the window
  'consent', // withdrawn, or not given where the campaign needs it
  'storage', // no room for recordings
] as const;
export type BlockReason = (typeof blockReasons)[number];

export interface RetryRule {
  /** Tries in all, 1-10. */
  readonly tries: number;
  /** Least time between two, ms; at least 1,800,000. */
  readonly waitMs: number;
}

export const leadOperators = ['=', '!=', 'starts-with', 'in', '<', '>=', 'empty', 'not-empty'] as const;

/** A lead is taken if all conditions hold. */
export interface LeadCondition {
  /**
   * 'number', 'name', 'area', 'tries', 'result', or a column of the list: "data.city". "yearly.birthday": month and day of
   * a column with dates, "05-17".
   */
  readonly field: string;
  readonly operator: (typeof leadOperators)[number];
  /** Of 'in' several, by commas. "{today}", "{today+3}", "{today-30}" are dates: "2027-05-17", of yearly fields "05-17". */
  readonly value: string;
}

/** What a campaign is told to do; numbers in its range or it is refused whole. */
export interface Campaign {
  readonly id: string;
  readonly name: string;
  readonly mode: CampaignMode;
  /** Its agents are those of this queue; '' in a mode without agents. */
  readonly queue: string;
  /** Where who answers goes in 'notice', 'survey' and 'flow'; '' otherwise. */
  readonly flow: string;
  /** Leads are drawn from several by weight, 1-100 each. */
  readonly lists: readonly { readonly list: string; readonly weight: number }[];
  readonly filter: readonly LeadCondition[];
  /** Trunks tried in this order; empty: by the site's routes. */
  readonly trunks: readonly string[];
  /** Shown to whom is called; must be one assigned to the trunk (CMP-09); '' the trunk's own. */
  readonly callerNumber: string;
  /** 15,000-60,000. */
  readonly ringTimeoutMs: number;
  /** Calls in flight at once, 1-240. */
  readonly maxConcurrent: number;
  /** Heard while an agent is fetched: a prompt; '' ring-back or silence. */
  readonly waitMusic: string;
  /** Said to who cannot be connected in time: who called, and how not to be called again. */
  readonly dropPrompts: readonly string[];
  /** Said first to who answers: that the call is recorded, for example. */
  readonly greetingPrompts: readonly string[];
  readonly retry: RetryRule;
  /** For single results, in place of `retry`. */
  readonly retryByResult: Readonly<Partial<Record<ResultCode, RetryRule>>>;
  /** Local time where the number is, "HH:MM"; within 08:00-21:00. */
  readonly hours: { readonly from: string; readonly to: string };
  /** ISO weekdays, 1 Monday - 7 Sunday. */
  readonly days: readonly number[];
  /** Calls to one number a day, over all campaigns, 1-3. */
  readonly perNumberPerDay: number;
  /** 0-0.03. */
  readonly dropCap: number;
  /** Told person from machine by ear; absent sound or doubt is a person. Off by default. */
  readonly answeringMachines: boolean;
  /** Preview: shown so long, 5,000-300,000. */
  readonly previewMs: number;
  readonly recording: 'all' | 'on-demand';
  /** 'notice': share of the message that counts as heard, percent. */
  readonly heardPercent: number;
  /** Not before and not after; null: no bound. 'timed' calls (OUT-07) are leads with a time of their own. */
  readonly startAt: number | null;
  readonly endAt: number | null;
  /** Successes wanted; null: none. */
  readonly target: number | null;
  /** Script shown to agents; '' none. */
  readonly script: string;
  /** Only who has agreed himself is called; absent: what the list says is enough. Who took it back is never called. */
  readonly needsConsent?: boolean;
}

export const campaignStates = ['draft', 'running', 'paused', 'stopped', 'done'] as const;
export type CampaignState = (typeof campaignStates)[number];

/** A campaign as it stands in the database. */
export interface CampaignRow {
  readonly campaign: Campaign;
  readonly state: CampaignState;
  /** Why it is paused or stopped by itself: a code; '' a person did it. */
  readonly why: string;
  readonly changedAt: number;
  readonly changedBy: string;
}

export interface LeadListRow {
  readonly id: string;
  readonly name: string;
  /** Purpose of its personal data (CMP-01). */
  readonly purpose: string;
  /** What proves that these people agreed to be called: text. */
  readonly consent: string;
  /** Column names of the leads' data, in their order. */
  readonly columns: readonly string[];
  readonly createdAt: number;
  readonly createdBy: string;
}

/** 'open': may still be called; 'working': an attempt or a preview is under way; 'done': never again in this list. */
export type LeadState = 'open' | 'working' | 'done';

/** One person to call. */
export interface LeadRow {
  readonly id: string;
  readonly list: string;
  /** As it is dialled: mobiles plain, fixed numbers with area code. */
  readonly number: string;
  readonly name: string;
  /** Further columns of its list. */
  readonly data: Readonly<Record<string, string>>;
  /** 区号 with its leading 0; '' unknown. */
  readonly area: string;
  /** Higher first, 0-9. */
  readonly priority: number;
  readonly state: LeadState;
  /** Last one wins; null: not called yet. */
  readonly result: ResultCode | null;
  readonly tries: number;
  readonly lastTriedAt: number | null;
  /** Not to be called earlier: retry, appointment, timed call; 0: at once. */
  readonly notBefore: number;
  /** Allocated to this agent (CRM-19); '' nobody. */
  readonly agent: string;
  /** `notBefore` is an hour that was agreed or set: it goes before all others, ± 2 s. */
  readonly timed: boolean;
  readonly importedAt: number;
}

/** One dial, or one that was refused before it began. */
export interface AttemptRow {
  readonly id: string;
  readonly campaign: string;
  readonly list: string;
  readonly lead: string;
  /** '' blocked before there was a call. */
  readonly callId: string;
  readonly number: string;
  readonly callerNumber: string;
  readonly trunk: string;
  readonly agent: string | null;
  readonly startedAt: number;
  readonly answeredAt: number | null;
  /** When it was known or assumed who it is. */
  readonly classifiedAt: number | null;
  readonly who: 'human' | 'machine' | 'fax' | 'unsure' | null;
  readonly connectedAt: number | null;
  readonly endedAt: number | null;
  /** ITU-T Q.850. */
  readonly cause: number | null;
  /** What was heard before the answer: 'busy', 'vacant', …; '' nothing. */
  readonly tone: string;
  readonly result: AttemptResult | null;
  /** 'network', 'agent:8001', 'system'. */
  readonly resultBy: string;
  /** Why it was blocked; '' it was not. */
  readonly why: string;
  /** It used up a try. */
  readonly counted: boolean;
  /** One of the random 2 % that measure the detector's false positives: given to an agent whatever it said. */
  readonly sampled: boolean;
  /** By the agent's word no person: it is not among those who count for the cap. Absent: it is. */
  readonly machine?: boolean;
  /** Pacing's inputs at the launch (OUT-05): JSON of PacingReason, '' none. */
  readonly pacing: string;
}

/** That a person agreed to be called, or no longer does (CMP-03, CMP-04). The newest by `at` counts. */
export interface ConsentRow {
  readonly id: string;
  readonly number: string;
  /** False: he took it back. */
  readonly given: boolean;
  /** When he said so, epoch ms. */
  readonly at: number;
  /** Where: a form, a contract, a call. */
  readonly source: string;
  /** What proves it: an address, a number of a document, a call's id; '' nothing more. */
  readonly evidence: string;
  readonly recordedAt: number;
  /** Login. */
  readonly by: string;
}

export interface DncRow {
  readonly number: string;
  readonly since: number;
  /** Login, agent or 'system'. */
  readonly by: string;
  readonly reason: string;
}

/** A lead on its way to be dialled, with what the law asks about its number. */
export interface LeadToDial extends LeadRow {
  /** Calls to this number today, over all campaigns. */
  readonly callsToday: number;
  /** When this number was called last, over all lists; null or absent: never, as far as is known. Epoch ms. */
  readonly lastCallAt?: number | null;
  readonly dnc: boolean;
  /** What the person himself has said; absent: nothing. */
  readonly consent?: boolean;
}

/** What the dialer asks the database for: leads of one list of a campaign, to be dialled soon. */
export interface LeadsAsk {
  readonly campaign: string;
  readonly list: string;
  /** Carried by the answer: of several, only the answer to the last one counts. */
  readonly ask: number;
  /** At most so many, 1-500. */
  readonly count: number;
  /** `notBefore` at or before this, epoch ms: a little ahead, so that who is due then is in hand at that second. */
  readonly dueBy: number;
  /** In hand, or ended so lately that their rows may not be written yet. */
  readonly not: readonly string[];
  /** Allocated to nobody or to one of these. */
  readonly agents: readonly string[];
  /** Present: exactly this one, whatever is due, if it is open. */
  readonly lead?: string;
}

/**
 * Open leads that pass the campaign's filter, whose campaign and list are as asked: timed ones by their time, then by
 * priority (higher first), fewest tries, `notBefore`, import and id.
 */
export interface LeadsAnswer {
  readonly campaign: string;
  readonly list: string;
  readonly ask: number;
  readonly leads: readonly LeadToDial[];
  /** Nobody else is due by `dueBy`. */
  readonly exhausted: boolean;
  /** When the next open lead beyond them falls due, epoch ms; null: none ever. */
  readonly nextAt: number | null;
  /** All open leads of the list that pass the filter, those in hand included; absent: not counted this time. */
  readonly open?: number;
}

/** Of one window, over which the cap holds. Machines by the agent's word are not among `live`. */
export interface DropCounts {
  readonly launched: number;
  /** Persons who answered, with the detector's estimated false positives. */
  readonly live: number;
  readonly connected: number;
  readonly dropped: number;
}

/** Of the random sample that agents hear whatever the detector said: what it took for machines, and how many were persons. */
export interface DetectorSample {
  readonly sampled: number;
  readonly wrong: number;
}

/** Share of the detector's machines that are persons, 0-1. A prior of 1 in 50 stands for what is not measured yet. */
export function falsePositiveShare({ sampled, wrong }: DetectorSample): number {
  return (wrong + 1) / (sampled + 50);
}

/** What the dialer goes on with after a restart. */
export interface CampaignToRun {
  readonly row: CampaignRow;
  /** Since local midnight, and of the last 30 days. */
  readonly today: DropCounts;
  readonly thirtyDays: DropCounts;
  /** By result since local midnight; absent: none. */
  readonly results?: Readonly<Partial<Record<AttemptResult, number>>>;
  /** Since it was made, for `target`; absent: none. */
  readonly successes?: number;
  /** Absent: none yet. */
  readonly detector?: DetectorSample;
}

/** What pages show of a campaign; keyed by its id. */
export interface LiveCampaign {
  readonly id: string;
  readonly name: string;
  readonly mode: CampaignMode;
  readonly state: CampaignState;
  readonly why: string;
  readonly queue: string;
  readonly agentsReady: number;
  readonly agentsTalking: number;
  readonly agentsWrapUp: number;
  readonly agentsSignedIn: number;
  /** Ringing, answered and not judged, persons who wait. */
  readonly ringing: number;
  readonly judging: number;
  readonly waiting: number;
  readonly today: DropCounts;
  readonly thirtyDays: DropCounts;
  /** By result since midnight. */
  readonly results: Readonly<Partial<Record<AttemptResult, number>>>;
  /** What pacing works with; absent: no pacing in this mode. */
  readonly pacing?: {
    readonly answerPercent: number;
    readonly talkMs: number;
    readonly wrapUpMs: number;
    readonly ratio: number;
    readonly allowedDropPercent: number;
  };
  /** Judged by ear (OUT-30): share of "machines" that were persons, by the sample, and how large it is. */
  readonly detector?: { readonly falsePercent: number; readonly sampled: number };
  /** Another drop would break the cap: only calls with a reserved agent until there are more persons. */
  readonly overCap?: true;
  /** Leads that may still be called; absent: not counted yet. */
  readonly leadsOpen?: number;
}

/** What an agent is shown before it is dialled (preview) or while he works on it. */
export interface LiveLead {
  readonly lead: string;
  readonly campaign: string;
  readonly name: string;
  readonly number: string;
  readonly data: Readonly<Record<string, string>>;
  /** Attempt in hand; '' preview. */
  readonly attempt: string;
  /** Its call, which may be an earlier one than the agent's; absent: none yet. */
  readonly callId?: string;
  /** Preview: dialled by itself then; null: not. Epoch ms. */
  readonly dialAt: number | null;
  /** A result is asked before the next call (OUT-19). */
  readonly resultWanted: boolean;
  /** Before this one; absent: not known. */
  readonly tries?: number;
  /** Of the last one; null: none. */
  readonly lastResult?: ResultCode | null;
  readonly lastTriedAt?: number | null;
}

/** What an agent asks of outbound work. */
export type OutboundAsk = { readonly agentId: string } & (
  | { readonly ask: 'take-lead'; readonly lead: string; readonly campaign: string }
  | { readonly ask: 'dial-lead' }
  | { readonly ask: 'skip-lead'; readonly reason: string }
  | {
      readonly ask: 'outbound-result';
      readonly attempt: string;
      readonly result: ResultCode;
      /** Of 'appointment': when, and whether for him or anybody. */
      readonly at?: number | undefined;
      readonly own?: boolean | undefined;
      /** Of 'refused': also never again. */
      readonly dnc?: boolean | undefined;
      /** He reached a machine: it leaves the law's denominator. */
      readonly machine?: boolean | undefined;
    }
);
