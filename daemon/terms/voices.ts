/**
 * What two voices do in a recording: loudness for its picture, who speaks when, silence and talk-over. Reads the WAV of
 * the recorder (A-law, 8,000 samples/s, left the customer, right the agent) in pieces of any size as they come, so that
 * the same code serves a page that is still downloading and the nightly look of the server.
 */

/** One column of the picture and one decision "speaks or not". */
export const columnMs = 100;
const rateHz = 8_000;
const pairsPerColumn = (rateHz * columnMs) / 1000;
/** RMS over a column above which somebody speaks, full scale 1: -38 dB, 15 dB above a bad line's noise. */
const speechRms = 0.0126;
/** Speech that stops for less is one utterance to who listens for talk-over. */
const bridgedColumns = 1;
export const minSilenceMs = 3_000;
export const minTalkOverMs = 500;
const maxHeadBytes = 4_096;
/** Four hours, the longest recording, and then some. */
const maxColumns = 160_000;

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Voices {
  readonly durationMs: number;
  /** Nobody speaks for minSilenceMs or more. */
  readonly silences: readonly Span[];
  /** Both speak for minTalkOverMs or more. */
  readonly talkOver: readonly Span[];
  readonly longestSilenceMs: number;
  /** Of the whole length, 0-100, one decimal. */
  readonly talkOverPercent: number;
  readonly customerMs: number;
  readonly agentMs: number;
}

/** G.711 A-law (ITU-T G.711 §3.2 table 1), even bits inverted: magnitude of each octet, full scale 1. */
const magnitudes = Float32Array.from({ length: 256 }, (_, code) => {
  const bits = code ^ 0x55;
  const segment = (bits >> 4) & 7;
  const step = bits & 15;
  return (segment === 0 ? (step << 4) + 8 : ((step << 4) + 264) << (segment - 1)) / 32_768;
});

export class VoiceMeter {
  /** Loudest sample (0-1) of each column; valid up to `columns`. */
  peaks: readonly [Float32Array, Float32Array] = [new Float32Array(1_024), new Float32Array(1_024)];
  columns = 0;
  private speaks: readonly [Uint8Array, Uint8Array] = [new Uint8Array(1_024), new Uint8Array(1_024)];
  private head: Uint8Array | null = new Uint8Array(0);
  private wrong = false;
  private pairs = 0;
  private odd: number | null = null;
  private readonly peak: [number, number] = [0, 0];
  private readonly power: [number, number] = [0, 0];
  private dataLeft = Number.POSITIVE_INFINITY;

  /** Not a recording of ours: nothing is measured. */
  get isWrong(): boolean {
    return this.wrong;
  }

  get durationMs(): number {
    return this.columns * columnMs + (this.pairs * 1000) / rateHz;
  }

  /** The next octets of the file, from its beginning, without a gap. */
  feed(octets: Uint8Array): void {
    if (this.wrong) return;
    if (this.head === null) {
      this.measure(octets);
      return;
    }
    const head = new Uint8Array(this.head.length + octets.length);
    head.set(this.head);
    head.set(octets, this.head.length);
    const at = dataAt(head);
    if (at === 'wrong') this.wrong = true;
    else if (at === 'more') this.head = head;
    else {
      this.head = null;
      this.dataLeft = at.octets;
      this.measure(head.subarray(at.at));
    }
  }

  /** After the last octet: a column that was begun counts. */
  end(): void {
    if (this.pairs > 0) this.endColumn();
  }

  voices(): Voices {
    const { columns } = this;
    const [customer, agent] = this.speaks;
    const silent = (at: number): boolean => customer[at] === 0 && agent[at] === 0;
    const both = (at: number): boolean => customer[at] === 1 && agent[at] === 1;
    const silences = spans(columns, silent, 0, minSilenceMs);
    const talkOver = spans(columns, both, bridgedColumns, minTalkOverMs);
    const sum = (list: readonly Span[]): number => list.reduce((ms, { fromMs, toMs }) => ms + toMs - fromMs, 0);
    const spoken = (of: Uint8Array): number => of.subarray(0, columns).reduce((count, on) => count + on, 0) * columnMs;
    const durationMs = columns * columnMs;
    return {
      durationMs,
      silences,
      talkOver,
      longestSilenceMs: silences.reduce((most, { fromMs, toMs }) => Math.max(most, toMs - fromMs), 0),
      talkOverPercent: durationMs === 0 ? 0 : Math.round((sum(talkOver) * 1_000) / durationMs) / 10,
      customerMs: spoken(customer),
      agentMs: spoken(agent),
    };
  }

  private measure(octets: Uint8Array): void {
    const length = Math.min(octets.length, this.dataLeft);
    this.dataLeft -= length;
    let at = 0;
    if (this.odd !== null && length > 0) {
      this.pair(this.odd, octets[0] as number);
      this.odd = null;
      at = 1;
    }
    for (; at + 1 < length; at += 2) this.pair(octets[at] as number, octets[at + 1] as number);
    if (at < length) this.odd = octets[at] as number;
  }

  private pair(left: number, right: number): void {
    const l = magnitudes[left] as number;
    const r = magnitudes[right] as number;
    if (l > this.peak[0]) this.peak[0] = l;
    if (r > this.peak[1]) this.peak[1] = r;
    this.power[0] += l * l;
    this.power[1] += r * r;
    this.pairs += 1;
    if (this.pairs === pairsPerColumn) this.endColumn();
  }

  private endColumn(): void {
    const at = this.columns;
    if (at < maxColumns) {
      if (at === this.peaks[0].length) this.grow();
      for (const side of [0, 1] as const) {
        this.peaks[side][at] = this.peak[side];
        this.speaks[side][at] = Math.sqrt(this.power[side] / this.pairs) > speechRms ? 1 : 0;
        this.peak[side] = 0;
        this.power[side] = 0;
      }
      this.columns += 1;
    }
    this.pairs = 0;
  }

  private grow(): void {
    const size = this.peaks[0].length * 2;
    const longer = (old: Float32Array): Float32Array => {
      const more = new Float32Array(size);
      more.set(old);
      return more;
    };
    const longerFlags = (old: Uint8Array): Uint8Array => {
      const more = new Uint8Array(size);
      more.set(old);
      return more;
    };
    this.peaks = [longer(this.peaks[0]), longer(this.peaks[1])];
    this.speaks = [longerFlags(this.speaks[0]), longerFlags(this.speaks[1])];
  }
}

/** Stretches of columns that hold; up to `bridge` columns that do not are part of one. */
function spans(columns: number, holds: (at: number) => boolean, bridge: number, leastMs: number): readonly Span[] {
  const found: Span[] = [];
  let from = -1;
  let last = -1;
  const close = (): void => {
    const span = { fromMs: from * columnMs, toMs: (last + 1) * columnMs };
    if (from >= 0 && span.toMs - span.fromMs >= leastMs) found.push(span);
    from = -1;
  };
  for (let at = 0; at < columns; at++) {
    if (holds(at)) {
      if (from < 0) from = at;
      last = at;
    } else if (from >= 0 && at - last > bridge) close();
  }
  close();
  return found;
}

/**
 * Where the samples begin and how many octets they claim; a size of nothing or all ones (a file still growing, or cut
 * off by a crash) claims all that comes. Chunks of RIFF/WAVE, each padded to an even length.
 */
function dataAt(head: Uint8Array): { readonly at: number; readonly octets: number } | 'more' | 'wrong' {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const name = (at: number): string => String.fromCharCode(...head.subarray(at, at + 4));
  if (head.length >= 12 && (name(0) !== 'RIFF' || name(8) !== 'WAVE')) return 'wrong';
  let ours = false;
  for (let at = 12; at + 8 <= head.length; ) {
    const octets = view.getUint32(at + 4, true);
    if (name(at) === 'data') {
      if (!ours) return 'wrong';
      return { at: at + 8, octets: octets === 0 || octets === 0xffff_ffff ? Number.POSITIVE_INFINITY : octets };
    }
    if (name(at) === 'fmt ') {
      if (at + 24 > head.length) return 'more';
      // RFC 2361: 6 is A-law; two channels of 8 bits.
      ours =
        view.getUint16(at + 8, true) === 6 &&
        view.getUint16(at + 10, true) === 2 &&
        view.getUint32(at + 12, true) === rateHz &&
        view.getUint16(at + 22, true) === 8;
    }
    at += 8 + octets + (octets % 2);
    if (at > maxHeadBytes) return 'wrong';
  }
  return head.length > maxHeadBytes ? 'wrong' : 'more';
}
