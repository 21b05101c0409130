/** Certificates that the box makes itself, with the openssl program: it knows X.509, and Debian keeps it safe. */
import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CallboxError } from '../../../daemon/base/errors.js';
import type { BoxNames } from './box-names.js';

const run = promisify(execFile);
const openSslLimitMs = 30_000;
const authorityDays = 3_650;
/** Browsers refuse longer ones (CA/Browser Forum Baseline Requirements 6.3.2 of 2020: 398 days). */
const boxDays = 397;
/** RFC 1918, RFC 4193: an office's own networks, so that the box may move within them. */
const privateNetworks = [
  '10.0.0.0/255.0.0.0',
  '172.16.0.0/255.240.0.0',
  '192.168.0.0/255.255.0.0',
  '127.0.0.0/255.0.0.0',
  'fc00::/fe00::',
  '::1/ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
];

export interface KeyAndCertificate {
  readonly key: string;
  /** The box's own first, then those that signed it. */
  readonly cert: string;
}

/**
 * `folder`: on this disk, for the work. The box's own authority, which colleagues' computers may be told to trust once. It may sign for this box's names and
 * for private addresses only (RFC 5280 §4.2.1.10): whoever stole its key could not play another site with it.
 */
export async function makeAuthority(folder: string, names: BoxNames): Promise<KeyAndCertificate> {
  const permitted = [
    ...names.dns.map((name) => `permitted;DNS.${name.replaceAll('.', '-')}=${name}`),
    ...privateNetworks.map((network, at) => `permitted;IP.net${at}=${network}`),
    ...names.addresses.filter(isPublic).map((address, at) => `permitted;IP.own${at}=${address}/${hostMask(address)}`),
  ];
  return openSsl(folder, {
    subject: { O: 'Callbox', CN: `Callbox ${names.dns[0] ?? ''} CA`.slice(0, 64) },
    extensions: [
      'basicConstraints=critical,CA:TRUE,pathlen:0',
      'keyUsage=critical,keyCertSign,cRLSign',
      'subjectKeyIdentifier=hash',
      'nameConstraints=critical,@permitted',
    ],
    sections: ['[permitted]', ...permitted],
    days: authorityDays,
    signedBy: null,
  });
}

export async function makeBoxCertificate(
  folder: string,
  names: BoxNames,
  authority: KeyAndCertificate,
): Promise<KeyAndCertificate> {
  const alternatives = [
    ...names.dns.map((name, at) => `DNS.${at}=${name}`),
    ...names.addresses.map((address, at) => `IP.${at}=${address}`),
  ];
  const made = await openSsl(folder, {
    subject: { O: 'Callbox', CN: (names.dns[0] ?? 'callbox').slice(0, 64) },
    extensions: [
      'basicConstraints=critical,CA:FALSE',
      'keyUsage=critical,digitalSignature',
      'extendedKeyUsage=serverAuth',
      'subjectKeyIdentifier=hash',
      'authorityKeyIdentifier=keyid',
      'subjectAltName=@alternatives',
    ],
    sections: ['[alternatives]', ...alternatives],
    days: boxDays,
    signedBy: authority,
  });
  return { key: made.key, cert: `${made.cert.trim()}\n${authority.cert}` };
}

/** Whether the authority may sign for all these names. */
export function coversNames(authority: string, names: BoxNames, remembered: readonly string[]): boolean {
  const certificate = new X509Certificate(authority);
  return (
    certificate.ca && [...names.dns, ...names.addresses.filter(isPublic)].every((name) => remembered.includes(name))
  );
}

/** What an authority made for these names may sign for, beside the private networks. */
export function coveredBy(names: BoxNames): readonly string[] {
  return [...names.dns, ...names.addresses.filter(isPublic)];
}

function isPublic(address: string): boolean {
  if (isIP(address) === 6) return !/^(f[cd]|::1$)/i.test(address);
  return !/^(10\.|127\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address);
}

function hostMask(address: string): string {
  return isIP(address) === 6 ? 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff' : '255.255.255.255';
}

interface Wanted {
  readonly subject: Readonly<Record<string, string>>;
  readonly extensions: readonly string[];
  readonly sections: readonly string[];
  readonly days: number;
  readonly signedBy: KeyAndCertificate | null;
}

/** @throws CallboxError internal: the program is not there, or refused */
async function openSsl(
  within: string,
  { subject, extensions, sections, days, signedBy }: Wanted,
): Promise<KeyAndCertificate> {
  const folder = await mkdtemp(join(within, '.making-')); // for its maker alone
  try {
    const name = Object.entries(subject).map(([field, value]) => `${field}=${value.replaceAll(/[^\w .-]/g, '-')}`);
    const config = ['[req]', 'prompt=no', 'distinguished_name=name', 'x509_extensions=is', '[name]', ...name];
    const file = (short: string): string => join(folder, short);
    await writeFile(file('config'), [...config, '[is]', ...extensions, ...sections, ''].join('\n'));
    const signing = signedBy === null ? [] : ['-CA', file('ca.pem'), '-CAkey', file('ca.key')];
    if (signedBy !== null) {
      await writeFile(file('ca.pem'), signedBy.cert);
      await writeFile(file('ca.key'), signedBy.key, { mode: 0o600 });
    }
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', file('key')];
    const out = ['-out', file('cert'), '-days', String(days), '-sha256', '-batch', '-config', file('config')];
    await run('openssl', ['req', '-x509', ...key, ...out, ...signing], { timeout: openSslLimitMs });
    return { key: await readFile(file('key'), 'utf8'), cert: await readFile(file('cert'), 'utf8') };
  } catch (error) {
    const { code, stderr } = error as NodeJS.ErrnoException & { stderr?: string };
    const why =
      code === 'ENOENT' ? 'the program openssl is not installed (apt install openssl)' : String(stderr ?? error);
    throw new CallboxError('internal', `No certificate could be made: ${why.slice(-300)}`, {}, { cause: error });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Both or none: the key first, so that a certificate never stands there without its key. */
export async function putPair(folder: string, name: string, { key, cert }: KeyAndCertificate): Promise<void> {
  await writeFile(join(folder, `${name}.key.part`), key, { mode: 0o600, flush: true });
  await writeFile(join(folder, `${name}.pem.part`), cert, { mode: 0o640, flush: true });
  await rename(join(folder, `${name}.key.part`), join(folder, `${name}.key`));
  await rename(join(folder, `${name}.pem.part`), join(folder, `${name}.pem`));
}
