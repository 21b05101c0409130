import type { CardLines } from './cards.js';
import type { RecordingMode } from './recordings.js';
import type { Target } from './targets.js';
import type { Route, Trunk } from './trunks.js';

/**
 * What a site has and wants, as imported from its configuration file into the telephony database.
 * Prompts are names below the sounds folder without extension: "zh/welcome".
 */
export interface Site {
  /** Tone plan and number rules, ISO 3166 alpha-2, lower case. */
  readonly country: 'cn' | 'us' | 'gb' | 'de';
  /** IANA zone for days and hours: "Asia/Shanghai". */
  readonly timeZone: string;
  readonly board: VirtualBoard | CardBoard;
  /** Names of spans for people and how they speak; a span without an entry is "E1-1", user side, EuroISDN. */
  readonly spans?: readonly SpanSettings[];
  /** Exchange lines (FXO): which number each one stands for. */
  readonly lines?: readonly LineSettings[];
  /** 区号 of this site with its leading 0: "021"; completes local numbers. */
  readonly areaCode?: string;
  readonly trunks?: readonly Trunk[];
  /** Calls out; without one, nobody but emergency services can be called. */
  readonly routes?: readonly Route[];
  readonly numbers: readonly NumberRule[];
  /** Flow for a called number that is not listed (which is also an incident). */
  readonly defaultFlow: string;
  readonly flows: readonly Flow[];
  readonly queues: readonly Queue[];
  readonly agents: readonly Agent[];
  /** Who may listen, whisper and barge, and at which telephone. */
  readonly supervisors?: readonly Supervisor[];
  /** Hours of queues and shifts of agents. */
  readonly schedules?: readonly Schedule[];
  /** Tried in this order when a call enters a queue; each that fits adds its effect (ACD-17). */
  readonly rules?: readonly RouteRule[];
  /** Points a caller of this importance has more than others: { A: 50, K: 20 } (ACD-12). */
  readonly classPriority?: Readonly<Record<string, number>>;
  /** Where calls wait to be picked up; absent: 701-720, back after 120 s. */
  readonly parking?: { readonly firstSlot: number; readonly slots: number; readonly returnAfterMs: number };
  /** Asked of a caller when the agent lets him rate; absent: no rating. */
  readonly rating?: {
    readonly prompts: readonly string[];
    readonly thanksPrompts: readonly string[];
    /** Said before the question, with the agent's number spoken after it. */
    readonly agentPrompts?: readonly string[];
    readonly timeoutMs: number;
  };
  /** The 400 or 4008 number that callers know, by the landing number the network sends (ACC-09). */
  readonly serviceNumbers?: readonly { readonly landing: string; readonly service: string }[];
  /** Thresholds of the whole floor; those of a queue stand with it. */
  readonly thresholds?: { readonly notReadyMs?: Threshold; readonly wrapUpMs?: Threshold; readonly talkMs?: Threshold };
  /** Announcements that are ready for an emergency, for one click (SUP-14). */
  readonly emergencies?: readonly PreparedAnnouncement[];
  /** Said in front of every flow while it is there. */
  readonly emergency?: Emergency;
  readonly recordings?: RecordingPolicy;
}

/** A card made of software, with a simulated exchange at its other end. */
export interface VirtualBoard extends BoardSize {
  readonly kind: 'virtual';
}

/** Telephony cards of this machine, through their driver. */
export interface CardBoard extends BoardSize {
  readonly kind: 'dahdi';
  /** As many of each as the board has. */
  readonly card: CardLines;
}

interface BoardSize {
  /** E1 spans, 1-8; of cards also 0. */
  readonly spans: number;
  /** Telephones, 1-64; of cards also 0. */
  readonly lines: number;
  /** 0-32 lines to an exchange (FXO), numbered after the telephones; absent: 0. */
  readonly exchangeLines?: number;
}

/** Never under 30 days, the law's least (china.md 8). */
export const fewestKeepDays = 30;
export const usualKeepDays = 180;

export interface RecordingPolicy {
  /** Days after which a recording may be deleted, oldest first; 30-3650. Absent policy: `usualKeepDays`. */
  readonly keepDays: number;
  /** For some of them others; the first that fits counts. At most 50. */
  readonly rules?: readonly KeepRule[];
  /** Closed recordings are encrypted with the box's key (REC-13); absent: they stay in clear. */
  readonly encrypt?: boolean;
}

/** Fits recordings that are all it names; it names one thing at least. */
export interface KeepRule {
  readonly kind?: 'call' | 'voicemail' | 'test';
  readonly queue?: string;
  readonly campaign?: string;
  /** 30-3650. */
  readonly keepDays: number;
}

export interface PreparedAnnouncement {
  readonly id: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly prompts: readonly string[];
}

/** 突发事件: an announcement that callers hear before anything else of a flow. */
export interface Emergency {
  readonly prompts: readonly string[];
  readonly reason: string;
  /** Login who put it there. */
  readonly by: string;
  /** Epoch ms. */
  readonly since: number;
}

/** An alarm goes on at `on` and off again at `off`, so that it doesn't flutter. */
export interface Threshold {
  readonly on: number;
  readonly off: number;
}

export interface Supervisor {
  /** The login has the same id. */
  readonly id: string;
  readonly name: string;
  /** 1-based line of the desk telephone. */
  readonly line: number;
}

/** Order of rules: special date, then weekly hours (china.md 6). Times are local, "HH:MM", `to` is exclusive; "24:00" is midnight. */
export interface Schedule {
  readonly id: string;
  readonly name: string;
  readonly weekly: readonly {
    /** 1 Monday - 7 Sunday. */
    readonly days: readonly number[];
    readonly from: string;
    readonly to: string;
  }[];
  readonly special?: readonly {
    /** "2027-02-06". */
    readonly date: string;
    /** Empty: closed all day. */
    readonly hours: readonly { readonly from: string; readonly to: string }[];
    readonly name?: string;
  }[];
}

export const ruleAttributes = [
  'callingNumber',
  'calledNumber',
  'area', // 区号 of the caller with its leading 0: "010"
  'class',
  'businessType',
  'owner',
  'queue',
  'time', // local "HH:MM"
  'weekday', // 1 Monday - 7 Sunday
  'data', // associated data: `key` is "Section.Key"
] as const;
export const ruleOperators = ['=', '!=', 'starts-with', 'in', '<', '>='] as const;

/** If all conditions hold, the call goes elsewhere or counts for more. */
export interface RouteRule {
  readonly id: string;
  readonly name: string;
  readonly when: readonly {
    readonly attribute: (typeof ruleAttributes)[number];
    /** Of 'data' only. */
    readonly key?: string;
    readonly operator: (typeof ruleOperators)[number];
    /** 'in': several, separated by commas. */
    readonly value: string;
  }[];
  readonly then: {
    readonly queue?: string;
    /** Preferred for the queue's owner.holdMs, then anybody. */
    readonly agent?: string;
    readonly points?: number;
    readonly skill?: { readonly name: string; readonly atLeast: number };
  };
}

/** Where a caller goes who cannot stay in a queue. */
export type Overflow =
  /** Says the prompts and clears. */
  | { readonly to: 'hang-up'; readonly prompts: readonly string[] }
  | { readonly to: 'queue'; readonly queue: string }
  /** A night menu, for example. */
  | { readonly to: 'flow'; readonly flow: string }
  /** Says the prompts, stores the number once, clears (ACD-22). */
  | { readonly to: 'call-back'; readonly prompts: readonly string[] };

/** Lowest metric wins; see daemon/acd/strategy.ts for each one's. */
export const strategies = [
  'longest-idle',
  'equal-count', // fewest answered today
  'least-talk', // least conversation time today
  'sequential', // as the list of agents has them, from the top
  'skill', // highest level of the wanted skill
  'newest', // hired last
  'random',
] as const;
export type StrategyName = (typeof strategies)[number];

export interface SpanSettings {
  /** 1-based, at most board.spans. */
  readonly span: number;
  readonly name: string;
  /** Absent: 'user', as towards a public exchange. */
  readonly side?: 'user' | 'network';
  /** Absent: 'euro-isdn'. */
  readonly protocol?: 'euro-isdn' | 'qsig';
  /** The far end may send the called number digit by digit (ITU-T Q.931 §5.1.3). */
  readonly overlapReceiving?: boolean;
  /** CRC4 multiframe (ITU-T G.704 §2.3.3); absent: on. */
  readonly crc4?: boolean;
  /** As in SpanSetup; absent: the place of the span among those that have none. */
  readonly clockPriority?: number;
}

export interface LineSettings {
  /** 1-based. */
  readonly line: number;
  /** Callers who ring this line are treated as having dialled it. */
  readonly number: string;
}

export interface NumberRule {
  /** As the network sends it. */
  readonly number: string;
  readonly flow: string;
}

export interface Flow {
  readonly id: string;
  readonly start: string;
  readonly nodes: Readonly<Record<string, FlowNode>>;
}

export type FlowNode =
  | { readonly block: 'play'; readonly prompts: readonly string[]; readonly next: string }
  | {
      readonly block: 'menu';
      readonly prompts: readonly string[];
      /** Key → node. Pressing a key cuts the prompt. */
      readonly keys: Readonly<Record<string, string>>;
      /** From the end of the prompt, 1,000-60,000. */
      readonly timeoutMs: number;
      /** How often a wrong key or silence is asked again, 0-5. */
      readonly retries: number;
      readonly wrongKeyPrompts: readonly string[];
      /** Where a caller goes who used up the retries. */
      readonly otherwise: string;
    }
  | { readonly block: 'queue'; readonly queue: string }
  /** Associated data of the call (ACD-26); `value` absent: the keys pressed so far. */
  | {
      readonly block: 'set-data';
      readonly section: string;
      readonly key: string;
      readonly value?: string;
      readonly next: string;
    }
  /** 留言: the caller speaks after the beep until he presses a key, hangs up, or the time is over; then `next`. */
  | {
      readonly block: 'voicemail';
      readonly prompts: readonly string[];
      /** Whose agents find it among their call-backs. */
      readonly queue: string;
      /** 5,000-600,000. */
      readonly maxMs: number;
      readonly next: string;
    }
  | { readonly block: 'hang-up'; readonly prompts: readonly string[] };

export interface Queue {
  readonly id: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly strategy: StrategyName;
  readonly music: string;
  /** Said once on entry. */
  readonly prompts: readonly string[];
  readonly wrapUpMs: number;
  readonly ringTimeoutMs: number;
  /** Unanswered offers in a row after which an agent becomes not-ready (no-answer). */
  readonly missesUntilNotReady: number;
  /** Callers beyond this hear busyPrompts and are cleared, 1-1000. */
  readonly maxWaiting: number;
  readonly maxWaitMs: number;
  readonly busyPrompts: readonly string[];
  /** So many of the best agents ring at once; the first to answer has the call. 1-20; absent: 1. */
  readonly ringAtOnce?: number;
  /** Unanswered offers in a row, by cause, after which an agent becomes not-ready; absent: as missesUntilNotReady. */
  readonly missesByCause?: { readonly rejected?: number; readonly unreachable?: number };
  /** Points its callers enter with, 0-1000; absent: 0. */
  readonly priority?: number;
  /** Points a caller gains for each minute of waiting, 0-100; absent: 1. */
  readonly pointsPerMinute?: number;
  /** Who has waited so long comes before anybody who hasn't, whatever the points; absent: no cap (ACD-18). */
  readonly firstAfterMs?: number;
  /** Its callers want this (ACD-06); relaxed by `relaxBy` each `everyMs` of waiting down to 0. */
  readonly skill?: {
    readonly name: string;
    /** 1-9. */
    readonly atLeast: number;
    readonly relaxBy?: number;
    readonly everyMs?: number;
  };
  /** Agents of the next level join after so long; absent: levels only order them. */
  readonly nextLevelAfterMs?: number;
  /** The agent who last talked to the caller, for so long, then everybody (ACD-10). */
  readonly lastAgent?: { readonly withinDays: number; readonly holdMs: number };
  /** The account's owner first (ACD-11). */
  readonly owner?: { readonly holdMs: number };
  /** Id of a schedule; absent: always open. */
  readonly hours?: string;
  readonly whenClosed?: Overflow;
  /** Absent: busyPrompts, then cleared. */
  readonly whenFull?: Overflow;
  readonly whenWaitedTooLong?: Overflow;
  /** Nobody of the queue is signed in; absent: they wait. */
  readonly whenNobody?: Overflow;
  /** "You are number 3, about 2 minutes"; 10,000-600,000 apart (ACD-24, ACD-25). */
  readonly announce?: { readonly everyMs: number; readonly position: boolean; readonly wait: boolean };
  /** china.md 5; absent: 80 % in 20 s by F3. */
  readonly serviceLevel?: {
    readonly withinMs: number;
    readonly percent: number;
    readonly formula: 'F1' | 'F2' | 'F3' | 'F4';
  };
  /** Of its conversations; absent: 'all'. */
  readonly recording?: RecordingMode;
  readonly thresholds?: {
    readonly waiting?: Threshold;
    readonly longestWaitMs?: Threshold;
    /** `on` is below `off`. */
    readonly serviceLevelPercent?: Threshold;
    readonly agentsReady?: Threshold;
  };
}

export interface Agent {
  /** 工号; the login has the same id. */
  readonly id: string;
  readonly name: string;
  /** 1-based line of the desk telephone; 0: he works at `remoteNumber`. */
  readonly line: number;
  readonly queues: readonly string[];
  /** May call abroad; absent: no. */
  readonly international?: boolean;
  /** Skill → 0-9; absent: 0. */
  readonly skills?: Readonly<Record<string, number>>;
  /** Queue → level, 1 (first) - 9; absent: 1. */
  readonly levels?: Readonly<Record<string, number>>;
  /** "2024-03-01", for 'newest'. */
  readonly hiredOn?: string;
  /** Team, for reports and pages. */
  readonly group?: string;
  /** Id of a schedule: outside it he is offered nothing (ACD-27). */
  readonly shift?: string;
  /** Keeps the handset off (a headset): calls begin with a beep and need no lifting. */
  readonly headset?: boolean;
  /** Works at this outside telephone: calls are offered there over a trunk (ACC-29). */
  readonly remoteNumber?: string;
  /** Of calls to him, not of queues' calls. Tried in this order. */
  readonly forwards?: readonly { readonly when: 'always' | 'busy' | 'no-answer'; readonly target: Target }[];
}
