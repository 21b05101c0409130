/** How the machine does, for the pages of technicians and administrators. */

// GET /api/v1/box-health → BoxHealth (daemon/terms/box-health.ts); GET /api/v1/box-health/history → BoxHistory.
// Right 'lines.service'. Live: {live: 'box', figure, level} to the same people when a figure changes its level.

/** A day of minutes at most, oldest first; in each the worst of its readings, in the order of `ids`; null: not known. */
export interface BoxHistory {
  readonly ids: readonly string[];
  readonly samples: readonly { readonly atMs: number; readonly values: readonly (number | null)[] }[];
}
