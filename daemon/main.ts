/** Composition root of callbox-daemon: the only place that sees the real clock, real chance and the process. */
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { type Logger, pino } from 'pino';
import type { Clock } from './base/clock.js';
import { endOnSignal } from './base/end-on-signal.js';
import { CallboxError } from './base/errors.js';
import { maskNumbersIn } from './base/masked-numbers.js';
import { SeededRandom } from './base/random.js';
import type { Timers } from './base/timers.js';
import { boxWork, readBeginning, serviceNotify } from './box-wiring.js';
import { cardsWork, type DriverNeeds, openLines } from './cards-wiring.js';
import { commissioningWork } from './commissioning-wiring.js';
import type { ControlResults } from './contract/control.js';
import { loadSiteFile, problemText, type SiteErrors, type SiteFile } from './contract/site-file.js';
import { ControlServer } from './control/control-server.js';
import { SiteDesk, siteAsIf } from './control/site-desk.js';
import { doctorWork } from './doctor-wiring.js';
import { loadAddon, type NativeAddon, type NativeConfig } from './driver/native.js';
import type { Lines } from './lines/lines.js';
import { CallerLookup, type LookupTrouble } from './lookup/caller-lookup.js';
import { CustomerFile } from './lookup/customer-file.js';
import { explainIncoming } from './numbers/incoming.js';
import { type Dialler, explain } from './numbers/routes.js';
import { outboundWork } from './outbound-wiring.js';
import { recordingWork } from './recording-wiring.js';
import { JournalFile } from './runtime/journal-file.js';
import { DailyRecordingFolder } from './runtime/paths.js';
import { Runtime } from './runtime/runtime.js';
import { TelephonyStore } from './store/telephony-store.js';
import type { StoreTrouble } from './store/telephony-writer.js';
import { midnightBefore } from './switch/days.js';
import type { PersonRequest } from './terms/requests.js';
import type { Site } from './terms/site.js';
import type { SiteInForce } from './terms/site-change.js';
import { spanSetupsOf } from './terms/site-spans.js';
import { traceWork } from './trace-wiring.js';

/** EX_CONFIG of sysexits.h: the supervisor does not try again. */
const configurationErrorCode = 78;
/** The supervisor waits 10 s before it kills. */
const storedWithinMs = 500;
const flushWithinMs = 5_000;
/** So that the answer is out before the process ends. */
const answeredWithinMs = 300;
const dayMs = 86_400_000;
/** The event loop is asked so often how late it is, and the answers are counted over so long. */
const loopLookMs = 10;
const loopWindowMs = 10_000;
const usage =
  'usage: main.js --data DIR [--site FILE] [--first-sites DIR] --wire SOCKET --control SOCKET --sounds DIR --addon FILE\n' +
  'without --site the site imported last is used; --first-sites: empty.yaml there if there has been none;\n' +
  '--applier SOCKET: of callbox-apply, if not /run/callbox/apply.sock; --cards-root DIR: where cards are looked for, if not /';

/** Somebody must change something before it makes sense to start again. */
class ConfigurationError extends Error {}

interface Options {
  readonly data: string;
  readonly site: string | null;
  /** Where a box that has no site yet begins. */
  readonly firstSites: string | null;
  readonly wire: string;
  readonly control: string;
  readonly sounds: string;
  readonly addon: string;
  /** Of this machine's files, as far as cards are concerned: '/', but for tests. */
  readonly cardsRoot: string;
  /** Socket of the program that may write the driver's configuration. */
  readonly applier: string;
}

const clock: Clock = { nowMs: () => Date.now() };
const startedAt = clock.nowMs();
const debugLevel = 20;
const log = pino(
  {
    name: 'callbox-daemon',
    level: process.env.CALLBOX_LOG_LEVEL ?? 'info',
    hooks: {
      // Numbers of customers are for debugging only; nobody has to remember it elsewhere.
      logMethod(args, method, level) {
        const [entry] = args as unknown[];
        if (level > debugLevel && typeof entry === 'object' && entry !== null && !(entry instanceof Error)) {
          (args as unknown[])[0] = maskNumbersIn(entry);
        }
        method.apply(this, args);
      },
    },
  },
  pino.destination({ fd: 2, sync: true }),
);

function readOptions(args: readonly string[]): Options {
  const text = { type: 'string' } as const;
  const site = { site: text, 'first-sites': text } as const;
  const cards = { 'cards-root': text, applier: text } as const;
  const options = { data: text, ...site, wire: text, control: text, sounds: text, addon: text, ...cards };
  try {
    const { values } = parseArgs({ args: [...args], options, strict: true, allowPositionals: false });
    const path = (name: keyof typeof values): string => {
      const value = values[name];
      if (!value) throw new Error(`--${name} is missing`);
      return resolve(value);
    };
    return {
      data: path('data'),
      site: values.site === undefined ? null : path('site'),
      firstSites: values['first-sites'] === undefined ? null : path('first-sites'),
      wire: path('wire'),
      control: path('control'),
      sounds: path('sounds'),
      addon: path('addon'),
      cardsRoot: resolve(values['cards-root'] ?? '/'),
      applier: resolve(values.applier ?? '/run/callbox/apply.sock'),
    };
  } catch (error) {
    throw new ConfigurationError(`${(error as Error).message}\n${usage}`);
  }
}

type GoodSiteFile = Exclude<SiteFile, SiteErrors>;

/** The site of the file, or null if none was given. */
function readSite(file: string | null): GoodSiteFile | null {
  if (file === null) return null;
  const result = loadSiteFile(file);
  if ('errors' in result) {
    const count = result.errors.length;
    const found = `${count} ${count === 1 ? 'error' : 'errors'} in the site file, nothing was changed / 站点文件有 ${count} 处错误，未作任何改动`;
    throw new ConfigurationError([found, ...result.errors.map((error) => problemText(file, error))].join('\n'));
  }
  for (const warning of result.warnings) log.warn({ path: warning.path, line: warning.line }, warning.en);
  return result;
}

function readAddon(file: string): NativeAddon {
  try {
    return loadAddon(file);
  } catch (error) {
    const reason = (error as Error).message;
    throw new ConfigurationError(`the telephony addon ${file} cannot be loaded (${reason}): build it with npm start`);
  }
}

function makeFolders(options: Options): void {
  try {
    const recordings = join(options.data, 'recordings');
    // Below a setgid folder everything belongs to the group that the web process shares; mkdir(2) drops that bit.
    if (mkdirSync(recordings, { recursive: true }) !== undefined) {
      for (const folder of [options.data, recordings]) chmodSync(folder, 0o2770);
    }
  } catch (error) {
    const reason = (error as Error).message;
    throw new ConfigurationError(
      `the data folder ${options.data} cannot be used (${reason}): may this user write there?`,
    );
  }
  if (!statSync(options.sounds, { throwIfNoEntry: false })?.isDirectory()) {
    throw new ConfigurationError(`the sounds folder ${options.sounds} does not exist: callers would hear nothing`);
  }
}

async function openControl(path: string): Promise<ControlServer> {
  const control = new ControlServer({ log });
  try {
    await control.listen(path);
    return control;
  } catch (error) {
    // A daemon that is just ending still holds its socket: that passes by itself.
    if (error instanceof CallboxError && error.code === 'bad-request') throw new ConfigurationError(error.message);
    throw error;
  }
}

async function openStore(data: string): Promise<TelephonyStore> {
  const onTrouble = ({ code, detail }: StoreTrouble): void => {
    log[code === 'store-recovered' ? 'info' : 'error'](detail, code);
  };
  try {
    return await TelephonyStore.open({ kind: 'sqlite', file: join(data, 'telephony.db') }, { clock, onTrouble });
  } catch (error) {
    if (error instanceof CallboxError && error.code === 'conflict') throw new ConfigurationError(error.message);
    throw error;
  }
}

/**
 * The site in force: of the file, which becomes the stored one, or the one stored last. A file that is the same as at
 * its last import does not undo what pages have changed since.
 */
async function siteInForce(store: TelephonyStore, options: Options, file: GoodSiteFile | null): Promise<SiteInForce> {
  if (file !== null) {
    const { site, written } = file;
    const source = options.site ?? '';
    const { version, changed, changesOfPages, ...inForce } = await store.importSite({
      site,
      written,
      source,
      atMs: startedAt,
    });
    if (changesOfPages === 0) log.info({ version, changed }, 'site file imported');
    else if (changed)
      log.warn({ version, changesOfPages }, 'the site file differs from the last: it replaces changes made in pages');
    else
      log.info(
        { version, changesOfPages },
        'the site file is the same as ever: changes made in pages since its import stand',
      );
    return { version, site: inForce.site };
  }
  const stored = await store.reader.site();
  if (stored === null && options.firstSites !== null) {
    const begun = readBeginning(options.firstSites, 'empty');
    const { version, site } = await store.importSite({ ...begun, source: 'first-start', atMs: startedAt });
    log.info({ version }, 'a new box: it waits for its first-run page');
    return { version, site };
  }
  if (stored === null) {
    throw new ConfigurationError(`no site has been imported into ${options.data} yet: start once with --site FILE`);
  }
  log.info({ version: stored.version }, 'the stored site is used');
  return stored;
}

/** How each span speaks; what the site does not say is the user side of EuroISDN. */
function spanPlansOf(site: Site): NonNullable<NativeConfig['spanPlans']> {
  return Array.from({ length: site.board.spans }, (_, at) => {
    const settings = site.spans?.find(({ span }) => span === at + 1);
    const { side = 'user', protocol = 'euro-isdn', overlapReceiving = false } = settings ?? {};
    // What the site leaves open stays as the card's driver has it.
    const crc4 = settings?.crc4 === undefined ? {} : { crc4: settings.crc4 };
    return { side, protocol, overlapReceiving, ...crc4, ...clockPriorityOf(site, at) };
  });
}

/** One span that names its place among the clock's sources gives all of them one. */
function clockPriorityOf(site: Site, at: number): { readonly clockPriority?: number } {
  const isNamed = site.spans?.some(({ clockPriority }) => clockPriority !== undefined) ?? false;
  const priority = spanSetupsOf(site)[at]?.clockPriority;
  return isNamed && priority !== undefined ? { clockPriority: priority } : {};
}

/** Null: nobody in particular, who may dial what everybody may. */
function diallerOf(site: Site, agentId: string | null): Dialler {
  if (agentId === null) return { international: false };
  const agent = site.agents.find(({ id }) => id === agentId);
  if (agent === undefined) throw new CallboxError('unknown-agent', `no agent ${agentId} is configured`);
  return { international: agent.international ?? false };
}

/** P99 of how late the event loop came in the last full window, ms; null in the first. */
function watchEventLoop(): () => number | null {
  const delays = monitorEventLoopDelay({ resolution: loopLookMs });
  let p99Ms: number | null = null;
  delays.enable();
  setInterval(() => {
    // The histogram holds times between two looks, in nanoseconds: the wait that was asked for is no delay.
    p99Ms = Math.max(0, delays.percentile(99) / 1e6 - loopLookMs);
    delays.reset();
  }, loopWindowMs).unref();
  return () => p99Ms;
}

function isCount(entry: [string, unknown]): entry is [string, number] {
  return typeof entry[1] === 'number';
}

function metersOf(lines: Lines, loopDelayP99Ms: number | null): ControlResults['meters'] {
  const { user, system } = process.cpuUsage();
  const { spans, ...rest } = lines.meters();
  return {
    lines: rest,
    spans: (spans ?? []).map((span) => Object.fromEntries(Object.entries(span).filter(isCount))),
    process: {
      cpuUs: user + system,
      rssBytes: process.memoryUsage.rss(),
      ...(loopDelayP99Ms === null ? {} : { loopDelayP99Ms }),
    },
  };
}

/** A fault of ours in handling one event must not cost the next its handling: it is told and stored. */
function mishandled(store: TelephonyStore, what: string, error: unknown): void {
  log.error({ err: error, what }, 'an event was mishandled');
  const detail = JSON.stringify({ what, error: error instanceof Error ? error.message.slice(0, 300) : 'unknown' });
  store.writer.apply([{ row: 'incident', incident: { at: clock.nowMs(), code: 'mishandled-event', detail } }]);
}

/** Trouble with a lookup is an incident and costs only what it would have told. */
function lookupTrouble(store: TelephonyStore): (trouble: LookupTrouble) => void {
  return ({ code, detail }) => {
    log.warn(detail, code);
    const incident = { at: clock.nowMs(), code, detail: JSON.stringify(detail) };
    store.writer.apply([{ row: 'incident', incident }]);
  };
}

/** What is known of callers. */
function callerLookup(store: TelephonyStore, customers: CustomerFile, siteNow: () => Site): CallerLookup {
  const lastAgent = async (numbers: readonly string[]) => {
    const days = Math.max(0, ...siteNow().queues.map((queue) => queue.lastAgent?.withinDays ?? 0));
    return days === 0 ? null : store.reader.history.lastAgent(numbers, clock.nowMs() - days * dayMs);
  };
  const sources = { customer: (phoneKey: string) => customers.find(phoneKey), lastAgent };
  return new CallerLookup({
    sources,
    clock,
    timers: realTimers((error) => mishandled(store, 'lookup', error)),
    onTrouble: lookupTrouble(store),
  });
}

function realTimers(onError: (error: unknown) => void): Timers {
  return {
    after(delayMs, run) {
      const timer = setTimeout(() => {
        try {
          run();
        } catch (error) {
          onError(error);
        }
      }, delayMs);
      return () => clearTimeout(timer);
    },
  };
}

async function run(options: Options): Promise<void> {
  const notify = serviceNotify(options.addon, log, process.env);
  const fromFile = readSite(options.site);
  const addon = readAddon(options.addon);
  makeFolders(options);
  // The socket first: it proves that no other daemon is at these data, whose open calls are not ours to close.
  const control = await openControl(options.control);
  const store = await openStore(options.data);
  endOnFault(log, store);
  const recordings = join(options.data, 'recordings');
  log.info({ ...(await store.closeInterrupted(recordings, startedAt)) }, 'closed what the last run left open');
  const inForce = await siteInForce(store, options, fromFile);
  const { site } = inForce;
  const agentIds = site.agents.map(({ id }) => id);
  const lastRun = await store.lastRun(agentIds, midnightBefore(startedAt, site.timeZone));

  const { spans, lines: lineCount } = site.board;
  const driverNeeds: DriverNeeds = {
    addon,
    wire: options.wire,
    spanPlans: spanPlansOf,
    options: { onListenerError: (error) => mishandled(store, 'line event', error) },
  };
  const { lines, missing } = openLines(site, driverNeeds, log);
  const loopDelayP99Ms = watchEventLoop();
  const journal = new JournalFile(join(options.data, 'journal.ndjson'));
  const desk = new SiteDesk(inForce, {
    store: (changed) => store.changeSite({ ...changed, atMs: clock.nowMs() }),
    before: (version) => store.reader.siteBefore(version),
    load: (changed) => {
      runtime.loadSite(changed.site);
      if (isDeepStrictEqual(changed.site.board, site.board)) return;
      log.warn('the site has another board: the daemon ends and starts anew with it');
      setTimeout(() => process.kill(process.pid, 'SIGTERM'), answeredWithinMs);
    },
  });
  const customers = new CustomerFile(join(options.data, 'business.db'));
  const outbound = outboundWork({
    store,
    runtime: () => runtime,
    site: () => desk.current.site,
    clock,
    timers: realTimers((error) => mishandled(store, 'leads', error)),
    random: new SeededRandom(randomBytes(4).readUInt32LE()),
    onTrouble: lookupTrouble(store),
  });
  const keeping = recordingWork({
    store,
    folder: recordings,
    runtime: () => runtime,
    site: () => desk.current.site,
    clock,
    timers: realTimers((error) => mishandled(store, 'recordings', error)),
    random: new SeededRandom(randomBytes(4).readUInt32LE()),
    log,
  });
  const examining = doctorWork({
    store,
    lines,
    runtime: () => runtime,
    site: () => desk.current.site,
    clock,
    timers: realTimers((error) => mishandled(store, 'doctor', error)),
    random: new SeededRandom(randomBytes(4).readUInt32LE()),
    folders: { sounds: options.sounds, recordings },
    onFault: (error) => mishandled(store, 'doctor', error),
  });
  const traces = traceWork({
    store,
    data: options.data,
    site: () => desk.current.site,
    meters: () => lines.meters(),
    clock,
    timers: realTimers((error) => mishandled(store, 'traces', error)),
    log,
  });
  const cards = cardsWork({
    store,
    site: () => desk.current.site,
    lines: driverNeeds,
    clock,
    timers: realTimers((error) => mishandled(store, 'cards', error)),
    random: new SeededRandom(randomBytes(4).readUInt32LE()),
    root: options.cardsRoot,
    applier: options.applier,
  });
  const bringingUp = commissioningWork({
    store,
    lines,
    runtime: () => runtime,
    site: desk,
    doctor: examining.doctor,
    cards: site.board.kind === 'dahdi' ? cards.desk : null,
    missing,
    clock,
    timers: realTimers((error) => mishandled(store, 'commissioning', error)),
    random: new SeededRandom(randomBytes(4).readUInt32LE()),
  });
  const unfinished = await outbound.unfinished();
  const runtime = new Runtime({
    lines,
    clock,
    timers: realTimers((error) => mishandled(store, 'timer', error)),
    seed: randomBytes(4).readUInt32LE(),
    rows: {
      write: (changes) => {
        store.writer.apply(changes);
        keeping.saw(changes);
      },
    },
    live: control,
    journal,
    log,
    lookup: callerLookup(store, customers, () => desk.current.site),
    leads: outbound.leads,
    folders: { sounds: options.sounds, recordings },
    frames: {
      take: (frames) => {
        traces.frames.take(frames);
        examining.frames.take(frames);
        bringingUp.frames.take(frames);
      },
    },
    recordingFolder: new DailyRecordingFolder(),
  });
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
  control.start({
    ask: async (person) => {
      await asked(person, runtime, desk);
      await stored(store);
    },
    order: async (technician) => {
      await runtime.order(technician);
      await stored(store);
    },
    explain: (number, agentId, changes) => {
      const asIf = siteAsIf(desk.current.site, changes);
      return explain(asIf, number, diallerOf(asIf, agentId));
    },
    explainIncoming: (sent, changes) => explainIncoming(siteAsIf(desk.current.site, changes), sent),
    why: (callId) => {
      const explained = runtime.explain(callId);
      if (explained !== null) return explained;
      throw new CallboxError('unknown-call', 'this call waits in no queue: somebody has it, or it is over');
    },
    site: () => desk.current,
    changeSite: (by, version, change) => desk.change(by, version, change),
    recordings: keeping.desk,
    outbound: (method, params) => outbound.door.answer(method, params),
    box: boxWork({
      store,
      clock,
      inForce: () => desk.current,
      firstSites: options.firstSites,
      data: options.data,
      sounds: options.sounds,
      mediaPriority: () => lines.meters().mediaPriority ?? null,
    }),
    cards: cards.desk,
    doctor: examining.doctor,
    commissioning: bringingUp.desk,
    snapshot: () => runtime.snapshot(),
    meters: () => metersOf(lines, loopDelayP99Ms()),
    startedAt,
  });
  endOnSignal(process, log, async () => {
    notify.stopping();
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
  if (missing !== '') {
    store.writer.apply([{ row: 'incident', incident: { at: startedAt, code: 'card-missing', detail: missing } }]);
    cards.lookForCard(() => {
      log.warn('the telephony card is there: the daemon ends and starts anew with it');
      process.kill(process.pid, 'SIGTERM');
    });
  }
  log.info({ spans, lines: lineCount, version: process.version }, 'the daemon is up');
  notify.ready(`${spans} E1, ${lineCount} telephones`);
  process.stdout.write(`${JSON.stringify({ ready: true, pid: process.pid })}\n`);
}

/** What agents set themselves is part of the site, so that it is there at the next start. */
async function asked(person: PersonRequest, runtime: Runtime, desk: SiteDesk): Promise<void> {
  if ('by' in person || person.ask !== 'set-own') await runtime.ask(person);
  else await desk.setOwn(person.agentId, person.own);
}

/**
 * Who is told "done" can read it back. With a disk that doesn't write, people work on all the same: the writer
 * has said so and keeps the rows.
 */
async function stored(store: TelephonyStore): Promise<void> {
  await store.writer.flush(storedWithinMs).catch(() => {});
}

/** Nobody knows what state we are in: the rows that are queued are still good, the rest begins anew. */
function endOnFault(logger: Logger, store: TelephonyStore): void {
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'a fault nobody handled: the daemon ends and is started again');
    const end = (): never => process.exit(1);
    store.writer.flush(1_000).then(end, end);
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
