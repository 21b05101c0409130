/** Telephony cards as they are found in a machine, and the driver's configuration that the site asks for. */
import type { Words } from './cause-words.js';
import type { SpanSetup } from './span-setup.js';

export interface FoundCard {
  /** 'pci 0000:03:00.0', 'usb 1-4', 'dynamic loc 1'. */
  readonly place: string;
  /** 'd161:8006'; '' for dynamic spans. */
  readonly ids: string;
  readonly vendor: string;
  readonly model: string;
  readonly kind: 'e1' | 'analog' | 'gsm' | 'mixed' | 'dynamic';
  readonly ports: number;
  /** Kernel module that drives it; '' none. */
  readonly driver: string;
  readonly driverLoaded: boolean;
  /** '' needs none. */
  readonly firmware: string;
  readonly firmwarePresent: boolean;
  /** False: known, and not in this version. */
  readonly supported: boolean;
  /** The driver's span numbers, empty until it is loaded. */
  readonly spans: readonly number[];
  /** What is in the way, first things first; empty: nothing. */
  readonly problems: readonly CardProblem[];
}

export interface CardProblem {
  /** 'unsupported', 'unknown-card', 'driver-missing', 'no-firmware', 'no-interrupts', 'shared-interrupt', … */
  readonly code: string;
  readonly words: Words;
  readonly next: Words;
}

/** A span as the driver has it, whether Callbox uses it or not. */
export interface FoundSpan {
  /** The driver's. */
  readonly span: number;
  /** 'WCT1/0', 'TE4/0/1', 'DYN/loc/1:0'. */
  readonly name: string;
  readonly kind: 'e1' | 't1' | 'bri' | 'analog' | 'dynamic';
  /** The driver's number of its first channel; the others follow. */
  readonly firstChannel: number;
  readonly channels: number;
  /** Place of its card; '' not known. */
  readonly card: string;
  /** 'RED', 'YELLOW', 'BLUE', 'LOOP', 'NOTOPEN', 'OK' … as the driver says. */
  readonly alarms: readonly string[];
  /** Analog alone: what is plugged in, by port (from 1); 'none': an empty socket or a module that is not known. */
  readonly modules: readonly ('fxs' | 'fxo' | 'none')[];
}

export interface CardScan {
  readonly atMs: number;
  readonly cards: readonly FoundCard[];
  readonly spans: readonly FoundSpan[];
  /** Is a driver of the kind there at all; '' no. */
  readonly dahdiVersion: string;
  /** Of the machine as a whole: a list that was cut off, folders that could not be read. */
  readonly problems: readonly CardProblem[];
}

/** One card made to show which of its ports is which. */
export interface Blink {
  readonly place: string;
  /** From 1; 0: the whole card. */
  readonly port: number;
  readonly on: boolean;
  /**
   * 'driver': its lamps blink (Astribank). 'none': the driver has no such order; the words say how to tell the ports
   * apart.
   */
  readonly how: 'driver' | 'none';
  readonly words: Words;
}

/** How the interrupts come and how true the card's clock is, over some seconds. */
export interface TimingTest {
  readonly id: string;
  readonly state: 'running' | 'done' | 'failed';
  /** 0-1. */
  readonly progress: number;
  /** Blocks the driver's clock gave against those it should have given, percent; the mean and the worst second. */
  readonly meanPercent: number | null;
  readonly worstPercent: number | null;
  /** Interrupts a second, by the driver's name in /proc/interrupts; empty: none is there (a dynamic span has none). */
  readonly interrupts: readonly { readonly name: string; readonly perSecond: number; readonly sharedWith: string }[];
  readonly passed: boolean | null;
  readonly words: Words;
  readonly next: Words;
}
/** A clock that gives fewer blocks of those it should give does not pass (screens.md 3.1, step 1). */
export const timingPassesFromPercent = 99.98;

/** Which of the driver's spans and channels the box uses, in its own order: its span 1 may be the driver's span 3. */
export interface CardLines {
  /** The driver's span numbers, 1-128; at most 8. */
  readonly spans: readonly number[];
  /** The driver's channel numbers, 1-1023, of telephone ports (FXS). */
  readonly telephones: readonly number[];
  /** Of lines to an exchange (FXO); with the telephones at most 64. */
  readonly exchangeLines: readonly number[];
}

/** What is to be made of the driver: all that the applier takes, and nothing else. */
export interface DriverSpan {
  readonly span: number;
  readonly firstChannel: number;
  /** 'dynamic': wired by software, has neither framing nor a clock of its own. */
  readonly kind: 'e1' | 'dynamic';
  /** Of E1. */
  readonly crc4: boolean;
  /** 0: the far end takes its clock from us. */
  readonly clockPriority: number;
}
export interface DriverConfiguration {
  readonly spans: readonly DriverSpan[];
  readonly telephones: readonly number[];
  readonly exchangeLines: readonly number[];
  /** Of the driver's tones, for ringing and dialling. */
  readonly zone: 'cn' | 'us' | 'uk' | 'de';
  /** By software, on E1 bearers and analog ports; '' none. */
  readonly echoCanceller: '' | 'mg2' | 'oslec' | 'kb1' | 'hwec';
  /** Kernel modules of the cards that are used, to be loaded at the start. */
  readonly modules: readonly string[];
}

export interface DiffLine {
  /** ' ' in both, '-' in force and not wanted, '+' wanted. */
  readonly mark: ' ' | '-' | '+';
  readonly text: string;
}

export interface PlannedFile {
  /** '/etc/dahdi/system.conf', '/etc/dahdi/modules'. */
  readonly file: string;
  readonly text: string;
  /** Empty: nothing would change. */
  readonly diff: readonly DiffLine[];
  /** Somebody has written in it by hand since Callbox did, or Callbox never did: the diff is to be read. */
  readonly writtenByHand: boolean;
}

/** What would be written, from the site and the spans that are there. Nothing is changed by asking. */
export interface CardPlan {
  /** Names this plan: the same site, cards and files give the same id. 64 hex digits. */
  readonly plan: string;
  readonly configuration: DriverConfiguration;
  readonly files: readonly PlannedFile[];
  /** Why it can't be applied; empty: it can. */
  readonly refused: readonly CardProblem[];
  /** Worth knowing. */
  readonly notes: readonly Words[];
}

/** A change of one span's setup before it is the site's, for a plan of "what if". */
export interface SpanSetupWanted {
  /** Ours, 1-8. */
  readonly span: number;
  readonly setup: SpanSetup;
}

export interface CardApply {
  readonly id: string;
  readonly by: string;
  /** Ours; null: the whole configuration. */
  readonly span: number | null;
  readonly state: 'applying' | 'applied' | 'failed';
  /**
   * '' applied; 'no-applier' (not installed, not running), 'conflict' (a file is another since the plan), 'busy' (another
   * apply runs), 'refused' (the applier says no), 'driver-refused' (the driver says no; the files before are back).
   */
  readonly problem: string;
  readonly words: Words;
  /** What the driver's own program said, at most 4,000 characters. */
  readonly said: string;
  /** Dated copies of the files as they were. */
  readonly copies: readonly string[];
  readonly startedAt: number;
  readonly endedAt: number | null;
}
