/** Part of the composition root: lines that are brought up, and changes of one span. */
import type { Clock } from '../base/clock.js';
import { notNow } from '../base/errors.js';
import { SortableIds } from '../base/ids.js';
import type { Random } from '../base/random.js';
import type { Timers } from '../base/timers.js';
import { Commissionings } from '../commissioning/commissionings.js';
import { linesPort } from '../commissioning/lines-port.js';
import type { DriverPort, KeepPort, SitePort } from '../commissioning/ports.js';
import { Taker } from '../commissioning/proposals.js';
import { RestartCount } from '../commissioning/restarts.js';
import { SpanApplier } from '../commissioning/span-applier.js';
import { maxShownChanges, SpanChanges } from '../commissioning/span-changes.js';
import { SpanTrials } from '../commissioning/span-trials.js';
import type { CardsPort, TestCallsPort } from '../commissioning/step-checks.js';
import { timingTestMs } from '../commissioning/steps/card.js';
import { CommissioningDesk } from '../control/commissioning-desk.js';
import type { CardsDoor, DoctorDoor } from '../control/control-server.js';
import { type SiteDesk, siteAsIf } from '../control/site-desk.js';
import type { Lines } from '../lines/lines.js';
import type { Runtime } from '../runtime/runtime.js';
import type { TelephonyStore } from '../store/telephony-store.js';
import type { CardApply } from '../terms/cards.js';
import type { RowChange } from '../terms/rows.js';

/** People wait no longer for their row; a disk that takes none keeps nobody from his work. */
const settledWithinMs = 500;
const keptCommissionings = 50;

export interface CommissioningWiring {
  readonly store: TelephonyStore;
  readonly lines: Lines;
  /** Not asked before `resume`. */
  readonly runtime: () => Runtime;
  readonly site: SiteDesk;
  readonly doctor: DoctorDoor;
  /** Null: a board made of software. */
  readonly cards: CardsWays | null;
  /** Why the lines could not be opened; '' they are open. */
  readonly missing: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
}

/** What a technician may ask of cards, and what only a wizard does. */
export interface CardsWays extends CardsDoor {
  readonly applySpan: DriverPort['apply'];
  applyPlan(plan: string, by: string): Promise<CardApply>;
}

export interface CommissioningWork {
  readonly desk: CommissioningDesk;
  /** Every frame of every D-channel goes in here. */
  readonly frames: RestartCount;
  /** Once the runtime is started: goes on with what the last run left. */
  resume(): Promise<void>;
  close(): void;
}

export function commissioningWork(parts: CommissioningWiring): CommissioningWork {
  const { store, runtime, clock, timers } = parts;
  const frames = new RestartCount();
  const lines = linesPort(parts.lines, {
    order: (request) => runtime().order(request),
    lookOn: (listener) => runtime().lookOn(listener),
  });
  const site = sitePort(parts.site);
  const keep = keepPort(parts);
  const driver = parts.cards === null ? null : driverPort(parts.cards);
  const cards = parts.cards === null ? null : cardsPort(parts.cards, parts);
  const ids = new SortableIds(clock, parts.random);
  const applier = new SpanApplier({ lines, driver, timers });
  const trials = new SpanTrials({ lines, applier, clock, timers });
  const changes = new SpanChanges({
    lines,
    site,
    keep,
    driver,
    clock,
    timers,
    ids,
    isTried: (span) => trials.isTried(span),
  });
  const commissionings = new Commissionings({
    lines,
    site,
    keep,
    changes,
    trials,
    taker: new Taker({ lines, site, applier, cards }),
    driver,
    cards,
    testCalls: testCallsPort(parts.doctor),
    clock,
    timers,
    ids,
    restarts: (span) => frames.of(span),
    channelsOf: (span) => parts.lines.channels.filter((each) => each.span === span).map(({ channel }) => channel),
  });
  return {
    desk: new CommissioningDesk(changes, commissionings),
    frames,
    resume: async () => {
      await changes.resume(await store.reader.commissioning.spanChanges(maxShownChanges));
      await commissionings.resume(await store.reader.commissioning.commissionings(keptCommissionings));
    },
    close: () => {
      changes.close();
      commissionings.close();
    },
  };
}

function sitePort(desk: SiteDesk): SitePort {
  return {
    get current() {
      return desk.current;
    },
    change: (by, version, change) => desk.change(by, version, change),
    assertGood: (site, change) => void siteAsIf(site, [change]),
  };
}

function keepPort({ store, clock }: CommissioningWiring): KeepPort {
  const write = (row: RowChange): void => store.writer.apply([row]);
  return {
    spanChange: (change) => write({ row: 'span-change', change }),
    commissioning: (kept) => write({ row: 'commissioning', kept }),
    incident: (code, detail) =>
      write({ row: 'incident', incident: { at: clock.nowMs(), code, detail: JSON.stringify(detail) } }),
    settled: () => store.writer.flush(settledWithinMs).catch(() => {}),
  };
}

function driverPort(cards: CardsWays): DriverPort {
  return { apply: (span, setup, by) => cards.applySpan(span, setup, by) };
}

function cardsPort(cards: CardsWays, { site, missing }: CommissioningWiring): CardsPort {
  return {
    scan: () => cards.answer('cards.scan', {}),
    startTiming: async (by) => (await cards.answer('cards.timing-test', { by, seconds: timingTestMs / 1_000 })).id,
    timing: (id) => cards.answer('cards.timing', { id }),
    driverSpan: (span) => {
      const { board } = site.current.site;
      return board.kind === 'dahdi' ? (board.card.spans[span - 1] ?? null) : null;
    },
    unopened: async () => (missing === '' ? null : { reason: missing, plan: await cards.answer('cards.plan', {}) }),
    configure: async (by, plan) => {
      const { problem, words } = await cards.applyPlan(plan, by);
      if (problem !== '') throw notNow(words);
    },
  };
}

function testCallsPort(doctor: DoctorDoor): TestCallsPort {
  return {
    start: async (by, span, direction, number) =>
      (await doctor.answer('test-call.start', { by, span, direction, number, timeslot: null })).id,
    get: (id) => doctor.answer('test-call.get', { id }),
    end: async (by, id) => void (await doctor.answer('test-call.end', { by, id })),
  };
}
