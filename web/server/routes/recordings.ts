import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { isAbsolute, resolve, sep } from 'node:path';
import { CallboxError } from '../../../daemon/base/errors.js';
import { needs } from '../http/access.js';
import { type ByteRange, byteRange } from '../http/byte-range.js';
import { type ApiContext, type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';
import type { CallArchive } from './call-archive.js';
import { checkedCallId } from './ids.js';

export interface RecordingNeeds {
  readonly archive: CallArchive;
  /** Absolute. */
  readonly folder: string;
}

/** The WAV of a call, whole or in ranges; of a conversation in progress, what is there at this moment. */
export function addRecordingRoutes(router: ApiRouter, { archive, folder }: RecordingNeeds): void {
  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/recordings/:callId',
    access: needs('recordings.read-all', 'recordings.read-own'),
    async handle(context) {
      const callId = checkedCallId(context.params.callId);
      const recording = await archive.recordingOf(callId);
      const { rights, user } = holderOf(context);
      const mine = async (agentId: string): Promise<boolean> =>
        recording?.agent === agentId || archive.floor((floor) => floor.talkedIn(callId, agentId));
      const may = rights.has('recordings.read-all') || (user.agentId !== null && (await mine(user.agentId)));
      // The same answer for a call that is not there and one that is not theirs: ids are not to be probed.
      if (!recording || !may) throw noRecording(callId);
      const file = await openInside(folder, recording.path, callId);
      try {
        await send(context, file, callId);
      } catch (error) {
        await file.close();
        throw error;
      }
    },
  });
}

/** Opens only a regular file whose real place is inside the folder, whatever the database says. */
async function openInside(folder: string, path: string, callId: string): Promise<FileHandle> {
  if (isAbsolute(path) || path.includes('\0')) throw noRecording(callId);
  try {
    const root = await realpath(folder);
    const real = await realpath(resolve(root, path));
    if (!real.startsWith(root + sep)) throw noRecording(callId);
    const file = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    if ((await file.stat()).isFile()) return file;
    await file.close();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR' && code !== 'ELOOP') throw error;
  }
  throw noRecording(callId);
}

async function send(context: ApiContext, file: FileHandle, callId: string): Promise<void> {
  const { size, mtimeMs, mtime } = await file.stat();
  const tag = `"${size.toString(16)}-${Math.floor(mtimeMs).toString(16)}"`;
  context.type = 'audio/wav';
  context.set({
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'private, no-cache',
    'Content-Disposition': `inline; filename="${callId}.wav"`,
    ETag: tag,
    'Last-Modified': mtime.toUTCString(),
  });
  const condition = context.get('If-Range');
  const sameFile = condition === '' || condition === tag || condition === mtime.toUTCString();
  const range = sameFile ? byteRange(context.get('Range') || undefined, size) : null;
  if (range === 'none') {
    context.set('Content-Range', `bytes */${size}`);
    await file.close();
    context.status = 416;
    context.body = { error: { code: 'bad-request', message: `The recording has ${size} octets now.` } };
    return;
  }
  context.status = range ? 206 : 200;
  if (range) context.set('Content-Range', `bytes ${range.first}-${range.last}/${size}`);
  await sendOctets(context, file, range ?? { first: 0, last: size - 1 });
}

async function sendOctets(context: ApiContext, file: FileHandle, { first, last }: ByteRange): Promise<void> {
  if (context.method === 'HEAD' || last < first) {
    await file.close();
    context.body = Buffer.alloc(0);
    context.type = 'audio/wav';
    context.length = last - first + 1;
    return;
  }
  const type = 'audio/wav';
  // The recorder may append while this is read: `end` keeps to what was promised.
  const stream = file.createReadStream({ start: first, end: last, highWaterMark: 65_536 });
  // Koa destroys the stream, and with it the file, when the browser goes away.
  context.body = stream;
  context.type = type;
  context.length = last - first + 1;
}

function noRecording(callId: string): CallboxError {
  return new CallboxError('not-found', `There is no recording of the call ${callId}.`);
}
