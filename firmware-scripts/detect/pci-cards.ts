import type { CardProblem, FoundCard } from '../../daemon/terms/cards.js';
import { firmwareFound } from './firmware.js';
import { e1Option, type KnownCard, knownPci, type PciIds, telephonyVendor } from './known-cards.js';
import type { Machine } from './machine.js';
import * as problems from './problems.js';
import { maxEntries } from './root-folder.js';
import { printable } from './spans.js';

const bus = '/sys/bus/pci/devices';

export interface Looked {
  readonly cards: FoundCard[];
  readonly problems: CardProblem[];
}

export async function pciCards(machine: Machine): Promise<Looked> {
  const names = (await machine.root.names(bus)).filter((name) =>
    /^[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/.test(name),
  );
  const looked: Looked = { cards: [], problems: [] };
  let silent = 0;
  for (const name of names) {
    const ids = await idsOf(machine, name);
    if (ids === null) silent++;
    else {
      const card = await cardOf(machine, name, ids);
      if (card !== null) looked.cards.push(card);
    }
  }
  if (silent > 0) looked.problems.push(problems.unreadable(silent));
  if (names.length >= maxEntries) looked.problems.push(problems.tooMany('PCI devices'));
  return looked;
}

/** Null: it does not tell; ffff is what a card says that was pulled out. */
async function idsOf({ root }: Machine, name: string): Promise<PciIds | null> {
  const id = async (file: string): Promise<string | null> =>
    /^0x([0-9a-f]{4})$/.exec((await root.text(`${bus}/${name}/${file}`)).toLowerCase())?.[1] ?? null;
  const vendor = await id('vendor');
  const device = await id('device');
  if (vendor === null || device === null || vendor === 'ffff') return null;
  const subVendor = (await id('subsystem_vendor')) ?? '0000';
  return { vendor, device, subVendor, subDevice: (await id('subsystem_device')) ?? '0000' };
}

async function cardOf(machine: Machine, name: string, ids: PciIds): Promise<FoundCard | null> {
  const known = knownPci(ids);
  const place = `pci ${name}`;
  const spans = machine.spans.filter((span) => span.card === place);
  const numbers = spans.map(({ span }) => span);
  const pair = `${ids.vendor}:${ids.device}`;
  if (known === null) {
    const vendor = telephonyVendor(ids.vendor);
    if (vendor === null) return null;
    const where = `PCI ${pair}/${ids.subVendor}:${ids.subDevice}`;
    const common = { place, ids: pair, vendor, model: '', kind: 'mixed', ports: 0, driver: '' } as const;
    const nothing = { driverLoaded: false, firmware: '', firmwarePresent: true, supported: false } as const;
    return { ...common, ...nothing, spans: numbers, problems: [problems.unknownCard(where, vendor)] };
  }
  const bound = await boundDriver(machine, name);
  const firmware = known.firmware ?? '';
  const file = firmware === '' ? { present: true, problem: null } : await firmwareFound(machine.root, firmware);
  const described = {
    place,
    ids: pair,
    vendor: known.vendor,
    model: known.model,
    kind: known.kind,
    ports: known.ports,
    driver: known.driver,
    driverLoaded: bound === known.driver,
    firmware,
    firmwarePresent: file.present,
    supported: known.unsupported === undefined,
    spans: numbers,
  };
  if (known.unsupported !== undefined)
    return { ...described, problems: [problems.unsupported(`PCI ${pair}`, known.unsupported)] };
  const driver = driverProblems(machine, known, bound, file.problem);
  const working = bound === known.driver ? await workingProblems(machine, name, known, spans) : [];
  return { ...described, problems: [...driver, ...working] };
}

/** The module that has the card; '' none. */
async function boundDriver({ root }: Machine, name: string): Promise<string> {
  const module = await root.linkName(`${bus}/${name}/driver/module`);
  return printable(module || (await root.linkName(`${bus}/${name}/driver`)));
}

function driverProblems(
  { modules, installed, release }: Machine,
  { driver }: KnownCard,
  bound: string,
  firmware: CardProblem | null,
): readonly CardProblem[] {
  if (bound === driver) return []; // it works: the card has its firmware
  if (bound !== '') return [problems.otherDriver(bound, driver)];
  const file = firmware === null ? [] : [firmware];
  if (modules.has(driver)) return [...file, problems.driverRefuses(driver)];
  const missing = installed !== null && !installed.has(driver);
  return [missing ? problems.driverNotInstalled(driver, release) : problems.driverNotLoaded(driver), ...file];
}

async function workingProblems(
  machine: Machine,
  name: string,
  { driver, kind }: KnownCard,
  spans: Machine['spans'],
): Promise<readonly CardProblem[]> {
  const found: CardProblem[] = [];
  const lines = await interruptsOfCard(machine, name);
  if (lines.reduce((sum, { count }) => sum + count, 0) === 0) found.push(problems.noInterrupts());
  const others = [...new Set(lines.flatMap(({ names }) => (names.length > 1 ? names : [])))];
  // Its own name is among them; which one it is, drivers don't say in one way.
  if (others.length > 1) found.push(problems.sharedInterrupt(printable(others.join(', '))));
  if (spans.length === 0) found.push(problems.noSpans());
  if (kind === 'e1' && spans.some((span) => span.kind === 't1')) found.push(problems.t1Mode(e1Option(driver)));
  return found;
}

async function interruptsOfCard({ root, interrupts }: Machine, name: string): Promise<Machine['interrupts']> {
  const messages = (await root.names(`${bus}/${name}/msi_irqs`)).map(Number);
  const line = Number(await root.text(`${bus}/${name}/irq`));
  const numbers = new Set(messages.length > 0 ? messages : [line]);
  return interrupts.filter(({ number }) => number !== 0 && numbers.has(number));
}
