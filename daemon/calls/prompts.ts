import type { LineEvent, Seizure, Source, ToneName } from '../lines/lines.js';
import type { Leg, PlayPurpose } from './legs.js';
import type { CallsStep } from './notices.js';

/** What plays to whom. Each play has a number of its own, so that the end of an older one is known as such. */
export class Prompts {
  private lastPlay = 0;

  /** In place of what played before. */
  play(leg: Leg, prompts: readonly string[], purpose: PlayPurpose, loop: boolean, step: CallsStep): void {
    this.lastPlay += 1;
    leg.play = { number: this.lastPlay, purpose, prompts, loop };
    const sources = prompts.map((file) => ({ file }));
    step.line({ do: 'play', seizure: leg.seizure, play: this.lastPlay, sources, loop });
  }

  /** To a telephone that is in no call. Answers with the play's number. */
  sound(seizure: Seizure, sources: readonly Source[], loop: boolean, step: CallsStep): number {
    this.lastPlay += 1;
    step.line({ do: 'play', seizure, play: this.lastPlay, sources, loop });
    return this.lastPlay;
  }

  /** Until it is stopped. */
  tone(leg: Leg, tone: ToneName, step: CallsStep): void {
    this.lastPlay += 1;
    leg.play = { number: this.lastPlay, purpose: 'tone', prompts: [], loop: true };
    step.line({ do: 'play', seizure: leg.seizure, play: this.lastPlay, sources: [{ tone }], loop: false });
  }

  /** "Here comes a call", over what the telephone hears. */
  beep(leg: Leg, ms: number, step: CallsStep): void {
    this.lastPlay += 1;
    leg.play = { number: this.lastPlay, purpose: 'beep', prompts: [], loop: true };
    step.line({ do: 'play', seizure: leg.seizure, play: this.lastPlay, sources: [{ tone: 'beep', ms }], loop: false });
  }

  /** In a flow: its end is told as a prompt's. */
  flowBeep(leg: Leg, ms: number, step: CallsStep): void {
    this.lastPlay += 1;
    leg.play = { number: this.lastPlay, purpose: 'flow', prompts: [], loop: false };
    step.line({ do: 'play', seizure: leg.seizure, play: this.lastPlay, sources: [{ tone: 'beep', ms }], loop: false });
  }

  /** To who pressed keys; its end is told to the keypad. */
  answer(leg: Leg, sources: readonly Source[], step: CallsStep): void {
    this.lastPlay += 1;
    leg.play = { number: this.lastPlay, purpose: 'keypad', prompts: [], loop: true };
    step.line({ do: 'play', seizure: leg.seizure, play: this.lastPlay, sources, loop: false });
  }

  stop(leg: Leg, step: CallsStep): void {
    if (leg.play === null || leg.state !== 'connected') return;
    step.line({ do: 'stop-play', seizure: leg.seizure, play: leg.play.number });
    leg.play = null;
  }

  /** A lost 'play-ended' would leave a caller in silence for ever: what was being said is said again. */
  again(legs: Iterable<Leg>, step: CallsStep): void {
    for (const leg of legs) {
      if (leg.state !== 'connected' || leg.play === null || leg.play.loop) continue;
      this.play(leg, leg.play.prompts, leg.play.purpose, false, step);
    }
  }

  /**
   * Only the end of what plays now counts: the end of a replaced play is old news. One that was stopped
   * though nobody here asked found no room in the lines, and what waits for it must go on.
   */
  ends(leg: Leg, event: Extract<LineEvent, { event: 'play-ended' }>): boolean {
    if (leg.play === null || leg.play.number !== event.play) return false;
    return event.reason === 'done' || event.reason === 'bad-file' || event.reason === 'stopped';
  }
}
