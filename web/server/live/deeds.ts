import { CallboxError } from '../../../daemon/base/errors.js';
import type { PageMessage } from '../../../daemon/contract/pages.js';
import type { ControlClient } from '../control-client.js';
import { type Access, needs } from '../http/access.js';
import { isMasked } from '../masking/border.js';
import type { HiddenOf } from '../masking/hidden-numbers.js';

type Deed = PageMessage['do'];
type MessageOf<D extends Deed> = Extract<PageMessage, { do: D }>;

/** Who does it, and through what. The agent comes from the session, never from the message. */
export interface Doing {
  readonly control: ControlClient;
  readonly agentId: string;
  /** The login. */
  readonly by: string;
  /** For people. */
  readonly name: string;
  /** 'theirs': a call there is, of somebody else. */
  callIs(callId: string): 'own' | 'theirs' | 'unknown';
  readonly desk: DeskDeeds;
}

/** What a page asks of this process, not of the daemon. */
export interface DeskDeeds {
  draft(callId: string, by: { readonly agentId: string; readonly name: string }, text: string): Promise<void>;
  reminderSeen(agentId: string, taskId: string): Promise<void>;
  /** The number of something that the agent sees masked. */
  numberOf(agentId: string, of: HiddenOf): Promise<string>;
  /** The agent calls this number: offers of it that he missed are dealt with. */
  dialled(agentId: string, number: string): void;
}

interface Declared<D extends Deed> {
  readonly access: Access;
  run(doing: Doing, message: MessageOf<D>): Promise<unknown>;
}

const work = needs('agent.work');
const supervise = needs('floor.supervise');

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
  hold: { access: work, run: ({ control, agentId }) => control.request('agent.hold', { agentId }) },
  retrieve: { access: work, run: ({ control, agentId }) => control.request('agent.retrieve', { agentId }) },
  toggle: { access: work, run: ({ control, agentId }) => control.request('agent.toggle', { agentId }) },
  complete: { access: work, run: ({ control, agentId }) => control.request('agent.complete', { agentId }) },
  cancel: { access: work, run: ({ control, agentId }) => control.request('agent.cancel', { agentId }) },
  conference: { access: work, run: ({ control, agentId }) => control.request('agent.conference', { agentId }) },
  rate: { access: work, run: ({ control, agentId }) => control.request('agent.rate', { agentId }) },
  'next-call-back': {
    access: work,
    run: ({ control, agentId }) => control.request('agent.next-call-back', { agentId }),
  },
  dial: {
    access: work,
    run: async ({ control, agentId, desk }, { target }) => {
      assertDialled(target);
      await control.request('agent.dial', { agentId, target });
      if (target.to === 'number') desk.dialled(agentId, target.number);
    },
  },
  'dial-hidden': {
    access: work,
    run: async ({ control, agentId, desk }, { of }) => {
      const number = await desk.numberOf(agentId, of);
      await control.request('agent.dial', { agentId, target: { to: 'number', number } });
      desk.dialled(agentId, number);
    },
  },
  transfer: {
    access: work,
    run: async ({ control, agentId }, { target }) => {
      assertDialled(target);
      return control.request('agent.transfer', { agentId, target });
    },
  },
  consult: {
    access: work,
    run: async ({ control, agentId }, { target }) => {
      assertDialled(target);
      return control.request('agent.consult', { agentId, target });
    },
  },
  'take-lead': {
    access: work,
    run: ({ control, agentId }, { campaign, lead }) => control.request('agent.take-lead', { agentId, campaign, lead }),
  },
  'dial-lead': { access: work, run: ({ control, agentId }) => control.request('agent.dial-lead', { agentId }) },
  'skip-lead': {
    access: work,
    run: ({ control, agentId }, { reason }) => control.request('agent.skip-lead', { agentId, reason }),
  },
  'outbound-result': {
    access: work,
    run: ({ control, agentId }, { do: _, id: __, ...result }) =>
      control.request('agent.outbound-result', { agentId, ...result }),
  },
  'recording-pause': {
    access: work,
    run: ({ control, agentId }, { callId, on }) => control.request('agent.recording-pause', { agentId, callId, on }),
  },
  record: {
    access: work,
    run: ({ control, agentId }, { callId, on }) => control.request('agent.record', { agentId, callId, on }),
  },
  mute: { access: work, run: ({ control, agentId }, { on }) => control.request('agent.mute', { agentId, on }) },
  drop: { access: work, run: ({ control, agentId }, { party }) => control.request('agent.drop', { agentId, party }) },
  'pick-up': {
    access: work,
    run: ({ control, agentId }, { slot }) => control.request('agent.pick-up', { agentId, slot }),
  },
  'pick-up-call': {
    access: work,
    run: ({ control, agentId }, { callId }) => control.request('agent.pick-up-call', { agentId, callId }),
  },
  'extend-wrap-up': {
    access: work,
    run: ({ control, agentId }, { reason }) => control.request('agent.extend-wrap-up', { agentId, reason }),
  },
  'set-own': {
    access: work,
    run: ({ control, agentId }, { own }) => control.request('agent.set-own', { agentId, own }),
  },
  park: {
    access: work,
    run: ({ control, agentId }, { slot }) =>
      control.request('agent.park', { agentId, ...(slot === undefined ? {} : { slot }) }),
  },
  'set-data': {
    access: work,
    run: (doing, { callId, section, key, value }) => {
      assertOwnCall(doing, callId);
      return doing.control.request('agent.set-data', { agentId: doing.agentId, callId, section, key, value });
    },
  },
  supervise: {
    access: supervise,
    run: ({ control, by }, { agentId, mode }) => control.request('supervisor.supervise', { by, agentId, mode }),
  },
  'stop-supervising': {
    access: supervise,
    run: ({ control, by }) => control.request('supervisor.stop-supervising', { by }),
  },
  'take-over': {
    access: supervise,
    run: ({ control, by }, { agentId }) => control.request('supervisor.take-over', { by, agentId }),
  },
  'force-release': {
    access: supervise,
    run: ({ control, by }, { agentId, reason }) => control.request('supervisor.force-release', { by, agentId, reason }),
  },
  'force-state': {
    access: supervise,
    run: ({ control, by }, { agentId, state, reason }) =>
      control.request('supervisor.force-state', { by, agentId, state, reason }),
  },
  draft: {
    access: work,
    run: (doing, { callId, text }) => {
      assertOwnCall(doing, callId);
      const { agentId, name } = doing;
      return doing.desk.draft(callId, { agentId, name }, text);
    },
  },
  'reminder-seen': { access: work, run: ({ desk, agentId }, { taskId }) => desk.reminderSeen(agentId, taskId) },
  ping: { access: needs('session.own'), run: () => Promise.resolve() },
};

/** Done to somebody else: audited with who did it to whom. */
export function isSupervisory(message: PageMessage): boolean {
  return deeds[message.do].access === supervise;
}

/** One message, carried out. Rejects with a CallboxError. */
export async function carryOut<D extends Deed>(message: MessageOf<D>, doing: Doing): Promise<void> {
  await (deeds[message.do as D] as Declared<D>).run(doing, message);
}

/** Stars are keys of a telephone; four of them between digits are a masked number that a page sent back. */
function assertDialled(target: { readonly to: string; readonly number?: string }): void {
  if (target.number === undefined || !isMasked(target.number)) return;
  throw new CallboxError('bad-request', 'This number is masked; dial it by its customer, call or task.');
}

function assertOwnCall({ control, callIs }: Doing, callId: string): void {
  if (!control.isUp) throw new CallboxError('daemon-down', 'The telephone process is away; try again soon.');
  const whose = callIs(callId);
  if (whose === 'theirs') throw new CallboxError('forbidden', 'This is another agent’s call.');
  if (whose === 'unknown') throw new CallboxError('unknown-call', 'There is no such call, or it is over.');
}
