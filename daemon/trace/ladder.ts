/** A call as a ladder: its rows out of the database, and what went over the D-channels, in one order. Pure. */
import { causeWords } from '../terms/causes.js';
import type { DChannelFrame, Ladder, LadderRow } from '../terms/line-trace.js';
import type { CallEventRow, CallRow, LegRow, SpanEventRow } from '../terms/rows.js';
import { type Dialogue, DialogueBook, factsOf, type TracedMessage } from './dialogues.js';
import type { Drawn, Finding } from './drawn.js';
import { fieldOf } from './element-words.js';
import { channelOf, elementId, elementOf, hexOf } from './elements.js';
import { linkFinding, restartFinding, spanRows } from './link-rules.js';
import { matchDialogues, wantedLegs } from './matching.js';
import { messageFindings } from './message-rules.js';
import { frameWords, messageName, messageType, messageWords } from './message-words.js';
import { decodeQ921, type Q921Frame } from './q921.js';
import { decodeQ931 } from './q931.js';
import { analogRows, normalCauses, storyRows } from './story.js';
import { missingAnswers } from './timer-rules.js';

export interface LadderParts {
  readonly call: CallRow;
  readonly events: readonly CallEventRow[];
  readonly legs: readonly LegRow[];
  /** Alarms and D-channels of the box in the call's time. */
  readonly spanEvents: readonly SpanEventRow[];
  /** Of all spans, in their order, from a little before the call to a little after it: `frameWindow`. */
  readonly frames: readonly DChannelFrame[];
  /** Frames are known up to here, epoch µs. */
  readonly seenUs: number;
  /** Spans on which this box is the network side. */
  readonly networkSpans: ReadonlySet<number>;
  readonly sameCauseToday: number;
}

export interface DrawnLadder {
  readonly ladder: Ladder;
  /** The call's own frames: those of its dialogues, and of layer 2 of its spans. */
  readonly frames: readonly DChannelFrame[];
}

const rowsOfLayer2 = 400;
const maxRows = 2_000;
/** Before the call and after it, µs: a RELEASE may stay unanswered twice for 4 s, a DISCONNECT for 30 s. */
const beforeUs = 15_000_000;
const afterUs = 45_000_000;
/** Frames of a call are on disk so long after it. */
const framesBehindUs = 2_000_000;
/** The link of a call is looked at from just before it to just after it. */
const linkBeforeUs = 1_000_000;
const linkAfterUs = 5_000_000;

/** Whose frames a ladder wants, [fromUs, toUs). */
export function frameWindow(call: CallRow, nowMs: number): { readonly fromUs: number; readonly toUs: number } {
  const endMs = call.endedAt ?? nowMs;
  return { fromUs: call.startedAt * 1_000 - beforeUs, toUs: endMs * 1_000 + afterUs };
}

/** `shown`: a frame as the reader may see it, with numbers or without. */
export function drawLadder(parts: LadderParts, shown: (octets: Uint8Array) => Uint8Array): DrawnLadder {
  const { call, legs } = parts;
  const wanted = wantedLegs(legs, parts.events, call.direction);
  const spans = new Set(wanted.map(({ span }) => span));
  const book = new DialogueBook();
  const ofMessage = new Map<DChannelFrame, Dialogue>();
  for (const frame of parts.frames) {
    const dialogue = book.take(frame);
    if (dialogue !== null) ofMessage.set(frame, dialogue);
  }
  const mine = matchDialogues(wanted, book.all);
  const signalling = [...mine.keys()].flatMap((dialogue) => dialogueRows(dialogue, parts, shown));
  const layer2 = parts.frames.filter((frame) => spans.has(frame.span));
  const link = linkRows(layer2, ofMessage, mine, parts, shown);
  const window = callWindow(call, parts.seenUs);
  const alarms = spanRows(
    parts.spanEvents.filter(({ span }) => spans.has(span)),
    window.fromUs,
    window.endUs,
  );
  const own = [...storyRows(call, parts.events), ...analogRows(call, legs, parts.events)];
  const rows = [...signalling, ...link.rows, ...alarms, ...own]
    .map((row, order) => ({ row, order }))
    .sort((a, b) => a.row.atUs - b.row.atUs || a.order - b.order)
    .map(({ row }) => row)
    .slice(0, maxRows);
  // Frames come up to half a second after the rows: the end of a call that has just ended may still be explained.
  if (call.endedAt !== null && parts.seenUs - call.endedAt * 1_000 > framesBehindUs)
    blameTheEnd(call, rows, mine.size > 0);
  const framesGone = wanted.length > 0 && layer2.length === 0;
  const frames = new Set<DChannelFrame>(link.frames);
  for (const dialogue of mine.keys()) for (const { frame } of dialogue.messages) frames.add(frame);
  return {
    ladder: { ...finished(call, rows, shown), sameCauseToday: parts.sameCauseToday, framesGone },
    frames: parts.frames.filter((frame) => frames.has(frame)),
  };
}

function callWindow(call: CallRow, seenUs: number): { readonly fromUs: number; readonly endUs: number } {
  return { fromUs: call.startedAt * 1_000, endUs: call.endedAt === null ? seenUs : call.endedAt * 1_000 + 999 };
}

// ---- layer 3

function dialogueRows(dialogue: Dialogue, parts: LadderParts, shown: (octets: Uint8Array) => Uint8Array): Drawn[] {
  const findings = messageFindings(dialogue);
  const rows = dialogue.messages.flatMap((traced) =>
    traced.repeated ? [] : [messageRow(traced, findings.get(traced) ?? null, shown)],
  );
  const missing = missingAnswers(dialogue, parts.networkSpans.has(dialogue.span), parts.seenUs);
  return [
    ...rows,
    ...missing.map(
      ({ atUs, name, words, finding }): Drawn => ({
        ...{ atUs, name, words, finding, layer: 'q931', from: 'channel', to: 'channel', frame: null },
        fields: channelField(dialogue),
      }),
    ),
  ];
}

function channelField(dialogue: Dialogue): Drawn['fields'] {
  const slot = factsOf(dialogue).slots.at(-1);
  const text = slot === undefined ? `E1-${dialogue.span}` : `E1-${dialogue.span}:${slot}`;
  return [{ name: { zh: '线路', en: 'line' }, value: { zh: text, en: text } }];
}

function messageRow(
  { frame, message }: Pick<TracedMessage, 'frame' | 'message'>,
  finding: Finding | null,
  shown: (octets: Uint8Array) => Uint8Array,
): Drawn {
  const visible = decodeQ931(decodeQ921(shown(frame.octets))?.information ?? new Uint8Array()) ?? message;
  const { sent } = frame;
  const reference = `${message.reference}${message.toOriginator ? '·' : ''}`;
  return {
    atUs: frame.atUs,
    layer: 'q931',
    ...(sent ? { from: 'channel', to: 'carrier' } : { from: 'carrier', to: 'channel' }),
    name: messageName(message.type),
    words: messageWords(message.type),
    fields: [
      ...visible.elements.map(fieldOf),
      { name: { zh: '呼叫参考', en: 'call reference' }, value: { zh: reference, en: reference } },
      ...(visible.cut ? [{ name: { zh: '残缺', en: 'cut short' }, value: { zh: '是', en: 'yes' } }] : []),
    ],
    frame,
    finding,
  };
}

// ---- layer 2, and what concerns whole channels

function linkRows(
  frames: readonly DChannelFrame[],
  dialogueOf: ReadonlyMap<DChannelFrame, Dialogue>,
  mine: ReadonlyMap<Dialogue, unknown>,
  parts: LadderParts,
  shown: (octets: Uint8Array) => Uint8Array,
): { readonly rows: Drawn[]; readonly frames: DChannelFrame[] } {
  const { fromUs, endUs } = callWindow(parts.call, parts.seenUs);
  const slots = new Set([...mine.keys()].map((dialogue) => `${dialogue.span}:${factsOf(dialogue).slots.at(-1)}`));
  const rows: Drawn[] = [];
  const kept: DChannelFrame[] = [];
  for (const frame of frames) {
    const layer2 = decodeQ921(frame.octets);
    const inTime = frame.atUs >= fromUs - linkBeforeUs && frame.atUs <= endUs + linkAfterUs;
    if (layer2 === null || layer2.kind === 'RR') continue;
    const dialogue = dialogueOf.get(frame);
    const isMine = dialogue !== undefined && mine.has(dialogue);
    const isOn = frame.atUs >= fromUs && frame.atUs <= endUs;
    if (layer2.kind === 'I') {
      const global = dialogue === undefined && inTime ? channelRow(frame, layer2, slots, isOn, shown) : null;
      if (global !== null) rows.push(global);
      if (global === null && !isMine) continue;
    } else if (!inTime) continue;
    kept.push(frame);
    if (rows.length < rowsOfLayer2) rows.push(frameRow(frame, layer2, isOn));
  }
  return { rows, frames: kept };
}

function frameRow(frame: DChannelFrame, layer2: Q921Frame, isOn: boolean): Drawn {
  const { sendSequence, receiveSequence, pollFinal } = layer2;
  const text = (name: string, value: number | null) =>
    value === null ? [] : [{ name: { zh: name, en: name }, value: { zh: `${value}`, en: `${value}` } }];
  return {
    atUs: frame.atUs,
    layer: 'q921',
    ...(frame.sent ? { from: 'channel', to: 'carrier' } : { from: 'carrier', to: 'channel' }),
    name: layer2.kind,
    words: frameWords[layer2.kind],
    fields: [
      ...text('SAPI', layer2.sapi),
      ...text('TEI', layer2.tei),
      ...text('N(S)', sendSequence),
      ...text('N(R)', receiveSequence),
      ...text('P/F', pollFinal ? 1 : 0),
    ],
    frame,
    finding: isOn ? linkFinding(layer2.kind, frame.sent) : null,
  };
}

/** RESTART and what else is said of channels by the global reference (§5.5), if it is of a channel of this call. */
function channelRow(
  frame: DChannelFrame,
  layer2: Q921Frame,
  slots: ReadonlySet<string>,
  isOn: boolean,
  shown: (octets: Uint8Array) => Uint8Array,
): Drawn | null {
  const message = decodeQ931(layer2.information);
  if (message === null || message.reference !== 0 || message.referenceOctets === 0) return null;
  const element = elementOf(message, elementId.channel);
  const channel = element === null ? null : channelOf(element);
  const all = channel === null || channel.which === 'interface';
  const named = channel?.slots.some((slot) => slots.has(`${frame.span}:${slot}`)) === true;
  if (!named && !all) return null;
  const restarts = message.type === messageType.restart && isOn;
  return messageRow({ frame, message }, restarts ? restartFinding(frame.sent) : null, shown);
}

// ---- the whole

/** Nothing was red, and yet it ended badly: then its end is. */
function blameTheEnd(call: CallRow, rows: readonly Drawn[], hasFrames: boolean): void {
  if (call.cause === null || normalCauses.includes(call.cause) || rows.some(({ finding }) => finding !== null)) return;
  if (call.cause === 31 && call.answeredAt !== null) return;
  const end = [...rows].reverse().find(({ layer, name }) => layer === 'story' && name === 'ended');
  if (end === undefined) return;
  const { name, advice } = causeWords(call.cause);
  const unseen = hasFrames ? { zh: '', en: '' } : { zh: '（没有信令记录）', en: ' (no frames of it)' };
  end.finding = {
    words: {
      zh: `呼叫以 ${call.cause} ${name.zh} 结束${unseen.zh}。`,
      en: `The call ended with ${call.cause} ${name.en}${unseen.en}.`,
    },
    next: advice,
  };
}

function finished(
  call: CallRow,
  drawn: readonly Drawn[],
  shown: (octets: Uint8Array) => Uint8Array,
): Omit<Ladder, 'sameCauseToday' | 'framesGone'> {
  const last = new Map<string, number>();
  const rows = drawn.map((row): LadderRow => {
    const before = last.get(row.layer) ?? row.atUs;
    last.set(row.layer, row.atUs);
    const { atUs, layer, from, to, name, words, fields, frame, finding } = row;
    return {
      ...{ atUs, layer, from, to, name, words, fields },
      afterMs: Math.round((atUs - before) / 100) / 10,
      hex: frame === null ? '' : hexOf(shown(frame.octets)),
      abnormal: finding !== null,
    };
  });
  const firstAbnormal = drawn.findIndex(({ finding }) => finding !== null);
  return {
    callId: call.id,
    callingNumber: call.callingNumber,
    calledNumber: call.calledNumber,
    startedAt: call.startedAt,
    endedAt: call.endedAt,
    cause: call.cause,
    rows,
    firstAbnormal,
    verdict: drawn[firstAbnormal]?.finding ?? null,
  };
}
