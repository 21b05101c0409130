/**
 * Changes on their way into the database, kept where a process that is killed does not take them with it: a database may
 * need a second for its disk, and that second is no reason to lose a call. Written at once with write(2), so it belongs on
 * a file system in memory, where that never waits; a power cut takes it, as it takes what the database had not synced.
 */
import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { RowChange } from '../terms/rows.js';

/** Which database, and the number of the last change that is in it: 1, 2, 3, … over all its runs. */
export interface RedoMark {
  readonly born: string;
  readonly done: number;
}

/** One line: changes that came together, the first with this number. */
interface Line {
  readonly born: string;
  readonly first: number;
  readonly changes: readonly RowChange[];
}

interface Segment {
  readonly file: number;
  /** Number of its last change; 0: it is empty. */
  last: number;
}

const names = ['a.redo', 'b.redo'] as const;

export class RedoLog {
  private readonly segments: Segment[];
  private current = 0;
  private failed = false;

  /** What was left is no longer needed. Throws what the file system says; the folder is made if it is missing. */
  constructor(
    folder: string,
    private readonly born: string,
    /** Told once: from here on a kill may cost what waits for the disk. */
    private readonly onFault: (error: Error) => void,
  ) {
    mkdirSync(folder, { recursive: true });
    // Customers' numbers are in them: for this user alone.
    this.segments = names.map((name) => ({ file: openSync(join(folder, name), 'a', 0o600), last: 0 }));
    for (const { file } of this.segments) ftruncateSync(file);
  }

  /**
   * What a killed process left: changes of this database that are not in it, in their order. Those of another database, of
   * before a backup was restored, or behind a gap are left out. A last line that was cut off never happened.
   */
  static left(folder: string, { born, done }: RedoMark): RowChange[] {
    const lines = names.flatMap((name) => linesOf(join(folder, name))).filter((line) => line.born === born);
    const waiting: RowChange[] = [];
    for (const { first, changes } of lines.sort((a, b) => a.first - b.first)) {
      for (const [at, change] of changes.entries()) if (first + at === done + waiting.length + 1) waiting.push(change);
    }
    return waiting;
  }

  append(first: number, changes: readonly RowChange[]): void {
    const segment = this.segments[this.current];
    if (changes.length === 0 || segment === undefined || this.failed) return;
    const line: Line = { born: this.born, first, changes };
    this.carefully(() => writeSync(segment.file, `${JSON.stringify(line)}\n`));
    segment.last = first + changes.length - 1;
  }

  /** The database has all up to this number. What is no longer needed goes, so that the files stay small. */
  wrote(done: number): void {
    for (const segment of this.segments) {
      if (segment.last === 0 || segment.last > done) continue;
      this.carefully(() => ftruncateSync(segment.file));
      segment.last = 0;
    }
    // Under load there is always something that waits: it is left to one file while the other takes what comes.
    const other = 1 - this.current;
    if (this.segments[this.current]?.last !== 0 && this.segments[other]?.last === 0) this.current = other;
  }

  close(): void {
    for (const { file } of this.segments) closeSync(file);
    this.failed = true;
  }

  /** Calls go on without this file; half of a log would be worse than none. */
  private carefully(act: () => unknown): void {
    if (this.failed) return;
    try {
      act();
    } catch (error) {
      this.failed = true;
      this.onFault(error as Error);
    }
  }
}

function linesOf(path: string): Line[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return text.split('\n').flatMap((line): Line[] => {
    try {
      const { born, first, changes } = JSON.parse(line) as Partial<Line>;
      return typeof born === 'string' && typeof first === 'number' && Array.isArray(changes)
        ? [{ born, first, changes }]
        : [];
    } catch {
      return [];
    }
  });
}
