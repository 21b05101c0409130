import type { Step } from '../base/step.js';
import type { AlarmCode } from '../terms/calls.js';
import type { LiveAlarm } from '../terms/live.js';
import type { AlarmRow } from '../terms/rows.js';

type Code = Extract<AlarmCode, 'recording-failed' | 'storage-low' | 'storage-full'>;

/** Alarms about recordings: one at most of each code, on until it is well again. */
export class RecordingAlarms {
  private readonly on = new Map<Code, AlarmRow>();

  /** Goes on, or stays on with another value. */
  raise(code: Code, value: number, threshold: number, step: Step<unknown>): void {
    const known = this.on.get(code);
    if (known !== undefined && known.value === value && known.threshold === threshold) return;
    const begun = { id: known?.id ?? step.newId(), code, about: '', onAt: known?.onAt ?? step.atMs, offAt: null };
    this.write({ ...begun, value, threshold }, step);
  }

  clear(code: Code, step: Step<unknown>): void {
    const known = this.on.get(code);
    if (known !== undefined) this.write({ ...known, offAt: step.atMs }, step);
  }

  isOn(code: Code): boolean {
    return this.on.has(code);
  }

  live(id: string): LiveAlarm | null {
    for (const row of this.on.values()) if (row.id === id) return liveOf(row);
    return null;
  }

  all(): readonly LiveAlarm[] {
    return [...this.on.values()].map(liveOf);
  }

  private write(row: AlarmRow, step: Step<unknown>): void {
    if (row.offAt === null) this.on.set(row.code as Code, row);
    else this.on.delete(row.code as Code);
    step.row({ row: 'alarm', alarm: row });
    step.touch('alarm', row.id);
  }
}

function liveOf({ id, code, about, value, threshold, onAt }: AlarmRow): LiveAlarm {
  return { id, code, about, value, threshold, since: onAt };
}
