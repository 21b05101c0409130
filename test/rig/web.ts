/** The web server in this process, on a real port and real databases, with a login per role. */
import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { pino } from 'pino';
import { SortableIds } from '../../daemon/base/ids.js';
import { SeededRandom } from '../../daemon/base/random.js';
import { ManualTime } from '../../daemon/base/timers.js';
import { RecordingKeys } from '../../daemon/encryption/recording-keys.js';
import type { TelephonyReader } from '../../daemon/store/telephony-reader.js';
import { openTelephonyReader, TelephonyStore } from '../../daemon/store/telephony-store.js';
import type { StoreTrouble } from '../../daemon/store/telephony-writer.js';
import type { RowChange } from '../../daemon/terms/rows.js';
import type { Site } from '../../daemon/terms/site.js';
import { ControlClient } from '../../web/server/control-client.js';
import { nothingKnown, type Readings } from '../../web/server/health/readings.js';
import { type WebNeeds, WebServer } from '../../web/server/server.js';
import { hashPassword } from '../../web/server/sign-in/passwords.js';
import { type Business, openBusiness } from '../../web/server/store/business.js';
import { Visitor } from './pages.js';

/** The real parameters would cost each test file seconds; they are tested where they belong. */
const quickCost = { N: 1024, r: 8, p: 1 };

export const webLogins = {
  agent: { user: '8001', password: 'first agent 8001' },
  otherAgent: { user: '8002', password: 'second agent 8002' },
  supervisor: { user: 'floor', password: 'floor supervisor' },
  technician: { user: 'tech', password: 'tech with a ladder' },
  admin: { user: 'admin', password: 'admin of all' },
  manager: { user: 'boss', password: 'boss reads numbers' },
  quality: { user: 'judge', password: 'judge of calls' },
  trainer: { user: 'coach', password: 'coach of agents' },
} as const;
export type WebLogin = keyof typeof webLogins;

export class Web {
  readonly folder = mkdtempSync(join(tmpdir(), 'web-'));
  /** Also of reminders. */
  readonly clock = new ManualTime();
  readonly ids = new SortableIds(this.clock, new SeededRandom(5));
  readonly controlPath = join(this.folder, 'control.sock');
  readonly phonesPath = join(this.folder, 'phones.sock');
  readonly firstRunFile = join(this.folder, 'first-run.json');
  readonly recordings = join(this.folder, 'recordings');
  readonly pages = join(this.folder, 'pages');
  readonly logged: string[] = [];
  /** What the machine is taken to say; the real one is read in web/server/health. */
  readings: Readings = nothingKnown;
  private running: {
    needs: WebNeeds;
    server: WebServer;
    business: Business;
    telephony: TelephonyReader;
    control: ControlClient;
    url: string;
  } | null = null;

  /** Of the keys of recordings; there is none until a test writes it. */
  get keyFile(): string {
    return join(this.folder, 'recording.keys');
  }

  constructor(
    readonly options: {
      readonly firstRun?: boolean;
      readonly demo?: boolean /** Built pages, for a browser. */;
      readonly pages?: string;
    } = {},
  ) {
    mkdirSync(this.recordings);
    mkdirSync(join(this.pages, 'assets'), { recursive: true });
    if (options.pages !== undefined) {
      cpSync(options.pages, this.pages, { recursive: true });
      return;
    }
    writeFileSync(join(this.pages, 'index.html'), '<!doctype html><title>Callbox</title>');
    writeFileSync(join(this.pages, 'assets', 'main-abc123.js'), 'export {};');
  }

  /** Also after `stop`: a restart on the same data. */
  async start(): Promise<void> {
    const { clock, ids } = this;
    const business = await openBusiness({ kind: 'sqlite', file: join(this.folder, 'business.db') }, clock, ids);
    const telephony = openTelephonyReader({ kind: 'sqlite', file: join(this.folder, 'telephony.db') }, clock);
    const control = new ControlClient({ minPauseMs: 5, maxPauseMs: 20 });
    const needs: WebNeeds = {
      clock,
      timers: clock,
      random: randomBytes,
      passwordCost: quickCost,
      log: pino({ level: 'info' }, { write: (line: string) => void this.logged.push(line) }),
      version: '0.0.0-test',
      business,
      telephony,
      control,
      recordingsFolder: this.recordings,
      recordingKeys: new RecordingKeys(this.keyFile),
      importsFolder: join(this.folder, 'imports'),
      importThread: pathToFileURL(join(this.folder, 'thread.mjs')),
      readBox: async () => this.readings,
      forecastThread: pathToFileURL(join(this.folder, 'forecast-thread.mjs')),
      pagesFolder: this.pages,
      firstRunFile: this.options.firstRun ? this.firstRunFile : null,
      phonesPath: this.options.demo ? this.phonesPath : null,
    };
    const server = new WebServer(needs);
    const port = await server.listen({ port: 0, host: '127.0.0.1' });
    control.connect(this.controlPath);
    this.running = { needs, server, business, telephony, control, url: `http://127.0.0.1:${port}` };
  }

  /** One user for each role, two agents. */
  async putUsers(): Promise<void> {
    await Promise.all(
      Object.entries(webLogins).map(async ([name, { user, password }]) => {
        const role = name === 'otherAgent' ? 'agent' : (name as Exclude<WebLogin, 'otherAgent'>);
        const passwordHash = await hashPassword(password, randomBytes, quickCost);
        const agentId = role === 'agent' ? user : null;
        await this.business.users.put({ id: user, name: user, role, agentId, passwordHash }, this.clock.nowMs());
      }),
    );
  }

  /** What the daemon would have written. */
  async writeTelephony(changes: readonly RowChange[]): Promise<void> {
    const store = await this.telephonyStore();
    store.writer.apply(changes);
    await store.close();
  }

  /** The site in force, as the daemon keeps it. */
  async importSite(site: Site): Promise<void> {
    const store = await this.telephonyStore();
    await store.importSite({ site, written: 'as a test has it', source: 'site.yaml', atMs: this.clock.nowMs() });
    await store.close();
  }

  /** Makes the thread that reads files, of the sources as they are: a thread knows no TypeScript. */
  buildImportThread(): Promise<void> {
    return this.buildThread('import/thread.ts', 'thread.mjs');
  }

  /** The thread that simulates a campaign. */
  buildForecastThread(): Promise<void> {
    return this.buildThread('outbound/forecast-thread.ts', 'forecast-thread.mjs');
  }

  private async buildThread(source: string, body: string): Promise<void> {
    const { build } = await import('vite');
    const entry = fileURLToPath(new URL(`../../web/server/${source}`, import.meta.url));
    await build({
      configFile: false,
      logLevel: 'silent',
      ssr: { noExternal: true },
      build: {
        ssr: entry,
        outDir: this.folder,
        emptyOutDir: false,
        rolldownOptions: { output: { entryFileNames: body } },
      },
    });
  }

  private telephonyStore(): Promise<TelephonyStore> {
    const file = join(this.folder, 'telephony.db');
    const onTrouble = (trouble: StoreTrouble): void => void this.logged.push(JSON.stringify(trouble));
    return TelephonyStore.open({ kind: 'sqlite', file }, { clock: this.clock, onTrouble });
  }

  get server(): WebServer {
    return this.parts.server;
  }
  get needs(): WebNeeds {
    return this.parts.needs;
  }
  get business(): Business {
    return this.parts.business;
  }
  get control(): ControlClient {
    return this.parts.control;
  }
  get url(): string {
    return this.parts.url;
  }

  async visitor(login: WebLogin | null): Promise<Visitor> {
    const visitor = new Visitor(this.url);
    if (login) await visitor.signIn(webLogins[login]);
    return visitor;
  }

  async stop(): Promise<void> {
    const { server, business, telephony, control } = this.parts;
    this.running = null;
    control.close();
    await server.close();
    await telephony.close();
    await business.close();
  }

  async remove(): Promise<void> {
    if (this.running) await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get parts() {
    if (!this.running) throw new Error('start() first');
    return this.running;
  }
}
