/**
 * How long recordings are kept and whether they are encrypted (REC-12, REC-13). The policy itself is part of the site:
 * PUT /api/v1/site with the change 'recordings'; it is audited, and can be undone for what is not deleted yet.
 *
 * GET  /api/v1/recordings-kept → RecordingsKept, site.manage.
 * POST /api/v1/recordings-kept/preview (retentionPreviewBody) → RetentionPreview, site.manage. Changes nothing.
 */
import { z } from 'zod';
import type {
  KeptCounts,
  LiveStorage,
  RecordingKeysShown,
  RecordingsByKey,
  RetentionGroup,
} from '../terms/recordings.js';
import type { RecordingPolicy } from '../terms/site.js';

export interface RecordingsKept {
  /** In force; null: the site says nothing, and the usual days hold. */
  readonly policy: RecordingPolicy | null;
  /** As the daemon counts it; null: not known now. */
  readonly storage: LiveStorage | null;
  readonly byKey: readonly RecordingsByKey[];
  readonly keys: {
    /** Of the process that encrypts; null: it is not up. */
    readonly telephony: RecordingKeysShown | null;
    /** Of the process that plays. */
    readonly pages: RecordingKeysShown;
  };
  /** Ids of campaigns that are there, with their names. */
  readonly campaigns: readonly { readonly id: string; readonly name: string }[];
}

/** A policy as the page has it; its shape is checked as the site's. */
export const retentionPreviewBody = z.strictObject({ recordings: z.record(z.string(), z.unknown()) });
export interface RetentionPreview {
  readonly groups: readonly RetentionGroup[];
  /** What would go at once though the policy in force keeps it. */
  readonly lost: KeptCounts;
  /** When recordings are looked after next: what goes is deleted then, or within a minute from 80 % of the disk on. */
  readonly nextAt: number;
}
