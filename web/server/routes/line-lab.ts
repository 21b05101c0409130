/** The line lab; what its endpoints answer stands in contract/pages-lab. */
import { afterSample, labChannel } from '../../../daemon/contract/lab-schema.js';
import { type CallerIdShown, type ScopeAnswer, scopeBody } from '../../../daemon/contract/pages-lab.js';
import type { Acts } from '../audit/acts.js';
import type { ControlClient } from '../control-client.js';
import { needs } from '../http/access.js';
import { checked } from '../http/body.js';
import { type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';

const access = needs('lines.service');

/** `acts`: who looked at what a channel carries is written down, as who listened to a call is. */
export function addLineLabRoutes(router: ApiRouter, control: ControlClient, acts: Acts): void {
  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/lines/caller-id',
    access,
    async handle(context) {
      const shown: CallerIdShown = await control.request('lab.caller-id', {
        channel: channelOf(context.query.channel),
      });
      context.body = shown;
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/lines/scope',
    access,
    body: scopeBody,
    async handle(context, { channel }) {
      const by = holderOf(context).user.id;
      await control.request('lab.scope-start', { by, channel });
      acts.write(by, 'line-scope', String(channel), {});
      context.status = 204;
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/lines/scope',
    access,
    async handle(context) {
      const after = checked(afterSample, Number(context.query.after));
      const frames: ScopeAnswer = await control.request('lab.scope', {
        channel: channelOf(context.query.channel),
        after,
      });
      context.body = frames;
    },
  });

  addEndpoint(router, {
    method: 'delete',
    path: '/api/v1/lines/scope',
    access,
    async handle(context) {
      const by = holderOf(context).user.id;
      await control.request('lab.scope-stop', { by, channel: channelOf(context.query.channel) });
      context.status = 204;
    },
  });
}

/** @throws CallboxError bad-request */
function channelOf(value: unknown): number {
  return checked(labChannel, /^\d{1,5}$/.test(String(value)) ? Number(value) : value);
}
