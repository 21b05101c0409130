import type { Health } from '../../../daemon/contract/pages.js';
import type { LiveSpan } from '../../../daemon/terms/live.js';
import { anyone } from '../http/access.js';
import { type ApiRouter, addEndpoint } from '../http/endpoints.js';

export interface HealthNeeds {
  readonly version: string;
  /** This is the training floor. */
  readonly training: boolean;
  readonly realFloor?: Health['realFloor'] | null;
  daemonIsUp(): boolean;
  spans(): readonly LiveSpan[];
}

/** For monitoring; answers also when the daemon is down, and tells nothing that is not for anyone. */
export function addHealthRoute(router: ApiRouter, needs: HealthNeeds): void {
  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/health',
    access: anyone(),
    handle(context) {
      const spans = needs.spans().map(({ name, dChannel, alarms }) => ({
        name,
        state: dChannel === 'up' && alarms.length === 0 ? ('up' as const) : ('down' as const),
      }));
      const daemonUp = needs.daemonIsUp();
      const well = daemonUp && spans.every((span) => span.state === 'up');
      const health: Health = {
        status: well ? 'ok' : 'degraded',
        version: needs.version,
        daemon: daemonUp ? 'up' : 'down',
        spans,
        ...(needs.training ? { training: true } : {}),
        ...(needs.realFloor ? { realFloor: needs.realFloor } : {}),
      };
      context.body = health;
    },
  });
}
