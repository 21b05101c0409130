/** Telephony cards as they are found in a machine. */
import type { Words } from './cause-words.js';

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
  readonly problems: readonly { readonly code: string; readonly words: Words; readonly next: Words }[];
}

export interface CardScan {
  readonly atMs: number;
  readonly cards: readonly FoundCard[];
  /** Is a driver of the kind there at all. */
  readonly dahdiVersion: string;
}
