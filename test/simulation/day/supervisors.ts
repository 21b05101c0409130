/** Supervisors walk the floor by telephone and page: listen, whisper, barge, take over, force states. */
import type { SupervisorAsk } from '../../../daemon/terms/requests.js';
import type { Supervisor } from '../../../daemon/terms/site.js';
import { Desk } from './desk.js';
import type { Draw } from './draw.js';
import type { World } from './world.js';

type Ask = SupervisorAsk extends infer Each ? (Each extends { by: string } ? Omit<Each, 'by'> : never) : never;

const meanPauseMs = 4 * 60_000;
const modes = ['listen', 'whisper', 'barge'] as const;

export class SupervisorAtWork extends Desk {
  /** Whom he supervised last. */
  private watched = '8001';

  constructor(
    world: World,
    draw: Draw,
    readonly supervisor: Supervisor,
  ) {
    super(world, draw, supervisor.line);
  }

  begin(): void {
    this.world.after(this.draw.exponentialMs(meanPauseMs), () => {
      if (this.world.closing) {
        this.lay();
        return;
      }
      this.act();
      this.begin();
    });
  }

  private act(): void {
    const { draw } = this;
    const agentId = this.somebody();
    this.watched = agentId;
    const reason = 'needed elsewhere';
    const state = draw.pick(['ready', 'not-ready', 'signed-out'] as const);
    this.press(
      draw.weighted<Ask>([
        [8, { ask: 'supervise', agentId, mode: draw.pick(modes) }],
        [1, { ask: 'stop-supervising' }],
        [1, { ask: 'take-over', agentId }],
        [1, { ask: 'force-release', agentId, reason }],
        [1.5, { ask: 'force-state', agentId, state, reason }],
        [0.3, { ask: 'supervise', agentId: '9999', mode: 'listen' }],
      ]),
    );
  }

  /** Rather somebody who is in a call. */
  private somebody(): string {
    const agents = [...this.world.box.agents.values()];
    const busy = agents.filter(({ state }) => state === 'talking' || state === 'conference' || state === 'consulting');
    const from = busy.length > 0 && this.draw.chance(0.9) ? busy : agents;
    return from.length === 0 ? '8001' : this.draw.pick(from).id;
  }

  protected answerMs(): number | null {
    return this.draw.chance(0.1) ? null : this.draw.humanMs(500, 3_000);
  }

  protected answered(): void {
    const { draw } = this;
    if (draw.chance(0.5)) {
      this.world.after(draw.humanMs(2_000, 10_000), () => {
        if (this.isUp) this.press({ ask: 'supervise', agentId: this.watched, mode: draw.pick(modes) });
      });
    }
    this.world.after(draw.humanMs(5_000, 60_000), () => {
      if (draw.chance(0.4)) this.press({ ask: 'stop-supervising' });
      if (draw.chance(0.2)) this.press({ ask: 'take-over', agentId: this.watched });
      this.world.after(draw.humanMs(1_000, 20_000), () => this.lay());
    });
  }

  private press(ask: Ask): void {
    if (this.world.box.webUp) this.world.box.ask({ ...ask, by: this.supervisor.id } as SupervisorAsk);
  }
}
