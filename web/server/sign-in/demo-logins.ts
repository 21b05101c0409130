import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { CallboxError } from '../../../daemon/base/errors.js';
import { roles } from '../../../daemon/terms/rights.js';
import type { Business } from '../store/business.js';
import { hashPassword, machineMadeCost, passwordMatches, type RandomBytes } from './passwords.js';

const maxFileBytes = 65_536;

const demoLogins = z.object({
  url: z.string(),
  logins: z
    .array(
      z.strictObject({
        role: z.enum(roles),
        user: z.string().min(1).max(32),
        password: z.string().min(8).max(256),
      }),
    )
    .min(1)
    .max(100),
});
export type DemoLogins = z.infer<typeof demoLogins>;

/** @throws CallboxError bad-request, saying what is wrong with the file; never with a password in it */
export async function readDemoLogins(file: string): Promise<DemoLogins> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CallboxError('bad-request', `The file of demo logins ${file} cannot be read: ${error.code}.`);
  });
  if (text.length > maxFileBytes)
    throw new CallboxError('bad-request', `The file of demo logins ${file} is too large.`);
  const result = demoLogins.safeParse(parse(text));
  if (result.success) return result.data;
  const where = result.error.issues.map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`).join('; ');
  throw new CallboxError('bad-request', `The file of demo logins ${file} is not as expected: ${where}`.slice(0, 500));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Makes these users, or gives them their new passwords. Who was given this password already stays as he is, with his
 * sessions, and with another password if he chose one: the web process may have been restarted in the middle of a day.
 */
export async function putDemoLogins(
  logins: DemoLogins['logins'],
  business: Business,
  random: RandomBytes,
  nowMs: number,
): Promise<void> {
  await Promise.all(
    logins.map(async ({ user, role, password }) => {
      const known = await business.users.find(user);
      if (known && (await passwordMatches(password, known.givenHash))) return;
      const passwordHash = await hashPassword(password, random, machineMadeCost);
      const agentId = role === 'agent' ? user : null;
      await business.users.put({ id: user, name: user, role, agentId, passwordHash }, nowMs);
    }),
  );
}
