/** A whole box for a test: a folder of its own, the public network in this process, the real daemon and web beside it. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Driver } from '../../daemon/driver/driver.js';
import { type LinePlan, loadAddon } from '../../daemon/driver/native.js';
import type { TelephonyReader } from '../../daemon/store/telephony-reader.js';
import { openTelephonyReader } from '../../daemon/store/telephony-store.js';
import { Child, root } from './child.js';
import { Exchange } from './exchange.js';
import { DemoLogins } from './logins.js';
import { type SiteOptions, testSite, writeSite } from './site.js';
import { writeTone } from './sound.js';

export const addonPath = `${root}build/native/Release/callbox.node`;
const prompts = ['zh/welcome', 'zh/menu', 'zh/wrong-key', 'music/hold-1'];
/** Music is a tone no speech test uses; prompts are short so that scenarios are. */
export const musicHz = 620;
const promptMs = 200;

export interface BoxOptions extends SiteOptions {
  /** Blocks of 10 ms the box may answer late: more than a card gives where a test is not about timing. */
  readonly wireBufferBlocks?: number;
  /** What lines do at the exchange's end that isn't the country's, by line. */
  readonly linePlans?: Readonly<Record<number, LinePlan>>;
}

export class Box {
  /** Those of this test file that aren't closed. */
  static readonly open = new Set<Box>();
  readonly folder = mkdtempSync(join(tmpdir(), 'callbox-'));
  readonly data = join(this.folder, 'data');
  readonly sitePath = join(this.folder, 'site.yaml');
  readonly wire = join(this.folder, 'wire.sock');
  readonly control = join(this.folder, 'control.sock');
  readonly sounds = join(this.folder, 'sounds');
  readonly logins: DemoLogins;
  private readonly children: Child[] = [];
  private opened: Exchange | null = null;

  constructor(readonly options: BoxOptions = {}) {
    Box.open.add(this);
    const site = testSite(options);
    this.logins = new DemoLogins(
      join(this.folder, 'logins.json'),
      site.agents.map(({ id }) => id),
    );
    mkdirSync(this.data);
    for (const folder of ['zh', 'en', 'music', 'callers']) mkdirSync(join(this.sounds, folder), { recursive: true });
    for (const prompt of prompts) writeTone(join(this.sounds, `${prompt}.wav`), musicHz, promptMs);
    writeTone(join(this.sounds, 'music/hold-1.wav'), musicHz, 4000);
    writeSite(this.sitePath, site);
  }

  get exchange(): Exchange {
    if (!this.opened) throw new Error('openExchange() first');
    return this.opened;
  }

  openExchange(): Exchange {
    const site = testSite(this.options);
    const config = {
      wirePath: this.wire,
      exchangeEnd: true,
      spans: site.board.spans,
      lines: site.board.lines,
      exchangeLines: site.board.exchangeLines ?? 0,
      linePlans: Array.from(
        { length: site.board.lines + (site.board.exchangeLines ?? 0) },
        (_, at) => this.options.linePlans?.[at + 1] ?? {},
      ),
      country: site.country,
      wireBufferBlocks: this.options.wireBufferBlocks ?? 8,
      maxQueuedEvents: 65_536,
    };
    const lines = new Driver(loadAddon(addonPath), config, {
      onListenerError: (error) => {
        throw error; // a fault of the rig itself: let the test fail loudly
      },
    });
    this.opened = new Exchange(lines);
    return this.opened;
  }

  get daemonArgs(): string[] {
    return [
      '--data',
      this.data,
      '--site',
      this.sitePath,
      '--wire',
      this.wire,
      '--control',
      this.control,
      '--sounds',
      this.sounds,
      '--addon',
      addonPath,
    ];
  }

  webArgs(port: number): string[] {
    return [
      '--data',
      this.data,
      '--port',
      String(port),
      '--control',
      this.control,
      '--pages',
      `${root}build/web`,
      '--demo-logins',
      this.logins.path,
    ];
  }

  /** `more`: options of its command line. */
  async startDaemon(more: readonly string[] = []): Promise<Child> {
    const daemon = this.keep(new Child('daemon', 'daemon/main.js', [...this.daemonArgs, ...more]));
    await daemon.ready();
    return daemon;
  }

  /** Returns the address of the pages. */
  async startWeb(): Promise<string> {
    const web = this.keep(new Child('web', 'web/server/main.js', this.webArgs(0)));
    const ready = await web.ready();
    return `http://127.0.0.1:${ready.port}`;
  }

  keep(child: Child): Child {
    this.children.push(child);
    return child;
  }

  /** Reads what the daemon has written. */
  telephony(): TelephonyReader {
    return openTelephonyReader({ kind: 'sqlite', file: join(this.data, 'telephony.db') }, { nowMs: Date.now });
  }

  /** Ends the processes; the folder stays to be looked at. */
  async stop(): Promise<void> {
    await Promise.all(this.children.map((child) => child.kill()));
  }

  async close(): Promise<void> {
    Box.open.delete(this);
    await this.stop();
    await this.opened?.lines.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What its processes and the network said last. */
  get logs(): string {
    const story = this.opened ? `--- network\n${this.opened.story}\n` : '';
    return story + this.children.map((child) => `--- ${child.name}\n${child.logTail}`).join('\n');
  }
}
