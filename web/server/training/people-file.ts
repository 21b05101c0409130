/**
 * Who has pages of the training floor open, left for the real floor's pages in a file (daemon/contract/training-files.ts):
 * whoever ends a training, or looks for a colleague, sees who is in it.
 */
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Timers } from '../../../daemon/base/timers.js';
import { maxTrainingPeople, trainingFiles } from '../../../daemon/contract/training-files.js';
import type { TrainingPerson } from '../../../daemon/terms/training.js';

/** People come and go by the minute. */
export const lookEveryMs = 1_000;

export interface PeopleFileNeeds {
  readonly folder: string;
  readonly timers: Timers;
  readonly log: Logger;
  people(): readonly TrainingPerson[];
}

export class PeopleFile {
  private written = '';
  private cancel: () => void = () => {};
  private closed = false;
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly needs: PeopleFileNeeds) {}

  /** Writes at once, then whenever somebody has come or gone. */
  start(): void {
    this.writing = this.look();
  }

  async close(): Promise<void> {
    this.closed = true;
    this.cancel();
    await this.writing;
  }

  private async look(): Promise<void> {
    const people = this.needs.people().slice(0, maxTrainingPeople);
    const text = `${JSON.stringify({ people: people.map(({ id, name, role }) => ({ id, name: cut(name), role })) })}\n`;
    if (text !== this.written && (await this.put(text))) this.written = text;
    if (this.closed) return;
    this.cancel = this.needs.timers.after(lookEveryMs, () => this.start());
  }

  /** Whole or not at all. False: it could not be written, and is tried again. */
  private async put(text: string): Promise<boolean> {
    const file = join(this.needs.folder, trainingFiles.people);
    const part = `${file}.part`;
    try {
      await rm(part, { force: true, recursive: true });
      await writeFile(part, text, { mode: 0o660, flag: 'wx' });
      await rename(part, file);
      return true;
    } catch (error) {
      this.needs.log.debug({ err: error, file }, 'who is training cannot be told');
      return false;
    }
  }
}

const maxName = 64;
function cut(name: string): string {
  return name.length <= maxName ? name : `${name.slice(0, maxName - 1)}…`;
}
