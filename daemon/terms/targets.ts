/** Where a call can be sent, or who can be called from a call. */
export type Target =
  | { readonly to: 'agent'; readonly agent: string }
  | { readonly to: 'queue'; readonly queue: string }
  /** As dialled on a telephone: an extension (an agent's id), a feature code, or an outside number. */
  | { readonly to: 'number'; readonly number: string }
  | { readonly to: 'flow'; readonly flow: string };

/** How a telephone call found its way to somebody: shown on pages and kept with the leg. */
export const legPurposes = [
  'caller', // who began the call
  'queue', // distributed
  'direct', // an agent called by his extension
  'transfer',
  'consult',
  'dial', // whom an agent called
  'return', // the transfer or the parked call that nobody took comes back
  'pick-up',
  'call-back',
  'campaign', // a person whom a campaign called
  'listen',
  'whisper',
  'barge',
  'take-over',
] as const;
export type LegPurpose = (typeof legPurposes)[number];

/** What the customer files and earlier calls say of a caller; looked up while he is in the flow. */
export interface CallerFacts {
  /** '' unknown. */
  readonly customerId: string;
  /** Importance: 'A', 'K', 'vip', … as the site names it; '' none. */
  readonly customerClass: string;
  /** Agent who owns the account; '' none. */
  readonly owner: string;
  /** Type of the open work order or last business; '' none. */
  readonly businessType: string;
  /** Who talked to this number last, within what the site asks for; null: nobody. */
  readonly lastAgent: { readonly agentId: string; readonly at: number } | null;
}
