/**
 * Calls from outside that the lines refused by themselves, or that nobody answered: call control never heard of them, so
 * they have no row among the calls. Every SETUP that reaches call control is answered with CALL PROCEEDING or SETUP
 * ACKNOWLEDGE first (ITU-T Q.931 §5.2.5). Pure; frames come in their order, octets are not kept.
 */
import type { DChannelFrame, RefusedSetup } from '../terms/line-trace.js';
import type { CallRow, LegRow } from '../terms/rows.js';
import { causeIn } from './dialogues.js';
import { channelOf, elementId, elementOf, numberOf } from './elements.js';
import { messageType } from './message-words.js';
import { decodeQ921 } from './q921.js';
import { decodeQ931, type Q931Message } from './q931.js';

/** Of one reading; the newest are kept. */
export const maxRefusedSetups = 200;
/** Asked for and not answered: a hostile exchange may send any number. */
const maxOpen = 2_000;
/** T303 twice: by then whoever called has given up (§5.1.1). */
const unansweredAfterUs = 10_000_000;

const refusals: ReadonlySet<number> = new Set([
  messageType.releaseComplete,
  messageType.release,
  messageType.disconnect,
]);

export class RefusedSetups {
  private readonly open = new Map<string, RefusedSetup>();
  private found: RefusedSetup[] = [];
  /** There were more than are kept. */
  cut = false;

  take(frame: DChannelFrame): void {
    const layer2 = decodeQ921(frame.octets);
    if (layer2 === null || layer2.kind !== 'I') return;
    const message = decodeQ931(layer2.information);
    if (message === null || message.referenceOctets === 0 || message.reference === 0) return;
    // The flag is 0 from the side that chose the reference: only dialogues that the far end began.
    if (frame.sent !== message.toOriginator) return;
    const key = `${frame.span} ${message.reference}`;
    const setup = this.open.get(key);
    if (!frame.sent) this.received(key, setup, frame, message);
    else if (setup !== undefined) this.answered(key, setup, frame, message);
  }

  /** Newest first. Those that nobody has answered count from ten seconds on. */
  all(seenUs: number): readonly RefusedSetup[] {
    const unanswered = [...this.open.values()].filter(({ atUs }) => seenUs - atUs >= unansweredAfterUs);
    const all = [...this.found, ...unanswered].sort((a, b) => b.atUs - a.atUs);
    this.cut ||= all.length > maxRefusedSetups;
    return all.slice(0, maxRefusedSetups);
  }

  private received(key: string, setup: RefusedSetup | undefined, frame: DChannelFrame, message: Q931Message): void {
    if (message.type !== messageType.setup) return;
    if (setup !== undefined) {
      if (frame.atUs - setup.atUs < unansweredAfterUs) return; // the same one again (T303)
      this.keep(setup);
    }
    this.open.delete(key);
    this.open.set(key, setupOf(frame, message));
    const oldest = this.open.size > maxOpen ? this.open.entries().next().value : undefined;
    if (oldest === undefined) return;
    this.open.delete(oldest[0]);
    this.keep(oldest[1]);
  }

  private answered(key: string, setup: RefusedSetup, frame: DChannelFrame, { type, ...message }: Q931Message): void {
    this.open.delete(key);
    if (refusals.has(type)) {
      this.keep({ ...setup, endedUs: frame.atUs, cause: causeIn({ type, ...message })?.cause ?? null });
    }
  }

  private keep(setup: RefusedSetup): void {
    this.found.push(setup);
    if (this.found.length <= 2 * maxRefusedSetups) return;
    this.found = this.found.slice(-maxRefusedSetups);
    this.cut = true;
  }
}

function setupOf(frame: DChannelFrame, message: Q931Message): RefusedSetup {
  const digits = (id: number): string => {
    const element = elementOf(message, id);
    return element === null ? '' : (numberOf(element)?.digits ?? '');
  };
  const channel = elementOf(message, elementId.channel);
  const [timeslot = 0] = channel === null ? [] : (channelOf(channel)?.slots ?? []);
  return {
    ...{ span: frame.span, atUs: frame.atUs, endedUs: null, timeslot, cause: null },
    callingNumber: digits(elementId.calling),
    calledNumber: digits(elementId.called),
  };
}

/** As if it had been a call: what a ladder is drawn of. */
export function callOfSetup(setup: RefusedSetup): { readonly call: CallRow; readonly leg: LegRow } {
  const { span, atUs, endedUs, timeslot, cause, callingNumber, calledNumber } = setup;
  const id = refusedId(setup);
  const startedAt = Math.floor(atUs / 1_000);
  const endedAt = Math.floor((endedUs ?? atUs + unansweredAfterUs) / 1_000);
  const channel = `E1-${span}:${timeslot}`;
  const none = { answeredAt: null, queuedAt: null, talkStartedAt: null, disposition: null, agent: null, queue: null };
  return {
    call: {
      ...none,
      ...{ id, direction: 'inbound', callingNumber, calledNumber, channel, startedAt, endedAt, cause },
      ...{ presentation: callingNumber === '' ? 'unavailable' : 'allowed', endedBy: null, ending: null, flowPath: '' },
    },
    leg: {
      ...{ callId: id, leg: 1, role: 'customer', purpose: 'caller', agent: null, number: callingNumber, channel },
      ...{ startedAt, answeredAt: null, endedAt, cause },
    },
  };
}

/** 'setup-1-1700000000000000': its span, and when its SETUP came, epoch µs. */
export function refusedId({ span, atUs }: Pick<RefusedSetup, 'span' | 'atUs'>): string {
  return `setup-${span}-${atUs}`;
}
