/** What an installed box has more than a demo: a first start without a site file, checks of its own place, systemd. */
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Logger } from 'pino';
import type { Clock } from '../base/clock.js';
import { CallboxError } from '../base/errors.js';
import { loadSiteFile, problemText } from '../contract/site-file.js';
import { BoxDesk } from '../control/box-desk.js';
import { ServiceNotify } from '../notify/service-notify.js';
import type { TelephonyStore } from '../store/telephony-store.js';
import type { BoxCheck } from '../terms/first-run.js';
import type { Site } from '../terms/site.js';
import type { SiteInForce } from '../terms/site-change.js';

/** The exchange of the simulated lines reads what the daemon was told; its unit starts when the file is there. */
export const simulatedSiteFile = 'simulated-site.json';
/** What callers hear in any case; a site's own prompts are checked with the site. */
const soundsNeeded = ['zh/please-wait', 'zh/all-busy', 'music/hold-1'];
/** The media thread asks for this much (native/engine/media_thread.cpp). */
const leastRealTimePriority = 1;
const writtenWithinMs = 2_000;
/** So that the answer is out before the process ends. */
const endAfterMs = 300;

/** A site of the folder, as it stands there. */
export function readBeginning(folder: string, name: string): { readonly site: Site; readonly written: string } {
  const file = join(folder, `${name}.yaml`);
  const read = loadSiteFile(file);
  if ('errors' in read) {
    throw new CallboxError('bad-request', read.errors.map((problem) => problemText(file, problem)).join('\n'));
  }
  return read;
}

export interface BoxNeeds {
  readonly store: TelephonyStore;
  readonly clock: Clock;
  readonly inForce: () => SiteInForce;
  /** Folder with empty.yaml and simulated.yaml; null: the box has a site file of its own. */
  readonly firstSites: string | null;
  readonly data: string;
  readonly sounds: string;
  /** Priority of the media thread, 0: the system did not allow it; null: not known. */
  readonly mediaPriority: () => number | null;
}

export function boxWork({ store, clock, inForce, firstSites, data, sounds, mediaPriority }: BoxNeeds): BoxDesk {
  return new BoxDesk({
    inForce,
    beginning: (name) => (firstSites === null ? null : readBeginning(firstSites, name).site),
    async keep(site, simulated) {
      const content = JSON.stringify(site);
      if (simulated) putWhole(join(data, simulatedSiteFile), content);
      const { version } = await store.importSite({
        site,
        written: content,
        source: 'first-run',
        atMs: clock.nowMs(),
      });
      return { version };
    },
    startAnew: () => void setTimeout(() => process.kill(process.pid, 'SIGTERM'), endAfterMs),
    check: async () => [await databaseCheck(store), soundsCheck(sounds), realTimeCheck(mediaPriority())],
  });
}

/** Never half a file: whoever watches for it reads it at once. */
function putWhole(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.part`, content, { mode: 0o640, flush: true });
  renameSync(`${file}.part`, file);
}

async function databaseCheck(store: TelephonyStore): Promise<BoxCheck> {
  try {
    await store.writer.flush(writtenWithinMs);
    return { id: 'database', level: 'good', seen: '', why: '' };
  } catch (error) {
    return { id: 'database', level: 'bad', seen: (error as Error).message.slice(0, 120), why: '' };
  }
}

function soundsCheck(folder: string): BoxCheck {
  const missing = soundsNeeded.filter(
    (name) => !(statSync(join(folder, `${name}.wav`), missingIsNone)?.isFile() ?? false),
  );
  return { id: 'sounds', level: missing.length === 0 ? 'good' : 'bad', seen: missing.join(', '), why: '' };
}
const missingIsNone = { throwIfNoEntry: false } as const;

function realTimeCheck(priority: number | null): BoxCheck {
  const allowed = priority ?? allowedPriority();
  const good = allowed >= leastRealTimePriority;
  return { id: 'real-time', level: good ? 'good' : 'warning', seen: good ? String(allowed) : '', why: '' };
}

/** RLIMIT_RTPRIO of this process, proc(5). */
function allowedPriority(): number {
  try {
    const line = readFileSync('/proc/self/limits', 'utf8').match(/^Max realtime priority\s+(\d+|unlimited)/m)?.[1];
    return line === 'unlimited' ? 99 : Number(line ?? 0);
  } catch {
    return 0;
  }
}

/** The notify addon lies beside the one of the lines. */
export function serviceNotify(addon: string, log: Logger, environment: NodeJS.ProcessEnv): ServiceNotify {
  const addonFile = join(dirname(addon), 'notify.node');
  return new ServiceNotify({
    socket: existsSync(addonFile) ? environment.NOTIFY_SOCKET : undefined,
    watchdogUs: environment.WATCHDOG_USEC,
    addonFile,
    every(ms, run) {
      const timer = setInterval(run, ms);
      timer.unref();
      return () => clearInterval(timer);
    },
    onTrouble: (message) => log.warn(message),
  });
}
