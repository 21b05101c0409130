/** Spans as the driver shows them in /sys/bus/dahdi_spans. */
import type { FoundSpan } from '../../daemon/terms/cards.js';
import type { RootFolder } from './root-folder.js';

const bus = '/sys/bus/dahdi_spans/devices';
/** The most the driver counts to. */
const maxSpans = 128;
const maxChannels = 1_023;
/** Bits of a span's alarms (dahdi/user.h). */
const alarmNames = ['RECOVER', 'LOOP', 'YELLOW', 'RED', 'BLUE', 'NOTOPEN', '', '', 'LOS', 'LFA', 'LMFA'];

export async function foundSpans(root: RootFolder): Promise<readonly FoundSpan[]> {
  const numbers = (await root.names(bus))
    .flatMap((name) => /^span-(\d{1,3})$/.exec(name)?.[1] ?? [])
    .map(Number)
    .filter((number) => number >= 1 && number <= maxSpans)
    .sort((a, b) => a - b);
  const spans: FoundSpan[] = [];
  for (const number of numbers) {
    const span = await spanOf(root, number);
    if (span !== null) spans.push(span);
  }
  return spans;
}

async function spanOf(root: RootFolder, span: number): Promise<FoundSpan | null> {
  const folder = `${bus}/span-${span}`;
  const firstChannel = wholeOf(await root.text(`${folder}/basechan`));
  const channels = wholeOf(await root.text(`${folder}/channels`));
  // Without channels it is just coming or going.
  if (firstChannel === null || channels === null || firstChannel < 1 || channels < 1) return null;
  if (firstChannel + channels - 1 > maxChannels) return null;
  const name = printable(await root.text(`${folder}/name`));
  const type = (await root.text(`${folder}/spantype`)).toUpperCase();
  const digital = (await root.text(`${folder}/is_digital`)) !== '0';
  const kind = kindOf(type, digital, channels, name);
  return {
    span,
    name,
    kind,
    firstChannel,
    channels,
    card: placeOf(await root.linkText(folder), name, span),
    alarms: alarmsOf(await root.text(`${folder}/alarms`)),
    modules: kind === 'analog' ? await modulesOf(root, folder, span, channels) : [],
  };
}

function kindOf(type: string, digital: boolean, channels: number, name: string): FoundSpan['kind'] {
  if (type === 'DYNAMIC' || name.startsWith('DYN/')) return 'dynamic';
  if (type === 'E1') return 'e1';
  if (type === 'T1' || type === 'J1') return 't1';
  if (type.startsWith('BRI')) return 'bri';
  if (!digital || /FX[SO]|ANALOG/.test(type)) return 'analog';
  // Older drivers tell no type.
  return channels === 31 ? 'e1' : channels === 3 ? 'bri' : 't1';
}

/** By the path of the device the span hangs below: its last PCI or USB address. */
function placeOf(link: string, name: string, span: number): string {
  const loc = /^DYN\/([a-z]{1,8})\/(\d{1,3}):/.exec(name);
  if (loc !== null) return `dynamic ${loc[1]} ${loc[2]}`;
  const dynamic = /^DYN\/([a-z]{1,8})\//.exec(name);
  if (dynamic !== null) return `dynamic ${dynamic[1]} ${span}`;
  const parts = link.split('/').reverse();
  for (const part of parts) {
    if (/^[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/.test(part)) return `pci ${part}`;
    if (/^\d{1,3}-[\d.]{1,20}$/.test(part)) return `usb ${part}`;
  }
  return '';
}

function alarmsOf(text: string): readonly string[] {
  const bits = /^0x[0-9a-f]{1,8}$/.test(text) ? Number(text) : 0;
  const names = alarmNames.filter((name, bit) => name !== '' && (bits & (1 << bit)) !== 0);
  return names.length > 0 ? names : ['OK'];
}

async function modulesOf(
  root: RootFolder,
  folder: string,
  span: number,
  channels: number,
): Promise<FoundSpan['modules']> {
  const modules: ('fxs' | 'fxo' | 'none')[] = [];
  for (let port = 1; port <= Math.min(channels, 96); port++) {
    const channel = `dahdi!chan!${String(span).padStart(3, '0')}!${String(port).padStart(3, '0')}`;
    const signalling = await root.text(`${folder}/${channel}/sigcap`);
    // A port is driven by the signalling of its opposite: FXO signalling serves a telephone.
    modules.push(/\bFXOKS\b/.test(signalling) ? 'fxs' : /\bFXSKS\b/.test(signalling) ? 'fxo' : 'none');
  }
  return modules;
}

function wholeOf(text: string): number | null {
  return /^\d{1,6}$/.test(text) ? Number(text) : null;
}

/** Names go into pages and files: what a driver wouldn't write is left out. */
export function printable(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '').slice(0, 80);
}
