import { CallboxError } from '../../../daemon/base/errors.js';
import { ownCertificateBody } from '../../../daemon/contract/pages-box.js';
import {
  type CertificateShown,
  certificateBody,
  type FirstRunState,
  firstRunBody,
  firstRunCheckBody,
} from '../../../daemon/contract/pages-first-run.js';
import type { Acts } from '../audit/acts.js';
import type { FirstRun } from '../first-run/first-run.js';
import { anyone, needs } from '../http/access.js';
import { type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';
import type { CertificateKeeper } from '../tls/certificate-keeper.js';

/** The first start. Nobody can have signed in yet: the set-up code stands for the person at the box. */
export function addFirstRunRoutes(router: ApiRouter, firstRun: FirstRun): void {
  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/first-run',
    access: anyone(),
    async handle(context) {
      context.body = (await firstRun.state()) satisfies FirstRunState;
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/first-run/check',
    access: anyone(),
    body: firstRunCheckBody,
    async handle(context, { code }) {
      context.body = await firstRun.check(code, context.ip);
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/first-run',
    access: anyone(),
    body: firstRunBody,
    async handle(context, body) {
      context.body = await firstRun.answer(body, context.ip);
      context.status = 201;
    },
  });
}

/** The certificate of the pages: the box's own, or the customer's. */
export function addCertificateRoutes(
  router: ApiRouter,
  { certificate, acts }: { readonly certificate: CertificateKeeper | null; readonly acts: Acts },
): void {
  const kept = (): CertificateKeeper => {
    if (certificate) return certificate;
    throw new CallboxError('not-now', 'These pages are served without TLS: an installed box has a certificate.');
  };

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/certificate',
    access: needs('site.manage', 'lines.service'),
    handle(context) {
      context.body = kept().shown() satisfies CertificateShown;
    },
  });

  addEndpoint(router, {
    method: 'put',
    path: '/api/v1/certificate',
    access: needs('site.manage'),
    body: certificateBody,
    async handle(context, { certificate: cert, key }) {
      await kept().putCustomers({ cert, key });
      const shown = kept().shown();
      acts.write(holderOf(context).user.id, 'certificate-put', 'box', { fingerprint: shown.fingerprint });
      context.body = shown;
    },
  });

  addEndpoint(router, {
    method: 'delete',
    path: '/api/v1/certificate',
    access: needs('site.manage'),
    async handle(context) {
      await kept().removeCustomers();
      acts.write(holderOf(context).user.id, 'certificate-removed', 'box', {});
      context.body = kept().shown();
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/certificate/own',
    access: needs('site.manage'),
    body: ownCertificateBody,
    async handle(context, { authority }) {
      await kept().makeOwnAnew(authority);
      const shown = kept().shown();
      acts.write(holderOf(context).user.id, 'certificate-made', 'box', { authority, fingerprint: shown.fingerprint });
      context.body = shown;
    },
  });

  /** For colleagues' computers, which may trust it once; a certificate is no secret. */
  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/certificate/authority',
    access: anyone(),
    async handle(context) {
      context.type = 'application/x-x509-ca-cert';
      context.attachment('callbox-authority.crt');
      context.body = await kept().authority();
    },
  });
}
