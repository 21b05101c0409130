import { CallboxError } from '../../../daemon/base/errors.js';
import { type RecordingsKept, type RetentionPreview, retentionPreviewBody } from '../../../daemon/contract/pages.js';
import { problemsText, readSiteChange } from '../../../daemon/contract/site-change.js';
import type { RecordingKeys } from '../../../daemon/encryption/recording-keys.js';
import { type LiveStorage, lookedAfterAtMs, type RecordingKeysShown } from '../../../daemon/terms/recordings.js';
import { type RecordingPolicy, usualKeepDays } from '../../../daemon/terms/site.js';
import type { ControlClient } from '../control-client.js';
import { needs } from '../http/access.js';
import { type ApiRouter, addEndpoint } from '../http/endpoints.js';
import type { CallArchive } from './call-archive.js';
import type { SiteDays } from './site-days.js';

export interface RetentionNeeds {
  readonly archive: CallArchive;
  readonly control: ControlClient;
  readonly days: SiteDays;
  readonly keys: RecordingKeys;
  nowMs(): number;
  storage(): LiveStorage | null;
}

/** What each answers stands in contract/pages-retention. */
export function addRetentionRoutes(router: ApiRouter, needed: RetentionNeeds): void {
  const { archive, control, days, keys, nowMs, storage } = needed;
  const access = needs('site.manage');

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/recordings-kept',
    access,
    async handle(context) {
      const [site, byKey, campaigns, telephony] = await Promise.all([
        archive.site(),
        archive.recordings((recordings) => recordings.byKey()),
        archive.outbound((outbound) => outbound.campaigns()),
        telephonyKeys(control),
      ]);
      context.body = {
        policy: site?.recordings ?? null,
        storage: storage(),
        byKey,
        keys: { telephony, pages: keys.shown },
        campaigns: campaigns.map(({ campaign: { id, name } }) => ({ id, name })),
      } satisfies RecordingsKept;
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/recordings-kept/preview',
    access,
    body: retentionPreviewBody,
    async handle(context, { recordings }) {
      const policy = policyOf(recordings);
      const inForce = (await archive.site())?.recordings ?? { keepDays: usualKeepDays };
      const { from, to } = await days.today();
      const tonight = from + lookedAfterAtMs;
      const preview = await archive.recordings((reader) => reader.retention(policy, inForce, nowMs()));
      const nextAt = nowMs() < tonight ? tonight : to + lookedAfterAtMs;
      context.body = { ...preview, nextAt } satisfies RetentionPreview;
    },
  });
}

/** @throws CallboxError bad-request, with all that is wrong in both languages */
function policyOf(recordings: unknown): RecordingPolicy {
  const read = readSiteChange({ change: 'recordings', recordings });
  if ('errors' in read) throw new CallboxError('bad-request', problemsText(read.errors));
  if (read.change.change !== 'recordings') throw new CallboxError('internal', 'another change was read');
  return read.change.recordings;
}

/** Null: telephony is away, or is an older one. */
async function telephonyKeys(control: ControlClient): Promise<RecordingKeysShown | null> {
  try {
    return await control.request('recordings.keys', {});
  } catch (error) {
    if (error instanceof CallboxError) return null;
    throw error;
  }
}
