// @ts-check
/** The code that the first-run page asks for: whoever can read it is at the box, so there is no default password. */
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { box } from '../layout.mjs';
import { Refusal } from '../refusal.mjs';

export const summary = { zh: '首次设置页的设置码', en: 'the code for the first-run page' };
export const needsRoot = true;

/** @param {readonly string[]} args `--if-needed`: on a box that was set up, or shows its code already, nothing new */
export async function run(args) {
  const onlyIfNeeded = args.includes('--if-needed');
  if (args.some((arg) => arg !== '--if-needed')) throw new Refusal('callbox setup-code [--if-needed]', 2);
  if (!existsSync(box.data)) {
    throw new Refusal(`没有 ${box.data}：请重新安装软件包。 / There is no ${box.data}: install the package again.`);
  }
  const known = onlyIfNeeded ? knownCode() : null;
  if (onlyIfNeeded && known === null && existsSync(join(box.data, 'business.db'))) return 0; // was set up long ago
  const code = known ?? (await makeCode());
  tell(code);
  return 0;
}

function knownCode() {
  try {
    return existsSync(box.firstRun) ? readFileSync(box.setupCode, 'utf8').trim() || null : null;
  } catch {
    return null;
  }
}

/** @returns {Promise<string>} */
async function makeCode() {
  /** @type {typeof import('../../../web/server/sign-in/passwords.js')} */
  const { hashPassword, oneTimePassword } = await import(join(box.js, 'web/server/sign-in/passwords.js'));
  const code = oneTimePassword(randomBytes);
  const hash = await hashPassword(code.replaceAll('-', ''), randomBytes);
  put(box.setupCode, `${code}\n`, 0o600, 0);
  // The web process reads the hash alone.
  put(box.firstRun, `${JSON.stringify({ hash })}\n`, 0o640, statSync(box.data).gid);
  return code;
}

/** Whole or not at all. @param {string} file @param {string} content @param {number} mode @param {number} group */
function put(file, content, mode, group) {
  const part = `${file}.part`;
  writeFileSync(part, content, { mode });
  chmodSync(part, mode);
  if (process.getuid?.() === 0) chownSync(part, 0, group);
  renameSync(part, file);
}

/** @param {string} code */
function tell(code) {
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map(({ address }) => address);
  const urls = (addresses.length > 0 ? addresses : [hostname()]).slice(0, 4).map((name) => `https://${name}/`);
  console.log(
    [
      '',
      `Callbox 首次设置 / first-run page:  ${urls.join('  ')}`,
      `设置码 / set-up code:  ${code}`,
      `（也在 / also in ${box.setupCode}；浏览器会提示证书由本机自签 / browsers say that the box signed its own certificate）`,
      '',
    ].join('\n'),
  );
}
