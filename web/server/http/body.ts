import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import { CallboxError } from '../../../daemon/base/errors.js';
import { maxBodyBytes } from '../../../daemon/contract/pages.js';

/** A sender of JSON who takes longer is ended. */
const slowestMs = 30_000;
/** Characters of a zod complaint that are told back. */
const maxComplaintLength = 300;

/**
 * Reads a JSON body of at most maxBodyBytes octets. A slow sender is refused.
 * @throws CallboxError bad-request, too-large
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new CallboxError('bad-request', 'Send the body as JSON with the header content-type: application/json.');
  }
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) throw tooLarge();
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await readOctets(request));
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof CallboxError) throw error;
    throw new CallboxError('bad-request', 'The body is not valid JSON in UTF-8, or was cut off.');
  }
}

function readOctets(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBodyBytes) chunks.push(chunk);
      // The rest is thrown away, not cut off: the sender, who is still sending, must see the 413.
      else reject(tooLarge());
    });
    const slow = setTimeout(() => {
      reject(new CallboxError('bad-request', 'The body came too slowly; send it again.'));
      request.destroy();
    }, slowestMs);
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('close', () => clearTimeout(slow));
  });
}

/** @throws CallboxError bad-request, naming the fields */
export function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const complaints = result.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
  throw new CallboxError('bad-request', `Not accepted: ${complaints.join('; ')}`.slice(0, maxComplaintLength));
}

function tooLarge(): CallboxError {
  return new CallboxError('too-large', `The body is larger than ${maxBodyBytes} octets.`);
}
