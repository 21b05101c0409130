/**
 * Inside the emulated machine: what the last power cut has left in DATA is looked at, the box is started on it and takes
 * calls until the next one. `life.js DATA SINCE_MS [last]`: of what began before SINCE_MS nothing is told; the last life
 * ends the box as it should be ended.
 */
import { existsSync, mkdirSync, mkdtempSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { SortableIds } from '../../../daemon/base/ids.js';
import { SeededRandom } from '../../../daemon/base/random.js';
import { Driver } from '../../../daemon/driver/driver.js';
import { loadAddon } from '../../../daemon/driver/native.js';
import { openTelephonyReader } from '../../../daemon/store/telephony-store.js';
import { samplesInRecording } from '../../../daemon/store/wav-length.js';
import { damageOf } from '../../../installer/cli/keeping/database.mjs';
import { type Business, openBusiness } from '../../../web/server/store/business.js';
import { Load } from '../../bench/kills/load.js';
import { addonPath } from '../../rig/box.js';
import { Child } from '../../rig/child.js';
import { Exchange } from '../../rig/exchange.js';
import { Floor } from '../../rig/floor.js';
import { testSite, writeSite } from '../../rig/site.js';
import { writeTone } from '../../rig/sound.js';
import { type Found, type FoundCall, mark, type SeenCall, type Told } from './told.js';

const [data = '', since = '0', last] = process.argv.slice(2);
const callers = 2;
const talkMs = 3_000;
const tellEveryMs = 50;
const samplesPerMs = 8;
const maxCalls = 200;
const clock = { nowMs: () => Date.now() };
const random = new SeededRandom(Date.now() >>> 0);
const site = testSite({ agents: callers, lines: callers, wrapUpMs: 500 });
const folder = mkdtempSync(join(tmpdir(), 'callbox-power-'));
const place = (name: string): string => join(folder, name);
const telephony = join(data, 'telephony.db');
const business = join(data, 'business.db');

const tell = (told: Told): unknown => writeSync(1, `${mark}${JSON.stringify(told)}\n`);

async function find(): Promise<Found> {
  const damage: string[] = [];
  for (const file of [telephony, business].filter(existsSync)) {
    const problems = await damageOf(file);
    if (problems.length > 0) damage.push(`${file}: ${problems.join('; ')}`);
  }
  if (damage.length > 0 || !existsSync(telephony)) return { damage, calls: [], deeds: 0 };
  return { damage, calls: await findCalls(), deeds: 0 };
}

async function findCalls(): Promise<FoundCall[]> {
  const reader = openTelephonyReader({ kind: 'sqlite', file: telephony }, clock);
  const found: FoundCall[] = [];
  for (const call of await reader.calls({ limit: maxCalls, fromMs: Number(since), toMs: Date.now() + 60_000 })) {
    const rows = await reader.recordings.ofCall(call.id);
    const recordings = rows.map(async ({ path, state, startedAt, endedAt, lengthMs }) => {
      const samples = await samplesInRecording(join(data, 'recordings', path));
      return { state, startedAt, endedAt, lengthMs, fileMs: samples === null ? null : samples / samplesPerMs };
    });
    found.push({ from: call.callingNumber, endedAt: call.endedAt, recordings: await Promise.all(recordings) });
  }
  await reader.close();
  return found;
}

function layOut(): void {
  for (const name of ['sounds/zh', 'sounds/music']) mkdirSync(place(name), { recursive: true });
  for (const name of ['zh/welcome', 'zh/menu', 'zh/wrong-key', 'music/hold-1'])
    writeTone(place(`sounds/${name}.wav`), 620, 400);
  writeSite(place('site.json'), site);
}

function openExchange(): Exchange {
  const { spans, lines } = site.board;
  const config = { wirePath: place('wire.sock'), exchangeEnd: true, spans, lines, country: 'cn' as const };
  return new Exchange(new Driver(loadAddon(addonPath), { ...config, wireBufferBlocks: 16, maxQueuedEvents: 65_536 }));
}

async function startDaemon(): Promise<Child> {
  const paths = ['--data', data, '--site', place('site.json'), '--sounds', place('sounds')];
  const sockets = ['--wire', place('wire.sock'), '--control', place('control.sock')];
  const daemon = new Child('daemon', 'daemon/main.js', [...paths, ...sockets, '--addon', addonPath]);
  await daemon.ready();
  return daemon;
}

async function signIn(): Promise<Floor> {
  const floor = new Floor();
  await floor.open(place('control.sock'));
  for (const { id } of site.agents) {
    await floor.client.request('agent.sign-in', { agentId: id });
    await floor.client.request('agent.ready', { agentId: id });
  }
  return floor;
}

/** Deeds one after another, as fast as the disk acknowledges them. */
class Deeds {
  stored = 0;
  stopped = false;
  constructor(private readonly business: Business) {}

  async go(): Promise<void> {
    while (!this.stopped) {
      await this.business.audit.write({ userId: 'power', what: 'power-cut', subject: String(this.stored), detail: {} });
      this.stored += 1;
      await pause(tellEveryMs);
    }
  }
}

/** Tells what has changed of the calls since it was told last. */
class Witness {
  private readonly told = new Map<string, string>();
  private readonly talks = new Map<string, number>();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly load: Load,
    floor: Floor,
    private readonly deeds: Deeds,
  ) {
    const look = (): void => {
      for (const { callingNumber, talkStartedAt, recording } of floor.live.calls)
        if (recording && talkStartedAt !== null) this.talks.set(callingNumber, talkStartedAt);
    };
    floor.client.on('change', look);
    this.timer = setInterval(() => this.tell(), tellEveryMs);
  }

  end(): void {
    clearInterval(this.timer);
  }

  private tell(): void {
    const calls: SeenCall[] = [];
    for (const { from, answeredAt, endedAt } of this.load.calls) {
      const call = { from, answeredAt, talkAt: this.talks.get(from) ?? null, endedAt };
      const text = JSON.stringify(call);
      if (this.told.get(from) !== text) calls.push(call);
      this.told.set(from, text);
    }
    tell({ told: 'now', at: Date.now(), calls, deeds: this.deeds.stored });
  }
}

async function firstAnswer(load: Load): Promise<void> {
  while (!load.calls.some(({ answeredAt }) => answeredAt !== null)) await pause(tellEveryMs);
}

async function live(): Promise<void> {
  const found = await find();
  if (found.damage.length > 0) return void tell({ told: 'found', found });
  const ids = new SortableIds(clock, random);
  const books = await openBusiness({ kind: 'sqlite', file: business }, clock, ids);
  const { rows, intact } = await books.audit.check();
  const damage = intact ? [] : [`${business}: the audit's chain is broken`];
  tell({ told: 'found', found: { ...found, damage, deeds: rows } });
  if (!intact) return;

  layOut();
  const beganAt = performance.now();
  const exchange = openExchange();
  const daemon = await startDaemon();
  const floor = await signIn();
  await exchange.spanUp();
  const load = new Load(exchange, random, talkMs);
  load.begin(callers);
  await firstAnswer(load);
  tell({ told: 'takes-calls', afterMs: performance.now() - beganAt });
  const deeds = new Deeds(books);
  const writing = deeds.go();
  const witness = new Witness(load, floor, deeds);
  if (last === undefined) return; // until the power is cut
  witness.end();
  deeds.stopped = true;
  await Promise.all([load.end(), writing]);
  floor.close();
  const code = await daemon.kill();
  if (code !== 0) throw new Error(`the daemon ended with ${code}: ${daemon.logTail}`);
  await exchange.lines.close();
  await books.close();
  tell({ told: 'ended' });
  process.exit(0);
}

live().catch((error: Error) => {
  console.log(error.stack);
  process.exit(1);
});
