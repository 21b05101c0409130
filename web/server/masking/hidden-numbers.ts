import { CallboxError } from '../../../daemon/base/errors.js';
import type { CallSummary, PageMessage } from '../../../daemon/contract/pages.js';
import type { CallArchive } from '../routes/call-archive.js';
import type { Customers } from '../store/customers.js';
import type { Tasks } from '../store/tasks.js';
import { isMasked } from './border.js';
import { maskNumber } from './masking.js';

export type HiddenOf = Extract<PageMessage, { do: 'dial-hidden' }>['of'];

export interface HiddenNeeds {
  readonly customers: Customers;
  readonly tasks: Tasks;
  readonly archive: CallArchive;
  /** Whether the call is this agent's now. */
  ownsCall(agentId: string, callId: string): boolean;
}

/** Numbers that a page names by what they belong to, because its login sees them only masked. */
export class HiddenNumbers {
  constructor(private readonly needs: HiddenNeeds) {}

  /** @throws CallboxError not-found, unknown-call */
  async numberOf(agentId: string, of: HiddenOf): Promise<string> {
    const { customers, tasks } = this.needs;
    if ('customer' in of) {
      const number = await customers.phoneOf(of.customer);
      if (number === null) throw new CallboxError('not-found', `There is no customer ${of.customer}.`);
      return number;
    }
    if ('task' in of) return (await tasks.of(agentId, of.task)).number;
    return this.ofCall(agentId, of.call);
  }

  /**
   * A number as a page sent it back: in full, or the one of these that is masked so.
   * @throws CallboxError bad-request
   */
  async meant(
    agentId: string,
    number: string,
    of: { readonly customer?: string | null; readonly call?: string | null; readonly task?: string },
  ): Promise<string> {
    if (!isMasked(number)) return number;
    const places: HiddenOf[] = [];
    if (of.task) places.push({ task: of.task });
    if (of.customer) places.push({ customer: of.customer });
    if (of.call) places.push({ call: of.call });
    for (const place of places) {
      const known = await this.numberOf(agentId, place).catch(() => '');
      if (known !== '' && maskNumber(known) === number) return known;
    }
    throw new CallboxError('bad-request', 'Stars stand for digits that are not known here; name whose number it is.');
  }

  private async ofCall(agentId: string, callId: string): Promise<string> {
    const { archive, ownsCall } = this.needs;
    const call: CallSummary | null = await archive.call(callId);
    if (!call || !(ownsCall(agentId, callId) || (await archive.wasIn(call, agentId)))) {
      throw new CallboxError('unknown-call', 'There is no such call, or it is not yours.');
    }
    return call.direction === 'inbound' ? call.callingNumber : call.calledNumber;
  }
}
