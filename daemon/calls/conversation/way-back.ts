import type { Target } from '../../terms/targets.js';
import type { Call } from '../call.js';
import type { CallsStep } from '../notices.js';
import type { Progress } from '../progress.js';
import type { Conversation } from './conversation.js';
import type { Attempt } from './party.js';

/** A caller who waits for somebody and does not get him: never a call without an end. */
export class WayBack {
  /** `hasQueue`: the site has this queue. */
  constructor(
    private readonly conversation: Conversation,
    private readonly progress: Progress,
    private readonly hasQueue: (queueId: string) => boolean,
  ) {}

  /** To its sender; if he cannot take it, to the queue it came from; else its end, with the cause. */
  sendBack(call: Call, failed: Attempt, failure: number, step: CallsStep): void {
    if (failed.purpose !== 'return' && failed.by !== '') {
      const target: Target = { to: 'agent', agent: failed.by };
      const back = this.conversation.open(call, target, 'return', '', 'main');
      const refused = this.conversation.reaching?.call(call, back, step) ?? null;
      // What failed at once has gone on from there already.
      if (refused === null || back.outcome === 'failed') return;
      this.conversation.finish(call, back, 'failed');
    }
    this.toItsQueue(call, failed.by, failure, step);
  }

  toItsQueue(call: Call, by: string, failure: number, step: CallsStep): void {
    const { queue } = call.row;
    if (queue === null || !this.hasQueue(queue)) {
      this.progress.callEvent(call, 'hang-up', step, { cause: failure, endedBy: 'system' });
      return;
    }
    call.handedOff = true;
    for (const party of call.parties) party.hearing = null;
    step.tell({ notice: 'want-queue', callId: call.id, queueId: queue, from: by === '' ? null : by });
  }
}
