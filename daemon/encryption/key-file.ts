/**
 * The file of a box's recording keys: one line for each, "ID KEY WHEN", the last one for new files. It lies outside the data
 * folder, so that who has the recordings does not have the keys; nobody but its owner may read it.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { CallboxError } from '../base/errors.js';

export interface RecordingKey {
  /** 16 hex digits, made from the key: a key that was copied wrongly has another one. */
  readonly id: string;
  /** 32 octets. */
  readonly key: Buffer;
  /** ISO 8601. */
  readonly since: string;
}

const keyOctets = 32;
/** More than a key a week for ten years. */
const maxKeys = 1_000;
export const maxKeyFileOctets = 256 * 1024;
const line = /^([0-9a-f]{16}) ([0-9a-f]{64}) (\d{4}-\d\d-\d\dT[\d:.]{8,12}Z)$/;
const title =
  '# Callbox: keys of recordings. Who has them can open every encrypted recording. / 录音密钥，切勿外传。\n';

export function keyIdOf(key: Buffer): string {
  return createHash('sha256').update('callbox recording key\0').update(key).digest('hex').slice(0, 16);
}

/** @throws CallboxError bad-request: not 32 octets */
export function recordingKey(key: Buffer, since: string): RecordingKey {
  if (key.length !== keyOctets) throw new CallboxError('bad-request', `a recording key has ${keyOctets} octets`);
  return { id: keyIdOf(key), key, since };
}

/** @throws CallboxError bad-request that says which line is wrong, and nothing of what stands in it */
export function parseKeyFile(text: string): readonly RecordingKey[] {
  const keys: RecordingKey[] = [];
  for (const [at, raw] of text.split('\n').entries()) {
    const content = raw.trim();
    if (content === '' || content.startsWith('#')) continue;
    const [, id = '', hex = '', since = ''] = line.exec(content) ?? [];
    const key = Buffer.from(hex, 'hex');
    if (id === '' || keyIdOf(key) !== id) {
      throw new CallboxError(
        'bad-request',
        `line ${at + 1} of the recording keys is no key, or was changed: put the file back from the printed keys with ` +
          '"callbox recording-key add"',
      );
    }
    if (keys.length === maxKeys) throw new CallboxError('bad-request', `there are more than ${maxKeys} recording keys`);
    keys.push({ id, key, since });
  }
  return keys;
}

export function keyFileText(keys: readonly RecordingKey[]): string {
  return title + keys.map(({ id, key, since }) => `${id} ${key.toString('hex')} ${since}\n`).join('');
}

/** Without I, L, O and U: what is written down by hand is read back (Crockford's base 32). */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const checkOctets = 3;
const groupLetters = 4;

/** The key for paper: 14 groups of four letters, three octets of check among them. */
export function printedKey({ key }: Pick<RecordingKey, 'key'>): string {
  let bits = 0;
  let value = 0;
  let text = '';
  for (const octet of Buffer.concat([key, checkOf(key)])) {
    value = (value << 8) | octet;
    for (bits += 8; bits >= 5; bits -= 5) {
      text += letters[(value >>> (bits - 5)) & 31];
      value &= (1 << (bits - 5)) - 1;
    }
  }
  return (text.match(new RegExp(`.{${groupLetters}}`, 'g')) ?? []).join('-');
}

/** What somebody typed from paper: small letters, blanks, O for 0 and I for 1 are understood. @throws CallboxError bad-request */
export function keyFromPrint(typed: string): Buffer {
  const clean = typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  const wanted = ((keyOctets + checkOctets) * 8) / 5;
  const octets: number[] = [];
  let bits = 0;
  let value = 0;
  for (const letter of clean.length === wanted ? clean : '') {
    const digit = letters.indexOf(letter);
    if (digit < 0) break;
    value = (value << 5) | digit;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    octets.push((value >>> bits) & 255);
    value &= (1 << bits) - 1;
  }
  const key = Buffer.from(octets.slice(0, keyOctets));
  const check = Buffer.from(octets.slice(keyOctets));
  if (check.length === checkOctets && timingSafeEqual(check, checkOf(key))) return key;
  throw new CallboxError(
    'bad-request',
    `this is no recovery key, or a letter of it is wrong: ${wanted} letters and digits are wanted, in groups of four / ` +
      `恢复密钥有误：应为 ${wanted} 个字母和数字，每四个一组`,
  );
}

function checkOf(key: Buffer): Buffer {
  return createHash('sha256').update('callbox printed key\0').update(key).digest().subarray(0, checkOctets);
}
