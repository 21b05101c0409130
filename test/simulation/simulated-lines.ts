/** What people, exchanges and faults do at the far ends of the simulated lines; moved by the test. */
import type { CallerIdKind, LineEvent, Presentation, Seizure, SpanState } from '../../daemon/lines/lines.js';
import { SimulatedBoard } from './simulated-board.js';

export type { Dialled, SimulatedOptions } from './simulated-board.js';

export class SimulatedLines extends SimulatedBoard {
  /** A caller takes this bearer, or the first idle one; null: refused. */
  callIn(calledNumber: string, callingNumber = '13800138000', bearer?: number): Seizure | null {
    const idle = this.channels.find(
      (channel) =>
        channel.kind === 'bearer' &&
        !this.byChannel.has(channel.channel) &&
        !this.services.has(channel.channel) &&
        (bearer === undefined || channel.channel === bearer),
    );
    if (idle === undefined) {
      const cause = bearer === undefined ? 34 : 44;
      this.emit({ event: 'refused', span: 1, timeslot: bearer ?? 0, cause, callingNumber, calledNumber });
      return null;
    }
    const presentation: Presentation = callingNumber === '' ? 'unavailable' : 'allowed';
    return this.incoming(idle.channel, callingNumber, presentation, calledNumber);
  }

  /** An overlap call: the number comes digit by digit. */
  callInOverlap(calledNumber: string, bearer: number, callingNumber = '13800138000'): Seizure {
    const seizure = this.nextIncoming();
    this.seize(seizure, bearer);
    const presentation: Presentation = 'allowed';
    const complete = false;
    this.emit({ event: 'incoming', seizure, channel: bearer, callingNumber, presentation, calledNumber, complete });
    return seizure;
  }

  moreDigits(seizure: Seizure, digits: string, complete = false): void {
    if (this.uses.has(seizure)) this.emit({ event: 'more-digits', seizure, digits, complete });
  }

  /** An exchange line rings; its caller ID, if any, is in the event or comes later. */
  ringOn(line: number, callingNumber = '', callerId: CallerIdKind = 'none'): Seizure {
    const channel = this.telephone(line);
    const seizure = this.nextIncoming();
    this.seize(seizure, channel);
    const presentation: Presentation = callingNumber === '' ? 'unavailable' : 'allowed';
    this.emit({ event: 'incoming', seizure, channel, callingNumber, presentation, calledNumber: '', callerId });
    return seizure;
  }

  /** The network takes a call out, on its channel or on another one. */
  take(seizure: Seizure, channel?: number): void {
    const use = this.uses.get(seizure);
    if (use === undefined) return;
    if (channel !== undefined && channel !== use.channel) {
      this.byChannel.delete(use.channel);
      use.channel = channel;
      this.byChannel.set(channel, use);
    }
    use.taken = true;
    this.emit({ event: 'proceeding', seizure, channel: use.channel });
  }

  alertOut(seizure: Seizure, inband = false): void {
    if (this.uses.has(seizure)) this.emit({ event: 'alerting', seizure, inband });
  }

  announceOut(seizure: Seizure, cause = 0): void {
    if (this.uses.has(seizure)) this.emit({ event: 'progress', seizure, inband: true, cause });
  }

  answerOut(seizure: Seizure): void {
    const use = this.uses.get(seizure);
    if (use === undefined || use.answered) return;
    use.answered = true;
    this.emit({ event: 'answered', seizure });
  }

  /** The network does not put a call through. */
  refuseOut(seizure: Seizure, cause: number): void {
    const use = this.uses.get(seizure);
    if (use !== undefined) this.end(use, cause, 'far-end');
  }

  hangUp(seizure: Seizure): void {
    const use = this.uses.get(seizure);
    if (use !== undefined) this.end(use, 16, 'far-end');
  }

  press(seizure: Seizure, digit: string): void {
    const use = this.uses.get(seizure);
    if (use !== undefined && (use.answered || this.offHook.has(use.channel)))
      this.emit({ event: 'digit', seizure, digit, durationMs: 80 });
  }

  lift(line: number): void {
    const channel = this.telephone(line);
    if (this.offHook.has(channel)) return;
    this.offHook.add(channel);
    this.emit({ event: 'hook', channel, offHook: true });
    const use = this.byChannel.get(channel);
    if (use === undefined) this.incoming(channel, '', 'unavailable', '');
    else if (!use.answered) {
      use.answered = true;
      this.emit({ event: 'answered', seizure: use.seizure });
    }
  }

  lay(line: number): void {
    const channel = this.telephone(line);
    if (!this.offHook.delete(channel)) return;
    this.emit({ event: 'hook', channel, offHook: false });
    const use = this.byChannel.get(channel);
    if (use !== undefined) this.end(use, 16, 'far-end');
  }

  /** Presses these keys on a telephone, whatever it is in. */
  dial(line: number, digits: string): void {
    const use = this.byChannel.get(this.telephone(line));
    for (const digit of digits) if (use !== undefined) this.press(use.seizure, digit);
  }

  isRinging(line: number): boolean {
    const use = this.byChannel.get(this.telephone(line));
    return use !== undefined && !use.answered;
  }

  isOffHook(line: number): boolean {
    return this.offHook.has(this.telephone(line));
  }

  /** Whether this seizure is one of a desk telephone. */
  isTelephone(seizure: Seizure): boolean {
    const first = this.options.spans * 30;
    const channel = this.uses.get(seizure)?.channel ?? 0;
    return channel >= first && channel < first + this.options.lines;
  }

  isLive(seizure: Seizure): boolean {
    return this.uses.has(seizure);
  }

  /** Seizures that are not over. */
  get live(): readonly Seizure[] {
    return [...this.uses.keys()];
  }

  /** The one whom this seizure's far end hears now; null: nobody, or several. */
  partnerOf(seizure: Seizure): Seizure | null {
    const heard = this.hears(seizure);
    return heard.length === 1 ? (heard[0] ?? null) : null;
  }

  /** Whose far ends this seizure's far end hears now, through a bridge or a mix. */
  hears(seizure: Seizure): readonly Seizure[] {
    return this.hearing.hears(seizure);
  }

  /** The disk under the recorder is full. */
  fillDisk(): void {
    for (const use of this.uses.values()) {
      for (const recording of [...use.recordings.keys()]) this.endRecording(use, recording, 'disk-full');
    }
  }

  span(span: number, dChannel: 'up' | 'down'): void {
    const state: SpanState = { span, alarms: dChannel === 'up' ? [] : ['LOS'], dChannel };
    this.spanStates.set(span, state);
    this.emit({ event: 'span', ...state });
  }

  /** Everything on the way is lost; a snapshot comes in its place, as after an overflow. */
  loseEvents(): void {
    for (const cancel of this.onTheWay) cancel();
    this.onTheWay = [];
    this.listener?.onSnapshot(this.snapshot());
  }

  /** The next event about a seizure's end or answer is lost without a word. */
  loseOne(): void {
    this.lose = (event) => {
      const lost = event.event === 'cleared' || event.event === 'answered';
      if (lost) this.loseNothing();
      return lost;
    };
  }

  loseNothing(): void {
    this.lose = () => false;
  }

  isTaken(channel: number): boolean {
    return this.byChannel.has(channel);
  }

  /** Says this event, true or not. */
  inject(event: LineEvent): void {
    this.listener?.onEvent(event);
  }
}
