/** Part of the composition root: telephony cards, and the lines of a site that runs on them. */
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setImmediate as laterTurn } from 'node:timers';
import type { Logger } from 'pino';
import { askApplier } from '../../firmware-scripts/apply/apply-client.js';
import { CardsDesk } from '../../firmware-scripts/desk/cards-desk.js';
import { interruptsOf } from '../../firmware-scripts/detect/interrupts.js';
import { RootFolder } from '../../firmware-scripts/detect/root-folder.js';
import { openPseudoChannel } from '../../firmware-scripts/timing/pseudo-channel.js';
import { timingOf } from '../../firmware-scripts/timing/timing-test.js';
import type { Clock } from '../base/clock.js';
import { SortableIds } from '../base/ids.js';
import type { Random } from '../base/random.js';
import type { Timers } from '../base/timers.js';
import { AbsentLines } from '../driver/absent-lines.js';
import { Driver, type DriverOptions } from '../driver/driver.js';
import type { NativeAddon, NativeConfig } from '../driver/native.js';
import type { Lines } from '../lines/lines.js';
import type { TelephonyStore } from '../store/telephony-store.js';
import type { Site } from '../terms/site.js';

/** A card that wasn't there is looked for again so often. */
const lookAgainMs = 5_000;
/** Pages ask twice a second what came of an apply: they are told before the daemon ends. */
const toldWithinMs = 1_500;

export interface OpenedLines {
  readonly lines: Lines;
  /** Why the card could not be opened; '' it is open. */
  readonly missing: string;
}

export interface DriverNeeds {
  readonly addon: NativeAddon;
  readonly wire: string;
  readonly spanPlans: (site: Site) => NonNullable<NativeConfig['spanPlans']>;
  readonly options: DriverOptions;
}

/**
 * The lines of the site. A card that is missing or refused does not keep the box from starting: whoever is to repair it
 * needs its pages. Throws for the virtual board as Driver does.
 */
export function openLines(site: Site, needs: DriverNeeds, log: Logger): OpenedLines {
  const { board } = site;
  if (board.kind === 'virtual') return { lines: driverOf(site, needs), missing: '' };
  try {
    return { lines: driverOf(site, needs), missing: '' };
  } catch (error) {
    const missing = (error as Error).message;
    log.error({ reason: missing }, 'the telephony card cannot be opened: the box runs without its lines');
    const { spans, lines: telephones, exchangeLines = 0 } = board;
    const lines = new AbsentLines({ spans, telephones, exchangeLines }, (run) => void laterTurn(run));
    return { lines, missing };
  }
}

function driverOf(site: Site, { addon, wire, spanPlans, options }: DriverNeeds): Driver {
  const { board, country } = site;
  const { spans, lines, exchangeLines = 0 } = board;
  const size = { exchangeEnd: false, spans, lines, exchangeLines, country, spanPlans: spanPlans(site) } as const;
  if (board.kind === 'virtual') return new Driver(addon, { wirePath: wire, ...size }, options);
  const { card } = board;
  const cards = { dahdiSpans: card.spans, dahdiLines: [...card.telephones, ...card.exchangeLines] };
  return new Driver(addon, { board: 'dahdi', wirePath: '', ...size, ...cards }, options);
}

export interface CardsWork {
  readonly desk: CardsDesk;
  /** Looks for a card that is missing; calls `back` once when it can be opened or its driver has been configured. */
  lookForCard(back: () => void): void;
}

export interface CardsWorkNeeds {
  readonly store: TelephonyStore;
  readonly site: () => Site;
  readonly lines: DriverNeeds;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  /** '/', but for tests. */
  readonly root: string;
  /** The applier's socket. */
  readonly applier: string;
}

export function cardsWork({ store, site, lines, clock, timers, random, root, applier }: CardsWorkNeeds): CardsWork {
  let whenBack: (() => void) | null = null;
  /** Also for lines that cannot be opened yet: rights to a driver just loaded are given to a process that starts. */
  const startAnew = (): void => {
    whenBack?.();
    whenBack = null;
  };
  const desk = new CardsDesk({
    root,
    site,
    nowMs: () => clock.nowMs(),
    ids: new SortableIds(clock, random),
    applier: (request) => askApplier(applier, request, timers),
    timing: (seconds, drivers, tell) =>
      timingOf(seconds, {
        open: () => openPseudoChannel(join(root, 'dev/dahdi/pseudo')),
        interrupts: async () =>
          interruptsOf((await new RootFolder(root).octets('/proc/interrupts'))?.toString('utf8') ?? ''),
        monotonicMs: () => performance.now(),
        drivers,
        tell,
      }),
    incident(code, detail) {
      store.writer.apply([{ row: 'incident', incident: { at: clock.nowMs(), code, detail: JSON.stringify(detail) } }]);
    },
    applied: () => void timers.after(toldWithinMs, startAnew),
  });
  return {
    desk,
    lookForCard(back) {
      whenBack = back;
      const look = (): void => {
        if (whenBack === null) return;
        if (canBeOpened(site(), lines)) startAnew();
        else timers.after(lookAgainMs, look);
      };
      timers.after(lookAgainMs, look);
    },
  };
}

/** Opened and closed again: nobody else uses it while it is missing here. */
function canBeOpened(site: Site, needs: DriverNeeds): boolean {
  try {
    const driver = driverOf(site, needs);
    void driver.close();
    return true;
  } catch {
    return false;
  }
}
