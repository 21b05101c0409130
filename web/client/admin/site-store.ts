/** The site as this page has read it, and the changes it makes of it. */
import { signal } from '@preact/signals';
import type { SiteVersionShown } from '../../../daemon/contract/pages.js';
import type { Site } from '../../../daemon/terms/site.js';
import type { SiteChange, SiteInForce } from '../../../daemon/terms/site-change.js';
import type { FailureCode } from '../live/requests.js';
import { may } from '../session/session.js';
import { adminApi } from './admin-api.js';
import { readProblems, type Wrong } from './site-problems.js';

export const siteInForce = signal<SiteInForce | null>(null);
export const siteFailure = signal<FailureCode | null>(null);
/** Newest first; empty where the login may not see them. */
export const versions = signal<readonly SiteVersionShown[]>([]);

export type Saved =
  | { readonly ok: true }
  /** Somebody else's change came first: it is loaded now, nothing of ours is lost, saving again makes ours of it. */
  | { readonly ok: false; readonly why: 'conflict' }
  | { readonly ok: false; readonly why: 'problems'; readonly problems: readonly Wrong[] }
  | { readonly ok: false; readonly why: 'failure'; readonly code: FailureCode };

export async function loadSite(): Promise<void> {
  const [site, history] = await Promise.all([
    adminApi.site(),
    may('site.manage') || may('lines.service') ? adminApi.versions() : null,
  ]);
  siteFailure.value = site.ok ? null : site.code;
  if (site.ok) siteInForce.value = site.value;
  if (history?.ok) versions.value = history.value.versions;
}

/** `make` sees the site as it was last read: what it does to a list keeps what others have put there. */
export async function saveChange(make: (site: Site) => SiteChange): Promise<Saved> {
  const inForce = siteInForce.value;
  if (inForce === null) return { ok: false, why: 'failure', code: siteFailure.value ?? 'offline' };
  const answer = await adminApi.changeSite(inForce.version, make(inForce.site));
  if (answer.ok) {
    await loadSite();
    return { ok: true };
  }
  if (answer.code === 'conflict') {
    await loadSite();
    return { ok: false, why: 'conflict' };
  }
  const problems = answer.code === 'bad-request' ? readProblems(answer.error?.message ?? '') : [];
  return problems.length > 0
    ? { ok: false, why: 'problems', problems }
    : { ok: false, why: 'failure', code: answer.code };
}
