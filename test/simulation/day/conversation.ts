/** What an agent does in a call: how long he talks, whom he holds, consults, adds, to whom he gives the caller. */
import type { LiveAgent } from '../../../daemon/terms/live.js';
import type { CallAsk } from '../../../daemon/terms/requests.js';
import type { Target } from '../../../daemon/terms/targets.js';
import type { AgentAtWork } from './agent.js';
import type { Draw } from './draw.js';
import type { World } from './world.js';

type Act = CallAsk extends infer Each ? (Each extends { agentId: string } ? Omit<Each, 'agentId'> : never) : never;

export class Conversation {
  private state: LiveAgent['state'] | null = null;
  private callId: string | null = null;
  private readonly plans: (() => void)[] = [];
  private cancelEnd: (() => void) | null = null;

  constructor(
    private readonly world: World,
    private readonly draw: Draw,
    private readonly agent: AgentAtWork,
  ) {}

  /** He has lifted for a call, or dials one: it will end some time, page or no page. */
  expect(): void {
    this.cancelEnd?.();
    this.cancelEnd = this.world.after(this.draw.humanMs(8_000, 110_000), () => this.end());
  }

  /** The far end has gone. */
  over(): void {
    this.forgetPlans();
    this.cancelEnd?.();
    this.cancelEnd = null;
  }

  stateChanged(agent: LiveAgent | null): void {
    const state = agent?.state ?? null;
    const callId = agent?.callId ?? null;
    if (state === this.state && callId === this.callId) return;
    this.state = state;
    this.callId = callId;
    this.forgetPlans();
    switch (state) {
      case 'talking':
        if (this.cancelEnd === null) this.expect();
        if (this.draw.chance(0.3)) this.plan(this.draw.humanMs(2_000, 20_000), () => this.doSomething());
        return;
      case 'held':
        this.plan(this.draw.humanMs(2_000, 20_000), () => this.press({ ask: 'retrieve' }));
        this.plan(this.draw.humanMs(60_000, 90_000), () => this.press({ ask: 'retrieve' }));
        return;
      case 'consulting':
        this.plan(this.draw.humanMs(4_000, 20_000), () => this.endConsulting());
        this.plan(this.draw.humanMs(45_000, 60_000), () => this.press({ ask: 'cancel' }));
        return;
      case 'conference':
        this.plan(this.draw.humanMs(4_000, 25_000), () => this.endConference());
        return;
      case 'dialling':
        if (this.cancelEnd === null) this.expect();
        return;
      default:
        return;
    }
  }

  /** Lays the receiver down unless it is in use. */
  layIfQuiet(): void {
    const busy =
      this.cancelEnd !== null || ['talking', 'held', 'consulting', 'conference', 'dialling'].includes(this.state ?? '');
    if (!busy && this.agent.agent.headset !== true) this.agent.lay();
  }

  someTarget(): Target {
    const { site } = this.world.box;
    const agents = [...this.world.pages.keys()];
    const free = [...this.world.box.agents.values()].filter(({ state }) => state === 'ready').map(({ id }) => id);
    return this.draw.weighted<Target>([
      [6, { to: 'agent', agent: this.draw.pick(free.length > 0 ? free : agents) }],
      [2, { to: 'agent', agent: this.draw.pick(agents) }],
      [3, { to: 'queue', queue: this.draw.pick(site.queues).id }],
      [3, { to: 'number', number: this.agent.someNumber() }],
      [1, { to: 'agent', agent: this.agent.id }],
      [0.5, { to: 'flow', flow: 'menu' }],
      [0.5, { to: 'agent', agent: '9999' }],
      [0.5, { to: 'queue', queue: 'none' }],
    ]);
  }

  private doSomething(): void {
    const { draw } = this;
    const acts: readonly (readonly [number, Act])[] = [
      [6, { ask: 'hold' }],
      [4, { ask: 'transfer', target: this.someTarget() }],
      [8, { ask: 'consult', target: this.someTarget() }],
      [1, { ask: 'mute', on: true }],
      [2, { ask: 'park' }],
      [1, { ask: 'park', slot: draw.between(700, 725) }],
      [2, { ask: 'rate' }],
      [
        1,
        {
          ask: 'set-data',
          callId: this.callId ?? '',
          section: 'Order',
          key: 'Number',
          value: `${draw.between(1, 999)}`,
        },
      ],
      [0.5, { ask: 'retrieve' }],
      [0.5, { ask: 'complete' }],
      [0.5, { ask: 'drop', party: draw.between(1, 4) }],
    ];
    if (draw.chance(0.1)) {
      const agentId = this.agent.id;
      this.world.box.ask(
        draw.chance(0.5) ? { ask: 'not-ready', agentId, reason: 'break' } : { ask: 'sign-out', agentId },
      );
    } else if (draw.chance(0.08)) this.byKeypad();
    else this.press(draw.weighted(acts));
    if (draw.chance(0.3)) this.plan(draw.humanMs(3_000, 15_000), () => this.doSomething());
    this.plan(draw.humanMs(1_000, 8_000), () => this.press({ ask: 'mute', on: false }));
  }

  /** Flash, and a code or a number. */
  private byKeypad(): void {
    const { lines } = this.world.box;
    if (!this.agent.isUp) return;
    lines.flash(this.agent.line);
    const digits = this.draw.pick(['8002', '*20', '*24', '*23', '', '13800138001']);
    this.plan(800, () => this.agent.keyIn(digits));
    this.plan(this.draw.humanMs(8_000, 20_000), () => lines.flash(this.agent.line));
  }

  private endConsulting(): void {
    const acts: readonly (readonly [number, Act])[] = [
      [3, { ask: 'complete' }],
      [2, { ask: 'cancel' }],
      [2, { ask: 'toggle' }],
      [2, { ask: 'conference' }],
    ];
    this.press(this.draw.weighted(acts));
    this.plan(this.draw.humanMs(3_000, 15_000), () => this.endConsulting());
  }

  private endConference(): void {
    if (this.draw.chance(0.4)) this.press({ ask: 'drop', party: this.draw.between(1, 4) });
    else if (this.draw.chance(0.3)) this.press({ ask: 'consult', target: this.someTarget() });
    else this.end();
  }

  /** Hangs up, by key or by laying the receiver down. */
  private end(): void {
    this.cancelEnd = null;
    this.forgetPlans();
    const { box } = this.world;
    const agentId = this.agent.id;
    const page = this.agent.me !== null;
    const { headset } = this.agent.agent;
    if (this.agent.isRemote) {
      box.ask({ ask: 'hang-up', agentId });
      return;
    }
    if (page && this.draw.chance(0.15) && this.state === 'talking') {
      box.ask({ ask: 'rate', agentId });
      this.world.after(4_000, () => this.agent.me?.state !== 'talking' || box.ask({ ask: 'hang-up', agentId }));
    } else if (page && (headset === true || this.draw.chance(0.3))) box.ask({ ask: 'hang-up', agentId });
    else {
      this.agent.lay();
      return;
    }
    if (headset !== true) this.world.after(this.draw.humanMs(500, 3_000), () => this.agent.lay());
  }

  private press(act: Act): void {
    this.world.box.ask({ ...act, agentId: this.agent.id } as CallAsk);
  }

  private plan(ms: number, run: () => void): void {
    this.plans.push(this.world.after(ms, run));
  }

  private forgetPlans(): void {
    for (const cancel of this.plans.splice(0)) cancel();
  }
}
