import { CallboxError } from '../../../daemon/base/errors.js';
import type { LiveCall } from '../../../daemon/terms/live.js';
import { needs } from '../http/access.js';
import { type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';
import { popCallOf } from '../live/offers.js';
import type { Pops } from '../live/pops.js';
import type { CallArchive } from './call-archive.js';
import { checkedCallId } from './ids.js';

export interface PopNeeds {
  readonly pops: Pops;
  readonly archive: CallArchive;
  liveCall(callId: string): LiveCall | null;
  ownsCall(agentId: string, callId: string): boolean;
}

/** What the offer pushed, for a page that was opened or reloaded since. */
export function addPopRoute(router: ApiRouter, { pops, archive, liveCall, ownsCall }: PopNeeds): void {
  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/pops/:callId',
    access: needs('customers.read'),
    async handle(context) {
      const callId = checkedCallId(context.params.callId);
      const { rights, user } = holderOf(context);
      const live = liveCall(callId);
      const stored = live ? null : await archive.call(callId);
      const mine = async (agentId: string): Promise<boolean> =>
        ownsCall(agentId, callId) || (stored !== null && (await archive.wasIn(stored, agentId)));
      const may = rights.has('calls.read-all') || (user.agentId !== null && (await mine(user.agentId)));
      if (live && may) context.body = await pops.build(popCallOf(live));
      else if (stored && may) {
        const callingNumber = stored.direction === 'outbound' ? stored.calledNumber : stored.callingNumber;
        context.body = await pops.build({ callId, callingNumber, fromCaller: false });
      } else throw new CallboxError('unknown-call', 'There is no such call, or it is not yours.');
    },
  });
}
