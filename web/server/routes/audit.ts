import { z } from 'zod';
import type { AuditPage } from '../../../daemon/contract/pages.js';
import { needs } from '../http/access.js';
import { checked } from '../http/body.js';
import { type ApiRouter, addEndpoint } from '../http/endpoints.js';
import { type Audit, maxAuditPage } from '../store/audit.js';

const query = z.object({
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(maxAuditPage).default(100),
  user: z.string().max(64).optional(),
  what: z.string().max(64).optional(),
  subject: z.string().max(64).optional(),
});

export function addAuditRoutes(router: ApiRouter, audit: Audit): void {
  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/audit',
    access: needs('audit.read'),
    async handle(context) {
      context.body = { entries: await audit.page(checked(query, context.query)) } satisfies AuditPage;
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/audit/check',
    access: needs('audit.read'),
    async handle(context) {
      context.body = await audit.check();
    },
  });
}
