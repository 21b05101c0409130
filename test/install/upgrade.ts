/**
 * `npm run test:install -- upgrade`: a box with calls up is upgraded, first its pages, then its
 * telephony; a release that does not work is taken back; the plug is pulled in the midst. The next releases are made
 * from the package itself. Needs what test:install needs.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { basename, join, resolve } from 'node:path';
import { BareMachine, later, makeCache } from './bare-machine.js';
import { Desk, until } from './desk.js';

const folder = resolve('build/install/upgrade');
const first = { user: 'admin', password: 'Zebra-Lampe-7' };
const answers = { ...first, company: 'Muster', language: 'zh', country: 'cn', timeZone: 'Asia/Shanghai', areaCode: '' };
const called = '02160001000';
const callsWanted = 8;
/** Of the welcome, until the menu listens. */
const greetingMs = 3_000;
let failed = 0;

function hold(what: string, so: boolean, detail: unknown = so): void {
  if (!so) failed += 1;
  console.log(JSON.stringify({ bench: 'upgrade', figure: what, value: detail, good: so }));
}

/** The same package with another version and these files changed. */
function release(deb: string, version: string, change: (root: string) => void): string {
  const root = join(folder, 'root');
  rmSync(root, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  execFileSync('dpkg-deb', ['-R', deb, root]);
  const edit = (path: string, from: RegExp, to: string): void =>
    writeFileSync(join(root, path), readFileSync(join(root, path), 'utf8').replace(from, to));
  edit('DEBIAN/control', /^Version: .*$/m, `Version: ${version}`);
  edit('usr/lib/callbox/package.json', /"version": "[^"]*"/, `"version": "${version}"`);
  // Nobody but the test calls: a simulated caller may wait in a queue for ten minutes.
  edit('lib/systemd/system/callbox-simulator.service', /--callers \d+/, '--callers 0');
  change(root);
  const file = join(folder, `callbox_${version}.deb`);
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zgzip', '-z1', '--build', root, file], { stdio: 'ignore' });
  rmSync(root, { recursive: true });
  return file;
}

const js = 'usr/lib/callbox/js';
const append = (root: string, path: string, text: string): void =>
  writeFileSync(join(root, path), `${readFileSync(join(root, path), 'utf8')}\n${text}\n`);

/** What the daemon tells whoever asks on its control socket. */
async function liveOf(machine: BareMachine): Promise<{ calls: { id: string; stage: string }[]; pid: string }> {
  const socket = createConnection(join(machine.rootNow(), 'run/callbox/control.sock'));
  const lines = [
    { id: 1, method: 'hello', params: { version: 1 } },
    { id: 2, method: 'subscribe', params: {} },
  ];
  socket.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  let text = '';
  const answer = await new Promise<string>((found, failedTo) => {
    socket.on('error', failedTo);
    socket.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      const line = text.split('\n').find((each) => each.startsWith('{"id":2') && text.includes(`${each}\n`));
      if (line !== undefined) found(line);
    });
  });
  socket.destroy();
  const pid = (await machine.must(['systemctl', 'show', '-P', 'MainPID', 'callbox-daemon'])).trim();
  const { snapshot } = JSON.parse(answer).result as { snapshot: { calls: { id: string; stage: string }[] } };
  return { calls: snapshot.calls, pid };
}

/** Callers from outside who wait in a queue. */
async function callers(machine: BareMachine, count: number): Promise<Socket[]> {
  const phones = [];
  for (let n = 0; n < count; n++) {
    const phone = createConnection(join(machine.rootNow(), 'run/callbox/phones.sock'));
    phone.on('data', () => {}).on('error', () => {});
    phone.write(`${JSON.stringify({ do: 'call', number: called, from: `1380013800${n}` })}\n`);
    phones.push(phone);
    await later(300);
  }
  await until('the menu', 20_000, async () => talking((await liveOf(machine)).calls).length >= count);
  await later(greetingMs);
  for (const phone of phones) phone.write('{"do":"key","digit":"2"}\n');
  return phones;
}

const talking = (calls: readonly { id: string; stage: string }[]): string[] =>
  calls.filter(({ stage }) => stage !== 'ended').map(({ id }) => id);

function upgrade(machine: BareMachine, deb: string, more: readonly string[] = []) {
  cpSync(deb, join(machine.root, 'root', basename(deb)));
  return machine.run(['callbox', 'upgrade', `/root/${basename(deb)}`, ...more]);
}

async function versionOf(): Promise<unknown> {
  return (await until('the pages', 60_000, async () => (await new Desk(null).ask('GET', '/api/v1/health')).body))
    .version;
}

async function linesUp(): Promise<void> {
  const desk = new Desk(null);
  await until('the E1', 60_000, async () => (await desk.ask('GET', '/api/v1/health')).body.status === 'ok');
}

async function openBox(deb: string): Promise<BareMachine> {
  const machine = new BareMachine('upgrade-box');
  machine.unpack([deb]);
  await machine.boot();
  await machine.must(['apt-get', 'install', '-y', `/root/${basename(deb)}`]);
  const desk = new Desk(null);
  await until(
    'the first-run page',
    60_000,
    async () => (await desk.ask('GET', '/api/v1/first-run')).body.open === true,
  );
  const code = machine.read('var/lib/callbox/setup-code').trim();
  await until('the first run', 60_000, async () => {
    const { status } = await desk.ask('POST', '/api/v1/first-run', { ...answers, simulated: true, code });
    return status < 300;
  });
  await linesUp();
  return machine;
}

async function pagesAlone(machine: BareMachine, deb: string): Promise<void> {
  const phones = await callers(machine, callsWanted);
  const before = await liveOf(machine);
  const at = performance.now();
  const { code, said } = await upgrade(machine, deb);
  const after = await liveOf(machine);
  const left = new Set(talking(after.calls));
  const lost = talking(before.calls).filter((id) => !left.has(id));
  hold('pages upgraded with calls up', code === 0, code === 0 ? `${Math.round(performance.now() - at)} ms` : said);
  hold('calls lost', lost.length === 0, `${lost.length} of ${talking(before.calls).length}`);
  hold('the daemon is the same process', before.pid === after.pid);
  hold('its version', (await versionOf()) === '9.0.1', await versionOf());
  for (const phone of phones) phone.destroy();
}

async function telephony(machine: BareMachine, deb: string): Promise<void> {
  const phones = await callers(machine, 2);
  const tried = await upgrade(machine, deb, ['--wait', '0']);
  hold('calls that do not end: not upgraded', tried.code === 1 && /nothing was upgraded/.test(tried.said));
  hold('and they go on', talking((await liveOf(machine)).calls).length >= 2);
  const before = await liveOf(machine);
  const upgrading = upgrade(machine, deb, ['--wait', '10']);
  await until('the drain', 120_000, async () => phaseOf(machine) === 'drain');
  for (const phone of phones) phone.write('{"do":"hang-up"}\n');
  const { code, said } = await upgrading;
  hold('telephony upgraded when the last call had ended', code === 0, code === 0 ? true : said);
  hold('the daemon is a new process', before.pid !== (await liveOf(machine)).pid);
  for (const phone of phones) phone.destroy();
  const again = await callers(machine, 1);
  hold('lines were given back', talking((await liveOf(machine)).calls).length > 0);
  for (const phone of again) phone.destroy();
}

const state = 'var/lib/callbox-upgrade/state.json';
const phaseOf = (machine: BareMachine): unknown =>
  machine.has(state) ? (JSON.parse(machine.read(state)) as { phase: unknown }).phase : null;

/** Good in the rehearsal, bad on the box: its daemon ends where there is a systemd. */
async function takenBack(machine: BareMachine, deb: string): Promise<void> {
  const at = performance.now();
  const { code, said } = await upgrade(machine, deb, ['--now']);
  const took = /用时 (\d+) 秒/.exec(said)?.[1];
  hold('a release that does not come up is taken back', code === 1 && took !== undefined, took ?? said);
  hold('roll-back within 2 min', Number(took) <= 120, `${took} s; whole ${Math.round(performance.now() - at)} ms`);
  hold('the release before works', (await versionOf()) === '9.0.2', await versionOf());
  await linesUp();
}

async function plugPulled(machine: BareMachine, deb: string): Promise<void> {
  const before = await versionOf();
  for (const phase of ['rehearse', 'install', 'watch']) {
    const cutOff = upgrade(machine, deb, ['--now']);
    await until(phase, 120_000, async () => phaseOf(machine) === phase);
    await machine.end();
    await cutOff;
    await machine.boot();
    await until('the resume', 180_000, async () => !machine.has(state));
    const version = await versionOf();
    const { result, why } = JSON.parse(machine.read('var/lib/callbox-upgrade/last.json'));
    await linesUp();
    const is = (await machine.run(['dpkg', '-s', 'callbox'])).said.match(/^(Status|Version): .*$/gm);
    const good = version === (result === 'upgraded' ? '9.0.4' : before) && is?.[0] === 'Status: install ok installed';
    hold(`plug pulled in ${phase}`, good, { result, why, version, is });
  }
}

const [deb = ''] = process.argv.slice(2);
makeCache((line) => console.error(line));
const releases = {
  first: release(resolve(deb), '9.0.0', () => {}),
  pages: release(resolve(deb), '9.0.1', (root) => append(root, `${js}/web/server/server.js`, '// 9.0.1')),
  telephony: release(resolve(deb), '9.0.2', (root) => append(root, `${js}/daemon/main.js`, '// 9.0.2')),
  bad: release(resolve(deb), '9.0.3', (root) =>
    append(root, `${js}/daemon/main.js`, 'if (process.env.NOTIFY_SOCKET) process.exit(1);'),
  ),
  last: release(resolve(deb), '9.0.4', (root) => append(root, `${js}/daemon/main.js`, '// 9.0.4')),
};
let machine: BareMachine | null = null;
try {
  machine = await openBox(releases.first);
  await pagesAlone(machine, releases.pages);
  await telephony(machine, releases.telephony);
  await takenBack(machine, releases.bad);
  await plugPulled(machine, releases.last);
} catch (error) {
  failed += 1;
  console.error(error);
  const log = await machine?.run(['journalctl', '--no-pager', '-n', '60', '-o', 'cat', '-u', 'callbox-*']);
  console.error(log?.said.slice(-6_000));
} finally {
  await machine?.end();
  machine?.remove();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
