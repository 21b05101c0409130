/** Days in a process of its own, one after the other: what it has compiled for the first serves all others. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { DayWish } from './plan.js';
import type { Verdict } from './verdict.js';

const program = fileURLToPath(new URL('day-worker.js', import.meta.url));
/** What a day leaves behind in a process cannot grow beyond that of so many. */
const daysOfProcess = 50;

export interface Done {
  readonly seed: number;
  readonly verdict: Verdict | null;
  /** Of a day that ended without a verdict. */
  readonly problem: string;
}

/** Asked for one day at a time. */
export class DayProcess {
  private child: ChildProcess | null = null;
  private days = 0;

  constructor(private readonly commit: string) {}

  simulate(wish: DayWish): Promise<Done> {
    if (this.days >= daysOfProcess) this.close();
    const child = this.child ?? this.begin();
    this.days += 1;
    let errors = '';
    return new Promise((resolve) => {
      const onErrors = (text: string) => {
        errors = (errors + text).slice(-2_000);
      };
      const over = (verdict: Verdict | null, problem: string) => {
        child.off('message', onVerdict).off('error', onError).off('close', onClose);
        child.stderr?.off('data', onErrors);
        if (verdict === null) this.forget(child); // the next day has another
        resolve({ seed: wish.seed, verdict, problem });
      };
      const onVerdict = (message: unknown) => over(message as Verdict, '');
      const onError = (error: Error) => over(null, error.message);
      const onClose = (code: number | null) => over(null, `exit ${code}: ${errors}`);
      child.on('message', onVerdict).on('error', onError).on('close', onClose);
      child.stderr?.on('data', onErrors);
      child.send(wish);
    });
  }

  /** It ends when nobody is there to ask it. */
  close(): void {
    this.child?.disconnect();
    this.child = null;
    this.days = 0;
  }

  private forget(child: ChildProcess): void {
    if (this.child === child) this.child = null;
  }

  private begin(): ChildProcess {
    const child = fork(program, [this.commit], {
      execArgv: ['--enable-source-maps'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    child.stderr?.setEncoding('utf8');
    child.once('close', () => this.forget(child)); // killed while nothing was asked of it
    this.child = child;
    this.days = 0;
    return child;
  }
}
