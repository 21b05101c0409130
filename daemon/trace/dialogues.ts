/** Messages of one call reference, from its SETUP to its end: ITU-T Q.931 §4.3. Pure; frames come in their order. */
import type { DChannelFrame } from '../terms/line-trace.js';
import { causeOf, channelOf, elementId, elementOf, numberOf } from './elements.js';
import { messageType } from './message-words.js';
import { decodeQ921, type Q921Frame } from './q921.js';
import { decodeQ931, type Q931Message } from './q931.js';

export interface TracedMessage {
  readonly frame: DChannelFrame;
  readonly layer2: Q921Frame;
  readonly message: Q931Message;
  /** Layer 2 sent it once more: its acknowledgement was not heard (Q.921 §5.6.7). */
  readonly repeated: boolean;
}

export interface Dialogue {
  readonly span: number;
  readonly reference: number;
  /** This box asked for the call. */
  readonly ours: boolean;
  readonly messages: TracedMessage[];
}

/** Dialogues of one reading. */
const maxDialogues = 20_000;
/** Messages of one dialogue; a call has a dozen, a hostile one may have any number. */
const maxMessages = 500;
/** T303 (4 s) twice and a margin: a SETUP that comes again within it asks for the same call (Q.931 §5.1.1). */
const setupAgainUs = 10_000_000;
/** A frame with the same octets and the same number within it was sent again; later the numbers have gone round. */
const repeatedWithinUs = 15_000_000;

export class DialogueBook {
  /** By span, side and reference: the one that is on, or was on last. */
  private readonly open = new Map<string, Dialogue>();
  private readonly last = new Map<string, { readonly atUs: number; readonly octets: Uint8Array }>();
  readonly all: Dialogue[] = [];

  /** The dialogue this frame belongs to; null: it is of layer 2 alone, of no call, or of too many. */
  take(frame: DChannelFrame): Dialogue | null {
    const layer2 = decodeQ921(frame.octets);
    if (layer2 === null || layer2.kind !== 'I') return null;
    const message = decodeQ931(layer2.information);
    if (message === null) return null;
    return this.put({ frame, layer2, message, repeated: this.isRepeated(frame, layer2) });
  }

  private put(traced: TracedMessage): Dialogue | null {
    const { frame, message } = traced;
    if (message.referenceOctets === 0 || message.reference === 0) return null;
    // The flag is 0 from the side that chose the reference.
    const ours = frame.sent !== message.toOriginator;
    const key = `${frame.span} ${ours} ${message.reference}`;
    let dialogue = this.open.get(key);
    if (dialogue === undefined || begins(dialogue, traced)) {
      if (this.all.length === maxDialogues) return null;
      dialogue = { span: frame.span, reference: message.reference, ours, messages: [] };
      this.all.push(dialogue);
      this.open.set(key, dialogue);
    }
    if (dialogue.messages.length < maxMessages) dialogue.messages.push(traced);
    return dialogue;
  }

  private isRepeated(frame: DChannelFrame, layer2: Q921Frame): boolean {
    const key = `${frame.span} ${frame.sent} ${layer2.sendSequence}`;
    const before = this.last.get(key);
    this.last.set(key, { atUs: frame.atUs, octets: layer2.information });
    return (
      before !== undefined && frame.atUs - before.atUs < repeatedWithinUs && isSame(before.octets, layer2.information)
    );
  }
}

/** Whether a SETUP begins another call under the reference of this one. */
function begins(dialogue: Dialogue, { frame, message, repeated }: TracedMessage): boolean {
  if (message.type !== messageType.setup || repeated) return false;
  const [first] = dialogue.messages;
  if (first === undefined) return false;
  const unanswered = dialogue.messages.every((each) => each.message.type === messageType.setup);
  return !unanswered || frame.atUs - first.frame.atUs > setupAgainUs;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((octet, at) => octet === b[at]);
}

/** What a dialogue says of itself, as far as it was seen. */
export interface DialogueFacts {
  readonly startedUs: number;
  readonly hasSetup: boolean;
  /** Timeslots it named, the last one in use last. */
  readonly slots: readonly number[];
  readonly callingDigits: string;
  /** With those that came later, one by one. */
  readonly calledDigits: string;
}

export function factsOf({ messages, ours }: Dialogue): DialogueFacts {
  const slots: number[] = [];
  let callingDigits = '';
  let calledDigits = '';
  for (const { frame, message, repeated } of messages) {
    const channel = elementOf(message, elementId.channel);
    const slot = channel === null ? undefined : channelOf(channel)?.slots[0];
    if (slot !== undefined && slots.at(-1) !== slot) slots.push(slot);
    if (repeated || frame.sent !== ours) continue;
    const isSetup = message.type === messageType.setup;
    if (isSetup) calledDigits = '';
    if (!isSetup && message.type !== messageType.information) continue;
    callingDigits ||= digitsOf(message, elementId.calling);
    calledDigits += digitsOf(message, elementId.called) || digitsOf(message, elementId.keypad);
  }
  const [first] = messages;
  return {
    startedUs: first?.frame.atUs ?? 0,
    hasSetup: first?.message.type === messageType.setup,
    slots,
    callingDigits,
    calledDigits,
  };
}

function digitsOf(message: Q931Message, id: number): string {
  const element = elementOf(message, id);
  if (element === null) return '';
  if (id === elementId.keypad) return String.fromCharCode(...element.contents.filter((octet) => octet < 0x7f));
  return numberOf(element)?.digits ?? '';
}

/** The cause that a message gives; null: none. */
export function causeIn(message: Q931Message): ReturnType<typeof causeOf> {
  const element = elementOf(message, elementId.cause);
  return element === null ? null : causeOf(element);
}
