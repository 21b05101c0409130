/** One called party in the public network: takes a call from the box and behaves as its number says. */
import { rowFor, type Table } from '../base/machine.js';
import type { Timers } from '../base/timers.js';
import type { LineEvent, Seizure } from '../lines/lines.js';
import type { Exchange, Leg, LogLine } from './exchange.js';
import { Milliwatt } from './milliwatt.js';
import type { SubscriberAct } from './subscribers.js';

type State = 'acting' | 'waiting' | 'saying' | 'idle' | 'over';
type Event = 'wait' | 'say' | 'nothing-left' | 'clear' | 'waited' | 'said' | 'cleared';
type Action = 'go-on' | 'stop-waiting';

export const subscriberTable: Table<State, Event, Action> = {
  acting: {
    wait: { to: 'waiting', actions: [] },
    say: { to: 'saying', actions: [] },
    'nothing-left': { to: 'idle', actions: [] },
    clear: { to: 'over', actions: [] },
    cleared: { to: 'over', actions: [] },
  },
  waiting: {
    waited: { to: 'acting', actions: ['go-on'] },
    cleared: { to: 'over', actions: ['stop-waiting'] },
  },
  saying: {
    said: { to: 'acting', actions: ['go-on'] },
    cleared: { to: 'over', actions: [] },
  },
  idle: { cleared: { to: 'over', actions: [] } },
  // Our own clear is confirmed, or crossed the box's.
  over: { cleared: { to: 'over', actions: [] } },
};

export interface SubscriberNeeds {
  readonly exchange: Exchange;
  readonly timers: Timers;
  readonly log: LogLine;
}

export class Subscriber implements Leg {
  private state: State = 'acting';
  private readonly acts: Iterator<SubscriberAct>;
  private cancelWait: () => void = () => {};
  private lastPlay = 0;

  constructor(
    private readonly needs: SubscriberNeeds,
    private readonly seizure: Seizure,
    acts: readonly SubscriberAct[],
  ) {
    this.acts = acts.values();
  }

  /** Once, after the exchange knows this leg. */
  start(): void {
    this.goOn();
  }

  onLine(event: LineEvent & { readonly seizure: Seizure }): void {
    if (event.event === 'cleared') this.apply('cleared');
    else if (event.event === 'play-ended' && event.play === this.lastPlay && this.state === 'saying') {
      if (event.reason !== 'cleared') this.apply('said');
    }
  }

  private apply(event: Event): void {
    const row = rowFor(subscriberTable, this.state, event);
    if (row === null) {
      this.needs.log('warn', 'unexpected event at a subscriber', { state: this.state, event });
      return;
    }
    this.state = row.to;
    for (const action of row.actions) {
      if (action === 'go-on') this.goOn();
      else this.cancelWait();
    }
  }

  private goOn(): void {
    while (this.state === 'acting') {
      const act = this.acts.next();
      if (act.done) this.apply('nothing-left');
      else this.carryOut(act.value);
    }
  }

  /** What it hears is the clock of what it says: 20 ms for 20 ms. Both end with the call. */
  private answerSound(say: (heard: Uint8Array) => Uint8Array): void {
    const { seizure } = this;
    this.needs.exchange.hear(seizure, (heard) => this.needs.exchange.send({ do: 'talk', seizure, audio: say(heard) }));
  }

  private carryOut(act: SubscriberAct): void {
    const { exchange, timers } = this.needs;
    const { seizure } = this;
    switch (act.do) {
      case 'alert':
        exchange.send({ do: 'alert', seizure, inband: act.inband });
        return;
      case 'progress':
        exchange.send({ do: 'progress', seizure, inband: true, cause: act.cause });
        return;
      case 'answer':
        exchange.send({ do: 'answer', seizure });
        return;
      case 'wait':
        this.apply('wait');
        this.cancelWait = timers.after(act.ms, () => this.apply('waited'));
        return;
      case 'say':
      case 'play':
        if (act.do === 'say') this.apply('say');
        this.lastPlay += 1;
        exchange.send({
          do: 'play',
          seizure,
          play: this.lastPlay,
          sources: act.sources,
          loop: act.do === 'play' && act.loop,
        });
        return;
      case 'echo':
        this.answerSound((heard) => heard);
        return;
      case 'milliwatt': {
        const tone = new Milliwatt();
        this.answerSound((heard) => tone.next(heard.length));
        return;
      }
      case 'clear':
        this.apply('clear');
        exchange.send({ do: 'clear', seizure, cause: act.cause });
    }
  }
}
