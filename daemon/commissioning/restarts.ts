import type { DChannelFrame } from '../terms/line-trace.js';
import type { Restarts } from './span-seen.js';

/** ITU-T Q.931 §4.2, §4.4. */
const callControl = 0x08;
const restart = 0x46;
const restartAcknowledge = 0x4e;
/** Address and control field of a numbered information frame (ITU-T Q.921 §3.4.1). */
const headerOctets = 4;

/** Counts RESTART of each D-channel and what acknowledges it (ITU-T Q.931 §5.5). */
export class RestartCount {
  private readonly counts = new Map<number, { sent: number; acknowledged: number }>();

  take(frames: readonly DChannelFrame[]): void {
    for (const { span, sent, octets } of frames) {
      const type = messageType(octets);
      if (type === null) continue;
      const count = this.counts.get(span) ?? { sent: 0, acknowledged: 0 };
      this.counts.set(span, count);
      if (sent && type === restart) count.sent += 1;
      else if (!sent && type === restartAcknowledge) count.acknowledged += 1;
    }
  }

  of(span: number): Restarts {
    return { ...(this.counts.get(span) ?? { sent: 0, acknowledged: 0 }) };
  }
}

/** Null: no message of Q.931. */
function messageType(octets: Uint8Array): number | null {
  // The lowest bit of the control field is 0 in information frames alone.
  if (octets.length < headerOctets + 3 || ((octets[2] ?? 1) & 1) !== 0 || octets[headerOctets] !== callControl)
    return null;
  const callReference = (octets[headerOctets + 1] ?? 0) & 0x0f;
  return octets[headerOctets + 2 + callReference] ?? null;
}
