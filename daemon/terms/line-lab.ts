/** What a technician sees of one line: the caller ID that came over it, and the spectrum of what it carries. */

/** How caller ID came: 'none' of a spill: the line rang, and neither receiver heard anything, or nothing was sent. */
export type CallerIdWay = 'none' | 'fsk' | 'dtmf';

/** Why a spill gave no number, '' if nothing was wrong. 'not-a-call': messages waiting, charges. */
export type CallerIdProblem = '' | 'bad-checksum' | 'cut' | 'garbled' | 'too-long' | 'not-a-call';

/**
 * What came over an exchange line at one time, as it came: both receivers listen to every ring. Or what a telephone was
 * sent, with the level and mark it was sent with.
 */
export interface CallerIdSpill {
  /** When it ended. */
  readonly atMs: number;
  readonly way: CallerIdWay;
  /** FSK: message type to checksum, at most 258; DTMF: the digits in ASCII, at most 64. */
  readonly octets: Uint8Array;
  readonly cut: boolean;
  /** FSK: mark was the higher frequency. */
  readonly inverted: boolean;
  /** FSK: octets without their stop bit. */
  readonly framingErrors: number;
  /** Of the FSK mark, or the mean of the DTMF digits. */
  readonly levelDbm0: number;
  /** FSK, as measured: Bell 202 sends 1200 Hz (2200 inverted), ITU-T V.23 1300 Hz (2100). */
  readonly markHz: number;
  /** It ended while nothing rang. */
  readonly beforeRing: boolean;
  /** Of 'none': it rang at least twice, so that there was a pause for a caller ID. */
  readonly rangTwice: boolean;
  readonly problem: CallerIdProblem;
  readonly presentation: 'allowed' | 'withheld' | 'unavailable';
  readonly number: string;
  readonly name: string;
}

export interface CallerIdRecord {
  /** Three calls in a row came the same way. */
  readonly learnt: boolean;
  /** That way, 'none': the exchange sends nothing. */
  readonly way: CallerIdWay;
  /** The last 20, newest last. */
  readonly spills: readonly CallerIdSpill[];
}

/** One part of an FSK message: Telcordia GR-30-CORE, ETSI EN 300 659-3 §5.4. */
export interface SpillField {
  readonly name:
    | 'date-and-time'
    | 'calling-number'
    | 'dialable-number'
    | 'number-absent'
    | 'calling-name'
    | 'name-absent'
    | 'visual-indicator'
    | 'message-id'
    | 'call-type'
    | 'called-number'
    | 'redirecting-number'
    | 'other';
  /** The parameter's type; of a single-data message 0. */
  readonly type: number;
  /** Digits and letters as they stand there, at most 255; '' if they are no text. */
  readonly text: string;
  /** As hexadecimal octets. */
  readonly hex: string;
}

export type FskModem = 'bell202' | 'v23';

/** A spill as pages show it. */
export interface SpillShown extends Omit<CallerIdSpill, 'octets'> {
  /** FSK: octets in hexadecimal, separated by spaces; DTMF: ''. */
  readonly hex: string;
  /** DTMF: as they came, with start and stop; FSK: ''. */
  readonly digits: string;
  readonly modem: FskModem | null;
  /** 'mdmf' several parameters, 'sdmf' one message; null of DTMF and of what is neither. */
  readonly format: 'mdmf' | 'sdmf' | null;
  readonly fields: readonly SpillField[];
  /** FSK: as sent and as it should be, hexadecimal; null if no whole message came. */
  readonly checksum: { readonly sent: string; readonly right: string } | null;
}

/** Channels that can be looked at at once. */
export const maxScopes = 2;
export const scopeSampleRateHz = 8_000;
/** A frame is so many samples; its spectrum is that of its last 512. */
export const scopeFrameSamples = 800;
export const scopeBins = 256;
export const scopeFloorDbm0 = -80;

/** One direction in one tenth of a second. */
export interface ScopeSide {
  /** By bin of 15.625 Hz: half decibels above `scopeFloorDbm0`. */
  readonly spectrum: Uint8Array;
  /** Of 20 ms each, five. */
  readonly levelsDbm0: readonly number[];
}
/** `endSample`: since the look began, a multiple of `scopeFrameSamples`; one that is missing came too late. */
export interface ScopeFrame {
  readonly endSample: number;
  readonly received: ScopeSide;
  readonly sent: ScopeSide;
}

/** As it crosses processes: octets in base64. */
export interface ScopeSideSent {
  readonly spectrum: string;
  readonly levelsDbm0: readonly number[];
}
export interface ScopeFrameSent {
  readonly endSample: number;
  readonly received: ScopeSideSent;
  readonly sent: ScopeSideSent;
}
