import { CallboxError } from '../../../daemon/base/errors.js';
import { type QuickNoteKept, quickNoteBody } from '../../../daemon/contract/pages.js';
import { needs } from '../http/access.js';
import { type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';
import type { HiddenNumbers } from '../masking/hidden-numbers.js';
import type { QuickNotes } from '../store/quick-notes.js';
import { checkedId } from './ids.js';

export interface QuickNoteNeeds {
  readonly quickNotes: QuickNotes;
  readonly hidden: HiddenNumbers;
  /** An agent's tasks are others now. */
  tasksChanged(agentId: string): Promise<void>;
}

/** A note that was written while this server was slow or away becomes a call-back task, once (AGT-25). */
export function addQuickNoteRoute(router: ApiRouter, { quickNotes, hidden, tasksChanged }: QuickNoteNeeds): void {
  addEndpoint(router, {
    method: 'put',
    path: '/api/v1/quick-notes/:id',
    access: needs('agent.work'),
    body: quickNoteBody,
    async handle(context, note) {
      const { agentId } = holderOf(context).user;
      if (agentId === null) throw new CallboxError('forbidden', 'This login is no agent and has no desk.');
      const taskId = await quickNotes.put(agentId, checkedId(context.params.id), {
        ...note,
        number: await hidden.meant(agentId, note.number, { call: note.callId }),
      });
      context.body = { taskId } satisfies QuickNoteKept;
      await tasksChanged(agentId);
    },
  });
}
