/**
 * `npm run test:install`: the package on a bare machine, from apt to the first call, and what may go wrong on the way.
 * A command of its own: it needs root, debootstrap, systemd-nspawn, Debian's archive and ports 80 and 443 of this machine,
 * and takes minutes.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { BareMachine, makeCache } from './bare-machine.js';
import { Desk, until } from './desk.js';
import { training } from './training.js';

const first = { user: 'admin', password: 'Zebra-Lampe-7' };
const answers = { ...first, company: 'Muster', language: 'zh', country: 'cn', timeZone: 'Asia/Shanghai', areaCode: '' };
const changed = 'Lampe-Zebra-9';
let failed = 0;
const stage: { box: BareMachine | null } = { box: null };

function tell(figure: string, value: unknown, good = true): void {
  if (!good) failed += 1;
  console.log(JSON.stringify({ bench: 'install', figure, value, good }));
}

/** @throws Error */
function hold(what: string, so: boolean, detail: unknown = ''): void {
  tell(what, detail === '' ? so : detail, so);
}

const parts: Readonly<Record<string, (deb: string) => Promise<void>>> = {
  call,
  crashes,
  training: () => training({ machine: installedBox(), login: first, hold }),
  keeping,
  refusals,
  broken,
};

/** Bare machine to the first call that an agent has answered, all by the pages; the processes are real. */
async function call(deb: string): Promise<void> {
  const machine = await booted('call', [deb]);
  const startedAt = performance.now();
  const sinceMs = (): number => Math.round(performance.now() - startedAt);
  await install(machine, deb);
  tell('apt install', `${sinceMs()} ms`);
  const stranger = new Desk(null);
  await until(
    'the first-run page',
    60_000,
    async () => (await stranger.ask('GET', '/api/v1/first-run')).body.open === true,
  );
  const ca = (await stranger.must('GET', '/api/v1/certificate/authority')).text;
  const desk = new Desk(ca); // from here on the certificate must be right
  const code = machine.read('var/lib/callbox/setup-code').trim();
  hold(
    'nobody comes in without the code',
    (await desk.ask('POST', '/api/v1/first-run', { ...answers, simulated: true, code: 'wrong' })).status === 401,
  );
  hold(
    'the weak password is refused',
    (await desk.ask('POST', '/api/v1/first-run', { ...answers, password: 'admin', simulated: true, code })).status ===
      400,
  );
  const checks = await until('the daemon', 60_000, async () => {
    const { checks: found } = (await desk.must('POST', '/api/v1/first-run/check', { code })).body as {
      checks: { id: string; level: string }[];
    };
    return found.some(({ id, level }) => id === 'daemon' && level === 'good') && found;
  });
  tell('first-run checks', checks);
  const done = (await desk.must('POST', '/api/v1/first-run', { ...answers, simulated: true, code })).body as {
    logins: { user: string; password: string }[];
  };
  tell('first-run page answered', `${sinceMs()} ms`);
  hold(
    'the first-run page is gone',
    (await until('the web process', 60_000, () => desk.ask('GET', '/api/v1/first-run'))).body.open === false,
  );
  hold('and its code', !machine.has('var/lib/callbox/setup-code') && !machine.has('var/lib/callbox/first-run.json'));
  await until('the simulated E1', 60_000, async () => (await desk.ask('GET', '/api/v1/health')).body.status === 'ok');
  const login = done.logins.find(({ user }) => user === '8001');
  if (!login) throw new Error('no login for agent 8001');
  await takeCall(ca, login);
  const ms = sinceMs();
  tell('bare machine to the first answered call', `${(ms / 1000).toFixed(1)} s`, ms <= 180_000);
  const cookies = (await desk.must('POST', '/api/v1/session', first)).setCookie;
  hold('cookies are Secure', cookies.length > 0 && cookies.every((line) => /; Secure/.test(line)));
  const audit = (await desk.must('GET', '/api/v1/audit?limit=200')).text;
  hold('the first run is in the audit', audit.includes('"first-run"'));
}

/** Signs in, changes the one-time password, is ready, lifts when it rings. */
async function takeCall(ca: string, login: { user: string; password: string }): Promise<void> {
  const agent = new Desk(ca);
  await agent.must('POST', '/api/v1/session', { user: login.user, password: login.password });
  await agent.must('PUT', '/api/v1/session/password', { old: login.password, password: changed });
  const [live, phones] = [await agent.open('/api/v1/live'), await agent.open('/api/v1/demo/phones')];
  phones.send(JSON.stringify({ do: 'auto', line: 1, on: true }));
  for (const [id, order] of ['sign-in', 'ready'].entries()) live.send(JSON.stringify({ do: order, id: id + 1 }));
  phones.send(JSON.stringify({ do: 'call', number: '02160001000', from: '13800138000' }));
  await until('an answered call', 90_000, async () => {
    const { text } = await agent.must('GET', '/api/v1/calls?limit=20');
    return /"answeredAt":\s*\d{6,}/.test(text) && /8001/.test(text);
  });
  for (const socket of [live, phones]) socket.close();
}

/** Each process killed, and each event loop stuck: back within the goal. */
async function crashes(): Promise<void> {
  const machine = installedBox();
  for (const unit of ['callbox-daemon', 'callbox-web']) {
    const pid = async (): Promise<string> => (await machine.must(['systemctl', 'show', '-P', 'MainPID', unit])).trim();
    const state = async (): Promise<boolean> =>
      (await machine.run(['systemctl', 'is-active', unit])).said.trim() === 'active';
    for (const [signal, limitMs] of [
      ['KILL', 5_000],
      ['STOP', unit === 'callbox-web' ? 30_000 : 10_000],
    ] as const) {
      const before = await pid();
      const at = performance.now();
      await machine.must(['systemctl', 'kill', '--kill-whom=main', `--signal=${signal}`, unit]);
      await until(
        `${unit} after ${signal}`,
        60_000,
        async () => (await pid()) !== before && (await pid()) !== '0' && (await state()),
      );
      const ms = Math.round(performance.now() - at);
      tell(
        `${unit} back after ${signal === 'STOP' ? 'a stuck event loop (SIGSTOP)' : 'kill -9'}`,
        `${ms} ms`,
        ms <= limitMs,
      );
    }
  }
}

/** Removed, installed again, purged, purged with the word: whose data is where. */
async function keeping(deb: string): Promise<void> {
  const machine = installedBox();
  const code = async (): Promise<number> => {
    const stranger = new Desk(null);
    await until('the pages', 60_000, async () => (await stranger.ask('GET', '/api/v1/health')).status === 200);
    return (await stranger.ask('POST', '/api/v1/session', first)).status;
  };
  await install(machine, deb, ['--reinstall']);
  hold('installed over itself: the administrator is known', (await code()) === 200);
  await machine.must(['apt-get', 'remove', '-y', 'callbox']);
  hold(
    'removed: no program, all data',
    !machine.has('usr/lib/callbox/bin/node') && machine.has('var/lib/callbox/business.db'),
  );
  hold(
    'removed: nothing runs',
    (await machine.run(['sh', '-c', 'grep -al "[/]usr/lib/callbox/bin" /proc/[0-9]*/cmdline'])).said.trim() === '',
  );
  await install(machine, deb);
  hold('installed again: the administrator is known', (await code()) === 200);
  hold(
    'installed again: no first-run page',
    (await new Desk(null).ask('GET', '/api/v1/first-run')).body.open === false,
  );
  await machine.must(['apt-get', 'purge', '-y', 'callbox']);
  hold('purged: data is kept', machine.has('var/lib/callbox/telephony.db'));
  await install(machine, deb);
  hold('after purge: the administrator is known', (await code()) === 200);
  await machine.must(['apt-get', 'purge', '-y', 'callbox'], { CALLBOX_PURGE_DATA: 'yes' });
  hold('purged with the word: data is gone', !machine.has('var/lib/callbox'));
  const left = (
    await machine.run([
      'sh',
      '-c',
      'ls -d /usr/lib/callbox /usr/share/callbox /etc/callbox /lib/systemd/system/callbox* /etc/systemd/system/*/callbox* 2>/dev/null',
    ])
  ).said.trim();
  hold('nothing else is left', left === '', left === '' ? true : left);
}

/** What cannot work is told in words, and leaves nothing half done. */
async function refusals(deb: string): Promise<void> {
  const machine = await booted('refusals', [deb, otherArchitecture(deb)]);
  const dpkg = (file: string) => machine.run(['dpkg', '-i', `/root/${basename(file)}`]);
  const release = machine.read('etc/os-release');
  writeFileSync(join(machine.root, 'etc/os-release'), release.replace('VERSION_ID="12"', 'VERSION_ID="11"'));
  const old = await dpkg(deb);
  hold(
    'Debian 11',
    old.code !== 0 && /Debian 12 or later is needed; this is Debian 11/.test(old.said),
    words(old.said),
  );
  writeFileSync(join(machine.root, 'etc/os-release'), release);
  const foreign = await dpkg('callbox_arm64.deb');
  hold('another architecture', foreign.code !== 0 && /architecture/.test(foreign.said), words(foreign.said));
  await machine.must(['mount', '-t', 'tmpfs', '-o', 'size=200m', 'tmpfs', '/mnt']);
  await machine.must([
    'sh',
    '-c',
    'mkdir -p /mnt/lib && cp -a /var/lib/dpkg /mnt/lib/ && mount --bind /mnt/lib /var/lib',
  ]);
  const full = await dpkg(deb);
  hold('a full disk', full.code !== 0 && /only \d+ MB are free in \/var\/lib/.test(full.said), words(full.said));
  await machine.must(['umount', '/var/lib']);
  hold('nothing was begun', !machine.has('usr/lib/callbox') && !machine.has('var/lib/callbox'));
}

/** dpkg killed at different moments; the same command again brings it to its end. */
async function broken(deb: string): Promise<void> {
  const machine = await booted('broken', [deb]);
  await machine.must(['apt-get', 'install', '-y', '--no-install-recommends', 'libspeexdsp1', 'openssl']);
  for (const afterMs of [300, 1_500, 3_000, 5_000]) {
    const killer = [
      'sh',
      '-c',
      `dpkg -i /root/${basename(deb)} & sleep ${afterMs / 1000}; kill -9 $! 2>/dev/null; true`,
    ];
    await machine.run(killer);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own format
    const stateThen = (await machine.run(['dpkg-query', '-W', '-f', '${db:Status-Status}', 'callbox'])).said.trim();
    const again = await machine.run([
      'sh',
      '-c',
      `dpkg --configure -a; apt-get install -y --no-install-recommends --reinstall /root/${basename(deb)}`,
    ]);
    const desk = new Desk(null);
    const up = await until(
      'the pages',
      60_000,
      async () => (await desk.ask('GET', '/api/v1/health')).status === 200,
    ).catch(() => false);
    hold(`dpkg killed after ${afterMs} ms (${stateThen.slice(0, 40)}), then once more`, again.code === 0 && up);
    await machine.must(['apt-get', 'purge', '-y', 'callbox'], { CALLBOX_PURGE_DATA: 'yes' });
  }
}

/** The same package for another machine. */
function otherArchitecture(deb: string): string {
  const folder = resolve('build/install/arm64');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'DEBIAN'), { recursive: true });
  const control = execFileSync('dpkg-deb', ['-f', deb], { encoding: 'utf8' });
  writeFileSync(join(folder, 'DEBIAN/control'), control.replace('Architecture: amd64', 'Architecture: arm64'));
  const file = resolve('build/install/callbox_arm64.deb');
  execFileSync('dpkg-deb', ['--build', folder, file], { stdio: 'ignore' });
  return file;
}

const words = (said: string): string =>
  said
    .split('\n')
    .filter((line) => /callbox:|architecture/.test(line))
    .join(' ')
    .slice(0, 300);

/** Without what a card needs: it is suggested alone. */
async function install(machine: BareMachine, deb: string, more: readonly string[] = []): Promise<void> {
  await machine.must(['apt-get', 'install', '-y', ...more, `/root/${basename(deb)}`]);
}

async function booted(name: string, files: readonly string[]): Promise<BareMachine> {
  await stage.box?.end();
  stage.box?.remove();
  const machine = new BareMachine(name);
  stage.box = machine;
  machine.unpack(files);
  await machine.boot();
  return machine;
}

function installedBox(): BareMachine {
  const { box } = stage;
  if (box?.has('usr/lib/callbox/bin/node')) return box;
  throw new Error('this part needs the one before: npm run test:install -- call crashes keeping');
}

const [deb = '', ...wanted] = process.argv.slice(2);
statSync(deb);
makeCache((line) => console.error(line));
try {
  for (const part of wanted.length > 0 ? wanted : Object.keys(parts)) await parts[part]?.(resolve(deb));
} catch (error) {
  failed += 1;
  console.error(error);
  const log = await stage.box?.run(['journalctl', '--no-pager', '-n', '60', '-o', 'cat', '-u', 'callbox-*']);
  console.error(log?.said.slice(-6_000));
} finally {
  await stage.box?.end();
  stage.box?.remove();
}
console.log(`${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
