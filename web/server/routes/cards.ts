/**
 * Telephony cards; what they answer stands in contract/pages-cards. Their audit is the daemon's own: each apply is an
 * incident of it, with the login that gave it.
 */
import { applyBody, blinkBody, planBody, timingBody } from '../../../daemon/contract/pages-cards.js';
import type { Blink, CardApply, CardPlan, CardScan, TimingTest } from '../../../daemon/terms/cards.js';
import type { ControlClient } from '../control-client.js';
import { needs } from '../http/access.js';
import { type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';
import { addLongRun } from './long-runs.js';

const access = needs('lines.service');

export function addCardRoutes(router: ApiRouter, control: ControlClient): void {
  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/cards',
    access,
    async handle(context) {
      const scan: CardScan = await control.request('cards.scan', {});
      context.body = scan;
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/cards/blink',
    access,
    body: blinkBody,
    async handle(context, wanted) {
      const blink: Blink = await control.request('cards.blink', { ...wanted, by: holderOf(context).user.id });
      context.body = blink;
    },
  });

  addTimingRoutes(router, control);
  addPlanRoutes(router, control);
}

function addTimingRoutes(router: ApiRouter, control: ControlClient): void {
  addLongRun(router, {
    path: '/api/v1/cards/timing-test',
    access,
    body: timingBody,
    begin: (wanted, by) => control.request('cards.timing-test', { ...wanted, by }),
    look: (id): Promise<TimingTest> => control.request('cards.timing', { id }),
  });
}

function addPlanRoutes(router: ApiRouter, control: ControlClient): void {
  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/cards/plan',
    access,
    body: planBody,
    async handle(context, wanted) {
      const plan: CardPlan = await control.request('cards.plan', wanted);
      context.body = plan;
    },
  });

  addLongRun(router, {
    path: '/api/v1/cards/apply',
    access,
    body: applyBody,
    begin: (wanted, by) => control.request('cards.apply', { ...wanted, by }),
    look: (id): Promise<CardApply> => control.request('cards.applied', { id }),
  });
}
