import { CallboxError } from '../../../daemon/base/errors.js';
import { type EmergencyBody, emergencyBody } from '../../../daemon/contract/pages.js';
import type { Emergency } from '../../../daemon/terms/site.js';
import type { Acts } from '../audit/acts.js';
import type { ControlClient } from '../control-client.js';
import { needs } from '../http/access.js';
import { type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';

/** Others may change the site in the same moment; each try starts from what then is in force. */
const maxTries = 5;

export interface EmergencyNeeds {
  readonly control: ControlClient;
  readonly acts: Acts;
  nowMs(): number;
}

/** One click puts an announcement in front of all flows, a second one takes it away (SUP-14). */
export function addEmergencyRoute(router: ApiRouter, { control, acts, nowMs }: EmergencyNeeds): void {
  addEndpoint<EmergencyBody>(router, {
    method: 'put',
    path: '/api/v1/emergency',
    access: needs('floor.supervise', 'site.manage'),
    body: emergencyBody,
    async handle(context, { on }) {
      const { user } = holderOf(context);
      const emergency = on === null ? null : { ...on, by: user.id, since: nowMs() };
      await change(control, user.id, emergency);
      acts.write(user.id, on === null ? 'emergency-off' : 'emergency-on', 'site', { ...on });
      context.status = 204;
    },
  });
}

/** Who clicks in an emergency is not told to load the site again because an administrator was just saving a queue. */
async function change(control: ControlClient, by: string, on: Emergency | null): Promise<void> {
  for (let tries = 1; ; tries++) {
    const { version } = await control.request('site.get', {});
    try {
      await control.request('site.change', { by, version, change: { change: 'emergency', on } });
      return;
    } catch (error) {
      if (tries === maxTries || !(error instanceof CallboxError) || error.code !== 'conflict') throw error;
    }
  }
}
