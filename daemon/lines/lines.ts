/**
 * The telephone lines as call control sees them: commands down, events up, both plain data so that
 * they can be journalled, replayed and simulated. Implemented by `driver` (the native addon) and by
 * the simulated Lines of `test/simulation`; one contract suite holds both.
 */

import type { CallerIdRecord, ScopeFrame } from '../terms/line-lab.js';
import type { DChannelFrame } from '../terms/line-trace.js';
import type { SpanSetup } from '../terms/span-setup.js';

/** Dense index of a channel on the box, stable while the lines are open. */
export type ChannelIndex = number;

/**
 * One use of a channel, from seizure to release. Lines choose odd numbers for incoming seizures,
 * call control chooses even ones for outgoing. A command for an ended seizure is ignored, so a late
 * command never hits the channel's next caller.
 */
export type Seizure = number;

export type ChannelKind = 'bearer' | 'fxs' | 'fxo';

export interface Channel {
  readonly channel: ChannelIndex;
  readonly kind: ChannelKind;
  /** 1-based span; 0 for an analog line. */
  readonly span: number;
  /** 1-15, 17-31 (ITU-T G.704); 0 for an analog line. */
  readonly timeslot: number;
  /** 1-based analog port; 0 for a bearer. */
  readonly line: number;
  /** What technicians read: "E1-1:5", "L3". */
  readonly name: string;
}

/** ITU-T Q.931 §4.5.10, octet 3. */
export type NumberType = 'unknown' | 'international' | 'national' | 'network-specific' | 'subscriber' | 'abbreviated';
export type NumberPlan = 'unknown' | 'isdn' | 'data' | 'telex' | 'national' | 'private';
/** Of the calling number: ITU-T Q.931 §4.5.10, octet 3a. */
export type Screening = 'not-screened' | 'passed' | 'failed' | 'network';
/** ITU-T Q.952, ETSI EN 300 207-1. */
export type RedirectingReason = 'unknown' | 'busy' | 'no-reply' | 'deflected' | 'out-of-order' | 'unconditional';
/** How caller ID came over an analog line. */
export type CallerIdKind = 'none' | 'fsk' | 'dtmf';

/** What a call says of itself besides its two numbers; what is absent is unknown. Names at most 80 octets of UTF-8. */
export interface CallDetails {
  readonly callingType?: NumberType;
  readonly callingPlan?: NumberPlan;
  readonly calledType?: NumberType;
  readonly calledPlan?: NumberPlan;
  readonly screening?: Screening;
  readonly callingName?: string;
  readonly redirectingNumber?: string;
  readonly redirectingPresentation?: Presentation;
  readonly redirectingReason?: RedirectingReason;
}

/** In service; kept from new calls (cause 44); or kept from them once its call has ended. */
export type Service = 'in-service' | 'blocked' | 'draining';
export type RingCadence = 'normal' | 'double' | 'long';
/** What to listen for besides digits. */
export type Watch = 'progress' | 'data' | 'answerer' | 'level';
/** Call-progress tones as recognised on a line; 'sit' is the three-tone special information of ITU-T E.180. */
export type ProgressTone = 'dial' | 'ringback' | 'busy' | 'congestion' | 'vacant' | 'call-waiting' | 'howler' | 'sit';
/** CNG 1100 Hz, CED 2100 Hz (ITU-T T.30) and with phase reversals (V.25), ANSam likewise (V.8), Bell 2225 Hz. */
export type DataTone = 'cng' | 'ced' | 'ced-reversed' | 'ansam' | 'ansam-reversed' | 'bell-answer';
/** 'beep': the machine's, after which it records. */
export type Answerer = 'person' | 'machine' | 'unsure' | 'beep';
export type Loopback = 'off' | 'towards-line' | 'towards-box';
export type LineState = 'idle' | 'ringing' | 'off-hook' | 'no-battery';

/** A tone that means "the far end has hung up": of the country, or learnt from the line itself. */
export interface HangupTone {
  /** 0: none; only polarity and loop break end a call. */
  readonly frequencyHz: number;
  /** Both 0: a continuous tone. */
  readonly onMs: number;
  readonly offMs: number;
  /** As learnt; 0: any level that a tone may have. */
  readonly levelDbm0: number;
}

export type Presentation = 'allowed' | 'withheld' | 'unavailable';
export type ClearedBy = 'far-end' | 'near-end' | 'network';
export type AlarmName = 'LOS' | 'LOF' | 'AIS' | 'RAI';

/** Tone names of the country's plan (ITU-T E.180); see native/dsp/tone_plan.h. */
export type ToneName =
  | 'dial'
  | 'ringback'
  | 'busy'
  | 'congestion'
  | 'vacant'
  | 'call-waiting'
  | 'howler'
  | 'beep'
  /** Dial tone of a telephone for which messages wait. */
  | 'message-dial';

export type Source =
  /** WAV, A-law or 16-bit PCM, 8 kHz, mono; absolute path. */
  | { readonly file: string }
  /** `ms` 0 or absent: until stopped. */
  | { readonly tone: ToneName; readonly ms?: number }
  | { readonly silenceMs: number };

/** One seizure in a mix. `hears` empty: silence. Naming itself or who is no member is refused. */
export interface MixMember {
  readonly seizure: Seizure;
  readonly hears: readonly Seizure[];
}
/** Members of one mix. */
export const maxMixMembers = 32;

export type LineCommand =
  /** Tell an incoming bearer's far end that it is ringing (Q.931 ALERTING). */
  | { readonly do: 'alert'; readonly seizure: Seizure; readonly inband?: boolean }
  /** Bearer: CONNECT. FXO: go off-hook. */
  | { readonly do: 'answer'; readonly seizure: Seizure }
  /** Ends a seizure; `cause` is ITU-T Q.850. A telephone still off-hook hears busy until it is laid down. */
  | { readonly do: 'clear'; readonly seizure: Seizure; readonly cause: number }
  /**
   * Outgoing call on a span. `timeslot` absent: hunt for an idle one; a number: exactly that one
   * (exclusive); 'any': leave the choice to the far end.
   */
  | {
      readonly do: 'dial';
      readonly seizure: Seizure;
      readonly span: number;
      readonly timeslot?: number | 'any';
      readonly callingNumber: string;
      readonly presentation: Presentation;
      readonly calledNumber: string;
      readonly details?: CallDetails;
      /** More digits follow by `more-digits` (overlap sending, Q.931 §5.1.3); the called number may be empty. */
      readonly overlap?: boolean;
    }
  | {
      readonly do: 'more-digits';
      readonly seizure: Seizure;
      readonly digits: string;
      /** These are the last ones. */
      readonly complete?: boolean;
    }
  /** Incoming overlap call: the number is complete (Q.931 §5.2.5 CALL PROCEEDING). */
  | { readonly do: 'proceed'; readonly seizure: Seizure }
  /** Incoming call that is not answered yet: tones or announcements on the bearer, and why (Q.850). */
  | { readonly do: 'progress'; readonly seizure: Seizure; readonly inband: boolean; readonly cause?: number }
  /** Ring a telephone on an FXS port, at once; the number and name are shown on its display where it has one. */
  | {
      readonly do: 'ring';
      readonly seizure: Seizure;
      readonly channel: ChannelIndex;
      readonly callingNumber: string;
      readonly presentation?: Presentation;
      readonly callingName?: string;
      /** Absent: the country's. */
      readonly cadence?: RingCadence;
    }
  /** FXO: go off-hook on an idle line. */
  | { readonly do: 'seize'; readonly seizure: Seizure; readonly channel: ChannelIndex }
  /** Plays the sources in order, replacing what this seizure played before. `play` is the caller's own number. */
  | {
      readonly do: 'play';
      readonly seizure: Seizure;
      readonly play: number;
      readonly sources: readonly Source[];
      readonly loop: boolean;
    }
  | { readonly do: 'stop-play'; readonly seizure: Seizure; readonly play: number }
  /** DTMF, 0-9 * # A-D, 80 ms on, 80 ms off (ITU-T Q.24 allows ≥ 40/40). */
  | { readonly do: 'send-digits'; readonly seizure: Seizure; readonly digits: string }
  /**
   * The two hear each other from the next block on. If one has ended by now (a stale command), the other leaves the
   * bridge or mix it was in all the same: who was to hear it no more must not. `bridge` is the caller's own number.
   */
  | { readonly do: 'bridge'; readonly bridge: number; readonly a: Seizure; readonly b: Seizure }
  | { readonly do: 'unbridge'; readonly bridge: number }
  /**
   * Who hears whom among these seizures from the next block on: a conference, a whisper, a consultation beside a
   * held caller. Replaces what this mix was before in one block, without a gap for those who stay; a seizure leaves
   * the bridge or the other mix it was in. 1 to `maxMixMembers`. What a member plays goes before what it hears. Who
   * hears one other gets its octets as they are; sums keep everyone's level. A member that has ended by now is left
   * out (a stale command), so is one whose far end has chosen no channel yet (`command-failed`); the others hear each
   * other all the same. One that ends later leaves, and the others go on. `mix` is the caller's own number.
   */
  | { readonly do: 'mix'; readonly mix: number; readonly members: readonly MixMember[] }
  /** Nobody of it hears anybody any more. */
  | { readonly do: 'unmix'; readonly mix: number }
  /**
   * Stereo A-law WAV at the absolute `path` (which must not exist): left what the seizure's far end
   * says, right what it is sent. Ends with the seizure at the latest.
   */
  | { readonly do: 'record'; readonly recording: string; readonly seizure: Seizure; readonly path: string }
  | { readonly do: 'stop-record'; readonly recording: string }
  /** While it is on the file gets silence on both sides, so that its time line stays. Of one that has ended: ignored. */
  | { readonly do: 'pause-record'; readonly recording: string; readonly on: boolean }
  /** FXO: a short on-hook, the exchange's recall key. */
  | { readonly do: 'flash'; readonly seizure: Seizure }
  /** What to listen for from now on, besides digits; replaces what was watched before. */
  | { readonly do: 'watch'; readonly seizure: Seizure; readonly for: readonly Watch[] }
  /** FXO: the next 10 s hold the tone of a far end that has hung up; answered by `hangup-learned`. */
  | { readonly do: 'learn-hangup'; readonly seizure: Seizure }
  | { readonly do: 'set-hangup-tone'; readonly channel: ChannelIndex; readonly tone: HangupTone }
  | { readonly do: 'service'; readonly channel: ChannelIndex; readonly service: Service }
  /** RESTART of one bearer (Q.931 §5.5); its call is cleared with cause 41. */
  | { readonly do: 'restart'; readonly channel: ChannelIndex }
  /** FXS: messages wait; the lamp, if the telephone has one, and a stuttered dial tone. */
  | { readonly do: 'lamp'; readonly channel: ChannelIndex; readonly on: boolean }
  /** Gains in dB, -24 to 24, and the tail of the echo canceller in 125 µs, 0: off. */
  | {
      readonly do: 'adjust';
      readonly channel: ChannelIndex;
      readonly receiveDb: number;
      readonly sendDb: number;
      readonly echoTaps: number;
    }
  | { readonly do: 'loopback'; readonly span: number; readonly loopback: Loopback }
  /**
   * Makes the signalling of one span anew, as it was when the lines were opened: its calls are cleared with cause 41,
   * its framing and clock are set on the card, Q.921 is begun and every timeslot sent RESTART. Other spans don't
   * notice. Which channels are blocked stays. Answered by `span-set-up`.
   */
  | { readonly do: 'set-up-span'; readonly span: number; readonly setup: SpanSetup }
  /** A pseudo-random pattern (2^15-1, ITU-T O.150) out and in on an idle bearer; answered by `bit-test` each second. */
  | { readonly do: 'bit-test'; readonly channel: ChannelIndex; readonly on: boolean }
  /** Demo telephones: stream what the seizure hears as `audio` events of 20 ms. */
  | { readonly do: 'tap'; readonly seizure: Seizure }
  | { readonly do: 'untap'; readonly seizure: Seizure }
  /** Demo telephones: A-law octets to send; at most 400 ms are kept, older ones give way. */
  | { readonly do: 'talk'; readonly seizure: Seizure; readonly audio: Uint8Array };

/** With 'cleared' it may come after the seizure's own `cleared`: media ends a block later than signalling. */
export type PlayEndReason = 'done' | 'stopped' | 'replaced' | 'cleared' | 'bad-file';
export type RecordingEndReason = 'stopped' | 'cleared' | 'disk-full' | 'write-error' | 'file-exists' | 'too-slow';

export type LineEvent =
  /** Bearer: SETUP. FXS: the telephone was lifted (calledNumber ''). FXO: it rings, and caller ID has come or won't. */
  | {
      readonly event: 'incoming';
      readonly seizure: Seizure;
      readonly channel: ChannelIndex;
      readonly callingNumber: string;
      readonly presentation: Presentation;
      readonly calledNumber: string;
      readonly details?: CallDetails;
      /** FXO. */
      readonly callerId?: CallerIdKind;
      /** FXO: why what came gave no number: 'bad-checksum', 'cut', 'garbled', 'too-long'; absent: nothing was wrong. */
      readonly callerIdProblem?: string;
      /** false: overlap, more digits of the called number come as `more-digits`. */
      readonly complete?: boolean;
    }
  | {
      readonly event: 'more-digits';
      readonly seizure: Seizure;
      readonly digits: string;
      readonly complete: boolean;
    }
  /** FXO: the number came only after `incoming`. */
  | {
      readonly event: 'caller-id';
      readonly seizure: Seizure;
      readonly callingNumber: string;
      readonly presentation: Presentation;
      readonly callerId: CallerIdKind;
      /** As in `incoming`. */
      readonly callerIdProblem?: string;
      readonly details?: CallDetails;
    }
  /** The far end has taken an outgoing call; `channel` is the one in use from here on. */
  | { readonly event: 'proceeding'; readonly seizure: Seizure; readonly channel: ChannelIndex }
  | { readonly event: 'alerting'; readonly seizure: Seizure; readonly inband: boolean }
  | { readonly event: 'progress'; readonly seizure: Seizure; readonly inband: boolean; readonly cause: number }
  /** Bearer: CONNECT came. FXS: lifted while ringing. FXO: the exchange turned the polarity, where a line has that. */
  | { readonly event: 'answered'; readonly seizure: Seizure }
  /** The seizure is over, exactly once for each seizure that began. */
  | { readonly event: 'cleared'; readonly seizure: Seizure; readonly cause: number; readonly by: ClearedBy }
  | { readonly event: 'digit'; readonly seizure: Seizure; readonly digit: string; readonly durationMs: number }
  | { readonly event: 'play-ended'; readonly seizure: Seizure; readonly play: number; readonly reason: PlayEndReason }
  | {
      readonly event: 'recording-ended';
      readonly recording: string;
      readonly reason: RecordingEndReason;
      /** Samples per side that reached the file. */
      readonly samples: number;
    }
  /** The telephone's hook, whatever else goes on. The truth about an agent's telephone. */
  | { readonly event: 'hook'; readonly channel: ChannelIndex; readonly offHook: boolean }
  /** FXS: the recall key or a short on-hook during a call. */
  | { readonly event: 'flash'; readonly seizure: Seizure; readonly channel: ChannelIndex }
  /** An analog port, whatever else goes on. */
  | { readonly event: 'line-state'; readonly channel: ChannelIndex; readonly state: LineState }
  /** null: the tone has ended. `cause`: what a 'sit' says by its frequencies and times (Q.850); absent: nothing. */
  | {
      readonly event: 'tone';
      readonly seizure: Seizure;
      readonly tone: ProgressTone | null;
      readonly cause?: number;
    }
  | { readonly event: 'data-tone'; readonly seizure: Seizure; readonly tone: DataTone }
  /** `afterMs`: since the watch began. */
  | { readonly event: 'answerer'; readonly seizure: Seizure; readonly who: Answerer; readonly afterMs: number }
  | {
      readonly event: 'level';
      readonly seizure: Seizure;
      readonly levelDbm0: number;
      readonly noiseDbm0: number;
    }
  /** `problem` '': the tone is in use on this line from now on; else why none could be learnt, a code. */
  | {
      readonly event: 'hangup-learned';
      readonly seizure: Seizure;
      readonly channel: ChannelIndex;
      readonly tone: HangupTone;
      readonly problem: string;
    }
  | {
      readonly event: 'service';
      readonly channel: ChannelIndex;
      readonly service: Service;
      readonly by: ClearedBy;
    }
  /** The audit found a channel that neither carries a call nor is idle; what it does about it, a code. */
  | { readonly event: 'stuck'; readonly channel: ChannelIndex; readonly action: string; readonly nextTryMs: number }
  | {
      readonly event: 'bit-test';
      readonly channel: ChannelIndex;
      readonly inSync: boolean;
      readonly ended: boolean;
      readonly bits: number;
      readonly errors: number;
      readonly lossesOfSync: number;
    }
  | {
      readonly event: 'span';
      readonly span: number;
      readonly alarms: readonly AlarmName[];
      readonly dChannel: 'up' | 'down';
    }
  /**
   * `set-up-span` is done: `problem` '': the span speaks as it was told, and `span` says when its D-channel is up.
   * Else nothing was changed, and no call was ended: 'no-such-span'; 'framing-refused', 'clock-refused': the card or
   * its driver can't have this CRC4 or clock.
   */
  | { readonly event: 'span-set-up'; readonly span: number; readonly problem: string }
  /** A SETUP the lines refused by themselves: cause 34 (none idle) or 44 (the named one is busy). */
  | {
      readonly event: 'refused';
      readonly span: number;
      /** 0: any channel. */
      readonly timeslot: number;
      readonly cause: number;
      readonly callingNumber: string;
      readonly calledNumber: string;
    }
  | { readonly event: 'audio'; readonly seizure: Seizure; readonly audio: Uint8Array }
  /** A command that could not be carried out though its seizure lives. */
  | { readonly event: 'command-failed'; readonly seizure: Seizure; readonly reason: string };

export interface ChannelState {
  readonly channel: ChannelIndex;
  /** 0: idle. */
  readonly seizure: Seizure;
  readonly answered: boolean;
  readonly offHook: boolean;
  /** Absent: in service. */
  readonly service?: Service;
}

export interface SpanState {
  readonly span: number;
  readonly alarms: readonly AlarmName[];
  readonly dChannel: 'up' | 'down';
}

/** All of the lines at one moment, after events were lost or a control process came back. */
export interface LineSnapshot {
  readonly channels: readonly ChannelState[];
  readonly spans: readonly SpanState[];
}

/**
 * What comes on timeslot 16, as far as the card knows: frames or the flags between them (ITU-T Q.921 §2.2), the ones
 * of a timeslot nobody sends on, nothing that can be told.
 */
export type SignallingOctets = 'flags' | 'idle' | 'unknown';
/** The CRC4 multiframe received: not looked for, found, looked for in vain (ITU-T G.706 §4.2), or the card can't tell. */
export type Multiframe = 'off' | 'found' | 'missing' | 'unknown';

/** Counters since the lines were opened; may be dropped, never needed to be right. */
export interface SpanMeters {
  readonly span: number;
  readonly lossOfSignal: number;
  readonly lossOfFrame: number;
  readonly slips: number;
  readonly crcErrors: number;
  readonly farEndErrors: number;
  readonly codeViolations: number;
  readonly framesIn: number;
  readonly framesOut: number;
  readonly framesBadFcs: number;
  /** Times that AIS and RAI began. */
  readonly alarmIndications?: number;
  readonly remoteAlarms?: number;
  /** Frames broken off by seven ones or more (ITU-T Q.921 §2.6), or idle ones after a flag. */
  readonly framesAborted?: number;
  readonly signallingOctets?: SignallingOctets;
  readonly multiframe?: Multiframe;
  /** The board takes its clock from this span now; absent: the card doesn't say. */
  readonly givesClock?: boolean;
  /**
   * False: a span wired by software, without a line (a driver's dynamic span). Framing, CRC4, clock and errors of a line
   * cannot be told there, and their counters stay 0. Absent: it has one.
   */
  readonly hasLine?: boolean;
  /** Link requests and the answers to them (ITU-T Q.921 §3.6): how many went out and came in. */
  readonly sabmeSent?: number;
  readonly sabmeReceived?: number;
  readonly uaReceived?: number;
  readonly dmReceived?: number;
  readonly discReceived?: number;
}

export interface LineMeters {
  readonly spans?: readonly SpanMeters[];
  readonly slips: number;
  readonly lateTicks: number;
  readonly eventsDropped: number;
  /** D-channel frames that nobody could be shown because too many waited. */
  readonly framesDropped?: number;
  readonly staleCommands: number;
  readonly recorderBlocksLost: number;
  readonly refused34: number;
  readonly refused44: number;
  readonly mediaCpuUs: number;
  readonly signallingCpuUs: number;
  readonly writerCpuUs: number;
  /** Real-time priority (SCHED_FIFO) of the media thread; 0: the system does not allow it, sound may stutter under load. */
  readonly mediaPriority?: number;
}

export interface LineListener {
  onEvent(event: LineEvent): void;
  /** Events were lost: compare with this and mend. */
  onSnapshot(snapshot: LineSnapshot): void;
  /**
   * Every good frame of every D-channel, sent or received, in the order of the wire, in batches: for who looks on, not
   * for call control. They may come before or after the events they caused. When too many wait, the newest are lost
   * and counted.
   */
  onFrames?(frames: readonly DChannelFrame[]): void;
}

export interface Lines {
  readonly channels: readonly Channel[];
  /** Called once; events that came before are delivered then. */
  listen(listener: LineListener): void;
  send(command: LineCommand): void;
  /** Where everything stands, between two events: for a watchdog, or after events were lost. */
  snapshot(): LineSnapshot;
  meters(): LineMeters;
  /**
   * What came over an FXO line of late, or what the telephone of an FXS line was sent; nothing of a bearer. Throws
   * 'bad-request' if there is no such channel.
   */
  callerId(channel: ChannelIndex): CallerIdRecord;
  /**
   * A technician looks at what this channel carries, both ways: on the line's side of gain and echo control. False: as
   * many as can be are looked at already (`maxScopes`). Off: true. Throws 'bad-request' if there is no such channel.
   */
  scope(channel: ChannelIndex, on: boolean): boolean;
  /** The whole frames after this sample, oldest first, at most 20; none of a channel that nobody looks at. */
  scopeFrames(channel: ChannelIndex, afterSample: number): readonly ScopeFrame[];
  close(): Promise<void>;
}
