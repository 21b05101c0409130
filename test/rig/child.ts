/** A Callbox process started for a test: its ready line, its log, its end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder with a slash, from the source as from the compiled test. */
export const root = `${projectOf(dirname(fileURLToPath(import.meta.url)))}/`;

function projectOf(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : projectOf(dirname(folder));
}

const tailLines = 200;

export class Child {
  readonly process: ChildProcess;
  readonly ended: Promise<number | null>;
  private readonly log: string[] = [];
  private readonly readyLine: Promise<Record<string, unknown>>;

  constructor(
    readonly name: string,
    script: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ) {
    this.process = spawn(process.execPath, [`${root}build/js/${script}`, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    this.ended = once(this.process, 'close').then(([code]) => code as number | null);
    this.process.stderr?.on('data', (data: Buffer) => {
      this.log.push(...data.toString().split('\n').filter(Boolean));
      this.log.splice(0, this.log.length - tailLines);
    });
    this.readyLine = new Promise((resolve, reject) => {
      let text = '';
      this.process.stdout?.on('data', (data: Buffer) => {
        text += data;
        const end = text.indexOf('\n');
        if (end >= 0) resolve(JSON.parse(text.slice(0, end)));
      });
      void this.ended.then((code) =>
        reject(new Error(`${name} ended with ${code} before it was ready:\n${this.logTail}`)),
      );
    });
    this.readyLine.catch(() => {}); // a test of bad configuration looks at `ended` instead
  }

  get logTail(): string {
    return this.log.join('\n');
  }

  get pid(): number {
    return this.process.pid as number;
  }

  ready(): Promise<Record<string, unknown>> {
    return this.readyLine;
  }

  async kill(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.process.exitCode === null && this.process.signalCode === null) this.process.kill(signal);
    return this.ended;
  }
}
