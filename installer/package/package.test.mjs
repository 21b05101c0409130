// @ts-check
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { packageOptions } from '../package.mjs';
import { inRoot } from '../setup/places.mjs';
import { closure } from './modules.mjs';
import { changelog, control, copyright } from './papers.mjs';

/** @type {string[]} */
const folders = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
const files = inRoot('installer/package/files');

describe('what is packed', () => {
  test('of sqlite3 what runs, not what builds it; of koa-helmet also the peer', () => {
    const names = closure(['sqlite3', 'koa-helmet']).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['sqlite3', 'bindings', 'helmet']));
    expect(names).not.toContain('node-gyp');
    expect(names).not.toContain('vite');
  });

  test('each package comes with its licence', () => {
    const modules = closure(['koa', 'knex', 'ws', 'zod']);
    for (const { name, licence } of modules) expect(licence, name).toMatch(/MIT|ISC|BSD|Apache|BlueOak|0BSD/);
    const text = copyright(modules, 'Node licence');
    expect(text).toMatch(/Files: usr\/lib\/callbox\/node_modules\/koa\/\*/);
    expect(text.split('\n').filter((line) => /^Files:/.test(line))).toHaveLength(modules.length + 2);
  });

  test('control names only what Debian 12 has, and a card’s driver is not forced on a box without one', () => {
    const text = control({ version: '1.2.3', installedKb: 5 });
    expect(text).toMatch(/^Version: 1\.2\.3$/m);
    expect(text.match(/^(Depends|Recommends): .*$/gm)?.join()).not.toMatch(/dahdi|nodejs/);
  });

  test('the changelog is that of the last release', () => {
    expect(changelog('1.2.3', new Date(0))).toMatch(/^callbox \(1\.2\.3\) bookworm; urgency=medium\n\n {2}\* .*\n/);
  });

  test.each([[['--version', 'one']], [['--version', '1 2']], [['--verion', '1']], [['more']]])(
    '%j is refused with what is right',
    (args) => expect(() => packageOptions(args)).toThrow(/npm run package/),
  );
});

describe('the units', () => {
  const units = readdirSync(join(files, 'units'));
  test.skipIf(spawnSync('systemd-analyze', ['--version']).error !== undefined)(
    'of the pages and of training: hardly a right is left (systemd-analyze security)',
    () => {
      for (const name of ['callbox-web.service', 'callbox-training.service']) {
        const unit = join(files, 'units', name);
        const { stdout } = spawnSync('systemd-analyze', ['security', '--offline=true', '--no-pager', unit], {
          encoding: 'utf8',
        });
        expect(Number(/exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1]), name).toBeLessThanOrEqual(2);
      }
    },
  );

  test('each is started again at once, but not with a configuration that cannot work', () => {
    for (const name of ['callbox-daemon.service', 'callbox-web.service']) {
      const text = readFileSync(join(files, 'units', name), 'utf8');
      expect(text).toMatch(/^Restart=always$/m);
      expect(text).toMatch(/^RestartPreventExitStatus=78$/m);
      expect(text).toMatch(/^StartLimitIntervalSec=0$/m);
      expect(text).toMatch(/^WatchdogSec=\d+s$/m);
    }
  });

  test('training comes after everything else, and touches neither cards nor what is real', () => {
    const text = readFileSync(join(files, 'units/callbox-training.service'), 'utf8');
    for (const line of [
      'RestrictRealtime=yes',
      'LimitRTPRIO=0',
      'PrivateDevices=yes',
      'IOSchedulingClass=idle',
      'Restart=no',
    ]) {
      expect(text).toContain(`\n${line}\n`);
    }
    expect(text).toMatch(/^ReadWritePaths=\/var\/lib\/callbox-training$/m);
    expect(text).toMatch(/^InaccessiblePaths=.*-\/run\/callbox -\/run\/callbox-lines /m);
    expect(text).toMatch(/^Nice=[1-9]/m);
  });

  test('what the package starts is there', () => {
    const started =
      readFileSync(join(files, 'debian/postinst'), 'utf8')
        .match(/^enabled="(.*)"$/m)?.[1]
        ?.split(' ') ?? [];
    expect(started.filter((unit) => !units.includes(unit))).toEqual([]);
    expect(started.length).toBeGreaterThan(3);
  });
});

test.each(readdirSync(join(files, 'debian')))('%s is a script that the shell understands', (script) => {
  execFileSync('sh', ['-n', join(files, 'debian', script)]);
});

describe('callbox setup-code', () => {
  const main = inRoot('installer/cli/main.mjs');
  const run = (/** @type {string} */ root, /** @type {string[]} */ ...args) =>
    spawnSync(process.execPath, [main, ...args], { encoding: 'utf8', env: { ...process.env, CALLBOX_ROOT: root } });

  test('an unknown command lists those there are', () => {
    const { status, stdout, stderr } = run('/', 'upgrad');
    expect(status).toBe(2);
    expect(stderr).toMatch(/upgrad/);
    expect(stdout).toMatch(/setup-code/);
  });

  test.skipIf(process.getuid?.() !== 0)('without a data folder it says what to do', () => {
    const root = mkdtempSync(join(tmpdir(), 'callbox-code-'));
    folders.push(root);
    const { status, stderr } = run(root, 'setup-code');
    expect(status).toBe(1);
    expect(stderr).toMatch(/install the package again/);
  });
});
