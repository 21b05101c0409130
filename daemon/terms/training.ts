/**
 * Training (KB-10): a second floor on the same box with simulated lines and callers, for agents and technicians. Nothing
 * that happens there is in the real floor's calls, recordings or reports.
 */
import type { Words } from './cause-words.js';
import type { Role } from './rights.js';

/**
 * 'failed': it could not be started, or did not go on; `words` says why. It is as much over as 'off' and can be started
 * again.
 */
export type TrainingState = 'off' | 'starting' | 'running' | 'stopping' | 'failed';

/** GET /api/v1/training, and the answer to start and stop; on the training floor the same, with `here` true. */
export interface TrainingStatus {
  readonly state: TrainingState;
  /** One sentence: how it stands, or why it could not be started or has ended. */
  readonly words: Words;
  /** The server that answers is the training floor itself: nothing is started or stopped there. */
  readonly here: boolean;
  /** Of its pages, for a browser that reached this server; null: not running. */
  readonly url: string | null;
  readonly port: number | null;
  /** Epoch ms of the state; null: never. */
  readonly since: number | null;
  /** Epoch ms when it stops by itself; null: neither starting nor running. */
  readonly ends: number | null;
  readonly callersPerHour: number | null;
  /** Login, or 'root' for the command line. */
  readonly by: string | null;
  /** Who has pages of the training floor open, by name; null: not running, or not told. */
  readonly people: readonly TrainingPerson[] | null;
  /** What a start may ask for. */
  readonly limits: TrainingLimits;
}

export interface TrainingPerson {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

export interface TrainingLimits {
  readonly callersPerHour: Limit;
  readonly hours: Limit;
}

export interface Limit {
  readonly least: number;
  readonly most: number;
  readonly usual: number;
}

/** Few enough to leave the machine to the real floor. */
export const trainingLimits: TrainingLimits = {
  callersPerHour: { least: 0, most: 240, usual: 30 },
  hours: { least: 0.25, most: 12, usual: 4 },
};

/** Kinds of `WireFault` a training offers, each with fixed figures, and far ends that are set up otherwise. */
export type TrainingFaultKind =
  | 'los'
  | 'lof'
  | 'ais'
  | 'rai'
  | 'd-channel-dead'
  | 'd-channel-refused'
  | 'd-channel-not-open'
  | 'wires-swapped'
  | 'half-open'
  | 'clock-drift'
  | 'bit-errors'
  | 'frame-loss'
  | 'both-user-side'
  | 'crc4-mismatch'
  | 'cut'
  | 'noise'
  | 'hum'
  | 'echo';

export interface TrainingFaultOffer {
  readonly kind: TrainingFaultKind;
  /** What `at` counts: E1 spans, or telephones and exchange lines together. */
  readonly of: 'span' | 'line';
  readonly name: Words;
  /** What a technician will see of it. */
  readonly words: Words;
}

/** One that is on the wire now. */
export interface TrainingFault {
  readonly kind: TrainingFaultKind;
  /** Number of the span or line, from 1. */
  readonly at: number;
  readonly since: number;
}

/** GET /api/v1/training/faults, and the answer to break, mend and mend-all. */
export interface TrainingFaults {
  readonly offers: readonly TrainingFaultOffer[];
  readonly places: readonly { readonly of: 'span' | 'line'; readonly at: number; readonly name: Words }[];
  readonly active: readonly TrainingFault[];
}
