/** Composition root of callbox-daemon: the only place that sees the real clock, real chance and the process. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { endOnSignal } from './base/end-on-signal.js';
import { SeededRandom } from './base/random.js';
import { SteadyClock } from './base/steady-clock.js';
import type { ControlServer } from './control/control-server.js';
import { SiteDesk } from './control/site-desk.js';
import type { Lines } from './lines/lines.js';
import { CustomerFile } from './lookup/customer-file.js';
import { JournalFile } from './runtime/journal-file.js';
import { DailyRecordingFolder } from './runtime/paths.js';
import { Runtime } from './runtime/runtime.js';
import type { TelephonyStore } from './store/telephony-store.js';
import { midnightBefore } from './switch/days.js';
import type { Site } from './terms/site.js';
import type { SiteInForce } from './terms/site-change.js';
import { boxWork, serviceNotify } from './wiring/box.js';
import { callerLookup } from './wiring/callers.js';
import { cardsWork, type DriverNeeds, openLines } from './wiring/cards.js';
import { ClockWatch, isAtRest } from './wiring/clock-watch.js';
import { commissioningWork } from './wiring/commissioning.js';
import { doctorWork } from './wiring/doctor.js';
import { controlled } from './wiring/door.js';
import { Faults } from './wiring/faults.js';
import { daemonLog } from './wiring/log.js';
import { metersOf, watchEventLoop } from './wiring/meters.js';
import { makeFolders, openControl, openStore, readAddon } from './wiring/opening.js';
import { ConfigurationError, configurationErrorCode, type Options, readOptions } from './wiring/options.js';
import { outboundWork } from './wiring/outbound.js';
import { recordingWork } from './wiring/recording.js';
import { readSite, siteInForce, spanPlansOf } from './wiring/site-in-force.js';
import { onTimeOf, traceWork } from './wiring/trace.js';

/** The supervisor waits 10 s before it kills. */
const flushWithinMs = 5_000;
/** So that the answer is out before the process ends. */
const answeredWithinMs = 300;

const clock = new SteadyClock({ wallMs: () => Date.now(), monotonicMs: () => performance.now() });
const startedAt = clock.nowMs();
const log = daemonLog(process.env.CALLBOX_LOG_LEVEL);
const seed = (): number => randomBytes(4).readUInt32LE();

/** What stands before anything of the daemon works. */
interface Opened {
  readonly options: Options;
  readonly control: ControlServer;
  readonly store: TelephonyStore;
  readonly faults: Faults;
  readonly inForce: SiteInForce;
  readonly driver: DriverNeeds;
  readonly lines: Lines;
  /** Why the lines could not be opened; '' they are open. */
  readonly missing: string;
}

async function open(options: Options): Promise<Opened> {
  const fromFile = readSite(options.site, log);
  const addon = readAddon(options.addon);
  makeFolders(options);
  // The socket first: it proves that no other daemon is at these data, whose open calls are not ours to close.
  const control = await openControl(options.control, log);
  const store = await openStore(options, clock, log);
  const faults = new Faults(log, store, clock);
  faults.endOnFault();
  const recordings = join(options.data, 'recordings');
  log.info({ ...(await store.closeInterrupted(recordings, startedAt)) }, 'closed what the last run left open');
  const inForce = await siteInForce(store, options, fromFile, startedAt, log);
  const driver: DriverNeeds = {
    addon,
    wire: options.wire,
    spanPlans: spanPlansOf,
    options: { onListenerError: (error) => faults.mishandled('line event', error) },
  };
  return { options, control, store, faults, inForce, driver, ...openLines(inForce.site, driver, log) };
}

/** All that works around the switch. They ask for the runtime, which needs them, only once it is there. */
function workOf({ options, store, faults, inForce, driver, lines, missing }: Opened, runtime: () => Runtime) {
  const { board } = inForce.site;
  const desk = new SiteDesk(inForce, {
    store: (changed) => store.changeSite({ ...changed, atMs: clock.nowMs() }),
    before: (version) => store.reader.siteBefore(version),
    load: (changed) => {
      runtime().loadSite(changed.site);
      if (isDeepStrictEqual(changed.site.board, board)) return;
      log.warn('the site has another board: the daemon ends and starts anew with it');
      setTimeout(() => process.kill(process.pid, 'SIGTERM'), answeredWithinMs);
    },
  });
  const site = (): Site => desk.current.site;
  const recordings = join(options.data, 'recordings');
  /** What each of them is given; `what` names it where something of it goes wrong. */
  const common = (what: string) => ({
    ...{ store, lines, runtime, site, clock, log, timers: faults.timersOf(what), random: new SeededRandom(seed()) },
    onTrouble: faults.trouble,
    onFault: (error: unknown) => faults.mishandled(what, error),
  });
  const examining = doctorWork({ ...common('doctor'), folders: { sounds: options.sounds, recordings } });
  const cards = cardsWork({
    ...common('cards'),
    ...{ lines: driver, root: options.cardsRoot, applier: options.applier },
  });
  return {
    desk,
    examining,
    cards,
    customers: new CustomerFile(join(options.data, 'business.db')),
    outbound: outboundWork(common('leads')),
    keeping: recordingWork({ ...common('recordings'), folder: recordings, keyFile: options.recordingKeys }),
    traces: traceWork({ ...common('traces'), data: options.data, meters: () => lines.meters() }),
    bringingUp: commissioningWork({
      ...common('commissioning'),
      ...{ site: desk, doctor: examining.doctor, missing },
      cards: board.kind === 'dahdi' ? cards.desk : null,
    }),
  };
}

type Work = ReturnType<typeof workOf>;

function runtimeOf({ options, control, store, faults, lines }: Opened, work: Work, journal: JournalFile): Runtime {
  const { desk, customers, outbound, keeping, traces, examining, bringingUp } = work;
  const site = (): Site => desk.current.site;
  const timers = faults.timersOf('lookup');
  return new Runtime({
    ...{ lines, clock, log, journal, live: control, leads: outbound.leads },
    timers: faults.timersOf('timer'),
    seed: seed(),
    rows: {
      write: (changes) => {
        store.writer.apply(changes);
        keeping.saw(changes);
      },
    },
    lookup: callerLookup({ store, customers, site, clock, timers, onTrouble: faults.trouble }),
    folders: { sounds: options.sounds, recordings: join(options.data, 'recordings') },
    frames: {
      take: (told) => {
        const frames = onTimeOf(clock, told);
        traces.frames.take(frames);
        examining.frames.take(frames);
        bringingUp.frames.take(frames);
      },
    },
    recordingFolder: new DailyRecordingFolder(),
  });
}

async function run(options: Options): Promise<void> {
  const notify = serviceNotify(options.addon, log, process.env);
  const opened = await open(options);
  const { control, store, lines, missing } = opened;
  const { site } = opened.inForce;
  const loopDelayP99Ms = watchEventLoop();
  const journal = new JournalFile(join(options.data, 'journal.ndjson'));
  const work = workOf(opened, () => runtime);
  const { desk, outbound, keeping, traces, bringingUp, customers, cards, examining } = work;
  const agentIds = site.agents.map(({ id }) => id);
  const lastRun = await store.lastRun(agentIds, midnightBefore(startedAt, site.timeZone));
  // Who goes on as he was must not begin before he left off, though the machine's time was set back meanwhile.
  if (!isAtRest({}, lastRun.agents)) clock.goOnFrom(await store.lastSignOfLife());
  const unfinished = await outbound.unfinished();
  const runtime = runtimeOf(opened, work, journal);
  runtime.lookOn((event) => traces.saw(event));
  runtime.start(site, lastRun);
  traces.start();
  keeping.start();
  if (unfinished.length > 0) {
    log.info({ campaigns: unfinished.length }, 'campaigns that ran or were paused go on');
    runtime.loadCampaigns(unfinished);
  }
  await bringingUp.resume();
  outbound.start();
  const { firstSites, data, sounds } = options;
  const mediaPriority = (): number | null => lines.meters().mediaPriority ?? null;
  control.start(
    controlled({
      ...{ store, runtime, desk, startedAt },
      recordings: keeping.desk,
      outbound: (method, params) => outbound.door.answer(method, params),
      box: boxWork({ store, clock, inForce: () => desk.current, firstSites, data, sounds, mediaPriority }),
      cards: cards.desk,
      doctor: examining.doctor,
      lab: examining.lab,
      commissioning: bringingUp.desk,
      meters: () => metersOf(lines, loopDelayP99Ms()),
    }),
  );
  const clockWatch = watchClock(opened, runtime);
  endOnSignal(process, log, async () => {
    notify.stopping();
    clockWatch.close();
    outbound.close();
    bringingUp.close();
    runtime.stop();
    await control.close();
    await lines.close();
    await traces.close();
    await journal.close();
    await customers.close();
    await keeping.close();
    await store.close(flushWithinMs);
  });
  if (missing !== '') waitForCard(store, cards, missing);
  const { spans, lines: lineCount } = site.board;
  log.info({ spans, lines: lineCount, version: process.version }, 'the daemon is up');
  notify.ready(`${spans} E1, ${lineCount} telephones`);
  process.stdout.write(`${JSON.stringify({ ready: true, pid: process.pid })}\n`);
}

function watchClock({ store, faults }: Opened, runtime: Runtime): ClockWatch {
  const watch = new ClockWatch({
    clock,
    timers: faults.timersOf('clock'),
    atRest: () => isAtRest(runtime.inProgress, runtime.snapshot().agents),
    incident: (code, detail) => {
      log.warn(
        detail,
        'the time of day was set back: own time goes on, ahead of it, until the daemon starts anew at rest',
      );
      store.writer.apply([{ row: 'incident', incident: { at: clock.nowMs(), code, detail: JSON.stringify(detail) } }]);
    },
    startAnew: () => {
      log.warn('nobody is at work: the daemon ends and starts anew with the time of day');
      process.kill(process.pid, 'SIGTERM');
    },
  });
  watch.start();
  return watch;
}

function waitForCard(store: TelephonyStore, cards: Work['cards'], missing: string): void {
  store.writer.apply([{ row: 'incident', incident: { at: startedAt, code: 'card-missing', detail: missing } }]);
  cards.lookForCard(() => {
    log.warn('the telephony card is there: the daemon ends and starts anew with it');
    process.kill(process.pid, 'SIGTERM');
  });
}

process.umask(0o007); // files for the group that both processes share, for nobody else
try {
  await run(readOptions(process.argv.slice(2)));
} catch (error) {
  if (error instanceof ConfigurationError) process.stderr.write(`callbox-daemon: ${error.message}\n`);
  else log.fatal({ err: error }, 'the daemon cannot start');
  process.exit(error instanceof ConfigurationError ? configurationErrorCode : 1);
}
