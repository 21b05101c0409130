import { z } from 'zod';
import type { CallPage } from '../../../daemon/contract/pages.js';
import { needs } from '../http/access.js';
import { checked } from '../http/body.js';
import { type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';
import type { SignedIn } from '../sign-in/sign-in.js';
import type { CallArchive } from './call-archive.js';

const defaultLimit = 50;
const query = z.object({
  before: z.string().length(26).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(defaultLimit),
});

/** Newest first. Who may read only their own calls gets those they took. */
export function addCallRoutes(router: ApiRouter, archive: CallArchive): void {
  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/calls',
    access: needs('calls.read-all', 'calls.read-own'),
    async handle(context) {
      const { before, limit } = checked(query, context.query);
      const agent = ownOnly(holderOf(context));
      const calls = await archive.page({
        limit,
        ...(before === undefined ? {} : { before }),
        ...(agent === null ? {} : { agent }),
      });
      context.body = { calls } satisfies CallPage;
    },
  });
}

/** The agent whose calls these are; null: all calls. Nobody's own calls are those of no agent. */
function ownOnly({ rights, user }: SignedIn): string | null {
  return rights.has('calls.read-all') ? null : (user.agentId ?? '');
}
