// @ts-check
import { appendFileSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** A log file that never grows beyond `maxBytes`; `keep` older ones stay as NAME.1 (newest) to NAME.keep. */
export class RotatingLog {
  /** @param {string} path @param {{ maxBytes?: number, keep?: number }} [limits] */
  constructor(path, { maxBytes = 5_000_000, keep = 3 } = {}) {
    this.path = path;
    this.maxBytes = maxBytes;
    this.keep = keep;
    /** Lines that could not be written, for instance on a full disk. */
    this.linesLost = 0;
    mkdirSync(dirname(path), { recursive: true, mode: 0o750 });
    this.bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** @param {string} line */
  write(line) {
    const text = Buffer.from(`${line}\n`);
    try {
      if (this.bytes > 0 && this.bytes + text.length > this.maxBytes) this.rotate();
      appendFileSync(this.path, text, { mode: 0o640 });
      this.bytes += text.length;
    } catch {
      this.linesLost++; // a supervisor must not die of a full disk
    }
  }

  rotate() {
    rmSync(`${this.path}.${this.keep}`, { force: true });
    for (let age = this.keep - 1; age >= 1; age--) {
      if (statSync(`${this.path}.${age}`, { throwIfNoEntry: false })) {
        renameSync(`${this.path}.${age}`, `${this.path}.${age + 1}`);
      }
    }
    renameSync(this.path, `${this.path}.1`);
    this.bytes = 0;
  }
}
