/** A box on a public network that behaves and misbehaves as told: the real daemon, its lines' far end in this process. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SeededRandom } from '../../daemon/base/random.js';
import { Driver } from '../../daemon/driver/driver.js';
import { loadAddon } from '../../daemon/driver/native.js';
import type { WireFault } from '../../daemon/driver/wire-fault.js';
import { readPhrases } from '../../daemon/simulator/phrases.js';
import { PublicNetwork } from '../../daemon/simulator/public-network.js';
import type { Diagnosis } from '../../daemon/terms/diagnosis.js';
import type { Site } from '../../daemon/terms/site.js';
import { type SpanSetup, usualSpanSetup } from '../../daemon/terms/span-setup.js';
import { addonPath, Box } from './box.js';
import { Floor } from './floor.js';
import { writeTone } from './sound.js';

export const milliwattNumber = '02160100104';
const spans = 2;
/** The network's side of a span: it is the clock. */
export const farSetup: SpanSetup = { ...usualSpanSetup, side: 'network', clockPriority: 0 };

const trunks: NonNullable<Site['trunks']> = [
  {
    id: 'city',
    name: { zh: '市话', en: 'City' },
    channels: [{ span: 1 }],
    out: { callingNumber: '02160001000' },
    testNumber: milliwattNumber,
  },
  { id: 'other', name: { zh: '另一条', en: 'Other' }, channels: [{ span: 2 }], testNumber: milliwattNumber },
];

export class DoctorRig {
  readonly box = new Box({
    spans,
    lines: 2,
    agents: 2,
    more: { areaCode: '021', trunks, routes: [{ prefixes: [''], trunks: ['city', 'other'] }] },
  });
  readonly floor = new Floor();
  readonly lines: Driver;
  private readonly network: PublicNetwork;

  private constructor() {
    const { box } = this;
    this.lines = new Driver(
      loadAddon(addonPath),
      { wirePath: box.wire, exchangeEnd: true, spans, lines: 2, wireBufferBlocks: 8, maxQueuedEvents: 65_536 },
      {
        onListenerError: (error) => {
          throw error; // a fault of the rig itself
        },
      },
    );
    const timers = {
      after(delayMs: number, run: () => void): () => void {
        const timer = setTimeout(run, delayMs);
        return () => clearTimeout(timer);
      },
    };
    this.network = new PublicNetwork({
      lines: this.lines,
      clock: { nowMs: () => Date.now() },
      timers,
      random: new SeededRandom(1),
      log() {},
      phrases: this.phrases(),
      numbers: [],
      callersPerHour: 0,
    });
  }

  static async open(): Promise<DoctorRig> {
    const rig = new DoctorRig();
    await rig.network.open(join(rig.box.folder, 'phones.sock'));
    await rig.box.startDaemon();
    await rig.floor.open(rig.box.control);
    await rig.well();
    return rig;
  }

  /** All spans are up and without alarm, and neither end has asked for a data link for two seconds. */
  async well(): Promise<void> {
    for (let asked = -1, before = -2; asked !== before; ) {
      await this.up();
      before = asked;
      asked = await this.linksAsked();
      if (asked !== before) await new Promise((resolve) => setTimeout(resolve, 2_000));
    }
  }

  private async linksAsked(): Promise<number> {
    const { spans: all } = await this.floor.client.request('meters', {});
    return all.reduce((sum, { sabmeSent = 0, sabmeReceived = 0 }) => sum + sabmeSent + sabmeReceived, 0);
  }

  private async up(): Promise<void> {
    await this.floor.until(({ spans: all }) => {
      return all.length === spans && all.every(({ dChannel, alarms }) => dChannel === 'up' && alarms.length === 0);
    });
  }

  /** Resolves once the box sees what was broken. */
  async span(fits: (span: { dChannel: string; alarms: readonly string[] }) => boolean, number = 1): Promise<void> {
    await this.floor.until(({ spans: all }) => all.some((each) => each.span === number && fits(each)));
  }

  inject(fault: WireFault): () => void {
    this.lines.inject(fault);
    return () => this.lines.clearFaults();
  }

  /** The far end of the span speaks so from now on. */
  far(setup: Partial<SpanSetup>, span = 1): () => void {
    this.lines.send({ do: 'set-up-span', span, setup: { ...farSetup, ...setup } });
    return () => this.lines.send({ do: 'set-up-span', span, setup: farSetup });
  }

  /** To its verdict, as a page asks for it. */
  async examine(span = 1, number?: string): Promise<Diagnosis> {
    const { client } = this.floor;
    const asked = { by: 'tech', kind: 'trunk', span, ...(number === undefined ? {} : { number }) } as const;
    const { id } = await client.request('doctor.start', asked);
    return verdictOf(this.floor, id);
  }

  /** The daemon ends and starts anew, on the same data. */
  async restart(): Promise<void> {
    const up = new Promise<void>((resolve) => this.floor.client.once('up', () => resolve()));
    await this.box.stop();
    await this.box.startDaemon();
    await up;
    await this.well();
  }

  async close(): Promise<void> {
    this.floor.close();
    await this.box.stop();
    await this.network.close();
    await this.box.close();
  }

  private phrases() {
    const { sounds } = this.box;
    mkdirSync(join(sounds, 'callers'), { recursive: true });
    writeTone(join(sounds, 'callers/zh-1.wav'), 700, 400);
    const phrases = [{ id: 'zh-1', language: 'zh', by: 'caller', text: '你好' }];
    writeFileSync(join(sounds, 'callers/phrases.json'), JSON.stringify(phrases));
    return readPhrases(sounds);
  }
}

/** Asks as often as pages do. */
export async function verdictOf(floor: Floor, id: string): Promise<Diagnosis> {
  for (;;) {
    const diagnosis = await floor.client.request('doctor.get', { id });
    if (diagnosis.verdict !== null) return diagnosis;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}
