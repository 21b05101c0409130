/** Who runs the campaigns of a day: starts, pauses, changes and stops them, brings leads and forbids numbers. */
import type { Campaign, CampaignState, LeadRow } from '../../../../daemon/terms/outbound.js';
import type { OutboundAudit } from '../../audit/outbound/outbound.js';
import type { Draw } from '../draw.js';
import type { World } from '../world.js';
import { drawPerson } from './people.js';
import type { OutboundPlan } from './plan.js';

const meanPauseMs = 9 * 60_000;

export class CampaignDeskAtWork {
  made = 0;
  private added = 0;
  private readonly draw: Draw;

  constructor(
    private readonly world: World,
    private readonly plan: OutboundPlan,
    private readonly audit: OutboundAudit,
  ) {
    this.draw = plan.draw.own('desk');
  }

  begin(): void {
    const { world, plan } = this;
    const { tables } = world.box.database;
    for (const lead of plan.leads) this.put(lead);
    for (const row of plan.dnc) tables.dnc.add(row.number);
    this.audit.dncChanged(
      plan.dnc.map(({ number }) => number),
      [],
    );
    const { startMs, endMs } = world.plan;
    for (const campaign of plan.campaigns) {
      const soonMs = this.draw.chance(0.7)
        ? this.draw.between(0, 300_000)
        : this.draw.between(0, (endMs - startMs) / 2);
      this.world.after(startMs + soonMs - world.nowMs, () => this.change(campaign, 'running'));
    }
    this.next();
  }

  /** Everybody goes home. */
  stopAll(): void {
    for (const { campaign, state } of this.rows()) {
      if (state === 'running' || state === 'paused') this.change(campaign, 'stopped');
    }
  }

  private next(): void {
    this.world.after(this.draw.exponentialMs(meanPauseMs), () => {
      if (this.world.closing) return;
      this.act();
      this.next();
    });
  }

  private act(): void {
    const { draw } = this;
    const rows = this.rows();
    if (rows.length === 0) return;
    const { campaign, state } = draw.pick(rows);
    draw.weighted<() => void>([
      [3, () => this.change(campaign, state === 'running' ? 'paused' : 'running')],
      [1, () => this.change(campaign, 'stopped')],
      [2, () => this.change(this.changed(campaign), state)],
      [3, () => this.bring()],
      [2, () => this.forbid()],
      [1, () => this.allowAgain()],
      [1, () => this.emptyList()],
      [1, () => this.recall()],
    ])();
    // What was paused or stopped goes on some time.
    if (state !== 'running') this.world.after(draw.humanMs(60_000, 400_000), () => this.goOn(campaign.id));
  }

  private goOn(id: string): void {
    const row = this.rows().find(({ campaign }) => campaign.id === id);
    if (!this.world.closing && row !== undefined && row.state !== 'running') this.change(row.campaign, 'running');
  }

  private rows() {
    return [...this.world.box.database.tables.campaigns.values()];
  }

  private changed(campaign: Campaign): Campaign {
    const { draw } = this;
    return draw.pick<Campaign>([
      { ...campaign, maxConcurrent: draw.pick([1, 5, 30]) },
      { ...campaign, ringTimeoutMs: draw.pick([15_000, 30_000]) },
      { ...campaign, perNumberPerDay: draw.between(1, 3) },
      { ...campaign, retry: { tries: draw.between(1, 3), waitMs: draw.pick([1_800_000, 2_700_000]) } },
      { ...campaign, dropCap: draw.pick([0.03, 0.01]) },
      { ...campaign, callerNumber: '' },
      { ...campaign, filter: [] },
    ]);
  }

  /** As the control socket does: what the daemon told is on the disk before, then it is stored, then told. */
  private change(campaign: Campaign, state: CampaignState): void {
    const { box } = this.world;
    box.database.whenSettled(() => {
      if (!box.alive) return;
      this.made += 1;
      const row = { campaign, state, why: '', changedAt: box.wallMs, changedBy: 'boss' };
      box.database.tables.campaigns.set(campaign.id, row);
      this.audit.campaignTold(row);
      box.loadCampaign(campaign.id);
    });
  }

  private put(lead: LeadRow): void {
    this.world.box.database.tables.put(lead);
    this.audit.leadPut(lead);
  }

  /** New leads for a list, some of them known persons. */
  private bring(): void {
    const { draw, world } = this;
    const { box } = world;
    const list = draw.pick(this.plan.leads).list;
    const count = draw.between(1, 30);
    box.database.whenSettled(() => {
      if (!box.alive) return;
      for (let at = 0; at < count; at++) {
        this.added += 1;
        const model = draw.pick(this.plan.leads);
        const number = draw.chance(0.2) ? model.number : `15${draw.between(100_000_000, 999_999_999)}`;
        if (!world.people.has(number)) world.people.set(number, drawPerson(draw));
        const id = `${list}-n${String(this.added).padStart(4, '0')}`;
        this.put({ ...model, id, list, number, agent: '', timed: false, notBefore: 0, importedAt: box.wallMs });
      }
      box.leadsChanged([list]);
    });
  }

  private forbid(): void {
    const { box, people } = this.world;
    const numbers = this.draw.shuffled([...people.keys()]).slice(0, this.draw.between(1, 10));
    if (!box.alive) return;
    for (const number of numbers) box.database.tables.dnc.add(number);
    this.audit.dncChanged(numbers, []);
    box.dncChanged(numbers, []);
  }

  private allowAgain(): void {
    const { box } = this.world;
    if (!box.alive) return;
    const numbers = this.draw.some([...box.database.tables.dnc], 0.2);
    for (const number of numbers) box.database.tables.dnc.delete(number);
    this.audit.dncChanged([], numbers);
    box.dncChanged([], numbers);
  }

  /** A part of the open leads is taken away. */
  private emptyList(): void {
    const { box } = this.world;
    const list = this.draw.pick(this.plan.leads).list;
    box.database.whenSettled(() => {
      if (!box.alive) return;
      for (const lead of box.database.tables.inList(list)) {
        if (lead.state === 'open' && this.draw.chance(0.2)) this.put({ ...lead, state: 'done' });
      }
      box.leadsChanged([list]);
    });
  }

  /** Agents' own leads are anybody's again. */
  private recall(): void {
    const { box } = this.world;
    const list = this.draw.pick(this.plan.leads).list;
    box.database.whenSettled(() => {
      if (!box.alive) return;
      for (const lead of box.database.tables.inList(list)) {
        if (lead.state === 'open' && !lead.timed && lead.agent !== '') this.put({ ...lead, agent: '' });
      }
      box.leadsChanged([list]);
    });
  }
}
