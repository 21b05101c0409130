/** Work that takes longer than a request: a start answers at once with an id, pages ask how it goes. */
import type { z } from 'zod';
import type { Access } from '../http/access.js';
import { type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';
import { checkedId } from './ids.js';

export interface LongRun<Body, Run> {
  /** Of the start; how one goes stands below it, by its id. */
  readonly path: string;
  readonly access: Access;
  readonly body: z.ZodType<Body>;
  /** `by`: the login that asks. Answers at once; rejects with a CallboxError that says why it cannot be now. */
  begin(wanted: Body, by: string): Promise<{ readonly id: string }>;
  /** As it stands now; rejects with CallboxError 'not-found'. */
  look(id: string): Promise<Run>;
}

/** POST `path` → 202 { id }. GET `path`/:id → the run; pages ask every 300 to 500 ms until it is over. */
export function addLongRun<Body, Run>(
  router: ApiRouter,
  { path, access, body, begin, look }: LongRun<Body, Run>,
): void {
  addEndpoint(router, {
    method: 'post',
    path,
    access,
    body,
    async handle(context, wanted) {
      const { id } = await begin(wanted, holderOf(context).user.id);
      context.status = 202;
      context.body = { id };
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: `${path}/:id`,
    access,
    async handle(context) {
      context.body = await look(checkedId(context.params.id));
    },
  });
}
