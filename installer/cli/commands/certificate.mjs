// @ts-check
/** The certificate of the pages, from the box itself: what a page does, for who cannot open the pages. */
import { spawnSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { chmodSync, chownSync, existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { box } from '../layout.mjs';
import { Refusal } from '../refusal.mjs';

export const summary = {
  zh: '网页证书：查看、换成单位自己的、换回',
  en: 'of the pages: show it, put the company’s own, take it back',
};
export const needsRoot = true;

const usage = 'callbox certificate [put CERTIFICATE.pem KEY.pem | remove]';

/** @param {readonly string[]} args */
export function run([what, ...files]) {
  if (what === undefined) return show();
  if (what === 'remove' && files.length === 0) {
    for (const file of ['customer.pem', 'customer.key']) rmSync(join(box.tls, file), { force: true });
    return takenUp();
  }
  const [certificate, key] = files;
  if (what !== 'put' || certificate === undefined || key === undefined || files.length > 2) throw new Refusal(usage, 2);
  putPair(read(certificate), read(key));
  return takenUp();
}

function show() {
  for (const name of ['customer', 'box']) {
    const file = join(box.tls, `${name}.pem`);
    if (!existsSync(file)) continue;
    const { subject, subjectAltName, validTo, fingerprint256 } = new X509Certificate(readFileSync(file));
    console.log(
      `${name}: ${subject.replaceAll('\n', ', ')}\n  ${subjectAltName ?? ''}\n  → ${validTo}\n  SHA-256 ${fingerprint256}`,
    );
  }
  return 0;
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Refusal(`无法读取 / cannot be read: ${file} (${/** @type {NodeJS.ErrnoException} */ (error).code})`);
  }
}

/** @param {string} cert @param {string} key */
function putPair(cert, key) {
  let certificate;
  let secret;
  try {
    certificate = new X509Certificate(cert);
    secret = createPrivateKey(key);
  } catch {
    throw new Refusal(
      '应为 PEM 格式的证书和未加密的私钥。 / A certificate and a key without a password are wanted, both PEM.',
    );
  }
  if (!certificate.checkPrivateKey(secret)) {
    throw new Refusal('证书与私钥不匹配。 / This key does not belong to this certificate.');
  }
  if (Date.parse(certificate.validTo) <= Date.now()) {
    throw new Refusal(
      `证书已过期（${certificate.validTo}）。 / This certificate has expired (${certificate.validTo}).`,
    );
  }
  put('customer.key', key, 0o600);
  put('customer.pem', cert, 0o640);
}

/** For the web process, whose folder it is. @param {string} name @param {string} content @param {number} mode */
function put(name, content, mode) {
  const part = join(box.tls, `${name}.part`);
  writeFileSync(part, content, { mode: 0o600 });
  const { uid, gid } = statSync(box.tls);
  chownSync(part, uid, gid);
  chmodSync(part, mode);
  renameSync(part, join(box.tls, name));
}

/** Browsers notice nothing but a moment: the sockets are systemd's. */
function takenUp() {
  spawnSync('systemctl', ['try-restart', 'callbox-web.service'], { stdio: 'inherit' });
  return show();
}
