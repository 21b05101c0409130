import type { Logger } from 'pino';
import type { LiveCall } from '../../../daemon/terms/live.js';
import type { Offer } from '../control-client.js';
import type { LiveSocket } from './live-socket.js';
import type { Mirror } from './mirror.js';
import type { PopCall, Pops } from './pops.js';
import { isOwnCall } from './viewer.js';

export interface OffersNeeds {
  readonly mirror: Mirror;
  readonly pops: Pops;
  readonly log: Logger;
  /** Pages that can show a customer to this agent. */
  pagesOf(agentId: string): readonly LiveSocket[];
}

/** Customers on their way to agents: looked up as soon as a caller is there, pushed to whomever the call is offered. */
export class Offers {
  /** The call last offered to each agent. */
  private readonly offered = new Map<string, string>();

  constructor(private readonly needs: OffersNeeds) {}

  /** Whether the call is this agent's now: offered, ringing, talking, consulted in or being wrapped up. */
  owns(agentId: string, callId: string): boolean {
    return this.offered.get(agentId) === callId || isOwnCall(this.needs.mirror, agentId, callId);
  }

  callIs(agentId: string, callId: string): 'own' | 'theirs' | 'unknown' {
    if (this.owns(agentId, callId)) return 'own';
    return this.needs.mirror.get('call', callId) ? 'theirs' : 'unknown';
  }

  /** The daemon is new, or away. */
  reset(): void {
    this.offered.clear();
    for (const call of this.needs.mirror.all('call')) this.prefetch(call);
  }

  callChanged(callId: string): void {
    const call = this.needs.mirror.get('call', callId);
    if (call) this.prefetch(call);
    else this.callGone(callId);
  }

  /** Also when a call is transferred or somebody is consulted: each gets the customer and what was just typed. */
  async offer(offer: Offer): Promise<void> {
    const { mirror, pops, log, pagesOf } = this.needs;
    this.offered.set(offer.agentId, offer.callId);
    const pages = pagesOf(offer.agentId);
    if (pages.length === 0) return;
    try {
      const call = mirror.get('call', offer.callId);
      const fromCaller = call !== null && isFromCaller(call);
      const pop = await pops.get({ callId: offer.callId, callingNumber: offer.callingNumber, fromCaller });
      for (const page of pages) page.sendNow({ live: 'pop', pop, offeredAt: offer.at });
    } catch (error) {
      // The page shows the call and its number all the same, and the telephone rings after its 150 ms.
      log.error({ err: error, callId: offer.callId }, 'no customer could be looked up for an offered call');
    }
  }

  private callGone(callId: string): void {
    this.needs.pops.forget(callId);
    for (const [agentId, offered] of this.offered) if (offered === callId) this.offered.delete(agentId);
  }

  private prefetch(call: LiveCall): void {
    if (call.stage === 'flow' || call.stage === 'queued' || call.stage === 'offered') {
      this.needs.pops.prefetch(popCallOf(call));
    }
  }
}

export function popCallOf(call: LiveCall): PopCall {
  // Of a call out the customer is whom it goes to; who calls is the box.
  const callingNumber = call.direction === 'outbound' ? call.calledNumber : call.callingNumber;
  return { callId: call.id, callingNumber, fromCaller: isFromCaller(call) };
}

function isFromCaller({ direction, presentation }: LiveCall): boolean {
  return direction === 'inbound' && presentation === 'allowed';
}
