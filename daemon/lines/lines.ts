/**
 * The telephone lines as call control sees them: commands down, events up, both plain data so that
 * they can be journalled, replayed and simulated. Implemented by `driver` (the native addon) and by
 * the simulated Lines of `test/simulation`; one contract suite holds both.
 */

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

export type Presentation = 'allowed' | 'withheld' | 'unavailable';
export type ClearedBy = 'far-end' | 'near-end' | 'network';
export type AlarmName = 'LOS' | 'LOF' | 'AIS' | 'RAI';

/** Tone names of the country's plan (ITU-T E.180); see native/dsp/tone_plan.h. */
export type ToneName = 'dial' | 'ringback' | 'busy' | 'congestion' | 'vacant' | 'call-waiting' | 'howler' | 'beep';

export type Source =
  /** WAV, A-law or 16-bit PCM, 8 kHz, mono; absolute path. */
  | { readonly file: string }
  /** `ms` 0 or absent: until stopped. */
  | { readonly tone: ToneName; readonly ms?: number }
  | { readonly silenceMs: number };

export type LineCommand =
  /** Tell an incoming bearer's far end that it is ringing (Q.931 ALERTING). */
  | { readonly do: 'alert'; readonly seizure: Seizure }
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
    }
  /** Ring a telephone on an FXS port with the country's cadence, at once. */
  | { readonly do: 'ring'; readonly seizure: Seizure; readonly channel: ChannelIndex; readonly callingNumber: string }
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
  /** The two hear each other from the next block on. `bridge` is the caller's own number. */
  | { readonly do: 'bridge'; readonly bridge: number; readonly a: Seizure; readonly b: Seizure }
  | { readonly do: 'unbridge'; readonly bridge: number }
  /**
   * Stereo A-law WAV at the absolute `path` (which must not exist): left what the seizure's far end
   * says, right what it is sent. Ends with the seizure at the latest.
   */
  | { readonly do: 'record'; readonly recording: string; readonly seizure: Seizure; readonly path: string }
  | { readonly do: 'stop-record'; readonly recording: string }
  /** Demo telephones: stream what the seizure hears as `audio` events of 20 ms. */
  | { readonly do: 'tap'; readonly seizure: Seizure }
  | { readonly do: 'untap'; readonly seizure: Seizure }
  /** Demo telephones: A-law octets to send; at most 400 ms are kept, older ones give way. */
  | { readonly do: 'talk'; readonly seizure: Seizure; readonly audio: Uint8Array };

export type PlayEndReason = 'done' | 'stopped' | 'replaced' | 'cleared' | 'bad-file';
export type RecordingEndReason = 'stopped' | 'cleared' | 'disk-full' | 'write-error' | 'file-exists' | 'too-slow';

export type LineEvent =
  /** Bearer: SETUP. FXS: the telephone was lifted (calledNumber ''). FXO: ringing began. */
  | {
      readonly event: 'incoming';
      readonly seizure: Seizure;
      readonly channel: ChannelIndex;
      readonly callingNumber: string;
      readonly presentation: Presentation;
      readonly calledNumber: string;
    }
  /** The far end has taken an outgoing call; `channel` is the one in use from here on. */
  | { readonly event: 'proceeding'; readonly seizure: Seizure; readonly channel: ChannelIndex }
  | { readonly event: 'alerting'; readonly seizure: Seizure; readonly inband: boolean }
  | { readonly event: 'progress'; readonly seizure: Seizure; readonly inband: boolean; readonly cause: number }
  /** Bearer: CONNECT came. FXS: lifted while ringing. */
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
  | {
      readonly event: 'span';
      readonly span: number;
      readonly alarms: readonly AlarmName[];
      readonly dChannel: 'up' | 'down';
    }
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

/** Counters since the lines were opened; may be dropped, never needed to be right. */
export interface LineMeters {
  readonly slips: number;
  readonly lateTicks: number;
  readonly eventsDropped: number;
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
}

export interface Lines {
  readonly channels: readonly Channel[];
  /** Called once; events that came before are delivered then. */
  listen(listener: LineListener): void;
  send(command: LineCommand): void;
  meters(): LineMeters;
  close(): Promise<void>;
}
