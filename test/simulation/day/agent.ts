/** An agent as a person: comes, works, takes breaks, presses the keys of his page and his telephone, goes home. */
import type { Offer } from '../../../daemon/switch/effects.js';
import { choosableReasons, dispositions } from '../../../daemon/terms/agents.js';
import type { LiveAgent } from '../../../daemon/terms/live.js';
import type { Agent } from '../../../daemon/terms/site.js';
import { Conversation } from './conversation.js';
import { Desk } from './desk.js';
import type { Draw } from './draw.js';
import { OutboundPage } from './outbound/agent.js';
import { hourMs } from './plan.js';
import type { PageUser, World } from './world.js';

export class AgentAtWork extends Desk implements PageUser {
  readonly id: string;
  private readonly conversation: Conversation;
  /** Away from the desk until then; 0: at the desk. */
  private awayUntilMs = 0;
  private gone = true;
  private cancelLook: (() => void) | null = null;
  private readonly outbound: OutboundPage | null;
  /** What he works like: 0 slow and careless, 1 quick and careful. */
  private readonly care: number;

  constructor(
    world: World,
    draw: Draw,
    readonly agent: Agent,
  ) {
    super(world, draw, agent.line);
    this.id = agent.id;
    this.care = draw.unit();
    this.conversation = new Conversation(world, draw, this);
    const own = world.plan.outbound?.draw.own(agent.id) ?? null;
    this.outbound = own === null ? null : new OutboundPage(world, own, agent.id);
    world.pages.set(this.id, this);
  }

  /** Comes some time around the beginning of the day, some for a part of it only. */
  begin(): void {
    const { startMs, endMs } = this.world.plan;
    const late = this.draw.chance(0.2)
      ? this.draw.between(0, Math.round((endMs - startMs) / 2))
      : this.draw.between(0, 300_000);
    this.world.after(startMs + late - this.world.nowMs, () => this.come());
    if (this.draw.chance(0.15)) {
      const early = this.draw.between(Math.round((endMs - startMs) / 2), endMs - startMs);
      this.world.after(startMs + early - this.world.nowMs, () => this.leave());
    }
    this.nextWhim();
    this.outbound?.begin();
    const lunchMs = startMs + (endMs - startMs) * (0.35 + this.draw.unit() * 0.3);
    this.world.after(lunchMs - this.world.nowMs, () => this.away('meal', this.draw.humanMs(10 * 60_000, 40 * 60_000)));
  }

  get me(): LiveAgent | null {
    return this.world.box.webUp ? (this.world.box.agents.get(this.id) ?? null) : null;
  }

  get isRemote(): boolean {
    return this.agent.remoteNumber !== undefined;
  }

  come(): void {
    if (this.world.closing) return;
    this.gone = false;
    this.lookSoon();
  }

  /** Signs out as soon as he can. */
  leave(): void {
    this.gone = true;
    this.awayUntilMs = 0;
    this.lookSoon();
  }

  // ---- page

  stateChanged(agent: LiveAgent | null): void {
    this.conversation.stateChanged(agent);
    this.outbound?.stateChanged(agent);
    this.lookSoon();
  }

  offered({ callId }: Offer): void {
    this.world.after(this.draw.between(20, 90), () => {
      if (this.world.box.webUp) this.world.box.ask({ ask: 'pop-shown', agentId: this.id, callId });
    });
  }

  daemonLives(): void {
    this.conversation.stateChanged(null);
    this.outbound?.stateChanged(null);
    this.lookSoon();
  }

  private lookSoon(): void {
    this.cancelLook?.();
    this.cancelLook = this.world.after(this.draw.humanMs(400, 2_500), () => {
      this.cancelLook = null;
      this.look();
    });
  }

  /** What he does about what he sees. */
  private look(): void {
    const { box } = this.world;
    this.mindTheTelephone();
    const { me } = this;
    if (!box.alive || me === null) {
      this.again(20_000);
      return;
    }
    // What changed while there was no page is seen with the new one.
    this.outbound?.stateChanged(me);
    switch (me.state) {
      case 'signed-out':
        if (!this.gone) this.signIn();
        return;
      case 'not-ready':
        this.notReady(me);
        return;
      case 'wrap-up':
        this.wrapUp(me);
        return;
      case 'ready':
        if (this.gone) this.world.box.ask({ ask: 'sign-out', agentId: this.id });
        return;
      case 'unreachable':
        this.again(8_000);
        return;
      default:
        if (this.gone && this.draw.chance(0.5)) this.world.box.ask({ ask: 'sign-out', agentId: this.id });
        this.again(60_000);
    }
  }

  private again(ms: number): void {
    if (this.gone && this.world.closing && this.me?.state === 'signed-out') return;
    if (this.cancelLook === null)
      this.cancelLook = this.world.after(ms, () => {
        this.cancelLook = null;
        this.look();
      });
  }

  private signIn(): void {
    const { box } = this.world;
    const keypad = !this.isRemote && !this.isUp && this.draw.chance(0.1);
    if (keypad) this.code(this.draw.chance(0.5) ? '*11' : `*11${this.id}`);
    else box.ask({ ask: 'sign-in', agentId: this.id });
    box.ask({ ask: 'presence', agentId: this.id, pages: this.draw.between(1, 2) });
    this.again(15_000); // refused, perhaps
  }

  private notReady(me: LiveAgent): void {
    if (this.gone) {
      this.world.box.ask({ ask: 'sign-out', agentId: this.id });
      return;
    }
    const waitMs = this.awayUntilMs - this.world.nowMs;
    if (waitMs > 0) {
      this.again(waitMs + this.draw.between(500, 4_000));
      return;
    }
    this.awayUntilMs = 0;
    const keypad = me.reason !== 'just-signed-in' && !this.isRemote && !this.isUp && this.draw.chance(0.05);
    if (keypad) this.code('*13');
    else this.world.box.ask({ ask: 'ready', agentId: this.id });
    this.again(20_000);
  }

  private wrapUp(me: LiveAgent): void {
    const { box } = this.world;
    const { callId } = me;
    if (callId !== null && this.draw.chance(0.8)) {
      const disposition = this.draw.pick(dispositions);
      this.world.after(this.draw.humanMs(500, 4_000), () =>
        box.ask({ ask: 'dispose', agentId: this.id, callId, disposition }),
      );
    }
    if (this.draw.chance(0.05)) box.ask({ ask: 'extend-wrap-up', agentId: this.id, reason: 'long notes' });
    if (this.draw.chance(this.care * 0.6)) {
      this.world.after(this.draw.humanMs(1_000, 6_000), () => {
        if (this.me?.state !== 'wrap-up') return;
        if (this.draw.chance(0.1) && !this.isUp && !this.isRemote) this.code('*15');
        else box.ask({ ask: this.draw.chance(0.7) ? 'end-wrap-up' : 'ready', agentId: this.id });
      });
    }
    this.again(60_000);
  }

  // ---- whims

  private nextWhim(): void {
    this.world.after(this.draw.exponentialMs(hourMs / 5), () => {
      if (this.world.closing) return;
      if (!this.gone && this.me !== null) this.whim();
      this.nextWhim();
    });
  }

  private whim(): void {
    const { box } = this.world;
    const agentId = this.id;
    const doings: readonly (readonly [number, () => void])[] = [
      [5, () => this.away(this.draw.pick(choosableReasons), this.draw.humanMs(30_000, 8 * 60_000))],
      [3, () => this.dialOut()],
      [2, () => this.clickToDial()],
      [1, () => box.ask({ ask: 'next-call-back', agentId })],
      [1, () => box.ask({ ask: 'sign-in', agentId })],
      [1, () => box.ask({ ask: 'presence', agentId, pages: this.draw.between(0, 3) })],
      [1, () => this.pickUp()],
      [1, () => box.ask({ ask: 'hang-up', agentId })],
      [0.5, () => box.ask({ ask: 'ready', agentId })],
      [0.3, () => box.ask({ ask: 'sign-out', agentId })],
      [0.5, () => this.setOwn()],
      [0.5, () => this.liftByMistake()],
      [0.3, () => box.ask({ ask: 'hold', agentId: this.draw.pick([...this.world.pages.keys()]) })],
    ];
    this.draw.weighted(doings)();
  }

  private setOwn(): void {
    const { id: agentId } = this;
    const forward = {
      when: 'no-answer',
      target: { to: 'agent', agent: this.draw.pick([...this.world.pages.keys()]) },
    } as const;
    const own = { forwards: this.draw.chance(0.5) ? [forward] : [] };
    this.world.box.ask({ ask: 'set-own', agentId, own });
  }

  private away(reason: (typeof choosableReasons)[number], forMs: number): void {
    if (this.gone || this.world.closing) return;
    this.awayUntilMs = this.world.nowMs + forMs;
    const keypad = this.draw.chance(0.1) && !this.isUp && !this.isRemote && this.me?.state === 'ready';
    if (keypad) this.code(`*14${choosableReasons.indexOf(reason) + 1}`);
    else this.world.box.ask({ ask: 'not-ready', agentId: this.id, reason });
  }

  private dialOut(): void {
    if (this.isUp || this.isRinging || this.isRemote) return;
    this.lift();
    this.conversation.expect();
    this.keyIn(this.someNumber());
  }

  private clickToDial(): void {
    this.conversation.expect();
    this.world.box.ask({ ask: 'dial', agentId: this.id, target: this.conversation.someTarget() });
  }

  private pickUp(): void {
    const ringing = [...this.world.box.calls.values()].filter(({ stage }) => stage === 'ringing' || stage === 'parked');
    const call = ringing[0];
    const { id: agentId } = this;
    if (call?.parkedIn !== undefined) this.world.box.ask({ ask: 'pick-up', agentId, slot: call.parkedIn });
    else if (call !== undefined) this.world.box.ask({ ask: 'pick-up-call', agentId, callId: call.id });
    else this.world.box.ask({ ask: 'pick-up', agentId, slot: this.draw.between(700, 705) });
  }

  private liftByMistake(): void {
    if (this.isUp || this.isRemote) return;
    this.lift();
    this.world.after(this.draw.humanMs(500, 9_000), () => this.lay());
  }

  someNumber(): string {
    return this.draw.pick([
      `138${this.draw.between(10_000_000, 99_999_999)}`,
      `26${this.draw.between(100_000, 999_999)}`,
      `${8_000 + this.draw.between(0, 60)}`,
      '95588#',
      '*22',
      '*21701',
      `139${this.draw.between(10_000_000, 99_999_999)}`,
    ]);
  }

  // ---- telephone

  /** Dials a code on his lifted telephone and lays it down again. */
  private code(digits: string): void {
    if (this.isUp || this.isRinging) return;
    this.lift();
    this.keyIn(digits, () => this.world.after(this.draw.humanMs(1_000, 3_000), () => this.conversation.layIfQuiet()));
  }

  /** Who sees that his receiver is up without reason lays it down; with a headset it is to be up. */
  private mindTheTelephone(): void {
    if (this.isRemote) return;
    const working = !this.gone && !this.world.closing;
    if (this.agent.headset === true && working) {
      if (!this.isUp && !this.isRinging) this.lift();
    } else this.conversation.layIfQuiet();
  }

  protected answerMs(): number | null {
    const away = this.awayUntilMs > this.world.nowMs;
    if (this.gone || away || this.draw.chance(0.03)) return this.draw.chance(0.05) ? 12_000 : null;
    return this.draw.humanMs(500, 1_500 + (1 - this.care) * 3_000);
  }

  protected answered(): void {
    this.conversation.expect();
  }

  protected override busyTone(): void {
    this.conversation.over();
    super.busyTone();
  }
}
