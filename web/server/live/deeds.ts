import { CallboxError } from '../../../daemon/base/errors.js';
import type { PageMessage } from '../../../daemon/contract/pages.js';
import type { ControlClient } from '../control-client.js';
import { type Access, needs } from '../http/access.js';

type Deed = PageMessage['do'];
type MessageOf<D extends Deed> = Extract<PageMessage, { do: D }>;

/** Who does it, and through what. The agent comes from the session, never from the message. */
export interface Doing {
  readonly control: ControlClient;
  readonly agentId: string;
  ownsCall(callId: string): boolean;
}

interface Declared<D extends Deed> {
  readonly access: Access;
  run(doing: Doing, message: MessageOf<D>): Promise<unknown>;
}

const work = needs('agent.work');

/** Every message a page may send, with the right it needs. A message that is not here does not exist. */
export const deeds: { readonly [D in Deed]: Declared<D> } = {
  'sign-in': { access: work, run: ({ control, agentId }) => control.request('agent.sign-in', { agentId }) },
  'sign-out': { access: work, run: ({ control, agentId }) => control.request('agent.sign-out', { agentId }) },
  ready: { access: work, run: ({ control, agentId }) => control.request('agent.ready', { agentId }) },
  'not-ready': {
    access: work,
    run: ({ control, agentId }, { reason }) => control.request('agent.not-ready', { agentId, reason }),
  },
  'end-wrap-up': { access: work, run: ({ control, agentId }) => control.request('agent.end-wrap-up', { agentId }) },
  'hang-up': { access: work, run: ({ control, agentId }) => control.request('agent.hang-up', { agentId }) },
  dispose: {
    access: work,
    run: (doing, { callId, disposition }) => {
      assertOwnCall(doing, callId);
      return doing.control.request('call.dispose', { agentId: doing.agentId, callId, disposition });
    },
  },
  'pop-shown': {
    access: work,
    run: (doing, { callId }) => {
      assertOwnCall(doing, callId);
      return doing.control.request('page.pop-shown', { agentId: doing.agentId, callId });
    },
  },
  ping: { access: needs('session.own'), run: () => Promise.resolve() },
};

/** One message, carried out. Rejects with a CallboxError. */
export async function carryOut<D extends Deed>(message: MessageOf<D>, doing: Doing): Promise<void> {
  await (deeds[message.do as D] as Declared<D>).run(doing, message);
}

function assertOwnCall({ control, ownsCall }: Doing, callId: string): void {
  if (!control.isUp) throw new CallboxError('daemon-down', 'The telephone process is away; try again soon.');
  if (!ownsCall(callId)) throw new CallboxError('unknown-call', 'This is not your call, or it is over.');
}
