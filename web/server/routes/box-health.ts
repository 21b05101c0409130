import type { BoxWatch } from '../health/box-watch.js';
import { needs } from '../http/access.js';
import { type ApiRouter, addEndpoint } from '../http/endpoints.js';

/** GET /api/v1/box-health → BoxHealth; GET /api/v1/box-health/history → BoxHistory. */
export function addBoxHealthRoutes(router: ApiRouter, box: BoxWatch): void {
  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/box-health',
    access: needs('lines.service'),
    handle(context) {
      context.body = box.health;
    },
  });
  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/box-health/history',
    access: needs('lines.service'),
    handle(context) {
      context.body = box.history;
    },
  });
}
