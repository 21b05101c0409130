/** The recording of a test call: heard by technicians, who hear no customers' calls. */
import { CallboxError } from '../../../daemon/base/errors.js';
import type { ControlClient } from '../control-client.js';
import { needs } from '../http/access.js';
import { type ApiRouter, addEndpoint } from '../http/endpoints.js';
import { openInside, type RecordingFiles, sendSound } from '../recordings/sound-file.js';
import type { CallArchive } from './call-archive.js';
import { checkedId } from './ids.js';

/** GET /api/v1/test-calls/:id/sound → audio/wav. 404: nothing was recorded, or it is no longer there. */
export function addTestSoundRoute(
  router: ApiRouter,
  needed: { readonly control: ControlClient; readonly archive: CallArchive; readonly files: RecordingFiles },
): void {
  const { control, archive, files } = needed;
  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/test-calls/:id/sound',
    access: needs('lines.service'),
    async handle(context) {
      // Which recordings are of test calls is the daemon's to say, so that no other one is heard here.
      const { recordingId } = await control.request('test-call.get', { id: checkedId(context.params.id) });
      const found = recordingId === null ? null : await archive.recordings((recordings) => recordings.one(recordingId));
      if (found === null) throw new CallboxError('not-found', 'This test call has no recording.');
      const file = await openInside(files, found.recording.path);
      try {
        await sendSound(context, file, { name: found.recording.id, disposition: 'inline', sent() {} });
      } catch (error) {
        await file.close();
        throw error;
      }
    },
  });
}
