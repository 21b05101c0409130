import type { Agent, Emergency, Queue, RouteRule, Schedule, Site, Supervisor } from './site.js';

/** A change of the site made in a page. Takes effect at the next call or decision, without a restart. */
export type SiteChange =
  /** New, or in place of the one with the same id. Several at once: all or none (ADM-03). */
  | { readonly change: 'put-agents'; readonly agents: readonly Agent[] }
  | { readonly change: 'remove-agent'; readonly agent: string }
  /** Moves an agent between queues (SUP-12). */
  | {
      readonly change: 'membership';
      readonly agent: string;
      readonly queues: readonly string[];
      readonly levels?: Agent['levels'];
    }
  | { readonly change: 'skills'; readonly agent: string; readonly skills: NonNullable<Agent['skills']> }
  /** The order of the list, for 'sequential'; ids that are not named follow in their old order. */
  | { readonly change: 'order-agents'; readonly agents: readonly string[] }
  | { readonly change: 'put-queue'; readonly queue: Queue }
  | { readonly change: 'remove-queue'; readonly queue: string }
  | { readonly change: 'rules'; readonly rules: readonly RouteRule[] }
  | { readonly change: 'schedules'; readonly schedules: readonly Schedule[] }
  | { readonly change: 'supervisors'; readonly supervisors: readonly Supervisor[] }
  | { readonly change: 'thresholds'; readonly thresholds: NonNullable<Site['thresholds']> }
  /** Puts an announcement in front of all flows; null: takes it away (SUP-14). */
  | { readonly change: 'emergency'; readonly on: Emergency | null }
  /** What an agent has set himself (AGT-14); what is absent stays. */
  | {
      readonly change: 'own';
      readonly agent: string;
      readonly headset?: boolean;
      readonly forwards?: NonNullable<Agent['forwards']>;
    }
  /** Names and setups of spans as stored; that the lines obey is the business of whoever changes them (a SpanChange). */
  | { readonly change: 'spans'; readonly spans: NonNullable<Site['spans']> }
  /** Another board: the daemon ends and is started anew with it, so calls that are on end too. */
  | { readonly change: 'board'; readonly board: Site['board'] }
  /** All trunks in their order (ACC-23, 24): routes that name one which is gone are refused. */
  | { readonly change: 'trunks'; readonly trunks: NonNullable<Site['trunks']> }
  | { readonly change: 'routes'; readonly routes: NonNullable<Site['routes']> }
  | { readonly change: 'numbers'; readonly numbers: Site['numbers'] }
  /** How long recordings are kept, and whether they are encrypted; what it shortens, the next look after them deletes. */
  | { readonly change: 'recordings'; readonly recordings: NonNullable<Site['recordings']> }
  /** Takes back the change that made the version in force; once more, and it is there again. */
  | { readonly change: 'undo' };

/** The site in force, as pages edit it. */
export interface SiteInForce {
  readonly version: number;
  readonly site: Site;
}
