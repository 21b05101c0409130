import type { Detail } from '../base/step.js';
import type { Channel, LineEvent, LineSnapshot, Seizure } from '../lines/lines.js';
import type { Arrivals } from './arrivals.js';
import type { CallBook } from './book.js';
import { cause } from './call.js';
import type { CampaignCalls } from './campaign/campaign-calls.js';
import type { ChannelTable } from './channels.js';
import type { Dialling } from './dialling.js';
import { type Leg, legEventOf } from './legs.js';
import type { CallsStep } from './notices.js';
import type { Progress, SeizureEvent } from './progress.js';
import type { Prompts } from './prompts.js';
import type { Reach } from './reach/reach.js';
import { type Belief, type Difference, differences, mend, Watchdog } from './reconcile.js';
import type { Service } from './service.js';
import type { SpanTable } from './spans.js';
import type { TestCalls } from './test-calls/test-calls.js';

type Incoming = Extract<LineEvent, { event: 'incoming' }>;

export interface HearingRooms {
  readonly book: CallBook;
  readonly prompts: Prompts;
  readonly channels: ChannelTable;
  readonly spans: SpanTable;
  readonly progress: Progress;
  readonly arrivals: Arrivals;
  readonly dialling: Dialling;
  readonly service: Service;
  readonly reach: Reach;
  readonly campaigns: CampaignCalls;
  readonly testCalls: TestCalls;
}

/** Everything the lines say, given to whom it concerns; and what they should have said but did not. */
export class Hearing {
  private readonly watchdog = new Watchdog();
  private stopped = false;

  constructor(private readonly rooms: HearingRooms) {}

  line(event: LineEvent, step: CallsStep): void {
    switch (event.event) {
      case 'incoming':
        this.incoming(event, step);
        return;
      case 'hook':
        this.rooms.channels.hook(event.channel, event.offHook, step);
        return;
      case 'span':
        this.rooms.spans.state(event, step);
        return;
      case 'refused':
        this.rooms.spans.refused(event, step);
        return;
      case 'audio':
      case 'recording-ended':
      case 'span-set-up': // for whoever changes spans
        return; // not this room's
      case 'line-state':
        this.rooms.service.lineState(event, step);
        return;
      case 'service':
        this.rooms.service.service(event, step);
        return;
      case 'stuck':
        this.rooms.service.stuck(event, step);
        return;
      case 'bit-test':
        this.rooms.channels.bitTest(event, step);
        return;
      case 'hangup-learned':
        this.rooms.service.hangupLearned(event, step);
        return;
      default:
        this.seizureEvent(event, step);
        return;
    }
  }

  /** Events were lost: whatever differs is mended at once. */
  snapshot(snapshot: LineSnapshot, step: CallsStep): void {
    this.rooms.channels.forgetRinging(step);
    const belief = this.belief();
    for (const difference of differences(snapshot, belief, false)) this.mend(difference, step);
    this.rooms.prompts.again(this.rooms.progress.legs.values(), step);
  }

  /** Where the lines and this room part right now; changes nothing. */
  differences(snapshot: LineSnapshot): readonly Difference[] {
    return differences(snapshot, this.belief(), true);
  }

  /** A difference was found at the last look, so the next look matters whatever it finds. */
  get hasSuspects(): boolean {
    return this.watchdog.suspects;
  }

  /** The watchdog's look: what was different the last time too is mended. */
  look(found: readonly Difference[], step: CallsStep): void {
    for (const difference of this.watchdog.look(found)) this.mend(difference, step);
  }

  private mend(difference: Difference, step: CallsStep): void {
    mend(difference, this.belief(), (event) => this.line(event, step), step);
  }

  private belief(): Belief {
    const legs = [...this.rooms.progress.legs.values(), ...this.rooms.testCalls.legs];
    return { legs, channels: this.rooms.channels, spans: this.rooms.spans };
  }

  private incoming(event: Incoming, step: CallsStep): void {
    const channel = this.rooms.channels.get(event.channel);
    if (channel === null) {
      step.incident('unknown-channel', { channel: event.channel, seizure: event.seizure });
      step.line({ do: 'clear', seizure: event.seizure, cause: cause.temporaryFailure });
      return;
    }
    this.freeChannel(channel, step);
    if (channel.kind === 'fxs') {
      this.rooms.channels.seize(channel.channel, event.seizure, null, step);
      this.rooms.dialling.lift(event.seizure, channel, step);
      return;
    }
    if (this.stopped) step.line({ do: 'clear', seizure: event.seizure, cause: cause.temporaryFailure });
    else if (!this.rooms.testCalls.takes(event, channel, step)) this.rooms.arrivals.begin(event, channel, step);
  }

  /** Line truth wins: a new seizure on a channel means that the old one is over, though nobody said so. */
  private freeChannel(channel: Channel, step: CallsStep): void {
    const old = this.rooms.channels.seizureOn(channel.channel);
    if (old === null) return;
    step.incident('repair-channel-reused', { channel: channel.name, seizure: old });
    this.seizureEvent({ event: 'cleared', seizure: old, cause: cause.temporaryFailure, by: 'network' }, step);
  }

  private seizureEvent(event: SeizureEvent, step: CallsStep): void {
    const leg = this.rooms.progress.legs.get(event.seizure);
    if (leg === undefined) {
      if (!this.rooms.testCalls.line(event, step)) this.withoutLeg(event, step);
      return;
    }
    switch (event.event) {
      case 'more-digits':
        this.rooms.arrivals.moreDigits(leg, event.digits, event.complete, step);
        return;
      case 'caller-id':
        this.rooms.arrivals.callerId(leg, event, step);
        return;
      case 'cleared':
        this.rooms.arrivals.forget(leg.seizure, step);
        this.rooms.dialling.forget(leg.seizure, step);
        this.rooms.progress.legEvent(leg, 'cleared', step, event);
        return;
      case 'play-ended':
        if (this.rooms.prompts.ends(leg, event)) this.rooms.progress.legEvent(leg, 'play-ended', step, event);
        return;
      default:
        this.legEvent(leg, event, step);
    }
  }

  private legEvent(leg: Leg, event: SeizureEvent, step: CallsStep): void {
    const name = legEventOf(event);
    if (name !== null) {
      this.rooms.progress.legEvent(leg, name, step, event);
      return;
    }
    const call = this.rooms.book.get(leg.callId);
    const heard = heardOn(event, leg);
    if (heard === null || call === null || call.stage === 'ended') {
      step.log('debug', 'a leg has no use for this event', { event: event.event, callId: leg.callId });
    } else {
      this.rooms.book.note(call, heard.what, call.row.agent, heard.detail, step);
      if (event.event === 'flash') this.rooms.reach.flash(leg, step);
      else this.rooms.campaigns.heard(leg, event, step);
    }
  }

  /** A telephone lifted without a call, or an event that comes after its seizure's end. */
  private withoutLeg(event: SeizureEvent, step: CallsStep): void {
    if (event.event === 'digit') {
      this.rooms.dialling.digit(event.seizure, event.digit, step);
      return;
    }
    if (event.event === 'play-ended') {
      this.rooms.dialling.playEnded(event, step);
      return;
    }
    if (event.event === 'cleared') {
      this.rooms.dialling.forget(event.seizure, step);
      step.cancelTimer(`calls tone ${event.seizure}`);
      if (this.rooms.channels.release(event.seizure, step)) return;
    }
    if (event.event === 'answered') {
      // Nobody knows this seizure: its telephone would hear nothing for ever.
      step.incident('repair-unknown-seizure', { seizure: event.seizure });
      step.line({ do: 'clear', seizure: event.seizure, cause: cause.temporaryFailure });
      return;
    }
    step.log('debug', 'event of a seizure without a call', { event: event.event, seizure: event.seizure });
  }

  /** No more digits come for this overlap call. */
  numberWhole(seizure: Seizure, step: CallsStep): void {
    this.rooms.arrivals.whole(seizure, step);
  }

  /** No call is taken any more. */
  stop(): void {
    this.stopped = true;
  }
}

/** What is heard in a call beside its course: kept in its events. Null: nothing worth keeping. */
function heardOn(event: SeizureEvent, leg: Leg): { readonly what: string; readonly detail: Detail } | null {
  const side = leg.role;
  switch (event.event) {
    case 'data-tone':
      return {
        what: event.tone === 'cng' || event.tone === 'ced' ? 'fax' : 'modem',
        detail: { tone: event.tone, side },
      };
    case 'flash':
      return { what: 'flash', detail: { side } };
    case 'tone':
      return event.tone === null ? null : { what: 'tone', detail: { tone: event.tone, side } };
    case 'answerer':
      return { what: 'answerer', detail: { who: event.who, afterMs: event.afterMs, side } };
    default:
      return null;
  }
}
