/** Reads a recording's octets in ranges and measures them as they come, so that its picture grows while it loads. */
import { VoiceMeter } from '../../../daemon/terms/voices.js';

/** One request; a listener who leaves stops after one. */
export const rangeOctets = 1_048_576;
/** About an hour and ten minutes; the picture of a longer call ends there. */
export const maxDrawnOctets = 67_108_864;

export interface Loaded {
  readonly meter: VoiceMeter;
  /** 0-1. */
  readonly share: number;
  readonly state: 'loading' | 'whole' | 'part' | 'failed';
}

interface Fetched {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: { getReader(): { read(): Promise<{ done: boolean; value?: Uint8Array | undefined }> } } | null;
}
export type Fetch = (url: string, init: { headers: Record<string, string>; signal: AbortSignal }) => Promise<Fetched>;

/** Resolves when nothing more comes; `told` after each piece. Never throws. */
export async function loadSound(
  url: string,
  fetchOf: Fetch,
  signal: AbortSignal,
  told: (loaded: Loaded) => void,
): Promise<void> {
  const meter = new VoiceMeter();
  let total = Number.POSITIVE_INFINITY;
  let at = 0;
  const tell = (state: Loaded['state']): void => {
    if (!signal.aborted)
      told({ meter, share: Number.isFinite(total) && total > 0 ? Math.min(1, at / total) : 0, state });
  };
  try {
    while (at < Math.min(total, maxDrawnOctets)) {
      const last = at + rangeOctets - 1;
      const answer = await fetchOf(url, { headers: { Range: `bytes=${at}-${last}` }, signal });
      // 416: it ended exactly where the last range did.
      if (answer.status === 416 && at > 0) break;
      if (!answer.ok || answer.body === null) return tell('failed');
      total = totalOf(answer, total);
      const before = at;
      const reader = answer.body.getReader();
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
        meter.feed(piece.value ?? new Uint8Array(0));
        at += piece.value?.length ?? 0;
        if (meter.isWrong) return tell('failed');
        tell('loading');
      }
      if (answer.status === 200 || at === before) break;
    }
    meter.end();
    tell(at < total && Number.isFinite(total) ? 'part' : 'whole');
  } catch {
    tell('failed');
  }
}

function totalOf(answer: Fetched, known: number): number {
  const total = /\/(\d+)$/.exec(answer.headers.get('content-range') ?? '')?.[1] ?? answer.headers.get('content-length');
  return total === null ? known : Number(total);
}
