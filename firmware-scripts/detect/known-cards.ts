/** Cards by their ids (ids/cards.json; where they come from: README.md). */
import type { FoundCard } from '../../daemon/terms/cards.js';
import data from '../ids/cards.json' with { type: 'json' };

export interface KnownCard {
  readonly vendor: string;
  readonly model: string;
  readonly kind: FoundCard['kind'];
  readonly ports: number;
  readonly driver: string;
  /** The driver needs it, unless the card already has that version in its own memory. */
  readonly firmware?: string;
  /** Of an echo canceller that may be plugged on: without it the canceller stays off. */
  readonly echoFirmware?: string;
  /** Astribank: what is to be loaded into it next, after which it appears under another id. */
  readonly stage?: string;
  /** Why it is not in this version. */
  readonly unsupported?: string;
}

const pci = data.pci as Readonly<Record<string, KnownCard>>;
const usb = data.usb as Readonly<Record<string, KnownCard>>;
const vendors = data.vendors as Readonly<Record<string, string>>;
const versions = data.firmware as Readonly<Record<string, string>>;
const options = data.e1Options as Readonly<Record<string, string>>;

export interface PciIds {
  /** Four hex digits each, lower case. */
  readonly vendor: string;
  readonly device: string;
  readonly subVendor: string;
  readonly subDevice: string;
}

/** The most exact entry counts. */
export function knownPci({ vendor, device, subVendor, subDevice }: PciIds): KnownCard | null {
  const ids = `${vendor}:${device}`;
  for (const key of [`${ids}/${subVendor}:${subDevice}`, `${ids}/${subVendor}`, ids]) {
    const card = Object.hasOwn(pci, key) ? pci[key] : undefined;
    if (card !== undefined) return card;
  }
  return null;
}

export function knownUsb(ids: string): KnownCard | null {
  return (Object.hasOwn(usb, ids) ? usb[ids] : undefined) ?? null;
}

/** Who makes telephony cards under this vendor id; null: nobody we know. */
export function telephonyVendor(vendor: string): string | null {
  return (Object.hasOwn(vendors, vendor) ? vendors[vendor] : undefined) ?? null;
}

/** The version the driver asks of a firmware file, hex digits; null: it takes any. */
export function wantedVersion(firmware: string): string | null {
  return (Object.hasOwn(versions, firmware) ? versions[firmware] : undefined) ?? null;
}

/** What makes a card of T1 and E1 an E1 card, whatever its jumpers say; '' nothing is needed. */
export function e1Option(driver: string): string {
  return (Object.hasOwn(options, driver) ? options[driver] : undefined) ?? '';
}

/** Drivers by name, those of cards that are not in this version too. */
export const knownDrivers: ReadonlySet<string> = new Set(
  [...Object.values(pci), ...Object.values(usb)].map(({ driver }) => driver),
);
/** That a plan may name. */
export const supportedDrivers: readonly string[] = [
  ...new Set(
    [...Object.values(pci), ...Object.values(usb)]
      .filter(({ unsupported }) => unsupported === undefined)
      .map(({ driver }) => driver),
  ),
].sort();
