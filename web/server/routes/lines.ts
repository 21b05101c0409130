/**
 * A technician's orders to the lines. Their audit is the daemon's own: each order carried out is an incident of it,
 * with the login that gave it, whatever becomes of this process.
 */
import { z } from 'zod';
import { type ControlMethod, type ControlParams, controlRequests } from '../../../daemon/contract/control.js';
import type { ControlClient } from '../control-client.js';
import { needs } from '../http/access.js';
import { checked } from '../http/body.js';
import { type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';

type Order = Extract<ControlMethod, `lines.${string}`>;
type Given<O extends Order> = Omit<ControlParams<O>, 'by'>;

/** What a page sends is what the daemon takes, but for who asks: that is the session's to say. */
const orders: { readonly [O in Order]: z.ZodType<Given<O>> } = {
  'lines.block': controlRequests['lines.block'].omit({ by: true }),
  'lines.unblock': controlRequests['lines.unblock'].omit({ by: true }),
  'lines.drain': controlRequests['lines.drain'].omit({ by: true }),
  'lines.restart': controlRequests['lines.restart'].omit({ by: true }),
  'lines.loopback': controlRequests['lines.loopback'].omit({ by: true }),
  'lines.bit-test': controlRequests['lines.bit-test'].omit({ by: true }),
  'lines.adjust': controlRequests['lines.adjust'].omit({ by: true }),
  'lines.learn-hangup': controlRequests['lines.learn-hangup'].omit({ by: true }),
  'lines.set-hangup-tone': controlRequests['lines.set-hangup-tone'].omit({ by: true }),
};

const tried = controlRequests['numbers.explain'].omit({ agentId: true }).extend({
  agentId: z.string().min(1).max(32).optional(),
});

const explained = z.strictObject({
  number: controlRequests['numbers.explain'].shape.number,
  agentId: z.string().min(1).max(32).optional(),
});

/**
 * POST /api/v1/lines/block, unblock, drain, restart, loopback, bit-test, adjust, learn-hangup, set-hangup-tone → 204:
 * taken; what comes of it is seen live at the channel or span. GET /api/v1/lines/meters: counters of the spans.
 * GET /api/v1/lines/explain?number=N&agentId=A: what would happen to that number. POST with `changes` of the site that are
 * not saved: as if they were. POST /api/v1/lines/explain-in: the same of a call from outside.
 */
export function addLineRoutes(router: ApiRouter, control: ControlClient): void {
  for (const order of Object.keys(orders) as Order[]) addOrder(router, control, order);

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/lines/meters',
    access: needs('lines.service'),
    async handle(context) {
      context.body = await control.request('meters', {});
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/lines/explain',
    access: needs('lines.service'),
    async handle(context) {
      const { number, agentId = null } = checked(explained, { ...context.query });
      context.body = await control.request('numbers.explain', { number, agentId });
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/lines/explain',
    access: needs('lines.service'),
    body: tried,
    async handle(context, { number, agentId = null, changes = [] }) {
      context.body = await control.request('numbers.explain', { number, agentId, changes });
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/lines/explain-in',
    access: needs('lines.service'),
    body: controlRequests['numbers.explain-in'],
    async handle(context, asked) {
      context.body = await control.request('numbers.explain-in', asked);
    },
  });
}

function addOrder<O extends Order>(router: ApiRouter, control: ControlClient, order: O): void {
  addEndpoint(router, {
    method: 'post',
    path: `/api/v1/${order.replace('.', '/')}`,
    access: needs('lines.service'),
    body: orders[order],
    async handle(context, given) {
      const params = { ...given, by: holderOf(context).user.id } as ControlParams<O>;
      await control.request(order, params);
      context.status = 204;
    },
  });
}
