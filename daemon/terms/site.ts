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
  readonly board: {
    readonly kind: 'virtual';
    /** 1-8 E1 spans. */
    readonly spans: number;
    /** 1-64 telephones. */
    readonly lines: number;
    /** 0-32 lines to an exchange (FXO), numbered after the telephones; absent: 0. */
    readonly exchangeLines?: number;
  };
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
}

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
  | { readonly block: 'hang-up'; readonly prompts: readonly string[] };

export interface Queue {
  readonly id: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly strategy: 'longest-idle';
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
}

export interface Agent {
  /** 工号; the login has the same id. */
  readonly id: string;
  readonly name: string;
  /** 1-based line of the desk telephone. */
  readonly line: number;
  readonly queues: readonly string[];
  /** May call abroad; absent: no. */
  readonly international?: boolean;
}
