/** States of an agent (design: words; china.md 4). */
export type AgentState =
  | 'signed-out'
  | 'not-ready'
  | 'ready'
  | 'reserved'
  | 'ringing'
  | 'talking'
  | 'held'
  | 'consulting'
  | 'conference'
  | 'wrap-up'
  | 'dialling'
  | 'unreachable';

/** Ms by state; absent and undefined are one. */
export type StateTimes = { readonly [State in AgentState]?: number | undefined };

/** Reasons for not-ready. 'no-answer', 'just-signed-in' and 'system' are set by the system only. */
export const notReadyReasons = [
  'break',
  'meal',
  'training',
  'meeting',
  'out',
  'just-signed-in',
  'no-answer',
  'system',
] as const;
export type NotReadyReason = (typeof notReadyReasons)[number];
export const choosableReasons = [
  'break',
  'meal',
  'training',
  'meeting',
  'out',
] as const satisfies readonly NotReadyReason[];

/** The agent's outcome code of a call; never mixed with the Q.850 cause. */
export const dispositions = ['resolved', 'follow-up', 'information', 'complaint', 'wrong-number', 'other'] as const;
export type Disposition = (typeof dispositions)[number];
