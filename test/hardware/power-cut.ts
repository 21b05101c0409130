/**
 * HA-04: the emulated machine is killed in mid-write, again and again, on one data disk with a volatile write cache.
 * `npm run test:power-cut -- --cuts 50 --seed 1 [--gently]`. Ends with 1 if a database is damaged, what was acknowledged is
 * gone, or more than 1 s of CDRs or 2 s of sound are.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdtempSync, openSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { SeededRandom } from '../../daemon/base/random.js';
import { printFigure } from '../bench/figure.js';
import { runInMachine } from './machine.js';
import { type Found, mark, type SeenCall, type Told } from './power/told.js';
import { type Cost, type Cut, costOf } from './power/verdict.js';
import { VolatileDisk } from './power/volatile-disk.js';

const cdrGoalMs = 1_000;
const soundGoalMs = 2_000;
/** From the first call answered to the cut. */
const untilCutMs = { least: 2_000, spread: 8_000 };
/** Every other cut comes with one of the next so many writes, in mid-transaction; the rest at any moment. */
const maxWritesMore = 40;
const lifeLimitMs = 300_000;
const diskBytes = 256 * 1024 * 1024;
/** In this order; beyond what the machine starts with. */
const modules = ['crc16', 'crc32c_generic', 'mbcache', 'jbd2', 'ext4', 'virtio_blk'];

const { values } = parseArgs({
  options: {
    cuts: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    gently: { type: 'boolean', default: false },
  },
});
const cuts = wholeNumber('cuts');
const random = new SeededRandom(wholeNumber('seed'));

function wholeNumber(name: 'cuts' | 'seed'): number {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`--${name} is a whole number above 0, not ${values[name]}`);
  return value;
}

const modulesFolder = 'build/hardware/packages/lib/modules';
const moduleFiles = readdirSync(modulesFolder, { recursive: true }).map(String);
const modulePaths = modules.map((name) => {
  const found = moduleFiles.find((path) => basename(path) === `${name}.ko`);
  if (found === undefined) throw new Error(`${modulesFolder} has no ${name}.ko`);
  return join(modulesFolder, found);
});

const folder = mkdtempSync(join(tmpdir(), 'callbox-power-'));
const image = join(folder, 'disk.img');

function makeDisk(): void {
  const file = openSync(image, 'w');
  ftruncateSync(file, diskBytes);
  closeSync(file);
  execFileSync('mkfs.ext4', ['-q', '-F', '-b', '4096', '-E', 'lazy_itable_init=0,lazy_journal_init=0', image]);
}

/** As Debian does before it mounts: a superblock of which half was written is no longer one. */
function checkDisk(): boolean {
  const { status, stdout } = spawnSync('e2fsck', ['-p', image], { encoding: 'utf8' });
  // 1: mended; 2 and more: somebody would have to look.
  if (status === null || status > 1) throw new Error(`the file system cannot be mended by itself: ${stdout}`);
  return stdout.includes('recovering journal');
}

/** What this life has told. */
class Life {
  found: Found | null = null;
  takesCallsAfterMs: number | null = null;
  ended = false;
  /** The file system was not taken off as it should be: its journal was replayed. */
  replayed = false;
  readonly words: string[] = [];
  private readonly calls = new Map<string, SeenCall>();
  private deeds = 0;
  /** This machine's clock minus that one's: the least of what was seen is the truest. */
  private aheadMs = Number.POSITIVE_INFINITY;

  constructor(private readonly onCalls: () => void) {}

  take(line: string): void {
    if (!line.startsWith(mark)) {
      this.words.push(line);
      this.words.splice(0, this.words.length - 20);
      return;
    }
    const told = JSON.parse(line.slice(mark.length)) as Told;
    if (told.told === 'found') this.found = told.found;
    if (told.told === 'ended') this.ended = true;
    if (told.told === 'takes-calls') {
      this.takesCallsAfterMs = told.afterMs;
      this.onCalls();
    }
    if (told.told === 'now') {
      this.aheadMs = Math.min(this.aheadMs, Date.now() - told.at);
      this.deeds = told.deeds;
      for (const call of told.calls) this.calls.set(call.from, call);
    }
  }

  cut(atMs: number): Cut {
    const deeds = (this.found?.deeds ?? 0) + this.deeds;
    return { at: Math.round(atMs - this.aheadMs), calls: [...this.calls.values()], deeds };
  }
}

/** `sinceMs`: of the box's life before nothing is asked. Null: the last one, which ends well. */
async function live(
  sinceMs: number,
  cutAfterMs: number | null,
  writesMore: number | null,
): Promise<{ life: Life; cut: Cut | null }> {
  const hadJournal = checkDisk();
  const disk = await VolatileDisk.open(image, diskBytes, join(folder, 'disk.sock'));
  const power = new AbortController();
  let cutAt: number | null = null;
  const life = new Life(() => {
    if (cutAfterMs === null) return;
    const off = () => {
      cutAt = Date.now();
      power.abort();
    };
    setTimeout(() => (writesMore === null ? off() : disk.dieAfter(writesMore, off)), cutAfterMs);
  });
  life.replayed = hadJournal;
  const program = `build/js/test/hardware/power/life.js /power-cut ${sinceMs}${cutAfterMs === null ? ' last' : ''}`;
  const { code, lastWords } = await runInMachine({
    script: [
      'set -e',
      ...modulePaths.map((path) => `insmod ${path}`),
      'mkdir /power-cut',
      'mount -t ext4 /dev/vda /power-cut',
      'dmesg | grep EXT4-fs',
      `${process.execPath} --enable-source-maps ${program}`,
      'umount /power-cut',
    ].join('\n'),
    limitMs: lifeLimitMs,
    onLine: (line) => life.take(line),
    devices: [
      ...['-blockdev', `driver=nbd,node-name=data,server.type=unix,server.path=${disk.socketPath}`],
      ...['-device', 'virtio-blk-pci,drive=data'],
    ],
    power: power.signal,
    gently: values.gently,
  });
  if (cutAt !== null) {
    const { cached, lost } = disk.cut(random);
    sectors.cached += cached;
    sectors.lost += lost;
    sectors.most = Math.max(sectors.most, disk.mostCached);
  }
  disk.close();
  const damage = life.found?.damage ?? [];
  damaged += damage.length; // such a box goes no further
  if (cutAfterMs === null ? code !== 0 : cutAt === null)
    throw new Error(['the box did not come up:', ...damage, ...life.words, ...lastWords].join('\n'));
  return { life, cut: cutAt === null ? null : life.cut(cutAt) };
}

const sectors = { cached: 0, lost: 0, most: 0 };
const costs: Cost[] = [];
const startsMs: number[] = [];
let damaged = 0;
let replayed = 0;

async function run(): Promise<void> {
  let before: Cut | null = null;
  let sinceMs = 0;
  for (let round = 0; round <= cuts; round++) {
    const cutAfterMs = round < cuts ? untilCutMs.least + random.below(untilCutMs.spread) : null;
    const writesMore = round % 2 === 0 ? 1 + random.below(maxWritesMore) : null;
    const { life, cut }: { life: Life; cut: Cut | null } = await live(sinceMs, cutAfterMs, writesMore);
    if (before !== null && life.found !== null) judge(round, before, life);
    if (life.takesCallsAfterMs !== null) startsMs.push(life.takesCallsAfterMs);
    sinceMs = before?.at ?? 0;
    before = cut;
  }
}

function judge(round: number, cut: Cut, life: Life): void {
  const { found, replayed: journal } = life;
  if (found === null) return;
  if (journal) replayed += 1;
  const cost = costOf(cut, found);
  costs.push(cost);
  const seen = `${cut.calls.length} calls, ${cost.ended} over, ${cost.cdrsLostMs.length} CDRs lost`;
  const sound = `sound lost ≤ ${Math.round(Math.max(0, ...cost.soundLostMs))} ms`;
  console.error(`cut ${round}: ${seen}, ${sound}, ${cost.deedsLost} of ${cut.deeds} deeds lost`);
}

function figures(): boolean {
  const print = (name: string, value: number, unit: string, goal: number) =>
    printFigure('power-cut', name, value, unit, goal);
  const all = <K extends 'cdrsLostMs' | 'soundLostMs' | 'lateMs'>(name: K) => costs.flatMap((cost) => [...cost[name]]);
  const worstCdr = Math.max(0, ...all('cdrsLostMs'));
  const worstSound = Math.max(0, ...all('soundLostMs'));
  const deedsLost = costs.reduce((sum, cost) => sum + cost.deedsLost, 0);
  print('cuts', costs.length, 'cuts', cuts);
  print('boots that took a call', startsMs.length, 'boots', cuts + 1);
  print('to the first call answered, worst', Math.max(...startsMs), 'ms', Math.max(...startsMs));
  print('journals replayed', replayed, 'cuts', costs.length);
  print('sectors in the disk’s cache, most at once', sectors.most, 'sectors', sectors.most);
  print('sectors in the disk’s cache at the cuts', sectors.cached, 'sectors', sectors.cached);
  print('sectors of them lost', sectors.lost, 'sectors', sectors.cached);
  print('databases damaged', damaged, 'databases', 2 * costs.length);
  print(
    'calls over at the cuts',
    costs.reduce((sum, { ended }) => sum + ended, 0),
    'calls',
    costs.length,
  );
  print('CDRs lost', all('cdrsLostMs').length, 'calls', costs.length);
  print('CDR lost, oldest at the cut', worstCdr, 'ms', cdrGoalMs);
  print('deeds acknowledged and lost', deedsLost, 'deeds', costs.length);
  print('recordings looked at', all('soundLostMs').length, 'recordings', costs.length);
  print('sound lost, worst', worstSound, 'ms', soundGoalMs);
  print('sound late in the machine, worst', Math.max(0, ...all('lateMs')), 'ms', soundGoalMs);
  return damaged === 0 && deedsLost === 0 && worstCdr <= cdrGoalMs && worstSound <= soundGoalMs;
}

makeDisk();
let good = false;
try {
  await run();
  execFileSync('e2fsck', ['-fn', image], { stdio: 'pipe' }); // throws at the first thing it would mend
  good = true;
} catch (error) {
  console.error((error as Error).message);
} finally {
  if (costs.length > 0) good = figures() && good;
  rmSync(folder, { recursive: true });
}
process.exitCode = good ? 0 : 1;
