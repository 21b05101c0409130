import { z } from 'zod';
import { CallboxError } from '../../../daemon/base/errors.js';
import {
  type MissedList,
  type OwnSettings,
  type Task,
  type TaskList,
  taskBody,
} from '../../../daemon/contract/pages.js';
import type { Site } from '../../../daemon/terms/site.js';
import { needs } from '../http/access.js';
import { checked } from '../http/body.js';
import { type ApiContext, type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';
import type { Desk } from '../live/desk.js';
import type { HiddenNumbers } from '../masking/hidden-numbers.js';
import type { Tasks } from '../store/tasks.js';
import { checkedCallId, checkedId } from './ids.js';

const listQuery = z.object({ show: z.enum(['open', 'due', 'done']).default('open') });

export interface DeskRouteNeeds {
  readonly desk: Desk;
  readonly tasks: Tasks;
  readonly hidden: HiddenNumbers;
  siteInForce(): Promise<Site | null>;
  /** An agent's tasks are others now: reminders and counters follow. `task`: new or moved. */
  tasksChanged(agentId: string, task: Task | null): Promise<void>;
}

/** An agent's own tasks, missed offers and counters. */
export function addDeskRoutes(
  router: ApiRouter,
  { desk, tasks, hidden, siteInForce, tasksChanged }: DeskRouteNeeds,
): void {
  const access = needs('agent.work');

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/tasks',
    access,
    async handle(context) {
      const { show } = checked(listQuery, context.query);
      context.body = { tasks: await tasks.list(agentOf(context), show) } satisfies TaskList;
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/tasks',
    access,
    body: taskBody,
    async handle(context, body) {
      const agentId = agentOf(context);
      const number = await hidden.meant(agentId, body.number, { customer: body.customerId, call: body.callId });
      const task = await tasks.make(agentId, { ...body, number });
      context.body = task;
      context.status = 201;
      await tasksChanged(agentId, task);
    },
  });

  addEndpoint(router, {
    method: 'put',
    path: '/api/v1/tasks/:id',
    access,
    body: taskBody,
    async handle(context, body) {
      const agentId = agentOf(context);
      const id = checkedId(context.params.id);
      const known = { customer: body.customerId, call: body.callId, task: id };
      const number = await hidden.meant(agentId, body.number, known);
      const task = await tasks.change(agentId, id, { ...body, number });
      context.body = task;
      await tasksChanged(agentId, task);
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/tasks/:id/done',
    access,
    async handle(context) {
      const agentId = agentOf(context);
      context.body = await tasks.finish(agentId, checkedId(context.params.id));
      await tasksChanged(agentId, null);
    },
  });

  addEndpoint(router, {
    method: 'delete',
    path: '/api/v1/tasks/:id',
    access,
    async handle(context) {
      const agentId = agentOf(context);
      await tasks.remove(agentId, checkedId(context.params.id));
      context.status = 204;
      await tasksChanged(agentId, null);
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/missed',
    access,
    async handle(context) {
      context.body = { missed: await desk.missed(agentOf(context)) } satisfies MissedList;
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/missed/:id/handled',
    access,
    async handle(context) {
      await desk.handle(agentOf(context), checkedCallId(context.params.id));
      context.status = 204;
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/own-settings',
    access,
    async handle(context) {
      const agentId = agentOf(context);
      const site = await siteInForce();
      const agent = site?.agents.find(({ id }) => id === agentId);
      if (!site || !agent) throw new CallboxError('unknown-agent', `The site has no agent ${agentId}.`);
      context.body = {
        headset: agent.headset ?? false,
        forwards: agent.forwards ?? [],
        timeZone: site.timeZone,
        rating: site.rating !== undefined,
      } satisfies OwnSettings;
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/counters',
    access,
    async handle(context) {
      context.body = await desk.counters(agentOf(context));
    },
  });
}

/** @throws CallboxError forbidden: the right was given to a login that is no agent */
function agentOf(context: ApiContext): string {
  const { agentId } = holderOf(context).user;
  if (agentId === null) throw new CallboxError('forbidden', 'This login is no agent and has no desk.');
  return agentId;
}
