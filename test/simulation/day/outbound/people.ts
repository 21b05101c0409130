/** Whom campaigns call, and what they do when it rings. What each did is kept for who compares it with the results. */
import type { Seizure } from '../../../../daemon/lines/lines.js';
import type { Meeting } from '../../audit/outbound/meeting.js';
import type { Dialled } from '../../far-ends.js';
import type { Draw } from '../draw.js';
import type { NetworkParty, World } from '../world.js';

type Fate = 'answers' | 'busy' | 'busy-tone' | 'silent' | 'vacant' | 'announced' | 'sit' | 'congested' | 'glare';

/** The same all day: how often he is there, and what answers. */
export interface Person {
  readonly answers: number;
  readonly who: 'person' | 'machine' | 'fax' | 'unsure';
  readonly alone: Fate;
}

export function drawPerson(draw: Draw): Person {
  return {
    answers: draw.pick([0, 0.3, 0.6, 0.9]),
    who: draw.weighted([
      [16, 'person'],
      [3, 'machine'],
      [2, 'unsure'],
      [1, 'fax'],
    ]),
    alone: draw.weighted<Fate>([
      [5, 'silent'],
      [2, 'busy'],
      [1, 'busy-tone'],
      [1, 'vacant'],
      [1, 'announced'],
      [1, 'sit'],
      [0.7, 'congested'],
      [0.5, 'glare'],
    ]),
  };
}

/** Somebody a campaign has called, for one call. */
export class CalledPerson implements NetworkParty {
  private readonly cancels: (() => void)[] = [];
  private readonly seizure: Seizure;
  private heardSomebody = false;

  constructor(
    private readonly world: World,
    private readonly draw: Draw,
    private readonly person: Person,
    call: Dialled,
    private readonly met: Meeting,
  ) {
    this.seizure = call.seizure;
  }

  meet(): void {
    const { draw, person } = this;
    // A trunk fails for its own sake, whoever is called.
    const own: Fate = draw.chance(person.answers) ? 'answers' : person.alone;
    this.go(draw.chance(0.02) ? 'congested' : own);
  }

  private go(fate: Fate): void {
    const { draw, seizure, met } = this;
    const { lines } = this.world.box;
    met.fate = fate;
    if (fate === 'congested' || fate === 'glare') {
      this.plan(draw.between(20, 400), () => this.hangUp(fate === 'glare' ? 44 : draw.pick([34, 38, 41, 42])));
      return;
    }
    this.plan(draw.between(20, 200), () => lines.take(seizure));
    const soonMs = draw.between(500, 3_000);
    switch (fate) {
      case 'busy':
      case 'vacant':
        this.plan(soonMs, () => this.hangUp(fate === 'busy' ? 17 : 1));
        return;
      case 'busy-tone':
      case 'sit':
        this.plan(soonMs, () => {
          lines.announceOut(seizure, 0);
          lines.soundTone(seizure, fate === 'sit' ? 'sit' : 'busy', fate === 'sit' ? 20 : undefined);
        });
        this.plan(soonMs + 20_000, () => this.hangUp(fate === 'sit' ? 20 : 17));
        return;
      case 'announced':
        this.plan(soonMs, () => lines.announceOut(seizure, 31));
        this.plan(soonMs + 12_000, () => this.hangUp(31));
        return;
      case 'silent':
        this.plan(soonMs, () => lines.alertOut(seizure, draw.chance(0.3)));
        this.plan(draw.between(30_000, 120_000), () => this.hangUp(19));
        return;
      case 'answers':
        this.plan(soonMs, () => lines.alertOut(seizure, draw.chance(0.3)));
        this.plan(soonMs + draw.between(1_500, 18_000), () => this.answer());
    }
  }

  connected(): void {}

  released(): void {
    this.forget();
  }

  cut(): void {
    this.met.cut = true;
    this.forget();
  }

  /** An agent is there, or has gone. */
  hearsOthers(): void {
    // An agent who dials listens before the answer.
    if (!this.met.answered || this.heardSomebody || this.world.box.lines.hears(this.seizure).length === 0) return;
    this.heardSomebody = true;
    if (this.person.who === 'fax') this.plan(this.draw.between(3_000, 20_000), () => this.hangUp(16));
    else this.plan(this.draw.humanMs(4_000, 60_000), () => this.hangUp(16));
  }

  private answer(): void {
    const { draw, seizure, person, met } = this;
    const { lines } = this.world.box;
    met.answered = true;
    met.who = person.who;
    lines.answerOut(seizure);
    const saysMs = draw.between(400, 2_500);
    if (person.who === 'fax') this.plan(saysMs, () => lines.soundData(seizure, 'ced'));
    else this.plan(saysMs, () => lines.soundAnswerer(seizure, person.who === 'unsure' ? 'unsure' : answererOf(person)));
    // Nobody says anything: some wait long enough for the message.
    if (draw.chance(0.15)) this.plan(draw.between(300, 4_000), () => this.hangUpIfAlone());
    else this.plan(draw.between(20_000, 90_000), () => this.hangUpIfAlone());
    this.plan(10 * 60_000, () => this.hangUp(16));
    if (draw.chance(0.3)) {
      this.plan(draw.between(2_000, 8_000), () => lines.press(seizure, draw.pick(['1', '2', '9'])));
    }
  }

  private hangUpIfAlone(): void {
    if (!this.heardSomebody) this.hangUp(16);
  }

  private hangUp(cause: number): void {
    this.forget();
    this.met.hungUp = true;
    this.met.cause = cause;
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

function answererOf({ who }: Person): 'person' | 'machine' {
  return who === 'machine' ? 'machine' : 'person';
}
