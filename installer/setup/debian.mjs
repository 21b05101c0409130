// @ts-check
/** Debian packages: what start needs, and what the tests need besides. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { ProgramFailed, runProgram } from './run-program.mjs';
import { SetupProblem } from './steps.mjs';

const forStart = [
  'libpri-dev',
  'libspeexdsp-dev',
  'cmake',
  'g++',
  'make',
  'python3', // node-gyp
  'espeak-ng',
  'sox',
  'asterisk-core-sounds-en-wav',
];
const forTests = ['doctest-dev', 'openssl', 'tshark', 'chromium', 'postgresql', 'fonts-noto-cjk', 'clang-format'];
// The emulated machine with the card driver, and what its kernel modules are built and loaded with: it runs this
// machine's own programs.
const forHardware = ['doctest-dev', 'qemu-system-x86', 'busybox-static', 'cpio', 'xz-utils', 'gcc-12', 'kmod'];

const forSanitize = ['doctest-dev'];
// libFuzzer comes with clang; llvm has what turns addresses into lines.
const forFuzz = ['clang-14', 'llvm-14', 'libclang-rt-14-dev'];

/** What each purpose needs besides what start needs. */
const more = {
  start: [],
  test: forTests,
  hardware: forHardware,
  sanitize: forSanitize,
  fuzz: [...forSanitize, ...forFuzz],
};

/** @typedef {keyof typeof more} Purpose */

/** @param {Purpose} purpose */
export function packagesFor(purpose) {
  return [...forStart, ...more[purpose]];
}

/** @param {readonly string[]} wanted @returns {string[]} those not installed */
export function missingPackages(wanted) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own format
  const query = spawnSync('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n', ...wanted], {
    encoding: 'utf8',
  });
  if (query.error) {
    throw new SetupProblem(
      `这里没有 dpkg-query。Callbox 需要 Debian 12。 / There is no dpkg-query here: Callbox is set up on Debian 12.`,
    );
  }
  const installed = new Set(
    query.stdout
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  );
  return wanted.filter((name) => !installed.has(name));
}

/** @param {readonly string[]} names */
export const installCommand = (names) =>
  `apt-get update && sudo apt-get install -y --no-install-recommends ${names.join(' ')}`;

/**
 * @param {Purpose} purpose
 * @returns {import('./steps.mjs').Step}
 */
export function debianStep(purpose) {
  const wanted = packagesFor(purpose);
  return {
    id: 'debian',
    title: 'Debian 软件包 / Debian packages',
    after: [],
    needed() {
      const missing = missingPackages(wanted);
      if (missing.length === 0) return null;
      if (process.getuid?.() !== 0) {
        throw new SetupProblem(
          `缺少 Debian 软件包；请运行下面的命令，然后重试。\nDebian packages are missing. Run this, then try again:\n\n` +
            `  sudo ${installCommand(missing)}\n`,
        );
      }
      return `apt-get install ${missing.join(' ')}`;
    },
    async run({ tell, signal }) {
      const missing = missingPackages(wanted);
      const update = () => updateLists(tell, signal);
      const install = () => apt(['install', '-y', '--no-install-recommends', ...missing], tell, signal);
      const fresh = !hasLists();
      if (fresh) await update();
      try {
        await install();
      } catch (error) {
        if (fresh || !(error instanceof ProgramFailed)) throw error;
        await update(); // the lists were old: the archive no longer has the versions they name
        await install();
      }
      const still = missingPackages(wanted);
      if (still.length > 0) throw new SetupProblem(`apt-get did not install: ${still.join(' ')}`);
    },
  };
}

/** @param {(text: string) => void} tell @param {AbortSignal} signal */
export const updateLists = (tell, signal) => apt(['update'], tell, signal);

/** @param {string[]} args @param {(text: string) => void} tell @param {AbortSignal} signal */
function apt(args, tell, signal) {
  return runProgram('apt-get', ['-o', 'DPkg::Lock::Timeout=600', '-o', 'Dpkg::Use-Pty=0', ...args], {
    env: { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' },
    onLine: tell,
    signal,
  });
}

function hasLists() {
  try {
    return readdirSync('/var/lib/apt/lists').some((name) => /_Packages(\.\w+)?$/.test(name));
  } catch {
    return false;
  }
}
