/** The simulator's public network over the real addon and a real wire, in time of the test's own; the box end is driven by hand. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SeededRandom } from '../../daemon/base/random.js';
import { ManualTime } from '../../daemon/base/timers.js';
import { type Driver, openDriver } from '../../daemon/driver/driver.js';
import type { Seizure } from '../../daemon/lines/lines.js';
import { readPhrases } from '../../daemon/simulator/phrases.js';
import { PublicNetwork } from '../../daemon/simulator/public-network.js';
import { End } from '../contract/wire.js';
import { addonPath } from './box.js';
import { PhonesPage } from './phones-page.js';
import { toneQuality, writeTone } from './sound.js';

/** What the phrases zh-1 and zh-5 sound like. */
export const callerHz = 700;
export const agentHz = 1000;
const loudDbm0 = -20;
const lines = 2;

/** Tells when a timer of this delay is set, which says that its owner got so far. */
class WatchedTime extends ManualTime {
  private waiters: { readonly delayMs: number; readonly resolve: () => void }[] = [];

  override after(delayMs: number, run: () => void): () => void {
    const cancel = super.after(delayMs, run);
    for (const waiter of this.waiters.filter((each) => each.delayMs === delayMs)) waiter.resolve();
    return cancel;
  }

  nextTimer(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.waiters.push({ delayMs, resolve }));
  }
}

export class NetworkRig {
  readonly folder = mkdtempSync(join(tmpdir(), 'callbox-network-'));
  readonly phonesPath = join(this.folder, 'phones.sock');
  readonly time = new WatchedTime();
  readonly network: PublicNetwork;
  private boxLines: Driver | null = null;
  private boxEnd: End | null = null;
  private readonly pages: PhonesPage[] = [];
  private readonly exchangeUp: Promise<void>;

  private constructor() {
    let spanUp = () => {};
    this.exchangeUp = new Promise((resolve) => {
      spanUp = resolve;
    });
    this.network = new PublicNetwork({
      lines: openDriver(addonPath, { ...this.wire, exchangeEnd: true }),
      clock: this.time,
      timers: this.time,
      random: new SeededRandom(1),
      log: (_level, message, detail) => {
        if (message === 'span' && detail.dChannel === 'up') spanUp();
      },
      phrases: this.makePhrases(),
      numbers: ['02160001000'],
      callersPerHour: 0,
      listenMs: { least: 50, most: 80 },
    });
  }

  /** Both ends up. */
  static async open(): Promise<NetworkRig> {
    const rig = new NetworkRig();
    await rig.network.open(rig.phonesPath);
    await Promise.all([rig.openBox(), rig.exchangeUp]);
    return rig;
  }

  get box(): End {
    if (!this.boxEnd) throw new Error('the box is away');
    return this.boxEnd;
  }

  async openBox(): Promise<void> {
    this.boxLines = openDriver(addonPath, { ...this.wire, exchangeEnd: false });
    this.boxEnd = new End(this.boxLines);
    await this.boxEnd.ear.next('span', { dChannel: 'up' });
  }

  async closeBox(): Promise<void> {
    await this.boxLines?.close();
    this.boxEnd = null;
  }

  async close(): Promise<void> {
    for (const page of this.pages) page.socket.destroy();
    await this.network.close();
    await this.closeBox();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async openPage(): Promise<PhonesPage> {
    const page = await PhonesPage.open(this.phonesPath);
    this.pages.push(page);
    return page;
  }

  /** Resolves when the box hears this tone on the seizure. */
  async heardByBox(seizure: Seizure, hz: number): Promise<void> {
    const { box } = this;
    box.send({ do: 'tap', seizure });
    for (;;) {
      const { audio } = await box.ear.next('audio', { seizure });
      if (toneQuality(audio, hz).levelDbm0 > loudDbm0) break;
    }
    box.send({ do: 'untap', seizure });
  }

  async heardByPage(page: PhonesPage, hz: number): Promise<void> {
    await page.next('audio', ({ audio }) => toneQuality(Buffer.from(audio, 'base64'), hz).levelDbm0 > loudDbm0);
  }

  /** The box plays a tone for as long as the seizure lives. */
  playTone(seizure: Seizure, hz: number): void {
    const file = join(this.folder, `${hz}.wav`);
    writeTone(file, hz, 1000);
    this.box.send({ do: 'play', seizure, play: 1, sources: [{ file }], loop: true });
  }

  ring(line: number): Seizure {
    const seizure = this.box.seizure();
    this.box.send({ do: 'ring', seizure, channel: this.box.line(line).channel, callingNumber: '' });
    return seizure;
  }

  private get wire() {
    return { wirePath: join(this.folder, 'wire.sock'), spans: 1, lines, exchangeLines: 1, wireBufferBlocks: 8 };
  }

  private makePhrases() {
    const sounds = join(this.folder, 'sounds');
    mkdirSync(join(sounds, 'callers'), { recursive: true });
    writeTone(join(sounds, 'callers/zh-1.wav'), callerHz, 400);
    writeTone(join(sounds, 'callers/zh-5.wav'), agentHz, 400);
    const phrases = [
      { id: 'zh-1', language: 'zh', by: 'caller', text: '你好' },
      { id: 'zh-5', language: 'zh', by: 'agent', text: '您好' },
    ];
    writeFileSync(join(sounds, 'callers/phrases.json'), JSON.stringify(phrases));
    return readPhrases(sounds);
  }
}
