import { createHash } from 'node:crypto';
import { PassThrough, Readable, Transform } from 'node:stream';
import { ZipFile } from 'yazl';
import { CallboxError } from '../../../daemon/base/errors.js';
import type { CallSummary } from '../../../daemon/contract/pages.js';
import { type Sound, streamOf } from '../../../daemon/encryption/sound.js';
import type { AttemptRow } from '../../../daemon/terms/outbound.js';
import type { Evidence } from '../../../daemon/terms/outbound-figures.js';
import type { RecordingRow } from '../../../daemon/terms/recordings.js';
import type { CallEventRow, LegRow } from '../../../daemon/terms/rows.js';
import { openInside, type RecordingFiles } from '../recordings/sound-file.js';
import type { CallArchive } from '../routes/call-archive.js';

/** What proves how one call out was made (CMP-04, china.md 8): kept as long as the rows and files are, 30 days at least. */
export interface CallEvidence {
  /** Of a campaign; null: an agent dialled by himself. */
  readonly evidence: Evidence | null;
  readonly call: CallSummary | null;
  readonly legs: readonly LegRow[];
  readonly events: readonly CallEventRow[];
  readonly recordings: readonly RecordingRow[];
}

/** @throws CallboxError not-found: neither an attempt nor a call out */
export async function evidenceOf(
  archive: CallArchive,
  of: { readonly attempt: string } | { readonly call: string },
): Promise<CallEvidence> {
  const attempt = await attemptOf(archive, of);
  const evidence = attempt && (await archive.attempts((attempts) => attempts.evidence(attempt.id)));
  const callId = 'call' in of ? of.call : (attempt?.callId ?? '');
  const call = callId === '' ? null : await archive.call(callId);
  if (!evidence && call?.direction !== 'outbound') {
    throw new CallboxError('not-found', 'There is no such call out.');
  }
  if (callId === '') return { evidence, call, legs: [], events: [], recordings: [] };
  const [legs, events, recordings] = await Promise.all([
    archive.floor((floor) => floor.legsOf(callId)),
    archive.day((day) => day.eventsOf(callId)),
    archive.recordings((reader) => reader.ofCall(callId)),
  ]);
  return { evidence, call, legs, events, recordings };
}

async function attemptOf(
  archive: CallArchive,
  of: { readonly attempt: string } | { readonly call: string },
): Promise<AttemptRow | null> {
  if ('attempt' in of) return archive.attempts((attempts) => attempts.attempt(of.attempt));
  const [attempt] = await archive.attempts((attempts) => attempts.attempts({ callId: of.call, limit: 1 }));
  return attempt ?? null;
}

export interface Bundle {
  readonly stream: Readable;
  /** Recordings whose sound is in it. */
  readonly recordings: readonly { readonly id: string; readonly octets: number }[];
}

/** The bundle as a ZIP: JSON, sound, and last the hashes of all that was packed, as sha256sum -c reads them. */
export async function evidenceZip(
  found: CallEvidence,
  about: { readonly by: string; readonly at: number },
  files: RecordingFiles,
): Promise<Bundle> {
  const zip = new ZipFile();
  const hashes: string[] = [];
  const mtime = new Date(about.at);
  const addJson = (name: string, value: unknown): void => {
    const octets = Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
    hashes.push(`${createHash('sha256').update(octets).digest('hex')}  ${name}\n`);
    zip.addBuffer(octets, name, { mtime });
  };
  const { evidence, call, legs, events, recordings } = found;
  addJson('evidence.json', { madeAt: about.at, madeBy: about.by, attempt: evidence });
  addJson('call.json', { call, legs, events, recordings });
  const packed: Bundle['recordings'][number][] = [];
  for (const recording of recordings) {
    const name = `recordings/${recording.id}.wav`;
    const size = await octetsOf(files, recording);
    if (size === null) continue;
    const done = (hash: string): void => void hashes.push(`${hash}  ${name}\n`);
    zip.addReadStreamLazy(name, { mtime, size, compress: false }, (give) => {
      // Opened when it is its turn: a browser that goes away before leaves nothing open.
      openInside(files, recording.path).then(
        (file) => give(null, hashed(file, size, done)),
        (error: unknown) => give(error, Readable.from([])),
      );
    });
    packed.push({ id: recording.id, octets: size });
  }
  zip.addReadStreamLazy('SHA256SUMS', { mtime }, (give) => {
    const sums = new PassThrough();
    sums.end(hashes.join(''));
    give(null, sums);
  });
  zip.end();
  return { stream: zip.outputStream as Readable, recordings: packed };
}

/** `done` gets the hash of what went through. The recorder may append meanwhile: what was promised is sent. */
function hashed(file: Sound, size: number, done: (hash: string) => void): Readable {
  const hash = createHash('sha256');
  const through = new Transform({
    transform(octets: Buffer, _encoding, next) {
      hash.update(octets);
      next(null, octets);
    },
    flush(next) {
      done(hash.digest('hex'));
      next();
    },
  });
  const sound = streamOf(file, { first: 0, last: size - 1 });
  sound.on('error', (error) => through.destroy(error));
  through.on('close', () => sound.destroy());
  return sound.pipe(through);
}

/** Null: it was deleted, or there never was one; the ledger's row says why. */
async function octetsOf(files: RecordingFiles, recording: RecordingRow): Promise<number | null> {
  try {
    const file = await openInside(files, recording.path);
    const { size } = file;
    await file.close();
    return size;
  } catch (error) {
    if (error instanceof CallboxError && error.code === 'not-found') return null;
    throw error;
  }
}
