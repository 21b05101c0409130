/** Counters of each span since the lines were opened. */
import { signal } from '@preact/signals';
import type { ControlResults } from '../../../../daemon/contract/control.js';
import type { AlarmCode } from '../../../../daemon/terms/alarms.js';
import { call } from '../../parts/api.js';

export type SpanMeters = ControlResults['meters']['spans'][number];

const metersEveryMs = 5_000;
/** null: not read yet. */
export const meters = signal<readonly SpanMeters[] | null>(null);

/** Reads them now and every five seconds, until the answer is called. */
export function followMeters(): () => void {
  const read = async (): Promise<void> => {
    const answer = await call<ControlResults['meters']>('GET', '/lines/meters');
    if (answer.ok) meters.value = answer.value.spans;
  };
  void read();
  const timer = window.setInterval(() => void read(), metersEveryMs);
  return () => window.clearInterval(timer);
}

export function metersOf(span: number): SpanMeters | null {
  return meters.value?.find((each) => each.span === span) ?? null;
}

/** What a line counts; the rest is of the D-channel, which a span wired by software has, too. */
const ofTheDChannel: ReadonlySet<string> = new Set(['framesIn', 'framesOut', 'framesBadFcs']);

/** Wired by software, without a line of its own: errors and slips cannot be told there, and their counters stay 0. */
export function hasLine(span: SpanMeters | null): boolean {
  return span?.hasLine !== 0;
}

/** Which alarm a counter counts. */
const alarmOf: Readonly<Record<string, AlarmCode>> = { lossOfSignal: 'LOS', lossOfFrame: 'LOF' };

/**
 * Whether a counter's own alarm is on now. It counts how often that began: an alarm that has been there since the lines
 * were opened has not begun since, and "LOS 0" beside it would read as "no LOS".
 */
export function isOnNow(name: string, alarms: readonly AlarmCode[]): boolean {
  const alarm = alarmOf[name];
  return alarm !== undefined && alarms.includes(alarm);
}

export function isTold(name: string, span: SpanMeters): boolean {
  return hasLine(span) || ofTheDChannel.has(name);
}
