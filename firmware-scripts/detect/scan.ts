/** Everything about cards that a machine's files tell, in one look. */
import type { CardProblem, CardScan, FoundCard, FoundSpan } from '../../daemon/terms/cards.js';
import { machineOf } from './machine.js';
import { pciCards } from './pci-cards.js';
import * as problems from './problems.js';
import { RootFolder } from './root-folder.js';
import { usbCards } from './usb-cards.js';

/** No machine has room for more. */
const maxCards = 64;

/** `folder`: '/' of this machine, or a copy of another's files. `nowMs` is when it was looked at. */
export async function scanMachine(folder: string, nowMs: number): Promise<CardScan> {
  const machine = await machineOf(new RootFolder(folder));
  const pci = await pciCards(machine);
  const usb = await usbCards(machine);
  const cards = [...pci.cards, ...usb.cards, ...dynamicCards(machine.spans)];
  const found: CardProblem[] = [...pci.problems, ...usb.problems];
  const lost = machine.spans.filter(({ card }) => !cards.some(({ place }) => place === card));
  if (lost.length > 0) found.push(problems.cardGone(lost.map(({ span }) => span).join(', ')));
  if (cards.length > maxCards) found.push(problems.tooMany('cards'));
  return {
    atMs: nowMs,
    cards: cards.slice(0, maxCards),
    spans: machine.spans,
    dahdiVersion: machine.dahdiVersion,
    problems: found,
  };
}

/** Spans wired by software; both ends of a local pair are one. */
function dynamicCards(spans: readonly FoundSpan[]): readonly FoundCard[] {
  const places = [...new Set(spans.filter(({ kind }) => kind === 'dynamic').map(({ card }) => card))];
  return places.map((place) => {
    const own = spans.filter(({ card }) => card === place).map(({ span }) => span);
    const kind = place.split(' ')[1] ?? '';
    return {
      place,
      ids: '',
      vendor: 'DAHDI',
      model: kind === 'loc' ? 'local pair' : `TDM over ${kind}`,
      kind: 'dynamic',
      ports: own.length,
      driver: 'dahdi_dynamic',
      driverLoaded: true,
      firmware: '',
      firmwarePresent: true,
      supported: true,
      spans: own,
      problems: [],
    };
  });
}
