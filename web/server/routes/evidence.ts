import type { Acts } from '../audit/acts.js';
import { assertAllowed, needs } from '../http/access.js';
import { type ApiContext, type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';
import { evidenceOf, evidenceZip } from '../outbound/evidence.js';
import type { ListenLog } from '../recordings/listen-log.js';
import type { RecordingFiles } from '../recordings/sound-file.js';
import type { CallArchive } from './call-archive.js';
import { checkedCallId, checkedId } from './ids.js';

export interface EvidenceNeeds {
  readonly archive: CallArchive;
  readonly acts: Acts;
  readonly listenLog: ListenLog;
  readonly files: RecordingFiles;
  nowMs(): number;
}

/** One click, one file: what proves how a call out was made (CMP-04). Each is audited, its recordings as downloads. */
export function addEvidenceRoutes(router: ApiRouter, { archive, acts, listenLog, files, nowMs }: EvidenceNeeds): void {
  const access = needs('outbound.manage');
  const send = async (context: ApiContext, of: { readonly attempt: string } | { readonly call: string }) => {
    const holder = holderOf(context);
    // A proof with stars in place of the number proves nothing.
    assertAllowed(needs('numbers.full'), holder);
    const found = await evidenceOf(archive, of);
    const bundle = await evidenceZip(found, { by: holder.user.id, at: nowMs() }, files);
    const subject = 'attempt' in of ? of.attempt : of.call;
    for (const { id, octets } of bundle.recordings) {
      const sent = await listenLog.downloading(holder, id, context.ip, octets, 'evidence');
      sent({ first: 0, last: Math.max(0, octets - 1) });
    }
    acts.write(holder.user.id, 'evidence', subject, { recordings: bundle.recordings.map(({ id }) => id) });
    context.type = 'application/zip';
    context.set('Content-Disposition', `attachment; filename="evidence-${subject}.zip"`);
    context.body = bundle.stream;
  };

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/attempts/:id/evidence',
    access,
    handle: (context) => send(context, { attempt: checkedId(context.params.id) }),
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/calls/:id/evidence',
    access,
    handle: (context) => send(context, { call: checkedCallId(context.params.id) }),
  });
}
