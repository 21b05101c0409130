/** What must never be heard, and calls that end twice or never. */
import { CallBook } from '../../../daemon/calls/book.js';
import { type Call, cause } from '../../../daemon/calls/call.js';
import { Calls } from '../../../daemon/calls/calls.js';
import { Conversation } from '../../../daemon/calls/conversation/conversation.js';
import type { Party } from '../../../daemon/calls/conversation/party.js';
import { CallSound } from '../../../daemon/calls/conversation/sound.js';
import type { CallsStep } from '../../../daemon/calls/notices.js';
import type { MixMember } from '../../../daemon/lines/lines.js';
import { Ledger } from '../../../daemon/recording/ledger.js';
import type { CallRow } from '../../../daemon/terms/rows.js';
import { instead, type Mutation, never } from './mutation.js';

function heardByAll(members: readonly MixMember[], some: readonly Party[]): readonly MixMember[] {
  const there = some.map(({ seizure }) => seizure).filter((one) => members.some(({ seizure }) => seizure === one));
  return members.map(({ seizure, hears }) => {
    const more = there.filter((other) => other !== seizure && !hears.includes(other));
    return { seizure, hears: [...hears, ...more] };
  });
}

export const callMutations: readonly Mutation[] = [
  {
    name: 'held-customer-hears',
    story: 'a customer on hold still hears his agent',
    put: () =>
      instead(CallSound, 'connect', (own, given) => {
        const [call, members] = given as [Call, readonly MixMember[]];
        if (members.length > 0 || !call.parties.some(({ held, state }) => held && state === 'in')) own(...given);
      }),
  },
  {
    name: 'listener-heard',
    story: 'who listens to a call is heard by everybody in it',
    put: () =>
      instead(CallSound, 'connect', (own, [call, members, ...rest]) => {
        const listeners = (call as Call).parties.filter(({ mode, state }) => mode === 'listen' && state === 'in');
        own(call, heardByAll(members as readonly MixMember[], listeners), ...rest);
      }),
  },
  {
    name: 'whisper-heard',
    story: 'the customer hears what a supervisor whispers to his agent',
    put: () =>
      instead(CallSound, 'connect', (own, [call, members, ...rest]) => {
        const whispering = (call as Call).parties.filter(({ mode, state }) => mode === 'whisper' && state === 'in');
        own(call, heardByAll(members as readonly MixMember[], whispering), ...rest);
      }),
  },
  {
    name: 'cdr-closed-twice',
    story: 'every call is in the reports twice',
    put: () =>
      instead<CallBook>(CallBook, 'change', (own, given, book) => {
        const [call, change, step] = given as [Call, Partial<CallRow>, CallsStep];
        own(...given);
        if (change.endedAt !== undefined) book.write(call.id, { row: 'call-change', id: call.id, change }, step);
      }),
  },
  {
    name: 'loser-of-a-double-answer',
    story: 'who lifts a moment too late is in the conversation too',
    put: () =>
      instead(Conversation, 'clear', (own, given) => {
        const [call, party, why] = given as [Call, Party, number];
        const isOver = why === cause.nonSelectedUser || call.stage === 'talking';
        if (!isOver || party.state !== 'calling' || party.purpose !== 'queue') own(...given);
      }),
  },
  {
    name: 'lost-event-never-missed',
    story: 'a hang-up that was lost on its way leaves agent and channel busy',
    put: () => never(Calls, 'look'),
  },
  {
    name: 'recording-goes-on',
    story: 'the recording of a call is not closed when the call ends',
    put: () => never(Ledger, 'callEnded'),
  },
];
