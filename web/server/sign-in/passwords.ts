import { scrypt, timingSafeEqual } from 'node:crypto';

/** Random octets from the composition root. */
export type RandomBytes = (count: number) => Buffer;

/** RFC 7914 §2. Stored with each hash, so that they may be raised later without losing a login. */
export interface ScryptCost {
  /** CPU and memory cost, a power of two; memory is 128·N·r octets. */
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

export const defaultCost: ScryptCost = { N: 32_768, r: 8, p: 1 };
/** For passwords that a machine made at random: nobody guesses those, and a start makes several at once. */
export const machineMadeCost: ScryptCost = { N: 4_096, r: 8, p: 1 };
const maxMemoryBytes = 128 * 1024 * 1024;
const keyBytes = 32;
const saltBytes = 16;

/** "scrypt$N$r$p$salt$key", salt and key in base64url. */
export async function hashPassword(password: string, random: RandomBytes, cost = defaultCost): Promise<string> {
  const salt = random(saltBytes);
  const key = await derive(password, salt, cost);
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/** Compares in constant time; false also for a hash that cannot be read. */
export async function passwordMatches(password: string, stored: string): Promise<boolean> {
  const [kind, N, r, p, salt, key] = stored.split('$');
  if (kind !== 'scrypt' || !salt || !key) return false;
  const expected = Buffer.from(key, 'base64url');
  if (expected.length !== keyBytes) return false;
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  return timingSafeEqual(await derive(password, Buffer.from(salt, 'base64url'), cost), expected);
}

function derive(password: string, salt: Buffer, cost: ScryptCost): Promise<Buffer> {
  // NFC: the same Chinese or accented password typed on two systems may arrive composed or decomposed.
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, keyBytes, { ...cost, maxmem: maxMemoryBytes }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

/** Without letters and digits that are mistaken for each other on paper: 31 signs, 59 bits in twelve. */
const signs = 'abcdefghjkmnpqrstuvwxyz23456789';
const groups = 3;
const signsInGroup = 4;

/** To be printed on a card and changed at the first sign-in: "k3fm-x7wq-p2ha". */
export function oneTimePassword(random: RandomBytes): string {
  let made = '';
  while (made.length < groups * signsInGroup) {
    for (const octet of random(32)) {
      // Octets beyond a whole multiple of 31 would make the first signs more likely.
      if (octet < 248 && made.length < groups * signsInGroup) made += signs[octet % signs.length];
    }
  }
  return made.replace(/(.{4})(?=.)/g, '$1-');
}
