/** The public network as calls out meet it: who answers, who is busy, what the exchange refuses; and remote agents. */
import type { Seizure } from '../../../daemon/lines/lines.js';
import type { Meeting } from '../audit/outbound/meeting.js';
import type { Dialled } from '../far-ends.js';
import type { Draw } from './draw.js';
import { CalledPerson } from './outbound/people.js';
import type { NetworkParty, World } from './world.js';

type Fate = 'answers' | 'busy' | 'silent' | 'vacant' | 'announced' | 'congested' | 'glare';

/** Whom campaigns call. */
export interface OutboundNetwork {
  readonly draw: Draw;
  met(call: Dialled): Meeting;
}

export class Network {
  constructor(
    private readonly world: World,
    private readonly draw: Draw,
    private readonly outbound: OutboundNetwork | null = null,
  ) {}

  dialled(call: Dialled): void {
    const person = this.world.people.get(call.calledNumber);
    if (person !== undefined && this.outbound !== null) {
      const met = this.outbound.met(call);
      const called = new CalledPerson(this.world, this.outbound.draw, person, call, met);
      this.world.parties.set(call.seizure, called);
      called.meet();
      return;
    }
    if (call.calledNumber === '' && call.channel.kind === 'fxo') return; // the exchange line hears dial tone
    const remote = this.world.plan.site.agents.some(({ remoteNumber }) => remoteNumber === call.calledNumber);
    const party = new CalledParty(this.world, this.draw, call.seizure, remote);
    this.world.parties.set(call.seizure, party);
    party.meet(this.fate(remote), call.channel.kind === 'fxo');
  }

  private fate(remote: boolean): Fate {
    return this.draw.weighted<Fate>([
      [remote ? 40 : 12, 'answers'],
      [1.5, 'busy'],
      [2, 'silent'],
      [1, 'vacant'],
      [1, 'announced'],
      [0.7, 'congested'],
      [0.5, 'glare'],
    ]);
  }
}

/** Somebody the box has called; behind an exchange line nothing but sound tells how it goes. */
class CalledParty implements NetworkParty {
  private readonly cancels: (() => void)[] = [];

  constructor(
    private readonly world: World,
    private readonly draw: Draw,
    private readonly seizure: Seizure,
    private readonly remote: boolean,
  ) {}

  meet(fate: Fate, exchangeLine: boolean): void {
    const { draw, seizure } = this;
    const { lines } = this.world.box;
    if (exchangeLine) {
      this.plan(draw.humanMs(5_000, 60_000), () => this.hangUp(16));
      return;
    }
    if (fate === 'congested' || fate === 'glare') {
      const cause = fate === 'glare' ? 44 : draw.pick([34, 38, 41, 42]);
      this.plan(draw.between(20, 400), () => this.hangUp(cause));
      return;
    }
    this.plan(draw.between(20, 200), () => lines.take(seizure));
    if (fate === 'vacant' || fate === 'busy') {
      this.plan(draw.between(400, 3_000), () => this.hangUp(fate === 'busy' ? 17 : 1));
      return;
    }
    if (fate === 'announced') {
      this.plan(draw.between(500, 2_000), () => lines.announceOut(seizure, 31));
      this.plan(draw.between(6_000, 20_000), () => this.hangUp(31));
      return;
    }
    this.plan(draw.between(500, 3_000), () => lines.alertOut(seizure, draw.chance(0.3)));
    if (fate === 'silent') {
      this.plan(draw.between(30_000, 120_000), () => this.hangUp(19));
      return;
    }
    this.plan(draw.between(3_200, this.remote ? 8_000 : 20_000), () => this.answer());
  }

  connected(): void {}

  released(): void {
    this.forget();
  }

  cut(): void {
    this.forget();
  }

  hearsOthers(): void {}

  private answer(): void {
    this.world.box.lines.answerOut(this.seizure);
    const usualMs = this.remote ? 150_000 : 60_000;
    this.plan(this.draw.humanMs(4_000, usualMs), () => this.hangUp(16));
    if (this.draw.chance(0.1))
      this.plan(this.draw.humanMs(1_000, 8_000), () => this.world.box.lines.press(this.seizure, '1'));
  }

  private hangUp(cause: number): void {
    this.forget();
    this.world.parties.delete(this.seizure);
    this.world.box.lines.refuseOut(this.seizure, cause);
  }

  private forget(): void {
    for (const cancel of this.cancels.splice(0)) cancel();
  }

  private plan(ms: number, run: () => void): void {
    this.cancels.push(this.world.after(ms, run));
  }
}
