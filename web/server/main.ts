/** Composition root of callbox-web: the only place that sees the real clock, real randomness and the process. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { uptime } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { type Logger, pino } from 'pino';
import { endOnSignal } from '../../daemon/base/end-on-signal.js';
import { CallboxError } from '../../daemon/base/errors.js';
import { SortableIds } from '../../daemon/base/ids.js';
import { SeededRandom } from '../../daemon/base/random.js';
import type { Timers } from '../../daemon/base/timers.js';
import { RecordingKeys } from '../../daemon/encryption/recording-keys.js';
import { ServiceNotify } from '../../daemon/notify/service-notify.js';
import { openTelephonyReader } from '../../daemon/store/telephony-store.js';
import { ControlClient } from './control-client.js';
import { BoxReader } from './health/readings.js';
import { type WebOptions, webOptions } from './options.js';
import { WebServer } from './server.js';
import { putDemoLogins, readDemoLogins } from './sign-in/demo-logins.js';
import { defaultCost, machineMadeCost } from './sign-in/passwords.js';
import { openBusiness } from './store/business.js';
import { seedDemoCustomers } from './store/seed-demo-customers.js';
import { CertificateKeeper } from './tls/certificate-keeper.js';

/** EX_CONFIG of sysexits.h: starting again would not help. */
const configurationError = 78;
/** SD_LISTEN_FDS_START, sd_listen_fds(3). */
const firstSocket = 3;
/** So that the answer is out before the process ends. */
const startAnewAfterMs = 300;

async function run(options: WebOptions, log: Logger): Promise<void> {
  const notify = serviceNotify(options.notify, log);
  const clock = { nowMs: () => Date.now() };
  const timers: Timers = {
    after(delayMs, run) {
      const timer = setTimeout(run, delayMs);
      timer.unref();
      return () => clearTimeout(timer);
    },
  };
  const ids = new SortableIds(clock, new SeededRandom(randomBytes(4).readUInt32LE()));
  const data = resolve(options.data);
  await mkdir(data, { recursive: true, mode: 0o770 });
  const demo = options.demoLogins === null ? null : await readDemoLogins(options.demoLogins);
  const business = await openBusiness({ kind: 'sqlite', file: join(data, 'business.db') }, clock, ids);
  const telephony = openTelephonyReader({ kind: 'sqlite', file: join(data, 'telephony.db') }, clock);
  const control = new ControlClient();
  const certificate =
    options.tls === null ? null : new CertificateKeeper({ folder: resolve(options.tls), clock, timers, log });
  await certificate?.start();
  const delays = monitorEventLoopDelay({ resolution: 10 });
  delays.enable();
  const box = new BoxReader({
    dataFolder: data,
    ownDelayMs: () => {
      const p99Ms = delays.percentile(99) / 1e6;
      delays.reset();
      return p99Ms;
    },
    wallMs: () => Date.now(),
    steadyMs: () => performance.now(),
    root: '/',
    backupsFolder: options.backups,
  });
  const server = new WebServer({
    clock,
    timers,
    random: randomBytes,
    passwordCost: demo ? machineMadeCost : defaultCost,
    log,
    version: ownVersion(),
    business,
    telephony,
    control,
    recordingsFolder: join(data, 'recordings'),
    recordingKeys: new RecordingKeys(options.recordingKeys === null ? null : resolve(options.recordingKeys)),
    importsFolder: join(data, 'imports'),
    importThread: new URL('./import/thread.js', import.meta.url),
    forecastThread: new URL('./outbound/forecast-thread.js', import.meta.url),
    pagesFolder: resolve(options.pages),
    readBox: (inside) => box.read(inside),
    phonesPath: options.phonesWhen === null || existsSync(options.phonesWhen) ? options.phones : null,
    certificate,
    firstRunFile: options.firstRun,
    training: {
      here: options.training,
      realFloor: options.realFloor,
      folder: options.trainingFolder === null ? null : resolve(options.trainingFolder),
    },
    keeping: {
      places: {
        backups: options.backups,
        // callbox.conf, which the backup reads too.
        backupsTo: process.env.CALLBOX_BACKUP_TO || options.backups,
        upgrades: options.upgrades,
        backupWish: options.backupWish,
      },
      bootedAt: () => Date.now() - uptime() * 1000,
    },
    startAnew: () => void setTimeout(() => process.kill(process.pid, 'SIGTERM'), startAnewAfterMs),
  });
  const end = async (): Promise<void> => {
    notify.stopping();
    certificate?.close();
    await server.close();
    control.close();
    await telephony.close();
    await business.close();
  };
  try {
    if (demo) {
      await putDemoLogins(demo.logins, business, randomBytes, clock.nowMs());
      await seedDemoCustomers(business.customers, clock.nowMs());
    }
    const { port: asked, host, redirectPort, sockets } = options;
    const port = await server.listen(
      sockets ? { fd: firstSocket } : { port: asked, host },
      sockets ? { fd: firstSocket + 1 } : redirectPort === null ? null : { port: redirectPort, host },
    );
    void server.parts.box.start();
    control.connect(options.control);
    endOnSignal(process, log, end);
    notify.ready(`port ${port}`);
    process.stdout.write(
      `${JSON.stringify({ ready: true, port, url: urlOf(options.host, port, certificate !== null) })}\n`,
    );
  } catch (error) {
    await end();
    throw error;
  }
}

function serviceNotify(addonFile: string | null, log: Logger): ServiceNotify {
  return new ServiceNotify({
    socket: addonFile === null ? undefined : process.env.NOTIFY_SOCKET,
    watchdogUs: process.env.WATCHDOG_USEC,
    addonFile: addonFile === null ? '' : resolve(addonFile),
    every(ms, run) {
      const timer = setInterval(run, ms);
      timer.unref();
      return () => clearInterval(timer);
    },
    onTrouble: (message) => log.warn(message),
  });
}

function urlOf(host: string, port: number, tls: boolean): string {
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `${tls ? 'https' : 'http'}://${shown}:${port}/`;
}

/** From the package this file belongs to, compiled or not. */
function ownVersion(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); folder !== dirname(folder); folder = dirname(folder)) {
    try {
      const own = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name?: string; version?: string };
      if (own.name === 'callbox' && own.version) return own.version;
    } catch {
      // not in this folder
    }
  }
  return 'unknown';
}

process.umask(0o007); // files for the group that both processes share, for nobody else
const log = pino({ name: 'callbox-web' }, pino.destination({ fd: 2, sync: true }));
try {
  await run(webOptions(process.argv.slice(2)), log);
} catch (error) {
  if (!(error instanceof CallboxError)) throw error;
  process.stderr.write(`callbox-web: ${error.message}\n`);
  process.exitCode = error.code === 'internal' || error.code === 'not-now' ? 1 : configurationError;
}
