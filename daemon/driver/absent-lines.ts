import type { Channel, LineCommand, LineEvent, LineListener, LineMeters, LineSnapshot, Lines } from '../lines/lines.js';
import type { CallerIdRecord, ScopeFrame } from '../terms/line-lab.js';

export interface AbsentBoard {
  readonly spans: number;
  readonly telephones: number;
  readonly exchangeLines: number;
}

const bearers = Array.from({ length: 31 }, (_, at) => at + 1).filter((timeslot) => timeslot !== 16);
const none: LineMeters = {
  slips: 0,
  lateTicks: 0,
  eventsDropped: 0,
  staleCommands: 0,
  recorderBlocksLost: 0,
  refused34: 0,
  refused44: 0,
  mediaCpuUs: 0,
  signallingCpuUs: 0,
  writerCpuUs: 0,
};

/**
 * The lines of a card that isn't there: every span has LOS, no exchange line has battery, no telephone is ever lifted.
 * What a box has until its card is found, so that technicians reach its pages.
 */
export class AbsentLines implements Lines {
  readonly channels: readonly Channel[];
  private listener: LineListener | null = null;

  /** Channels as the driver numbers them (native/dahdi/dahdi_board.h). `later` runs in a turn of its own. */
  constructor(
    private readonly board: AbsentBoard,
    private readonly later: (run: () => void) => void,
  ) {
    const spans = Array.from({ length: board.spans }, (_, at) => at + 1).flatMap((span) =>
      bearers.map((timeslot) => ({ kind: 'bearer', span, timeslot, line: 0, name: `E1-${span}:${timeslot}` }) as const),
    );
    const lines = Array.from({ length: board.telephones + board.exchangeLines }, (_, at) => {
      const kind = at < board.telephones ? 'fxs' : 'fxo';
      return { kind, span: 0, timeslot: 0, line: at + 1, name: `L${at + 1}` } as const;
    });
    this.channels = [...spans, ...lines].map((each, channel) => ({ channel, ...each }));
  }

  listen(listener: LineListener): void {
    this.listener = listener;
    for (let span = 1; span <= this.board.spans; span++) {
      this.tell({ event: 'span', span, alarms: ['LOS'], dChannel: 'down' });
    }
    for (const { channel, kind } of this.channels) {
      if (kind === 'fxo') this.tell({ event: 'line-state', channel, state: 'no-battery' });
    }
  }

  /** Nobody carries it out; what waits for an answer is told so. */
  send(command: LineCommand): void {
    if (command.do === 'set-up-span') this.tell({ event: 'span-set-up', span: command.span, problem: 'no-such-span' });
    else if ('seizure' in command && (command.do === 'dial' || command.do === 'ring'))
      this.tell({ event: 'command-failed', seizure: command.seizure, reason: 'no-card' });
  }

  snapshot(): LineSnapshot {
    return {
      channels: this.channels.map(({ channel }) => ({ channel, seizure: 0, answered: false, offHook: false })),
      spans: Array.from({ length: this.board.spans }, (_, at) => ({ span: at + 1, alarms: ['LOS'], dChannel: 'down' })),
    };
  }

  meters(): LineMeters {
    return none;
  }

  callerId(): CallerIdRecord {
    return { learnt: false, way: 'none', spills: [] };
  }

  scope(_: number, on: boolean): boolean {
    return !on;
  }

  scopeFrames(): readonly ScopeFrame[] {
    return [];
  }

  async close(): Promise<void> {
    this.listener = null;
  }

  private tell(event: LineEvent): void {
    this.later(() => this.listener?.onEvent(event));
  }
}
