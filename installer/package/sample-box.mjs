// @ts-check
/**
 * For tests: a box in a folder, with the system's own dpkg on a root of its own, small packages built by the real
 * dpkg-deb, and a systemctl that starts what the package says.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const sqlite = import.meta.resolve('sqlite3');
export const architecture = execFileSync('dpkg', ['--print-architecture'], { encoding: 'utf8' }).trim();

/**
 * @typedef {object} Release
 * @property {string} version
 * @property {string} [name]
 * @property {string} [architecture]
 * @property {Record<string, string>} [files] more, or others, by path
 * @property {number} [schema] of telephony.db, to which its daemon raises it
 * @property {boolean} [rehearses] false: its rehearsal fails
 * @property {boolean} [starts] false: its daemon does not start
 */

/** @param {string} file @param {string} sql */
function sqlInto(file, sql) {
  const program = `import sqlite3 from ${JSON.stringify(sqlite)};
    const database = new sqlite3.Database(process.argv[1]);
    database.configure('busyTimeout', 5000);
    database.exec(process.argv[2], (error) => { if (error) { console.error(error); process.exit(1); } });`;
  execFileSync(process.execPath, ['--input-type=module', '-e', program, file, sql]);
}

export class SampleBox {
  folder = mkdtempSync(join(tmpdir(), 'upgrade-'));
  root = join(this.folder, 'root');
  bin = join(this.folder, 'bin');
  data = join(this.root, 'var/lib/callbox');

  constructor() {
    for (const path of ['var/lib/dpkg/info', 'var/lib/dpkg/updates', 'run/units', 'var/lib/callbox', 'etc/callbox']) {
      mkdirSync(join(this.root, path), { recursive: true });
    }
    writeFileSync(join(this.root, 'var/lib/dpkg/status'), '');
    this.script(
      'dpkg',
      `exec /usr/bin/dpkg --root=${this.root} --force-not-root --force-bad-path --log=/dev/null "$@"`,
    );
    this.script('dpkg-query', `exec /usr/bin/dpkg-query --admindir=${this.root}/var/lib/dpkg "$@"`);
    this.script('logger', 'exit 0');
    this.script('systemctl', this.systemctl());
    sqlInto(
      join(this.data, 'telephony.db'),
      `${schema(3)}; CREATE TABLE calls (id text); INSERT INTO calls VALUES ('a')`,
    );
    sqlInto(join(this.data, 'business.db'), `${schema(2)}; CREATE TABLE customers (id text)`);
    this.pages = createServer((_, answer) => {
      const running = join(this.root, 'run/units/callbox-web.service');
      const daemon = existsSync(join(this.root, 'run/units/callbox-daemon.service')) ? 'up' : 'down';
      const version = existsSync(running) ? readFileSync(running, 'utf8').trim() : null;
      answer.statusCode = version === null ? 503 : 200;
      answer.end(JSON.stringify({ status: 'ok', version, daemon, spans: [{ name: 'E1-1', state: 'up' }] }));
    });
  }

  async open() {
    await new Promise((done) => this.pages.listen(0, '127.0.0.1', () => done(undefined)));
    const address = /** @type {import('node:net').AddressInfo} */ (this.pages.address());
    this.healthUrl = `http://127.0.0.1:${address.port}/`;
  }

  close() {
    this.pages.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** @param {string} name @param {string} text */
  script(name, text) {
    put(join(this.bin, name), `#!/bin/sh\n${text}\n`, 0o755);
  }

  /** What a running unit is: a file with the version that it was started with. */
  systemctl() {
    return [
      `units=${this.root}/run/units lib=${this.root}/usr/lib/callbox`,
      `echo "$*" >> ${this.folder}/systemctl.log`,
      'verb=$1; shift',
      'for unit in "$@"; do case "$unit" in --*) ;; *) case "$verb" in',
      '  is-active) [ -e "$units/$unit" ] || exit 3 ;;',
      '  stop) rm -f "$units/$unit" ;;',
      '  start | restart) [ "$verb" = start ] && [ -e "$units/$unit" ] && continue',
      '    rm -f "$units/$unit"; sh "$lib/start" "$unit" && cp "$lib/version" "$units/$unit" || true ;;',
      'esac ;; esac; done',
    ].join('\n');
  }

  /** @param {Release} about @returns {string} the package's file */
  package({ version, name = 'callbox', architecture: of = architecture, files = {}, schema: to, rehearses, starts }) {
    const root = join(this.folder, `package-${version}`);
    rmSync(root, { recursive: true, force: true });
    const lib = join(root, 'usr/lib/callbox');
    const words = JSON.stringify({ schemas: { telephony: to ?? 3, business: 2 }, raiseMs: 1, words: 'good' });
    const raise = `${process.execPath} --input-type=module -e 'import sqlite3 from ${JSON.stringify(sqlite)};
      new sqlite3.Database(process.argv[1]).exec("INSERT INTO schema_migrations VALUES (${to})")' ${this.data}/telephony.db`;
    /** @type {Record<string, string>} */
    const all = {
      'usr/lib/callbox/js/daemon/main.js': "import './calls.js';",
      'usr/lib/callbox/js/daemon/calls.js': '// calls',
      'usr/lib/callbox/js/web/server/main.js':
        "import '../../daemon/words.js'; new URL('./thread.js', import.meta.url);",
      'usr/lib/callbox/js/web/server/thread.js': '// thread',
      'usr/lib/callbox/js/daemon/words.js': '// words',
      'usr/lib/callbox/package.json': JSON.stringify({ version }),
      'usr/lib/callbox/version': version,
      'usr/lib/callbox/cli/main.mjs': '',
      'usr/share/callbox/pages/index.html': 'page',
      'etc/callbox/callbox.conf': '# nothing',
      ...files,
    };
    for (const [path, text] of Object.entries(all)) put(join(root, path), text, 0o644);
    put(join(lib, 'bin/node'), '#!/bin/sh\nexec "$(dirname "$0")/../rehearse"\n', 0o755);
    put(
      join(lib, 'rehearse'),
      rehearses === false ? '#!/bin/sh\necho no sound >&2; exit 1\n' : `#!/bin/sh\necho '${words}'\n`,
      0o755,
    );
    const fails = starts === false ? '[ "$1" = callbox-daemon.service ] && exit 1' : '';
    const isRaised = to === undefined ? '' : `[ "$1" = callbox-daemon.service ] && ${raise}`;
    put(join(lib, 'start'), `${isRaised}\n${fails}\nexit 0\n`, 0o644);
    const control = {
      Package: name,
      Version: version,
      Architecture: of,
      Maintainer: 'nobody <nobody@example.com>',
      'Installed-Size': '10',
    };
    const fields = Object.entries(control).map(([field, value]) => `${field}: ${value}\n`);
    put(join(root, 'DEBIAN/control'), `${fields.join('')}Description: a test\n of many\n .\n lines\n`, 0o644);
    put(join(root, 'DEBIAN/conffiles'), '/etc/callbox/callbox.conf\n', 0o644);
    const file = join(this.folder, `${name}_${version}_${of}.deb`);
    execFileSync('dpkg-deb', ['--root-owner-group', '-Zgzip', '--build', root, file], { stdio: 'ignore' });
    return file;
  }

  /** Installed and running. @param {Release} about */
  installed(about) {
    execFileSync(join(this.bin, 'dpkg'), ['-i', this.package(about)], { stdio: 'ignore' });
    execFileSync(join(this.bin, 'systemctl'), ['start', 'callbox-daemon.service', 'callbox-web.service']);
  }

  environment() {
    return { PATH: `${this.bin}:${process.env.PATH}` };
  }

  /** As the course wants it, but for what only a process has. */
  world() {
    const at = (/** @type {string} */ path) => join(this.root, path);
    return {
      root: this.root,
      work: at('var/lib/callbox-upgrade'),
      data: this.data,
      config: at('etc/callbox'),
      backups: at('var/backups/callbox'),
      control: at('run/no-daemon.sock'),
      healthUrl: this.healthUrl ?? '',
    };
  }
}

/** @param {number} version */
const schema = (version) =>
  `CREATE TABLE schema_migrations (version integer); ${Array.from({ length: version }, (_, step) => `INSERT INTO schema_migrations VALUES (${step + 1})`).join('; ')}`;

/** @param {string} path @param {string} text @param {number} mode */
function put(path, text, mode) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
}
