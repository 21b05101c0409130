/** The daemon's live state as the control socket tells it, without a web process; and agents signed in through it. */
import { EventEmitter } from 'node:events';
import type { LiveChange, LiveSnapshot } from '../../daemon/terms/live.js';
import { ControlClient, type Offer } from '../../web/server/control-client.js';
import type { Box } from './box.js';
import { testSite } from './site.js';

const keyOf = {
  agent: 'agents',
  call: 'calls',
  queue: 'queues',
  span: 'spans',
  channel: 'channels',
  campaign: 'campaigns',
} as const;

export class Floor {
  readonly client = new ControlClient();
  readonly offers: Offer[] = [];
  private readonly rows = new Map<string, Map<string, unknown>>();
  private readonly news = new EventEmitter().setMaxListeners(0);

  constructor() {
    this.client.on('up', (snapshot) => this.replace(snapshot));
    this.client.on('change', (changes) => this.apply(changes));
    this.client.on('offer', (offer) => {
      this.offers.push(offer);
      this.news.emit('news');
    });
    this.client.on('down', () => this.news.emit('news'));
  }

  async open(controlPath: string): Promise<void> {
    const up = new Promise<void>((resolve) => this.client.once('up', () => resolve()));
    this.client.connect(controlPath);
    await up;
  }

  get live(): LiveSnapshot {
    const list = (topic: keyof typeof keyOf) => [...(this.rows.get(topic)?.values() ?? [])];
    return {
      agents: list('agent'),
      calls: list('call'),
      queues: list('queue'),
      spans: list('span'),
      channels: list('channel'),
      campaigns: list('campaign'),
    } as unknown as LiveSnapshot;
  }

  /** Resolves when the live state fits, now or after a change. */
  until(fits: (live: LiveSnapshot) => boolean): Promise<LiveSnapshot> {
    if (fits(this.live)) return Promise.resolve(this.live);
    return new Promise((resolve) => {
      const look = () => {
        if (!fits(this.live)) return;
        this.news.off('news', look);
        resolve(this.live);
      };
      this.news.on('news', look);
    });
  }

  close(): void {
    this.client.close();
  }

  private replace(snapshot: LiveSnapshot): void {
    for (const topic of Object.keys(keyOf) as (keyof typeof keyOf)[]) {
      const idOf = (row: object) =>
        String(
          'id' in row
            ? row.id
            : topic === 'span'
              ? (row as { span: number }).span
              : (row as { channel: number }).channel,
        );
      this.rows.set(topic, new Map((snapshot[keyOf[topic]] ?? []).map((row) => [idOf(row), row])));
    }
    this.news.emit('news');
  }

  private apply(changes: readonly LiveChange[]): void {
    for (const change of changes) {
      if (change.value === null) this.rows.get(change.topic)?.delete(change.id);
      else this.rows.get(change.topic)?.set(change.id, change.value);
    }
    this.news.emit('news');
  }
}

/** All agents of the box's site signed in and ready, no page open: telephones ring at once. */
export async function signInAll(box: Box): Promise<Floor> {
  const floor = new Floor();
  await floor.open(box.control);
  for (const { id } of testSite(box.options).agents) {
    await floor.client.request('agent.sign-in', { agentId: id });
    await floor.client.request('agent.ready', { agentId: id });
  }
  return floor;
}
