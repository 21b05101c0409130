import type { CardProblem, FoundCard } from '../../daemon/terms/cards.js';
import { astribankFirmware } from './firmware.js';
import { type KnownCard, knownUsb, telephonyVendor } from './known-cards.js';
import type { Machine } from './machine.js';
import type { Looked } from './pci-cards.js';
import * as problems from './problems.js';
import { maxEntries } from './root-folder.js';

const bus = '/sys/bus/usb/devices';

export async function usbCards(machine: Machine): Promise<Looked> {
  const { root } = machine;
  const names = (await root.names(bus)).filter((name) => /^\d{1,3}-[\d.]{1,20}$/.test(name));
  const looked: Looked = { cards: [], problems: [] };
  let silent = 0;
  for (const name of names) {
    const vendor = await root.text(`${bus}/${name}/idVendor`);
    const product = await root.text(`${bus}/${name}/idProduct`);
    if (!/^[0-9a-f]{4}$/.test(vendor) || !/^[0-9a-f]{4}$/.test(product)) silent++;
    else {
      const card = await cardOf(machine, name, vendor, product);
      if (card !== null) looked.cards.push(card);
    }
  }
  if (silent > 0) looked.problems.push(problems.unreadable(silent));
  if (names.length >= maxEntries) looked.problems.push(problems.tooMany('USB devices'));
  return looked;
}

async function cardOf(machine: Machine, name: string, vendorId: string, product: string): Promise<FoundCard | null> {
  const { root, spans } = machine;
  const ids = `${vendorId}:${product}`;
  const place = `usb ${name}`;
  const numbers = spans.filter(({ card }) => card === place).map(({ span }) => span);
  const known = knownUsb(ids);
  if (known === null) {
    const vendor = telephonyVendor(vendorId);
    if (vendor === null) return null;
    const common = { place, ids, vendor, model: '', kind: 'mixed', ports: 0, driver: '', driverLoaded: false } as const;
    const nothing = { firmware: '', firmwarePresent: true, supported: false, spans: numbers } as const;
    return { ...common, ...nothing, problems: [problems.unknownCard(`USB ${ids}`, vendor)] };
  }
  // The driver takes the first interface once the box has all of its firmware.
  const bound = await root.linkName(`${bus}/${name}/${name}:1.0/driver`);
  const firmware = known.firmware ?? '';
  const firmwarePresent = firmware === '' || (await astribankFirmware(root, firmware));
  return {
    place,
    ids,
    vendor: known.vendor,
    model: known.model,
    kind: known.kind,
    ports: known.ports,
    driver: known.driver,
    driverLoaded: bound === known.driver,
    firmware,
    firmwarePresent,
    supported: known.unsupported === undefined,
    spans: numbers,
    problems: problemsOf(machine, ids, known, bound, firmwarePresent, numbers),
  };
}

function problemsOf(
  { modules, installed, release }: Machine,
  ids: string,
  { driver, firmware, unsupported }: KnownCard,
  bound: string,
  firmwarePresent: boolean,
  spans: readonly number[],
): readonly CardProblem[] {
  if (unsupported !== undefined) return [problems.unsupported(`USB ${ids}`, unsupported)];
  if (bound === driver) return spans.length === 0 ? [problems.noSpans()] : [];
  if (bound !== '' && bound !== 'usbfs') return [problems.otherDriver(bound, driver)];
  const found: CardProblem[] = [];
  if (firmware !== undefined)
    found.push(firmwarePresent ? problems.astribankNotLoaded(firmware) : problems.noAstribankFirmware(firmware));
  if (!modules.has(driver)) {
    const missing = installed !== null && !installed.has(driver);
    found.push(missing ? problems.driverNotInstalled(driver, release) : problems.driverNotLoaded(driver));
  } else if (firmware === undefined) found.push(problems.driverRefuses(driver));
  return found;
}
