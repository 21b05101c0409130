import { dirname, join } from 'node:path';
import type { Logger } from 'pino';
import type { Clock } from '../../daemon/base/clock.js';
import type { Timers } from '../../daemon/base/timers.js';
import type { Health } from '../../daemon/contract/pages.js';
import { RecordingKeys } from '../../daemon/encryption/recording-keys.js';
import type { TelephonyReader } from '../../daemon/store/telephony-reader.js';
import { TraceReader } from '../../daemon/trace/files/trace-reader.js';
import { Acts } from './audit/acts.js';
import type { ControlClient } from './control-client.js';
import { Erasures } from './customers/erasures.js';
import { boxChecks } from './first-run/box-checks.js';
import { FirstRun } from './first-run/first-run.js';
import { BoxWatch } from './health/box-watch.js';
import type { DaemonMeters, ReadBox } from './health/readings.js';
import type { Imports } from './import/imports.js';
import { makeImports } from './import/make-imports.js';
import { BoxKeeper, type KeeperPlaces } from './keeping/box-keeper.js';
import { CallLadders } from './ladders/call-ladders.js';
import { SpanTraces } from './ladders/span-traces.js';
import { Board } from './live/board.js';
import { DaySummaryMaker } from './live/day-summary.js';
import { Desk } from './live/desk.js';
import { Hub } from './live/hub.js';
import { Pops } from './live/pops.js';
import { QualityTeller } from './live/quality-teller.js';
import { Reminders } from './live/reminders.js';
import { HiddenNumbers } from './masking/hidden-numbers.js';
import { Forecasts } from './outbound/forecasts.js';
import { People } from './people/people.js';
import { SiteAgents } from './people/site-agents.js';
import { QualityRounds } from './quality/rounds.js';
import { Hearing } from './recordings/hearing.js';
import { ListenLog } from './recordings/listen-log.js';
import { RecordingShelf } from './recordings/recording-shelf.js';
import { type RecordingFiles, Seals } from './recordings/sound-file.js';
import { CallArchive } from './routes/call-archive.js';
import { SiteDays } from './routes/site-days.js';
import { OpenSessions } from './sign-in/open-sessions.js';
import type { RandomBytes, ScryptCost } from './sign-in/passwords.js';
import { SignIn } from './sign-in/sign-in.js';
import type { Business } from './store/business.js';
import { namesNow } from './tls/box-names.js';
import type { CertificateKeeper } from './tls/certificate-keeper.js';
import { FaultDesk } from './training/fault-desk.js';
import { PeopleFile } from './training/people-file.js';
import { TrainingDesk } from './training/training-desk.js';

export interface WebNeeds {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: RandomBytes;
  /** That of the stored hashes: so long an unknown user takes too. */
  readonly passwordCost: ScryptCost;
  readonly log: Logger;
  readonly version: string;
  readonly business: Business;
  readonly telephony: TelephonyReader;
  /** Listeners are attached here; the caller connects it. */
  readonly control: ControlClient;
  readonly recordingsFolder: string;
  /** Absent: this box has none. */
  readonly recordingKeys?: RecordingKeys;
  /** Of files on their way in; absolute, made if it is not there. */
  readonly importsFolder: string;
  /** The compiled body of the thread that reads files. */
  readonly importThread: URL;
  /** The compiled body of the thread that simulates a campaign. */
  readonly forecastThread: URL;
  readonly pagesFolder: string;
  /** Reads the machine once. */
  readonly readBox: ReadBox;
  /** Null: the pages are served by plain HTTP. */
  readonly certificate?: CertificateKeeper | null;
  /** Hash of a new box's set-up code; absent: no first-run page. */
  readonly firstRunFile?: string | null;
  /** Of an installed box; absent: it is none. */
  readonly keeping?: { readonly places: KeeperPlaces; readonly bootedAt: () => number };
  /** Ends this process, to be started again. */
  readonly startAnew?: () => void;
  /** The simulator's socket; null: no demo telephones. */
  readonly phonesPath: string | null;
  /** `here`: this is the training floor; `folder`: its keeper's, null: none. Absent: a real floor without one. */
  readonly training?: {
    readonly here: boolean;
    readonly folder: string | null;
    /** Where a training floor's pages lead back to. */
    readonly realFloor?: NonNullable<Health['realFloor']> | null;
  };
}

/** The sockets that are open, by the hash of the token they were opened with. */
export interface OpenSockets {
  hasPage(tokenHash: string): boolean;
  close(owner: string): void;
  closePhones(owner: string): void;
}

/** What the routes and sockets work with, each made once and wired to the others. */
export interface Parts {
  readonly firstRun: FirstRun;
  readonly archive: CallArchive;
  readonly days: SiteDays;
  readonly acts: Acts;
  readonly signIn: SignIn;
  readonly sessions: OpenSessions;
  readonly people: People;
  readonly pops: Pops;
  readonly hub: Hub;
  readonly desk: Desk;
  readonly reminders: Reminders;
  readonly board: Board;
  readonly summaries: DaySummaryMaker;
  readonly hidden: HiddenNumbers;
  readonly imports: Imports;
  readonly forecasts: Forecasts;
  readonly erasures: Erasures;
  readonly recordingFiles: RecordingFiles & { readonly keys: RecordingKeys };
  readonly hearing: Hearing;
  readonly shelf: RecordingShelf;
  readonly seals: Seals;
  readonly listenLog: ListenLog;
  readonly ladders: CallLadders;
  readonly spanTraces: SpanTraces;
  readonly rounds: QualityRounds;
  readonly qualityTeller: QualityTeller;
  readonly box: BoxWatch;
  readonly keeper: BoxKeeper;
  readonly training: TrainingDesk;
  /** Null: a real floor. */
  readonly trainingPeople: PeopleFile | null;
  /** Null: a real floor. */
  readonly faults: FaultDesk | null;
}

const notInstalled = {
  places: { backups: null, backupsTo: null, upgrades: null, backupWish: null },
  bootedAt: () => 0,
};

export function makeParts(needs: WebNeeds, sockets: OpenSockets): Parts {
  const { business, clock, timers, random, log, control, version, telephony, passwordCost } = needs;
  const { customers, callers, drafts, tasks, missedCalls } = business;
  const archive = new CallArchive(telephony, log);
  const days = new SiteDays(archive, clock);
  const acts = new Acts(business.audit, clock, log);
  const signIn = new SignIn({
    business,
    clock,
    random,
    log,
    passwordCost,
    demo: needs.phonesPath !== null,
    training: needs.training?.here ?? false,
    hasPage: (tokenHash) => sockets.hasPage(tokenHash),
    refused: (userId, address) => acts.write(userId, 'sign-in-refused', userId, { address }),
  });
  const pops = new Pops({ customers, callers, drafts, archive, clock });
  const active = (tokenHash: string): void => void sessions.check(tokenHash, true);
  const hub = new Hub({ control, pops, acts, clock, log, version, active });
  const sessions = new OpenSessions({
    business,
    clock,
    log,
    signIn,
    hub,
    acts,
    close: (owner) => sockets.close(owner),
    closePhones: (owner) => sockets.closePhones(owner),
  });
  const people = new People({
    users: business.users,
    agents: new SiteAgents(control),
    random,
    ended: (_userId, tokenHashes, why) => sessions.end(tokenHashes, why, null),
    changed: (userId) => sessions.renewUser(userId),
    forgiven: (userId) => signIn.forgive(userId),
    openSessionsOf: (userId) => sessions.of(userId),
  });
  const desk = new Desk({ hub, archive, days, tasks, missedCalls, log });
  const reminders = new Reminders({ hub, desk, tasks, clock, timers, log });
  const ownsCall = (agentId: string, callId: string): boolean => hub.ownsCall(agentId, callId);
  const hidden = new HiddenNumbers({ customers, tasks, archive, ownsCall });
  const { settings, summaries: stored } = business;
  const summaryNeeds = { archive, settings, customers, summaries: stored, hub, clock, timers, log };
  const summaries = new DaySummaryMaker(summaryNeeds);
  const board = new Board({
    mirror: hub.mirror,
    nowMs: () => clock.nowMs(),
    daemonIsUp: () => control.isUp,
    timeZone: () => days.timeZone(),
  });
  const files = { folder: needs.recordingsFolder, keys: needs.recordingKeys ?? new RecordingKeys(null) };
  const qualityTeller = new QualityTeller(hub, business.quality, log);
  const demo = needs.phonesPath !== null;
  const quality = {
    recordingFiles: files,
    hearing: new Hearing(archive),
    shelf: new RecordingShelf(archive, business.quality),
    seals: new Seals(files),
    listenLog: new ListenLog(business.listens, clock, log),
    rounds: new QualityRounds({ business, archive, days, files, clock, timers, random, demo, log }),
    qualityTeller,
  };
  for (const watcher of [desk, board, qualityTeller]) hub.watch(watcher);
  hub.watch({ pageOpened: (agentId) => void reminders.tell(agentId) });
  hub.serve({
    async draft(callId, { agentId, name }, text) {
      const draft = { agentId, name, text, at: clock.nowMs() };
      hub.tellOthersOn(callId, agentId, { live: 'draft', callId, draft });
      await drafts.put(callId, draft);
    },
    async reminderSeen(agentId, taskId) {
      await tasks.see(agentId, taskId);
    },
    numberOf: (agentId, of) => hidden.numberOf(agentId, of),
    dialled: (agentId, number) =>
      void desk.dialled(agentId, number).catch((error: unknown) => {
        log.warn({ err: error, agentId }, 'missed offers of a dialled number were not marked as handled');
      }),
  });
  const imports = makeImports({
    business,
    control,
    archive,
    days,
    clock,
    timers,
    log,
    folder: needs.importsFolder,
    thread: needs.importThread,
    tellUser: (userId, message) => hub.tellUser(userId, message),
    changed: (...numbers) => pops.changed(...numbers),
  });
  const forecasts = new Forecasts({
    archive,
    thread: needs.forecastThread,
    nowMs: () => clock.nowMs(),
    queue: (id) => hub.mirror.get('queue', id),
    signedIn: (queue) =>
      hub.mirror.all('agent').filter(({ state, queues }) => state !== 'signed-out' && (queues ?? []).includes(queue))
        .length,
  });
  const erasures = new Erasures({ persons: business.persons, customers, archive, control, clock, log });
  const box = new BoxWatch({
    clock,
    timers,
    log,
    read: () =>
      needs.readBox({
        storage: () => hub.mirror.get('storage', 'recordings') ?? undefined,
        meters: () => daemonMeters(control),
        certificateUntil: () => certificateUntil(needs.certificate ?? null),
      }),
    changed: (figure, { level }) => hub.tellHolders('lines.service', { live: 'box', figure, level }),
  });
  const dataFolder = dirname(needs.recordingsFolder);
  const frames = new TraceReader(join(dataFolder, 'traces'));
  const ladders = new CallLadders({ archive, days, frames, clock });
  const spanTraces = new SpanTraces({ archive, frames });
  const firstRun = new FirstRun({
    file: needs.firstRunFile ?? null,
    business,
    control,
    acts,
    clock,
    random,
    passwordCost,
    log,
    checks: () =>
      boxChecks({ control, business, clock, dataFolder, certificate: needs.certificate ?? null, names: namesNow }),
    startAnew: () => needs.startAnew?.(),
  });
  const { places, bootedAt } = needs.keeping ?? notInstalled;
  const keeper = new BoxKeeper(places, clock, version, bootedAt);
  const { here, folder: trainingFolder } = needs.training ?? { here: false, folder: null };
  const training = new TrainingDesk({ folder: trainingFolder, here, clock });
  const trainingPeople =
    here && trainingFolder !== null
      ? new PeopleFile({ folder: trainingFolder, timers, log, people: () => hub.people() })
      : null;
  const { phonesPath } = needs;
  const faults =
    here && phonesPath !== null ? new FaultDesk({ path: phonesPath, clock, log, site: () => archive.site() }) : null;
  const mine = {
    firstRun,
    box,
    keeper,
    training,
    trainingPeople,
    faults,
    forecasts,
    imports,
    erasures,
    pops,
    hub,
    desk,
    reminders,
    board,
    summaries,
    hidden,
  };
  return { archive, days, acts, signIn, sessions, people, ladders, spanTraces, ...mine, ...quality };
}

/** Of the one that should be in use: a company's own that has ended is told, though the box's own stands in for it. */
function certificateUntil(certificate: CertificateKeeper | null): number | null {
  if (certificate === null) return null;
  const { problem, validTo } = certificate.shown();
  return problem === 'expired' ? 0 : validTo;
}

async function daemonMeters(control: ControlClient): Promise<DaemonMeters | null> {
  if (!control.isUp) return null;
  const { lines, process } = await control.request('meters', {});
  return { loopDelayP99Ms: process.loopDelayP99Ms ?? null, lateTicks: lines.lateTicks ?? 0 };
}
