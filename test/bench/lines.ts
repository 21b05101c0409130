/**
 * 120 recorded conversations on 8 E1 spans: calls in on four of them, bridged to calls out on the other four, A-law,
 * DTMF heard both ways. What a process with the lines costs, what it loses in 10 minutes, and what happens when
 * Node's event loop is blocked for half of every second. Baseline of the CPU: the exchange end, which plays and records
 * the same 240 channels by the same media code, in its own process.
 *
 * Argument, for a shorter look: seconds of the long run.
 */
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Driver } from '../../daemon/driver/driver.js';
import { loadAddon } from '../../daemon/driver/native.js';
import type { Source } from '../../daemon/lines/lines.js';
import { addonPath as builtAddon } from '../rig/box.js';
import { Child, root } from '../rig/child.js';
import { Exchange, type FarLeg } from '../rig/exchange.js';
import { compareSequence, readStereo, unrepeatable, writeMono } from '../rig/sound.js';
import type { TandemOptions } from '../rig/tandem.js';
import { printFigure, quantile } from './figure.js';

const spans = 8;
const conversations = (spans / 2) * 30;
const longSeconds = Number(process.argv[2] ?? 600);
const shortSeconds = Math.min(60, longSeconds);
const loopSeconds = 30;
/** As many as prompts may be kept in memory; the two ends of a conversation never say the same. */
const sequences = 40;
const digitsPerLeg = '159#';
/** A copy, so that a build during the ten minutes changes nothing under the processes measured. */
const addonFolder = mkdtempSync(join(tmpdir(), 'callbox-lines-addon-'));
const addonPath = join(addonFolder, 'callbox.node');
copyFileSync(builtAddon, addonPath);

/** User and system time of a process so far, in ms (proc(5): fields 14 and 15, 100 ticks a second). */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** CPU time that the host of a virtual machine gave to others, in ms: while it lasts nothing here runs at all. */
function stolenMs(): number {
  return Number(readFileSync('/proc/stat', 'utf8').split(/\s+/, 9)[8]) * 10;
}

interface Said {
  /** What the n-th leg plays. */
  sources(n: number): readonly Source[];
  /** One turn of it; null: not to be compared. */
  sequence(n: number): Uint8Array | null;
}

interface Figures {
  readonly boxCpuMs: number;
  readonly exchangeCpuMs: number;
  readonly wallMs: number;
  readonly stolenMs: number;
  readonly wrong: number;
  readonly compared: number;
  readonly unheard: number;
  readonly delaysMs: readonly number[];
  readonly digitsMissing: number;
  readonly slips: number;
  readonly meters: Readonly<Record<string, number>>;
}

class Run {
  readonly folder = mkdtempSync(join(tmpdir(), 'callbox-lines-'));
  private readonly legs: FarLeg[] = [];

  async measure(seconds: number, blockMs: number, say: (folder: string) => Said): Promise<Figures> {
    const wire = join(this.folder, 'wire.sock');
    const exchange = this.openExchange(wire);
    const options: TandemOptions = { addon: addonPath, wire, spans, folder: this.folder, blockMs };
    const box = new Child('box', 'test/rig/tandem.js', [JSON.stringify(options)]);
    await box.ready();
    for (let span = 1; span <= spans; span++) await exchange.spanUp(span);
    await this.converse(exchange);
    const said = say(this.folder);
    const cpu = await this.talk(box.pid, seconds, said);
    for (const leg of this.legs) leg.press(digitsPerLeg);
    await Promise.all(this.legs.map((leg) => leg.when('digit', (event) => event.digit === '#')));
    for (const leg of this.legs) leg.hangUp();
    await Promise.all(this.legs.map((_, n) => exchange.recorded(`leg-${n}`)));
    const slips = exchange.lines.meters().slips;
    await box.kill();
    await exchange.lines.close();
    const meters = JSON.parse(box.logTail.split('\n').at(-1) ?? '{}') as Record<string, number>;
    const digitsMissing = this.legs.length * digitsPerLeg.length - (meters.digits ?? 0);
    const figures = { ...cpu, ...this.compare(said, seconds), digitsMissing, slips, meters };
    rmSync(this.folder, { recursive: true, force: true });
    return figures;
  }

  private openExchange(wire: string): Exchange {
    const config = { wirePath: wire, exchangeEnd: true, spans, lines: 0, wireBufferBlocks: 1, maxQueuedEvents: 65_536 };
    return new Exchange(new Driver(loadAddon(addonPath), config));
  }

  /** Legs 2k and 2k+1 are one conversation. */
  private async converse(exchange: Exchange): Promise<void> {
    for (let n = 0; n < conversations; n++) {
      const [span, timeslot] = [1 + Math.floor(n / 30), 1 + (n % 30) + (n % 30 >= 15 ? 1 : 0)];
      const far = exchange.arrives(span + spans / 2, timeslot);
      const near = exchange.call({ from: '13800138000', to: '88886666', span, timeslot });
      const out = await far;
      out.answer();
      await near.when('answered');
      this.legs.push(near, out);
    }
  }

  private async talk(boxPid: number, seconds: number, said: Said) {
    this.legs.forEach((leg, n) => {
      leg.record(`leg-${n}`, join(this.folder, `leg-${n}.wav`));
      leg.send({ do: 'play', seizure: leg.seizure, play: 1, sources: said.sources(n), loop: true });
    });
    await elapsed(2);
    const before = { box: cpuMs(boxPid), exchange: cpuMs(process.pid), stolen: stolenMs(), at: performance.now() };
    await elapsed(seconds);
    const after = { box: cpuMs(boxPid), exchange: cpuMs(process.pid), stolen: stolenMs(), at: performance.now() };
    for (const leg of this.legs) leg.send({ do: 'stop-play', seizure: leg.seizure, play: 1 });
    await Promise.all(this.legs.map((leg) => leg.when('play-ended')));
    return {
      boxCpuMs: after.box - before.box,
      exchangeCpuMs: after.exchange - before.exchange,
      wallMs: after.at - before.at,
      stolenMs: after.stolen - before.stolen,
    };
  }

  private compare(said: Said, seconds: number) {
    let [wrong, compared, unheard] = [0, 0, 0];
    const delaysMs: number[] = [];
    for (let n = 0; n < this.legs.length; n += 2) {
      const [a, b] = [said.sequence(n), said.sequence(n + 1)];
      if (a === null || b === null) continue;
      const near = readStereo(join(this.folder, `leg-${n}.wav`));
      const far = readStereo(join(this.folder, `leg-${n + 1}.wav`));
      const look = (turn: Uint8Array, heard: Uint8Array) => compareLoop(turn, heard, seconds * 8000);
      const [ab, ba, aa, bb] = [look(a, far.left), look(b, near.left), look(a, near.right), look(b, far.right)];
      for (const way of [ab, ba]) {
        wrong += way.wrong;
        compared += way.compared;
        if (!way.found) unheard++;
      }
      // There and back: the two recordings' different starts cancel out.
      delaysMs.push((ab.offset - aa.offset + (ba.offset - bb.offset)) / 2 / 8);
    }
    return { wrong, compared, unheard, delaysMs };
  }
}

type Look = ReturnType<typeof compareSequence>;

/**
 * As compareSequence, for a sequence that is said again and again for at least `least` samples: from its first octet
 * heard to its last.
 */
function compareLoop(turn: Uint8Array, heard: Uint8Array, least: number): Look {
  const first = compareSequence(turn, heard.subarray(0, turn.length + 8 * 8000));
  if (!first.found) return first;
  const end = lastLoud(heard, Math.max(first.offset, 0) + least);
  let wrong = 0;
  for (let n = Math.max(first.offset, 0); n < end; n++)
    if (heard[n] !== turn[(n - first.offset) % turn.length]) wrong++;
  return { ...first, compared: end - first.offset, wrong };
}

/**
 * Where the speaker fell silent before the digits, which is after `least`: silence that comes earlier is what was put
 * in place of lost blocks.
 */
function lastLoud(heard: Uint8Array, least: number): number {
  const silence = 0xd5;
  for (let n = least; n + 80 < heard.length; n += 80)
    if (heard.subarray(n, n + 80).every((octet) => octet === silence)) {
      let end = n;
      while (heard[end - 1] === silence) end--;
      return end;
    }
  return heard.length;
}

/** By the wall: the figures are shares of its time. */
function elapsed(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

/** Noise in which every lost, repeated or changed octet shows. */
function noise(folder: string): Said {
  const turns = Array.from({ length: sequences }, (_, n) => unrepeatable(n + 1, loopSeconds * 1000));
  const file = (n: number) => join(folder, `said-${n % sequences}.wav`);
  for (let n = 0; n < sequences; n++) writeMono(file(n), turns[n] as Uint8Array);
  return { sources: (n) => [{ file: file(n) }], sequence: (n) => turns[n % sequences] as Uint8Array };
}

/** Prompts and pauses: each leg its own, half of the time silent, as people are. */
function speech(_folder: string): Said {
  const prompts = ['zh', 'en', 'callers'].flatMap((kind) => {
    const at = `${root}build/sounds/${kind}`;
    return readdirSync(at)
      .filter((name) => name.endsWith('.wav'))
      .map((name) => join(at, name));
  });
  const sources = (n: number): readonly Source[] =>
    Array.from({ length: 20 }, (_, turn) => prompts[(n * 7 + turn * 3) % prompts.length] as string).flatMap((file) => [
      { file },
      { silenceMs: 2_500 },
    ]);
  return { sources, sequence: () => null };
}

async function report(name: string, seconds: number, blockMs: number, say: (folder: string) => Said): Promise<void> {
  const run = new Run();
  const figures = await run.measure(seconds, blockMs, say);
  const print = (what: string, value: number, unit: string, baseline: number) =>
    printFigure('lines', `${name}: ${what}`, value, unit, baseline);
  const share = (ms: number) => (100 * ms) / figures.wallMs;
  print(
    'CPU of the lines, 120 recorded conversations',
    share(figures.boxCpuMs),
    '% of a core',
    share(figures.exchangeCpuMs),
  );
  if (figures.compared > 0) {
    print('legs that did not hear their partner', figures.unheard, 'legs', conversations * 2);
    print('samples lost, repeated or changed', figures.wrong, 'samples', figures.compared);
    print('added one-way delay, p99', quantile(figures.delaysMs, 0.99), 'ms', quantile(figures.delaysMs, 0.5));
  }
  print('DTMF digits not heard', figures.digitsMissing, 'digits', conversations * 2 * digitsPerLeg.length);
  print('CPU time stolen by the host', figures.stolenMs, 'ms', figures.wallMs);
  print('blocks slipped on the wire', figures.slips, 'blocks', seconds * 100);
  print('ticks late by more than 10 ms', figures.meters.lateTicks ?? Number.NaN, 'ticks', seconds * 100);
  print('seconds of recording lost', figures.meters.recorderBlocksLost ?? Number.NaN, 's', seconds * conversations);
  for (const thread of ['media', 'signalling', 'writer'] as const)
    print(
      `CPU of the ${thread} thread, whole run`,
      (figures.meters[`${thread}CpuUs`] ?? 0) / 1000,
      'ms',
      figures.boxCpuMs,
    );
}

await report(`speech ${shortSeconds} s`, shortSeconds, 0, speech);
await report(`noise ${longSeconds} s`, longSeconds, 0, noise);
await report(`event loop blocked 500 ms a second, ${shortSeconds} s`, shortSeconds, 500, noise);
rmSync(addonFolder, { recursive: true });
