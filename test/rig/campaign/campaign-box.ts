/** A box that calls a town: real processes under the real supervisor, spans to the far end, a team with headsets. */
import { join } from 'node:path';
import type { Campaign, LiveCampaign } from '../../../daemon/terms/outbound.js';
import { Box } from '../box.js';
import { Floor } from '../floor.js';
import { SupervisedBox } from '../supervised.js';
import { callingDay, type Day } from './calling-hours.js';
import { FarEnd } from './far-end.js';
import { drawTown, type Town, type TownOptions } from './people.js';
import { firstAgent, Team } from './team.js';
import { judge, readBook, type Verdict } from './truth.js';

export const campaignId = 'may';
export const listId = 'may-people';
const importId = 'may-file';
const by = 'admin';

export interface CampaignBoxOptions extends TownOptions {
  readonly spans: number;
  readonly agents: number;
  readonly wrapUpMs: number;
  readonly machineMs: number;
  /** Absent: 25 s. */
  readonly ringTimeoutMs?: number;
}

export class CampaignBox {
  readonly box: Box;
  readonly town: Town;
  readonly floor = new Floor();
  readonly kills: number[] = [];
  readonly cuts: { readonly span: number; readonly from: number; to: number }[] = [];
  private readonly day: Day = callingDay(Date.now());
  private parts: { readonly supervised: SupervisedBox; readonly farEnd: FarEnd; readonly team: Team } | null = null;
  private version = 0;

  constructor(readonly options: CampaignBoxOptions) {
    const { spans, agents } = options;
    const bearers = Array.from({ length: spans }, (_, at) => ({ span: at + 1 }));
    const out = { callingNumber: '02160001000' };
    this.town = drawTown(options);
    this.box = new Box({
      spans,
      agents,
      lines: agents,
      wrapUpMs: options.wrapUpMs === 0 ? 0 : 60_000,
      more: {
        agents: Array.from({ length: agents }, (_, at) => {
          const id = String(firstAgent + at);
          return { id, name: `Agent ${id}`, line: at + 1, queues: ['service'], headset: true };
        }),
        trunks: [{ id: 'pstn', name: { zh: '市话', en: 'City' }, channels: bearers, out }],
        routes: [{ prefixes: [''], trunks: ['pstn'] }],
      },
    });
  }

  /** Everything up, agents still away. */
  async open(): Promise<void> {
    const { box, floor, town, day, options } = this;
    const exchange = box.openExchange();
    const nowMs = (): number => day.nowMs();
    const farEnd = new FarEnd(exchange, town, box.folder, nowMs);
    if (day.nodeOptions !== '') process.env.NODE_OPTIONS = day.nodeOptions;
    const supervised = await SupervisedBox.start(box);
    for (let span = 1; span <= options.spans; span++) await exchange.spanUp(span);
    await floor.open(box.control);
    const { agents, wrapUpMs, machineMs } = options;
    const team = new Team(floor, exchange, town, box.folder, { agents, wrapUpMs, machineMs, nowMs });
    team.hear(farEnd);
    this.parts = { supervised, farEnd, team };
  }

  get url(): string {
    return this.whole.supervised.url;
  }

  get team(): Team {
    return this.whole.team;
  }

  get farEnd(): FarEnd {
    return this.whole.farEnd;
  }

  nowMs(): number {
    return this.day.nowMs();
  }

  private get ringTimeoutMs(): number {
    return this.options.ringTimeoutMs ?? campaign.ringTimeoutMs;
  }

  private get whole() {
    if (this.parts === null) throw new Error('open() first');
    return this.parts;
  }

  // ---- the campaign

  async putList(): Promise<void> {
    const list = { id: listId, name: '五月', kind: 'leads' as const, purpose: '回访', consent: '合同', columns: [] };
    await this.floor.client.request('outbound.list.put', { by, list });
  }

  /** By the control socket, as the web server does it. */
  async importAll(): Promise<void> {
    const leads = this.town.numbers.map((number, at) => ({ line: at + 1, number, name: `客户${at + 1}`, data: {} }));
    const batch = { by, import: importId, list: listId, source: 'may.csv', batch: 1, last: true, leads };
    const { added } = await this.floor.client.request('leads.import', batch);
    if (added !== leads.length) throw new Error(`${added} of ${leads.length} leads were taken`);
  }

  /** Everybody whom nobody has called yet is taken out. */
  async emptyList(): Promise<void> {
    await this.floor.client.request('leads.undo-import', { by, import: importId });
  }

  async start(more: Partial<Campaign> = {}): Promise<void> {
    const put = { by, version: 0, campaign: { ...campaign, ringTimeoutMs: this.ringTimeoutMs, ...more } };
    this.version = (await this.floor.client.request('outbound.campaign.put', put)).version;
    const told = { by, campaign: campaignId, version: this.version };
    this.version = (await this.floor.client.request('outbound.campaign.start', told)).version;
  }

  async stop(): Promise<void> {
    const told = { by, campaign: campaignId, version: this.version };
    this.version = (await this.floor.client.request('outbound.campaign.stop', told)).version;
  }

  /** People whose telephone was rung, or whose network was asked. */
  get called(): number {
    return new Set(this.farEnd.arrivals.map(({ number }) => number)).size;
  }

  /** As pages see it; null: it is not under way. */
  get live(): LiveCampaign | null {
    return this.floor.live.campaigns?.find(({ id }) => id === campaignId) ?? null;
  }

  // ---- what happens to a box

  /** kill -9; resolves when it is back and agents sit at it again. */
  async killDaemon(): Promise<number> {
    const { box, floor, whole } = this;
    const back = new Promise<void>((resolve) => floor.client.once('up', () => resolve()));
    this.kills.push(this.nowMs());
    const tookMs = await whole.supervised.killAndWait('daemon');
    await back;
    for (let span = 1; span <= this.options.spans; span++) await box.exchange.spanUp(span);
    await floor.until(({ spans }) => spans.length > 0 && spans.every(({ dChannel }) => dChannel === 'up'));
    await whole.team.resume();
    return tookMs;
  }

  /** Nothing goes over this span any more, either way. */
  async cut(span: number): Promise<() => Promise<void>> {
    const { exchange } = this.box;
    const cut = { span, from: this.nowMs(), to: Number.POSITIVE_INFINITY };
    this.cuts.push(cut);
    const faults = (['send', 'receive'] as const).map((direction) => ({ fault: 'los' as const, direction, span }));
    for (const fault of faults) exchange.lines.inject(fault);
    await this.floor.until(({ spans }) => spans.some((each) => each.span === span && each.alarms.includes('LOS')));
    return async () => {
      for (const fault of faults) exchange.lines.endFault(fault);
      await this.floor.until(({ spans }) => spans.some((each) => each.span === span && each.dChannel === 'up'));
      cut.to = this.nowMs();
    };
  }

  // ---- the end

  /** Nothing rings, and nobody talks or wraps up. */
  async drained(): Promise<void> {
    const isOver = (state: string): boolean => state !== 'wrap-up' && state !== 'talking';
    await this.floor.until(({ calls, agents }) => calls.length === 0 && agents.every(({ state }) => isOver(state)));
    this.whole.farEnd.check();
  }

  /** Everything is over and written; then what was lived through against what stands there. */
  async judge(): Promise<Verdict> {
    const { whole, box } = this;
    await this.drained();
    await whole.supervised.stop(); // the daemon writes what it has, and ends
    const reader = box.telephony();
    try {
      const book = await readBook(reader, campaignId);
      const { arrivals } = whole.farEnd;
      const recordingsFolder = join(box.data, 'recordings');
      const { kills, cuts, ringTimeoutMs } = this;
      return judge(book, { arrivals, team: whole.team, recordingsFolder, kills, cuts, ringTimeoutMs });
    } finally {
      await reader.close();
    }
  }

  async close(): Promise<void> {
    this.floor.close();
    await this.parts?.supervised.stop();
    if (this.day.nodeOptions !== '') delete process.env.NODE_OPTIONS;
    await this.box.close();
  }
}

const campaign: Campaign = {
  ...{ id: campaignId, name: '五月回访', mode: 'predictive', queue: 'service', flow: '', filter: [] },
  ...{ lists: [{ list: listId, weight: 1 }], trunks: ['pstn'], callerNumber: '', ringTimeoutMs: 25_000 },
  ...{ maxConcurrent: 60, waitMusic: '', dropPrompts: ['zh/welcome'], greetingPrompts: [] },
  ...{ retry: { tries: 3, waitMs: 3_600_000 }, retryByResult: {}, hours: { from: '08:00', to: '21:00' } },
  ...{ days: [1, 2, 3, 4, 5, 6, 7], perNumberPerDay: 3, dropCap: 0.03, answeringMachines: false, previewMs: 20_000 },
  ...{ recording: 'all', heardPercent: 80, startAt: null, endAt: null, target: null, script: '' },
};
