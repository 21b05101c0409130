/** What happened at the far end of one call that a campaign made: filled in by who is called, and by what is heard. */
import type { Seizure } from '../../../../daemon/lines/lines.js';

/** Of what makes guesses of all that is said of calls: it strikes once, or lasts. */
export type Disturbance = 'once' | 'begins' | 'ends';

export interface Meeting {
  readonly seizure: Seizure;
  readonly number: string;
  /** Epoch ms by the simulation's time. */
  readonly dialledAt: number;
  /** By the box's clock. */
  readonly dialledWallMs: number;
  fate: string;
  answered: boolean;
  who: 'person' | 'machine' | 'fax' | 'unsure' | null;
  hungUp: boolean;
  /** The network ended it, without either side. */
  cut: boolean;
  cause: number;
  /** As the daemon was told, simulation time; null: not. */
  heardAlertingAt: number | null;
  heardAnsweredAt: number | null;
  heardCleared: boolean;
  /** A tone or its judgement has come to the daemon's ears. */
  heardTone: boolean;
  /** We hung up before anything was heard of why nobody answers. */
  givenUp: boolean;
  /** So long after the first of its attempt was dialled; null: the box's clock leapt meanwhile, or we did not. */
  givenUpAfterMs: number | null;
  heardWho: string | null;
  /** The drop message was begun. */
  messagePlayed: boolean;
  /** Events may have been lost or doubled, a channel taken away: what is said of it may be a guess. */
  disturbed: boolean;
}

export function newMeeting(seizure: Seizure, number: string, atMs: number, wallMs = atMs): Meeting {
  return {
    seizure,
    number,
    dialledAt: atMs,
    dialledWallMs: wallMs,
    fate: '',
    answered: false,
    who: null,
    hungUp: false,
    cut: false,
    cause: 0,
    heardAlertingAt: null,
    heardAnsweredAt: null,
    heardCleared: false,
    heardTone: false,
    givenUp: false,
    givenUpAfterMs: null,
    heardWho: null,
    messagePlayed: false,
    disturbed: false,
  };
}
