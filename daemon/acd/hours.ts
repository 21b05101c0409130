import { isOpen, nextChange } from '../terms/schedules.js';
import type { Schedule } from '../terms/site.js';
import type { AcdStep } from './notices.js';

/** Node's timers reach 2^31 - 1 ms; looking again once a day also survives a clock that was set. */
const lookAgainMs = 86_400_000;
/** So that what changes until then is found, whatever the clock does. */
const lookAheadDays = 2;

interface Door {
  readonly schedule: Schedule;
  open: boolean;
  /** When it must be looked at again, epoch ms by the box's clock. */
  lookAt: number;
}

const none: readonly string[] = [];

/**
 * Which schedules are open now. Each change has a timer, so that a door shuts without anybody calling; but a timer runs
 * for so many ms whatever becomes of the clock, so who decides asks for what is due first.
 */
export class Hours {
  private readonly doors = new Map<string, Door>();
  private timeZone = 'UTC';
  /** The earliest `lookAt`. */
  private dueMs = Number.POSITIVE_INFINITY;

  load(schedules: readonly Schedule[], timeZone: string, step: AcdStep): void {
    const ids = new Set(schedules.map((schedule) => schedule.id));
    for (const id of [...this.doors.keys()]) {
      if (ids.has(id)) continue;
      this.doors.delete(id);
      step.cancelTimer(`acd hours ${id}`);
    }
    this.timeZone = timeZone;
    for (const schedule of schedules) {
      const door = { schedule, open: true, lookAt: Number.POSITIVE_INFINITY };
      this.doors.set(schedule.id, door);
      this.look(door, step);
    }
    this.dueMs = this.earliest();
  }

  /** Schedules whose time has come by the clock, though their timers have not ended: it was set forward. */
  due(atMs: number): readonly string[] {
    if (atMs < this.dueMs) return none;
    return [...this.doors.values()].filter(({ lookAt }) => atMs >= lookAt).map(({ schedule }) => schedule.id);
  }

  /** Always open without a schedule, or with one the site doesn't have (which was an incident when it was loaded). */
  isOpen(scheduleId: string | undefined): boolean {
    return scheduleId === undefined || (this.doors.get(scheduleId)?.open ?? true);
  }

  has(scheduleId: string): boolean {
    return this.doors.has(scheduleId);
  }

  /** Its timer has ended, or it is due: true if it has opened or closed. */
  lookAgain(scheduleId: string, step: AcdStep): boolean {
    const door = this.doors.get(scheduleId);
    if (door === undefined) return false;
    const was = door.open;
    this.look(door, step);
    this.dueMs = this.earliest();
    return door.open !== was;
  }

  private look(door: Door, step: AcdStep): void {
    const { schedule } = door;
    door.open = isOpen(schedule, step.atMs, this.timeZone);
    const next = nextChange(schedule, step.atMs, this.timeZone, lookAheadDays);
    const delayMs = next === null ? lookAgainMs : Math.min(next - step.atMs, lookAgainMs);
    door.lookAt = step.atMs + delayMs;
    step.setTimer(`acd hours ${schedule.id}`, delayMs);
  }

  private earliest(): number {
    let earliest = Number.POSITIVE_INFINITY;
    for (const { lookAt } of this.doors.values()) earliest = Math.min(earliest, lookAt);
    return earliest;
  }
}
