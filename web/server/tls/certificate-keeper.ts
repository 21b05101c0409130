import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import type { Logger } from 'pino';
import type { Clock } from '../../../daemon/base/clock.js';
import { CallboxError } from '../../../daemon/base/errors.js';
import type { Timers } from '../../../daemon/base/timers.js';
import type { CertificateProblem, CertificateShown } from '../../../daemon/contract/pages-first-run.js';
import { type BoxNames, namesNow } from './box-names.js';
import {
  coveredBy,
  coversNames,
  type KeyAndCertificate,
  makeAuthority,
  makeBoxCertificate,
  putPair,
} from './own-certificate.js';

const dayMs = 86_400_000;
/** A technician who comes once a month sees it in time; the box's own is renewed by itself then. */
const renewBeforeMs = 30 * dayMs;
/** Also when a network card got another address, the clock was set, or a file was put there by hand. */
const lookEveryMs = 600_000;

export interface KeeperNeeds {
  /** Made if it is not there; for the web process alone. */
  readonly folder: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
  /** As the box is called now. */
  readonly names?: () => BoxNames;
}

/**
 * The certificate of the pages: the customer's own while it is good, else one the box makes itself, renewed by itself. In
 * the folder: authority.{key,pem}, box.{key,pem}, customer.{key,pem}.
 */
export class CertificateKeeper {
  private inUse: KeyAndCertificate | null = null;
  private source: CertificateShown['source'] = 'own';
  private customerProblem: CertificateProblem | null = null;
  private stop: () => void = () => {};
  private looking: Promise<void> = Promise.resolve();
  /** Called with what servers must use from now on. */
  onChange: (pair: KeyAndCertificate) => void = () => {};

  constructor(private readonly needs: KeeperNeeds) {}

  get current(): KeyAndCertificate {
    if (!this.inUse) throw new TypeError('the certificate was asked for before start');
    return this.inUse;
  }

  /** @throws CallboxError internal: none could be made */
  async start(): Promise<void> {
    await mkdir(this.needs.folder, { recursive: true, mode: 0o700 });
    await this.look();
    this.again();
  }

  close(): void {
    this.stop();
  }

  /** For pages and the first run. */
  shown(): CertificateShown {
    const certificate = new X509Certificate(this.current.cert);
    return {
      source: this.source,
      subject: certificate.subject.replaceAll('\n', ', ').slice(0, 200),
      issuer: certificate.issuer.replaceAll('\n', ', ').slice(0, 200),
      names: (certificate.subjectAltName ?? '').split(', ').slice(0, 50),
      validFrom: Date.parse(certificate.validFrom),
      validTo: Date.parse(certificate.validTo),
      fingerprint: certificate.fingerprint256,
      problem: this.customerProblem ?? problemOf(this.current, this.needs.clock.nowMs(), null),
    };
  }

  /** To be trusted once by colleagues' computers; PEM. */
  async authority(): Promise<string> {
    return readFile(join(this.needs.folder, 'authority.pem'), 'utf8');
  }

  /** @throws CallboxError bad-request, with `problem` as its detail */
  async putCustomers(pair: KeyAndCertificate): Promise<void> {
    const problem = problemOf(pair, this.needs.clock.nowMs(), this.names());
    if (problem !== null && problem !== 'expires-soon' && problem !== 'other-name') {
      throw new CallboxError('bad-request', `This certificate cannot be used: ${problem}.`, { problem, why: problem });
    }
    await putPair(this.needs.folder, 'customer', pair);
    await this.look();
  }

  /** Made anew at once, whatever the one there is was good for. `authority`: that too, and all computers must trust it again. */
  async makeOwnAnew(authority: boolean): Promise<void> {
    const names = authority ? ['box', 'authority'] : ['box'];
    await this.looking.catch(() => {});
    for (const name of names) {
      for (const file of [`${name}.pem`, `${name}.key`]) await rm(join(this.needs.folder, file), { force: true });
    }
    await this.look();
  }

  async removeCustomers(): Promise<void> {
    for (const file of ['customer.pem', 'customer.key']) await rm(join(this.needs.folder, file), { force: true });
    await this.look();
  }

  /** One look after the other. */
  look(): Promise<void> {
    this.looking = this.looking.catch(() => {}).then(() => this.lookOnce());
    return this.looking;
  }

  private async lookOnce(): Promise<void> {
    const own = await this.ownPair(); // also kept ready while the customer's is in use
    const customers = await this.readPair('customer');
    const nowMs = this.needs.clock.nowMs();
    this.customerProblem = customers ? problemOf(customers, nowMs, this.names()) : null;
    const usable =
      customers !== null &&
      (this.customerProblem === null || ['expires-soon', 'other-name'].includes(this.customerProblem));
    if (this.customerProblem !== null) {
      this.needs.log.warn({ problem: this.customerProblem, used: usable }, "the customer's certificate needs care");
    }
    this.use(usable ? customers : own, usable ? 'customer' : 'own');
  }

  private use(pair: KeyAndCertificate, source: CertificateShown['source']): void {
    const same = this.inUse?.cert === pair.cert && this.inUse.key === pair.key;
    this.inUse = pair;
    this.source = source;
    if (same) return;
    this.needs.log.info({ source, validTo: new X509Certificate(pair.cert).validTo }, 'the certificate in use');
    this.onChange(pair);
  }

  private async ownPair(): Promise<KeyAndCertificate> {
    const { folder, clock, log } = this.needs;
    const names = this.names();
    const authority = await this.ownAuthority(names);
    const known = await this.readPair('box');
    if (known?.cert.includes(authority.cert.trim()) && problemOf(known, clock.nowMs(), names) === null) {
      return known;
    }
    log.info({ names: names.dns, addresses: names.addresses }, 'the box makes itself a certificate');
    const made = await makeBoxCertificate(folder, names, authority);
    await putPair(folder, 'box', made);
    return made;
  }

  /** Colleagues' computers trust it: it changes only when it must. */
  private async ownAuthority(names: BoxNames): Promise<KeyAndCertificate> {
    const { folder, clock } = this.needs;
    const covers = join(folder, 'authority.json');
    const known = await this.readPair('authority');
    if (known) {
      const remembered = await readFile(covers, 'utf8').then(
        (text) => JSON.parse(text) as unknown,
        () => [],
      );
      const covered = Array.isArray(remembered) ? remembered.map(String) : [];
      const problem = problemOf(known, clock.nowMs(), null);
      if (problem === null && coversNames(known.cert, names, covered)) return known;
    }
    const made = await makeAuthority(folder, names);
    await writeFile(covers, JSON.stringify(coveredBy(names)));
    await putPair(folder, 'authority', made);
    return made;
  }

  private names(): BoxNames {
    return (this.needs.names ?? namesNow)();
  }

  private async readPair(name: string): Promise<KeyAndCertificate | null> {
    const { folder, log } = this.needs;
    try {
      const [key, cert] = await Promise.all(
        [`${name}.key`, `${name}.pem`].map((file) => readFile(join(folder, file), 'utf8')),
      );
      return key && cert ? { key, cert } : null;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        log.warn({ err: error, name }, 'a certificate is not readable');
      return null;
    }
  }

  private again(): void {
    this.stop = this.needs.timers.after(lookEveryMs, () => {
      this.look()
        .catch((error: unknown) => this.needs.log.error({ err: error }, 'the certificate was not looked after'))
        .finally(() => this.again());
    });
  }
}

/** First things first; `names` null: what it is called does not matter. */
export function problemOf(pair: KeyAndCertificate, nowMs: number, names: BoxNames | null): CertificateProblem | null {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pair.cert);
  } catch {
    return 'unreadable';
  }
  try {
    if (!certificate.checkPrivateKey(createPrivateKey(pair.key))) return 'other-key';
    createSecureContext({ cert: pair.cert, key: pair.key });
  } catch {
    return 'unreadable-key';
  }
  if (Date.parse(certificate.validTo) <= nowMs) return 'expired';
  if (Date.parse(certificate.validFrom) > nowMs) return 'not-yet-valid';
  if (names !== null && !namesAny(certificate, names)) return 'other-name';
  if (Date.parse(certificate.validTo) - renewBeforeMs <= nowMs) return 'expires-soon';
  return null;
}

/** The box's own must have all of its names; a customer's is for the one his colleagues use. */
function namesAny(certificate: X509Certificate, { dns, addresses }: BoxNames): boolean {
  const has = (name: string): boolean =>
    (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined;
  const own = certificate.subject.includes('O=Callbox');
  const wanted = [...dns, ...addresses].filter((name) => own || !['localhost', '127.0.0.1', '::1'].includes(name));
  return own ? wanted.every(has) : wanted.some(has);
}
