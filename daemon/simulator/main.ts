/** Composition root of the simulator process: a public exchange on the far end of the virtual wire. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import pino from 'pino';
import type { Clock } from '../base/clock.js';
import { endOnSignal } from '../base/end-on-signal.js';
import { CallboxError } from '../base/errors.js';
import { SeededRandom } from '../base/random.js';
import type { Timers } from '../base/timers.js';
import { loadSiteFile, problemText } from '../contract/site-file.js';
import { openDriver } from '../driver/driver.js';
import type { NativeConfig } from '../driver/native.js';
import type { Site } from '../terms/site.js';
import { readPhrases } from './phrases.js';
import { PublicNetwork } from './public-network.js';

/** EX_CONFIG of sysexits.h: the supervisor does not try again. */
const configurationErrorCode = 78;
const usage =
  'simulator --wire SOCK --phones SOCK --site FILE --sounds DIR --addon FILE [--callers PER_HOUR] [--seed N]';

const log = pino(
  { name: 'simulator', level: process.env.LOG_LEVEL ?? 'info' },
  pino.destination({ fd: 2, sync: true }),
);
const clock: Clock = { nowMs: () => Date.now() };
const timers: Timers = {
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

function options() {
  const { values } = parseArgs({
    options: {
      wire: { type: 'string' },
      phones: { type: 'string' },
      site: { type: 'string' },
      sounds: { type: 'string' },
      addon: { type: 'string' },
      callers: { type: 'string', default: '40' },
      seed: { type: 'string', default: '1' },
    },
  });
  const { wire, phones, site, sounds, addon } = values;
  if (!wire || !phones || !site || !sounds || !addon) throw new CallboxError('bad-request', `usage: ${usage}`);
  return {
    wire: resolve(wire),
    phones: resolve(phones),
    site: resolve(site),
    sounds: resolve(sounds),
    addon: resolve(addon),
    callersPerHour: wholeNumber('--callers', values.callers, 3600),
    seed: wholeNumber('--seed', values.seed, 2 ** 32 - 1),
  };
}

function wholeNumber(name: string, text: string, most: number): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (value <= most) return value;
  throw new CallboxError('bad-request', `${name} ${text}: must be a whole number from 0 to ${most}`);
}

function readSite(file: string): Site {
  const loaded = loadSiteFile(file);
  if ('site' in loaded) return loaded.site;
  throw new CallboxError('bad-request', loaded.errors.map((problem) => problemText(file, problem)).join('\n'));
}

function existingFile(path: string): string | null {
  return existsSync(path) ? path : null;
}

/**
 * The other side of what the box has on each span. A public network gives the clock; where the box itself is the
 * network of every span, as towards a PBX, the far end takes it.
 */
function farSidesOf(site: Site): NonNullable<NativeConfig['spanPlans']> {
  const spans = Array.from({ length: site.board.spans }, (_, at) => {
    const {
      side = 'user',
      protocol = 'euro-isdn',
      crc4 = true,
    } = site.spans?.find(({ span }) => span === at + 1) ?? {};
    return { side: side === 'user' ? ('network' as const) : ('user' as const), protocol, crc4 };
  });
  const followsBox = spans.every(({ side }) => side === 'user');
  return spans.map((plan, at) => ({ ...plan, clockPriority: followsBox ? at + 1 : 0 }));
}

function openNetwork(given: ReturnType<typeof options>): PublicNetwork {
  const site = readSite(given.site);
  const { board, country, numbers } = site;
  const phrases = readPhrases(given.sounds);
  const lines = openDriver(
    given.addon,
    {
      wirePath: given.wire,
      exchangeEnd: true,
      spans: board.spans,
      lines: board.lines,
      exchangeLines: board.exchangeLines ?? 0,
      country,
      spanPlans: farSidesOf(site),
    },
    { onListenerError: (error) => log.error({ err: error }, 'an event was mishandled') },
  );
  return new PublicNetwork({
    lines,
    clock,
    timers,
    random: new SeededRandom(given.seed),
    log: (level, message, detail) => log[level](detail, message),
    phrases,
    music: existingFile(join(given.sounds, 'music/hold-1.wav')),
    numbers: numbers.map(({ number }) => number),
    callersPerHour: given.callersPerHour,
  });
}

/** What a person must mend ends it for good; anything else may be better at the next start. */
function failed(error: unknown): never {
  log.fatal({ err: error }, 'the simulator ends');
  const byItself = error instanceof CallboxError ? error.code === 'internal' : !isUsageError(error);
  process.exit(byItself ? 1 : configurationErrorCode);
}

function isUsageError(error: unknown): boolean {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

process.umask(0o007); // for the group of a folder that lets nobody else in
try {
  const given = options();
  const network = openNetwork(given);
  await network.open(given.phones);
  endOnSignal(process, log, () => network.close());
  log.info({ callersPerHour: given.callersPerHour, seed: given.seed }, 'the public network is up');
  process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
} catch (error) {
  failed(error);
}
