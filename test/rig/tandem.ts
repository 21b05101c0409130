/**
 * A process with nothing but the lines: each call in on the first half of the spans goes out on the second half, the
 * two are bridged and recorded. What a conversation costs here is what the lines cost, with no call control's work in
 * it; there is none during a conversation anyway.
 *
 * Argument: JSON of TandemOptions. Prints {"ready":true}; on SIGTERM its meters, as one JSON line, on stderr.
 */
import { join } from 'node:path';
import { setInterval } from 'node:timers';
import { Driver } from '../../daemon/driver/driver.js';
import { loadAddon } from '../../daemon/driver/native.js';
import type { LineEvent, LineListener, Seizure } from '../../daemon/lines/lines.js';

export interface TandemOptions {
  readonly addon: string;
  readonly wire: string;
  /** 2, 4, 6 or 8. */
  readonly spans: number;
  /** Recordings go here. */
  readonly folder: string;
  /** Blocks Node's event loop for so long, once a second; 0: never. */
  readonly blockMs: number;
}

interface Conversation {
  readonly incoming: Seizure;
  readonly outgoing: Seizure;
}

class Tandem implements LineListener {
  digits = 0;
  private readonly conversations = new Map<Seizure, Conversation>();
  private lastSeizure = 0;

  constructor(
    private readonly lines: Driver,
    private readonly options: TandemOptions,
  ) {}

  onEvent(event: LineEvent): void {
    switch (event.event) {
      case 'incoming':
        this.onIncoming(event);
        break;
      case 'answered':
        this.onAnswered(event.seizure);
        break;
      case 'digit':
        this.digits++;
        break;
      case 'cleared':
        this.onCleared(event.seizure);
        break;
    }
  }

  onSnapshot(): void {
    throw new Error('the tandem lost line events: raise its event queue');
  }

  private onIncoming({ seizure, channel }: Extract<LineEvent, { event: 'incoming' }>): void {
    this.lastSeizure += 2;
    const conversation = { incoming: seizure, outgoing: this.lastSeizure };
    this.conversations.set(seizure, conversation);
    this.conversations.set(conversation.outgoing, conversation);
    const { span, timeslot } = this.lines.channels[channel] as { span: number; timeslot: number };
    this.lines.send({
      do: 'dial',
      seizure: conversation.outgoing,
      span: span + this.options.spans / 2,
      timeslot,
      callingNumber: '13800138000',
      presentation: 'allowed',
      calledNumber: '88886666',
    });
  }

  private onAnswered(seizure: Seizure): void {
    const conversation = this.conversations.get(seizure);
    if (conversation === undefined) return;
    const { incoming, outgoing } = conversation;
    this.lines.send({ do: 'answer', seizure: incoming });
    this.lines.send({ do: 'bridge', bridge: outgoing, a: incoming, b: outgoing });
    const path = join(this.options.folder, `conversation-${outgoing}.wav`);
    this.lines.send({ do: 'record', recording: `conversation-${outgoing}`, seizure: incoming, path });
  }

  private onCleared(seizure: Seizure): void {
    const conversation = this.conversations.get(seizure);
    this.conversations.delete(seizure);
    if (conversation === undefined) return;
    const other = conversation.incoming === seizure ? conversation.outgoing : conversation.incoming;
    if (this.conversations.has(other)) this.lines.send({ do: 'clear', seizure: other, cause: 16 });
  }
}

const options = JSON.parse(process.argv[2] ?? '{}') as TandemOptions;
const lines = new Driver(loadAddon(options.addon), {
  wirePath: options.wire,
  exchangeEnd: false,
  spans: options.spans,
  lines: 0,
});
const tandem = new Tandem(lines, options);
lines.listen(tandem);
if (options.blockMs > 0) {
  const never = new Int32Array(new SharedArrayBuffer(4));
  setInterval(() => Atomics.wait(never, 0, 0, options.blockMs), 1000);
}
process.on('SIGTERM', async () => {
  await lines.close();
  process.stderr.write(`${JSON.stringify({ ...lines.meters(), digits: tandem.digits })}\n`);
  process.exit(0);
});
console.log(JSON.stringify({ ready: true }));
