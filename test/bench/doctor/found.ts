import type { Diagnosis } from '../../../daemon/terms/diagnosis.js';

/** What one examination made of one injected fault. */
export interface Found {
  /** The code that is right. */
  readonly fault: string;
  readonly verdict: string;
  readonly tookMs: number;
  readonly words: string;
}

export function foundIn(fault: string, { verdict, startedAt, endedAt }: Diagnosis): Found {
  return {
    fault,
    verdict: verdict?.fault ?? '',
    tookMs: (endedAt ?? 0) - startedAt,
    words: verdict?.words.en ?? '',
  };
}
