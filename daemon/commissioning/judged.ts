/** What a check makes of what was seen. */

import type { DiffLine } from '../terms/cards.js';
import type { Words } from '../terms/cause-words.js';
import type { NumberRule } from '../terms/site.js';
import type { SpanSetup } from '../terms/span-setup.js';
import type { Trunk } from '../terms/trunks.js';

/** What one key takes over. */
export type Proposal =
  | { readonly setup: SpanSetup }
  /** In place of the trunk with its id, or a new one. */
  | { readonly trunk: Trunk }
  | { readonly number: NumberRule }
  /** Of a card that is not configured yet: what would be written, and the plan it belongs to. */
  | { readonly driver: { readonly plan: string; readonly changes: readonly DiffLine[] } };

/** Words for a fault that only who found it can explain. */
export interface Explained {
  readonly words: Words;
  readonly next: readonly Words[];
}

export interface Judged {
  readonly state: 'checking' | 'good' | 'bad';
  /** Well so far: the steps behind it may begin while it goes on. */
  readonly mayGoOn: boolean;
  readonly seen: Words;
  /** A code of `faults`; '' none. */
  readonly fault: string;
  readonly proposal: Proposal | null;
  /** Absent: `faults` knows the fault. */
  readonly explained?: Explained;
  /** 0-1. */
  readonly progress: number;
}

export function waiting(seen: Words, progress: number, mayGoOn = false): Judged {
  return { state: 'checking', mayGoOn, seen, fault: '', proposal: null, progress: Math.min(1, Math.max(0, progress)) };
}

export function well(seen: Words): Judged {
  return { state: 'good', mayGoOn: true, seen, fault: '', proposal: null, progress: 1 };
}

export function failed(fault: string, seen: Words, proposal: Proposal | null = null): Judged {
  return { state: 'bad', mayGoOn: false, seen, fault, proposal, progress: 1 };
}

/** "12.3 s"; one digit is enough for people. */
export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
