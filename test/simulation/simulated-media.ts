/** Plays, recordings and digits of simulated lines: no samples, but their beginnings, ends and reasons. */
import type { ManualTime } from '../../daemon/base/timers.js';
import type { LineCommand, LineEvent, PlayEndReason, RecordingEndReason, Seizure } from '../../daemon/lines/lines.js';

type Play = Extract<LineCommand, { do: 'play' }>;

export interface MediaOptions {
  /** Length of every file. */
  readonly promptMs?: number;
  /** Part of the name of files that cannot be played. */
  readonly badFile?: string;
  /** Where recordings are; absent: in the simulation's memory alone. */
  readonly disk?: { exists(path: string): boolean; create(path: string): void };
}

interface Playing {
  readonly play: number;
  readonly cancel: () => void;
}

interface Recording {
  readonly seizure: Seizure;
  readonly startedMs: number;
}

const samplesPerMs = 8;
/** The longest play list, as native/media has it. */
const maxItems = 64;

export class SimulatedMedia {
  /** 'full': what is being written ends, what begins gets nowhere. 'slow': the recorder gives up after its memory is full. */
  disk: 'well' | 'full' | 'slow' = 'well';
  private readonly playing = new Map<Seizure, Playing>();
  private readonly recordings = new Map<string, Recording>();
  private readonly recordingOf = new Map<Seizure, string>();
  private readonly files = new Set<string>();

  constructor(
    private readonly time: ManualTime,
    private readonly options: MediaOptions,
    private readonly tell: (event: LineEvent, seizure: Seizure) => void,
  ) {}

  play({ seizure, play, sources, loop }: Play): void {
    this.endPlay(seizure, 'replaced');
    const lengthMs = this.lengthMs(sources);
    if (lengthMs === null || sources.length > maxItems) {
      const reason = lengthMs === null ? 'a file cannot be read' : `a play list has 1 to ${maxItems} sources`;
      this.tell({ event: 'command-failed', seizure, reason }, seizure);
      this.tell({ event: 'play-ended', seizure, play, reason: 'bad-file' }, seizure);
      return;
    }
    const endless = loop || !Number.isFinite(lengthMs);
    const cancel = endless ? () => {} : this.time.after(lengthMs, () => this.endPlay(seizure, 'done'));
    this.playing.set(seizure, { play, cancel });
  }

  stopPlay(seizure: Seizure, play: number): void {
    if (this.playing.get(seizure)?.play === play) this.endPlay(seizure, 'stopped');
  }

  isPlaying(seizure: Seizure): boolean {
    return this.playing.has(seizure);
  }

  record(seizure: Seizure, recording: string, path: string): void {
    const failed = (reason: string) => this.tell({ event: 'command-failed', seizure, reason }, seizure);
    if (this.recordings.has(recording)) {
      failed(`recording '${recording}' is being written already`);
      return;
    }
    const other = this.recordingOf.get(seizure);
    if (other !== undefined) {
      failed(`this seizure is being recorded already, as '${other}'`);
      this.recordingOver(recording, seizure, 'write-error', 0);
      return;
    }
    if (this.files.has(path) || this.options.disk?.exists(path) === true) {
      this.recordingOver(recording, seizure, 'file-exists', 0);
      return;
    }
    if (this.disk === 'full') {
      this.recordingOver(recording, seizure, 'disk-full', 0);
      return;
    }
    this.files.add(path);
    this.options.disk?.create(path);
    this.recordings.set(recording, { seizure, startedMs: this.time.nowMs() });
    this.recordingOf.set(seizure, recording);
  }

  /** A record command that comes after its seizure's end. */
  recordTooLate(recording: string, seizure: Seizure): void {
    if (!this.recordings.has(recording)) this.recordingOver(recording, seizure, 'cleared', 0);
  }

  isRecording(recording: string): boolean {
    return this.recordings.has(recording);
  }

  /** False: there is no such recording. */
  stopRecord(recording: string): boolean {
    if (!this.recordings.has(recording)) return false;
    this.endRecording(recording, 'stopped');
    return true;
  }

  /** The disk refuses what is being written. */
  fail(reason: 'disk-full' | 'too-slow' | 'write-error'): void {
    for (const recording of [...this.recordings.keys()]) this.endRecording(recording, reason);
  }

  /** The seizure is over: media ends after signalling. */
  end(seizure: Seizure): void {
    this.endPlay(seizure, 'cleared');
    const recording = this.recordingOf.get(seizure);
    if (recording !== undefined) this.endRecording(recording, 'cleared');
  }

  private endPlay(seizure: Seizure, reason: PlayEndReason): void {
    const playing = this.playing.get(seizure);
    if (playing === undefined) return;
    playing.cancel();
    this.playing.delete(seizure);
    this.tell({ event: 'play-ended', seizure, play: playing.play, reason }, seizure);
  }

  private endRecording(recording: string, reason: RecordingEndReason): void {
    const open = this.recordings.get(recording);
    if (open === undefined) return;
    this.recordings.delete(recording);
    this.recordingOf.delete(open.seizure);
    this.recordingOver(recording, open.seizure, reason, (this.time.nowMs() - open.startedMs) * samplesPerMs);
  }

  private recordingOver(recording: string, seizure: Seizure, reason: RecordingEndReason, samples: number): void {
    this.tell({ event: 'recording-ended', recording, reason, samples }, seizure);
  }

  /** Infinity: until it is stopped; null: a file is bad. */
  private lengthMs(sources: Play['sources']): number | null {
    const { promptMs = 2_000, badFile } = this.options;
    let total = 0;
    for (const source of sources) {
      if ('tone' in source) total += source.ms === undefined || source.ms === 0 ? Number.POSITIVE_INFINITY : source.ms;
      else if ('silenceMs' in source) total += source.silenceMs;
      else if (badFile !== undefined && source.file.includes(badFile)) return null;
      else total += promptMs;
    }
    return total;
  }
}
