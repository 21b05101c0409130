/** What is broken on the wire now: carried out here, and told to whoever asks, so that nobody need remember it. */
import type { Clock } from '../base/clock.js';
import type { BrokenWire, WireMessage } from '../contract/wire-messages.js';
import type { WireFault } from '../driver/wire-fault.js';
import type { LineCommand } from '../lines/lines.js';

/** The exchange's end of the wire: what breaks it throws CallboxError for what cannot be. */
export interface Breakable {
  inject(fault: WireFault): unknown;
  endFault(fault: WireFault): unknown;
  clearFaults(): void;
  send(command: Extract<LineCommand, { do: 'set-up-span' }>): void;
}

/** Told of, the newest; one message of the socket. */
const maxTold = 200;

export class WireBook {
  /** In the order in which they began; there is one of a kind, a direction and a place. */
  private readonly faults = new Map<string, { readonly since: number; readonly fault: WireFault }>();
  /** Far ends that were told how to speak, by span. */
  private readonly farEnds = new Map<number, Extract<BrokenWire, { readonly span: number }>>();

  constructor(
    private readonly wire: Breakable,
    private readonly clock: Clock,
  ) {}

  /** Throws what the wire throws; then nothing has changed. */
  carryOut(message: Exclude<WireMessage, { do: 'look' }>): void {
    const { wire, faults } = this;
    switch (message.do) {
      case 'break': {
        wire.inject(message.fault);
        const key = keyOf(message.fault);
        const since = faults.get(key)?.since ?? this.clock.nowMs();
        faults.set(key, { since, fault: message.fault });
        return;
      }
      case 'mend':
        wire.endFault(message.fault);
        faults.delete(keyOf(message.fault));
        return;
      case 'mend-all':
        wire.clearFaults();
        faults.clear();
        return;
      case 'far-span': {
        const { span, setup } = message;
        wire.send({ do: 'set-up-span', span, setup });
        this.farEnds.set(span, { since: this.clock.nowMs(), span, setup });
      }
    }
  }

  broken(): readonly BrokenWire[] {
    return [...this.faults.values(), ...this.farEnds.values()].slice(-maxTold);
  }
}

function keyOf(fault: WireFault): string {
  const place = 'span' in fault ? `span ${fault.span}` : `line ${fault.line}`;
  return `${fault.fault} ${fault.direction} ${place}`;
}
