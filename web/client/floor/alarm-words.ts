/** Alarms in words: about whom, how much, and the limit. */
import type { AlarmCode } from '../../../daemon/terms/calls.js';
import { formatDuration } from '../parts/time.js';
import type { FloorWords } from './floor-words.js';

/** Values of these are ms; of the others, counts or percent. */
const timed: readonly AlarmCode[] = ['queue-longest-wait', 'agent-not-ready', 'agent-wrap-up', 'agent-talk'];

export interface AlarmTold {
  readonly code: AlarmCode;
  readonly value: number;
  readonly threshold: number;
}

export function alarmValue({ code }: { readonly code: AlarmCode }, value: number): string {
  if (timed.includes(code)) return formatDuration(value);
  return code === 'queue-service-level' ? value.toFixed(1).replace(/\.0$/, '') : String(Math.round(value));
}

/** `what`: the queue's or the agent's name. */
export function alarmText(f: FloorWords, alarm: AlarmTold, what: string): string {
  return f.alarms.words[alarm.code](what, alarmValue(alarm, alarm.value), alarmValue(alarm, alarm.threshold));
}
