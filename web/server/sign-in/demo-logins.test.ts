import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ManualClock } from '../../../daemon/base/clock.js';
import { SortableIds } from '../../../daemon/base/ids.js';
import { SeededRandom } from '../../../daemon/base/random.js';
import { type Business, openBusiness } from '../store/business.js';
import { putDemoLogins, readDemoLogins } from './demo-logins.js';
import { hashPassword, passwordMatches } from './passwords.js';

const clock = new ManualClock();
let folder: string;
let business: Business;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'logins-'));
  const ids = new SortableIds(clock, new SeededRandom(1));
  business = await openBusiness({ kind: 'sqlite', file: join(folder, 'business.db') }, clock, ids);
});
afterEach(async () => {
  await business.close();
  rmSync(folder, { recursive: true, force: true });
});

function file(content: unknown): string {
  const path = join(folder, 'logins.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}
const login = { role: 'agent', user: '8001', password: 'one of a kind' } as const;

test('an agent’s login is the agent; a new password signs the old one out, the same one does not', async () => {
  const { logins } = await readDemoLogins(file({ url: 'http://localhost/', logins: [login] }));
  await putDemoLogins(logins, business, randomBytes, clock.nowMs());
  const user = await business.users.find('8001');
  expect(user).toMatchObject({ role: 'agent', agentId: '8001', disabled: false });
  expect(await passwordMatches(login.password, user?.passwordHash ?? '')).toBe(true);
  await business.sessions.make({
    tokenHash: 'hash',
    userId: '8001',
    nowMs: clock.nowMs(),
    expiresAt: clock.nowMs() + 1000,
    place: { address: '127.0.0.1', browser: '' },
    alone: true,
  });
  await putDemoLogins(logins, business, randomBytes, clock.nowMs()); // the web process was restarted
  expect(await business.sessions.find('hash', clock.nowMs())).not.toBeNull();
  await putDemoLogins([{ ...login, password: 'made anew' }], business, randomBytes, clock.nowMs());
  expect(await business.sessions.find('hash', clock.nowMs())).toBeNull();
  await putDemoLogins([{ ...login, user: 'boss', role: 'manager' }], business, randomBytes, clock.nowMs());
  expect(await business.users.find('boss')).toMatchObject({ role: 'manager', agentId: null });
});

test('who has chosen a password of his own keeps it when the web process starts again', async () => {
  const guest = { role: 'manager', user: 'guest', password: 'given at the start' } as const;
  await putDemoLogins([guest], business, randomBytes, clock.nowMs());
  const own = await hashPassword('his own choice 1', randomBytes, { N: 1024, r: 8, p: 1 });
  await business.users.setPassword('guest', own, 'session', 'guest');
  await putDemoLogins([guest], business, randomBytes, clock.nowMs());
  expect((await business.users.find('guest'))?.passwordHash).toBe(own);
});

test.each([
  ['no JSON', '{', /logins\.json is not as expected/],
  ['an unknown role', { url: '', logins: [{ ...login, role: 'king' }] }, /logins\.0\.role/],
  ['a short password', { url: '', logins: [{ ...login, password: 'short' }] }, /logins\.0\.password/],
  ['nobody', { url: '', logins: [] }, /logins/],
])('%s is refused with the place, without a password', async (_name, content, words) => {
  const refused = readDemoLogins(file(content));
  await expect(refused).rejects.toThrow(words);
  await expect(refused).rejects.not.toThrow(/one of a kind|short"/);
});

test('a file that is not there is named', async () => {
  await expect(readDemoLogins(join(folder, 'none.json'))).rejects.toThrow(/none\.json cannot be read: ENOENT/);
});
