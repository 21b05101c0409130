/** REST of what keeps the box: which release runs, backups, and the run-sheet that hangs beside it (HA-04, ADM-17). */
import { z } from 'zod';
import type { Site } from '../terms/site.js';

/** As the upgrade's course has them (installer/cli/keeping/upgrade). */
export const upgradePhases = [
  'keep',
  'rehearse',
  'drain',
  'hold',
  'install',
  'start',
  'watch',
  'give-back',
  'abandon',
  'take-back',
] as const;
export type UpgradePhase = (typeof upgradePhases)[number];

export interface UpgradeStep {
  readonly phase: UpgradePhase;
  /** Epoch ms. */
  readonly startedAt: number;
  /** Null: under way, or cut off. */
  readonly endedAt: number | null;
  /** Why it was not gone on with; '' it was. Both languages in one line, as the command says it. */
  readonly why: string;
}

export interface UpgradeShown {
  readonly from: string;
  readonly to: string;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** Null: under way. */
  readonly result: 'upgraded' | 'abandoned' | 'taken-back' | null;
  readonly why: string;
  /** Oldest first; none of one that an older release made. */
  readonly steps: readonly UpgradeStep[];
}

export interface BackupDone {
  readonly at: number;
  readonly ok: boolean;
  /** The backup's name, or why it failed. */
  readonly about: string;
  /** Where it lies; null: an older release did not write it. */
  readonly folder: string | null;
  /** Databases and settings, without recordings; null: not known. */
  readonly bytes: number | null;
  readonly recordings: { readonly included: boolean; readonly files: number; readonly bytes: number } | null;
  /** Rows of the tables people ask for first. */
  readonly counts: Readonly<Record<string, number>>;
  readonly tookMs: number | null;
}

export type BackupWork = 'none' | 'asked' | 'running';

/** GET /box-keeping. */
export interface BoxKeeping {
  readonly version: string;
  /** Null: nothing was upgraded yet, or this is no installed box. */
  readonly upgrade: UpgradeShown | null;
  /** Null: this is no installed box, it makes none. */
  readonly backups: {
    /** Where they go. */
    readonly folder: string;
    readonly last: BackupDone | null;
    readonly lastGoodAt: number | null;
    /** The newest backup restored for a try. */
    readonly rehearsal: BackupDone | null;
    readonly work: BackupWork;
    /** Of what is asked for or running. */
    readonly workSince: number | null;
    /** POST /box-keeping/backup may be sent. */
    readonly mayAsk: boolean;
  } | null;
}

// POST /box-keeping/backup → 202, nothing; GET /box-keeping tells how it goes. not-now: one is under way, or none is made.

/** POST /certificate/own: the box makes its own certificate anew. */
export const ownCertificateBody = z.strictObject({
  /** Its authority too: every computer must trust it again. For a stolen key. */
  authority: z.boolean(),
});

/** GET /incidents?before=ID&limit=N: newest first; words for the codes stand in terms/incidents. */
export interface IncidentPage {
  readonly incidents: readonly {
    readonly id: number;
    readonly at: number;
    readonly code: string;
    readonly detail: Readonly<Record<string, string | number | boolean>>;
  }[];
}

const field = (max: number) => z.string().trim().max(max);

/** What only people know. Everything may be empty. */
export const runSheetNotes = z.strictObject({
  /** In the order they are called. */
  contacts: z
    .array(z.strictObject({ who: field(40), number: field(40), when: field(60) }))
    .max(8)
    .default([]),
  carrierFaults: field(40).default(''),
  /** Contract or circuit number, that the carrier asks for first. */
  circuit: field(80).default(''),
  powerFor: field(80).default(''),
  place: field(80).default(''),
  notes: field(600).default(''),
});
export type RunSheetNotes = z.infer<typeof runSheetNotes>;
export const noRunSheetNotes: RunSheetNotes = runSheetNotes.parse({});

/** GET /run-sheet; PUT takes RunSheetNotes. */
export interface RunSheet {
  readonly notes: RunSheetNotes;
  readonly host: string;
  /** How the pages are reached: 'https://192.168.1.5/'. */
  readonly addresses: readonly string[];
  readonly version: string;
  readonly backupsFolder: string | null;
  /** SHA-256 of the certificate; null: pages without TLS. */
  readonly fingerprint: string | null;
  readonly certificateUntil: number | null;
  /** In force; null: none yet, or its database cannot be read. */
  readonly site: Site | null;
}
