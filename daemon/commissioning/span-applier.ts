import type { Timers } from '../base/timers.js';
import type { SpanSetup } from '../terms/span-setup.js';
import type { DriverPort, LinesPort } from './ports.js';

/** The lines answer `set-up-span` within a second; a driver that hangs must not hold the span for ever. */
const answerWithinMs = 10_000;

export interface ApplierParts {
  readonly lines: LinesPort;
  /** Absent: a board without a driver of its own. */
  readonly driver: DriverPort | null;
  readonly timers: Timers;
}

/** Makes one span speak otherwise, and says whether it does. The span must be held. */
export class SpanApplier {
  constructor(private readonly parts: ApplierParts) {}

  /** '' done; else a code, and lines and driver are as before. `clear`: calls on it end with cause 41. */
  async apply(span: number, before: SpanSetup, after: SpanSetup, by: string, clear: boolean): Promise<string> {
    const { driver } = this.parts;
    const refused = (await driver?.apply(span, after, by)) ?? '';
    if (refused !== '') return refused;
    const problem = await this.setUp(span, after, by, clear);
    if (problem !== '') await driver?.apply(span, before, by);
    return problem;
  }

  /** The driver alone: the lines were opened with this setup. */
  async restoreDriver(span: number, setup: SpanSetup, by: string): Promise<string> {
    return (await this.parts.driver?.apply(span, setup, by)) ?? '';
  }

  private setUp(span: number, setup: SpanSetup, by: string, clear: boolean): Promise<string> {
    const { lines, timers } = this.parts;
    return new Promise((resolve) => {
      const end = (problem: string): void => {
        stopListening();
        cancel();
        resolve(problem);
      };
      const stopListening = lines.listen((event) => {
        if (event.event === 'span-set-up' && event.span === span) end(event.problem);
      });
      const cancel = timers.after(answerWithinMs, () => end('no-answer'));
      lines.order({ ask: 'set-up-span', span, setup, clear, by }).catch((error: Error) => end(error.message));
    });
  }
}
