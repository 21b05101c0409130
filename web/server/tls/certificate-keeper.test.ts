import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import type { BoxNames } from './box-names.js';
import { CertificateKeeper } from './certificate-keeper.js';

const dayMs = 86_400_000;
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function keeper(folder = mkdtempSync(join(tmpdir(), 'callbox-tls-'))) {
  folders.push(folder);
  const now = {
    // Later than any certificate that is made meanwhile, whose times are whole seconds.
    ms: Date.now() + 60_000,
    names: { dns: ['box', 'localhost'], addresses: ['192.168.1.5', '127.0.0.1'] } as BoxNames,
  };
  const made = new CertificateKeeper({
    folder,
    clock: { nowMs: () => now.ms },
    timers: { after: () => () => {} },
    log: pino({ level: 'silent' }),
    names: () => now.names,
  });
  let changes = 0;
  made.onChange = () => {
    changes += 1;
  };
  return { made, now, folder, changes: () => changes };
}

function customers(folder: string, name: string, days: number) {
  const [key, cert] = [join(folder, 'k'), join(folder, 'c')];
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`, '-days', String(days)];
  execFileSync('openssl', ['req', '-x509', ...ec, '-keyout', key, '-out', cert, ...subject], { stdio: 'ignore' });
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

test('the box makes itself a certificate that its own authority verifies, for its names and addresses', async () => {
  const { made, folder } = keeper();
  await made.start();
  const certificate = new X509Certificate(made.current.cert);
  expect(certificate.checkHost('box')).toBe('box');
  expect(certificate.checkIP('192.168.1.5')).toBe('192.168.1.5');
  expect(statSync(join(folder, 'box.key')).mode & 0o777).toBe(0o600);
  const told = execFileSync('openssl', [
    'verify',
    '-purpose',
    'sslserver',
    '-CAfile',
    join(folder, 'authority.pem'),
    join(folder, 'box.pem'),
  ]);
  expect(String(told)).toMatch(/OK/);
  expect(made.shown()).toMatchObject({ source: 'own', problem: null });
});

test('the authority signs for no other site', async () => {
  const { made } = keeper();
  await made.start();
  const authority = new X509Certificate(await made.authority());
  expect(authority.ca).toBe(true);
  const text = String(execFileSync('openssl', ['x509', '-noout', '-text'], { input: authority.toString() }));
  expect(text).toMatch(/Name Constraints: critical\s+Permitted:\s+DNS:box/);
});

test('a start later uses the same; thirty days before its end it is renewed, and the authority stays', async () => {
  const first = keeper();
  await first.made.start();
  const again = keeper(first.folder);
  await again.made.start();
  expect(again.made.current).toEqual(first.made.current);
  again.now.ms += 366 * dayMs;
  await again.made.look();
  expect(again.made.current.cert).toBe(first.made.current.cert); // 397 days: not yet
  again.now.ms += 2 * dayMs;
  await again.made.look();
  expect(again.made.current.cert).not.toBe(first.made.current.cert);
  expect(again.changes()).toBe(2);
  expect(await again.made.authority()).toBe(await first.made.authority());
});

test('another address in the office: a new certificate, the same authority; another name: a new authority too', async () => {
  const { made, now } = keeper();
  await made.start();
  const authority = await made.authority();
  now.names = { ...now.names, addresses: ['10.9.8.7', '127.0.0.1'] };
  await made.look();
  expect(new X509Certificate(made.current.cert).checkIP('10.9.8.7')).toBe('10.9.8.7');
  expect(await made.authority()).toBe(authority);
  now.names = { ...now.names, dns: ['telefon', 'localhost'] };
  await made.look();
  expect(await made.authority()).not.toBe(authority);
});

test("the customer's certificate is used until it expires, then the box's own takes its place and says why", async () => {
  const { made, now, folder } = keeper();
  await made.start();
  const own = made.current;
  const theirs = customers(folder, 'box', 60);
  await made.putCustomers(theirs);
  expect(made.current).toEqual(theirs);
  expect(made.shown()).toMatchObject({ source: 'customer', problem: null });
  now.ms += 40 * dayMs;
  await made.look();
  expect(made.shown()).toMatchObject({ source: 'customer', problem: 'expires-soon' });
  now.ms += 21 * dayMs;
  await made.look();
  expect(made.current.cert).toBe(own.cert);
  expect(made.shown()).toMatchObject({ source: 'own', problem: 'expired' });
  await made.removeCustomers();
  expect(made.shown().problem).toBeNull();
});

test('what cannot be used is refused with its reason, and nothing changes', async () => {
  const { made, now, folder } = keeper();
  await made.start();
  const own = made.current;
  const [one, other] = [customers(folder, 'box', 60), customers(folder, 'box', 60)];
  const refused = (pair: typeof one, problem: string) =>
    expect(made.putCustomers(pair)).rejects.toMatchObject({ code: 'bad-request', detail: { problem } });
  await refused({ cert: 'no certificate', key: one.key }, 'unreadable');
  await refused({ cert: one.cert, key: 'no key' }, 'unreadable-key');
  await refused({ cert: one.cert, key: other.key }, 'other-key');
  expect(made.current).toEqual(own);
  await made.putCustomers(customers(folder, 'elsewhere.example', 60)); // used, but told
  expect(made.shown()).toMatchObject({ source: 'customer', problem: 'other-name' });
  now.ms += 61 * dayMs;
  await refused(one, 'expired');
});

test('a damaged key on the disk is made anew', async () => {
  const first = keeper();
  await first.made.start();
  execFileSync('truncate', ['-s', '20', join(first.folder, 'box.key')]);
  const again = keeper(first.folder);
  await again.made.start();
  expect(again.made.shown()).toMatchObject({ source: 'own', problem: null });
});
