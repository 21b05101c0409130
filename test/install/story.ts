/**
 * `npm run test:install -- story`: what somebody lives who buys a box. A bare Debian, the package by apt, the first-run
 * page, a line brought up by the wizard, a fault that the doctor names, a call, a backup, and the same calls on another
 * box. All of it in a browser, at the box's own HTTPS. Needs what test:install needs, and Chromium.
 */
import { createHash } from 'node:crypto';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { BareMachine, makeCache } from './bare-machine.js';
import { Desk, until } from './desk.js';
import { Browsing, type Pinned, pinOf, type Seen, signIn, timeZone, url } from './story/browser.js';
import { service, Wizard } from './story/commissioning-pages.js';
import { Network } from './story/network.js';
import { giveRealTime } from './story/real-time.js';
import { counts, differences, isOver, type Stored, storedIn } from './story/stored.js';

const admin = { user: 'admin', password: 'Zebra-Lampe-7' };
const changed = 'Lampe-Zebra-9';
const agent = '8001';
const agentLine = 1;
const caller = '13900139000';
const callerShown = '139 0013 9000';
const shots = resolve('build/install/shots');
const kept = resolve('build/install/story-backup');
const data = 'var/lib/callbox';
/** Two of the wizard, one of the customer. */
const callsOfStory = 3;
const doctorLimitMs = 20_000;
/** Twenty milliseconds each: two seconds of speech. */
const spoken = 100;
let failed = 0;

function hold(figure: string, good: boolean, value: unknown = good): void {
  if (!good) failed += 1;
  console.log(JSON.stringify({ bench: 'story', figure, value, good }));
}

/** Tells how long it took. */
async function timed<T>(figure: string, work: Promise<T>): Promise<T> {
  const at = performance.now();
  const result = await work;
  hold(figure, true, `${((performance.now() - at) / 1000).toFixed(1)} s`);
  return result;
}

/** A new machine with the package on it. */
async function installed(name: string, deb: string): Promise<BareMachine> {
  const machine = new BareMachine(name);
  machines.push(machine);
  machine.unpack([deb]);
  await timed(`${name}: bare Debian booted`, machine.boot());
  await timed(`${name}: apt install`, machine.must(['apt-get', 'install', '-y', `/root/${basename(deb)}`]));
  // Only who is of the story calls: a simulated caller may wait in a queue for ten minutes.
  const unit = 'systemd/system/callbox-simulator.service';
  writeFileSync(join(machine.root, 'etc', unit), machine.read(`lib/${unit}`).replace(/--callers \d+/, '--callers 0'));
  await machine.must(['systemctl', 'daemon-reload']);
  return machine;
}

interface Login {
  readonly user: string;
  readonly password: string;
}

/** The code opens the page; the box checks itself; the first administrator is made. Returns an agent's login. */
async function firstRun({ page, at, shot }: Seen, machine: BareMachine): Promise<Login> {
  await page.goto(url);
  await at('setup-code').fill(machine.read(`${data}/setup-code`).trim());
  await at('first-run-go').click();
  await at('box-checks').waitFor();
  await shot('01-checks');
  await at('lines-simulated').check();
  await at('first-run-company').fill('Muster');
  await at('first-run-user').fill(admin.user);
  await at('first-run-password').fill(admin.password);
  await at('first-run-again').fill(admin.password);
  await at('first-run-timeZone').fill(timeZone);
  await at('first-run-go').click();
  await at('first-run-done').waitFor();
  await shot('02-done');
  const row = at('first-run-logins').locator('tbody tr').filter({ hasText: agent });
  const [user, , password] = await row.locator('td').allTextContents();
  if (user === undefined || password === undefined) throw new Error(`no login for agent ${agent}`);
  await page.locator('[data-testid="to-sign-in"]:enabled').click({ timeout: 60_000 });
  await at('user').waitFor();
  return { user, password };
}

async function trunkIs({ page }: Seen, state: string): Promise<void> {
  await page.locator(`[data-testid="trunk-tile"][data-state="${state}"]`).waitFor({ timeout: 60_000 });
}

/** The wire is cut; the tile says so, the doctor names it and whose it is; it is mended. */
async function doctor(seen: Seen, network: Network): Promise<void> {
  const { page, at, shot } = seen;
  await page.goto(`${url}/lines/trunks`);
  await trunkIs(seen, 'up');
  const fault = { fault: 'los', direction: 'send', span: 1 } as const;
  const broken = network.wire({ do: 'break', fault });
  await timed('the wire cut: LOS on the tile', Promise.all([broken, trunkIs(seen, 'LOS')]));
  await shot('09-alarm');
  await at('tile-doctor').click();
  const examine = at('examine-1');
  await examine.waitFor();
  const pressedAt = performance.now();
  await examine.click();
  await at('verdict').waitFor({ timeout: 2 * doctorLimitMs });
  const ms = Math.round(performance.now() - pressedAt);
  await shot('10-doctor');
  const named = await at('verdict').getAttribute('data-fault');
  const side = await at('verdict-side').textContent();
  hold('the doctor names the fault', named === 'no-signal', { named, side });
  hold('and how soon', ms <= doctorLimitMs, `${(ms / 1000).toFixed(1)} s`);
  await at('lines-trunks').click();
  await trunkIs(seen, 'LOS');
  const mended = network.wire({ do: 'mend', fault });
  await timed('mended: the line is up', Promise.all([mended, trunkIs(seen, 'up')]));
}

/** A customer calls, an agent lifts his telephone, each hears the other, the customer hangs up. */
async function conversation(seen: Seen, network: Network, login: Login): Promise<void> {
  const { page, at, shot } = seen;
  await page.goto(url);
  await signIn(seen, login);
  await at('password-old').fill(login.password);
  await at('password-fresh').fill(changed);
  await at('password-again').fill(changed);
  await at('password-go').click();
  await at('btn-sign-in').click();
  await at('btn-ready').click();
  await at('state').filter({ hasText: '示闲' }).waitFor();
  network.tell({ do: 'call', number: service, from: caller });
  await network.publicIs('talking');
  await until('the agent’s telephone rings', 90_000, async () => {
    if (network.isRinging(agentLine)) return true;
    network.tell({ do: 'key', digit: '2' }); // again until the menu listens, as callers do
    return false;
  });
  await at('pop-number').waitFor();
  await shot('11-pop');
  network.tell({ do: 'lift', line: agentLine });
  await network.deskIs(agentLine, 'off-hook');
  await at('state').filter({ hasText: '通话' }).waitFor();
  network.tell({ do: 'say', at: 'public', phrase: 'zh-2' });
  await network.hears('desk', agentLine, spoken);
  network.tell({ do: 'say', at: 'desk', line: agentLine, phrase: 'zh-5' });
  await network.hears('public', agentLine, spoken);
  await shot('12-talking');
  network.tell({ do: 'hang-up' });
  await at('state').filter({ hasText: '话后' }).waitFor();
  network.tell({ do: 'lay', line: agentLine });
  await network.deskIs(agentLine, 'on-hook');
  await shot('13-wrap-up');
}

/** What the pages give of each recording, as a download. */
async function soundsOf(desk: Desk, { recordings }: Stored): Promise<readonly string[]> {
  const sums = [];
  for (const { id } of recordings) {
    const { octets } = await desk.must('POST', `/api/v1/recordings/${id}/download`, { reason: 'story' });
    sums.push(`${id} ${createHash('sha256').update(octets).digest('hex')}`);
  }
  return sums;
}

async function signedIn(ca: string): Promise<Desk> {
  const desk = new Desk(ca);
  await desk.must('POST', '/api/v1/session', admin);
  return desk;
}

const callsOf = async (desk: Desk): Promise<string> => (await desk.must('GET', '/api/v1/calls?limit=100')).text;

interface FirstBox extends Pinned {
  readonly ca: string;
  readonly stored: Stored;
  readonly sounds: readonly string[];
  readonly calls: string;
}

async function firstBox(deb: string): Promise<FirstBox> {
  const startedAt = performance.now();
  const machine = await installed('story', deb);
  const pinned = await pinOf(machine);
  const ca = (await new Desk(null).must('GET', '/api/v1/certificate/authority')).text;
  const browsing = await Browsing.open(pinned.pin, shots);
  browsers.push(browsing);
  const [technician, atDesk] = [await browsing.person(), await browsing.person()];
  const login = await timed('first-run page answered', firstRun(technician, machine));
  await signIn(technician, admin);
  await technician.page.goto(`${url}/lines/trunks`);
  await timed('the E1 is up', trunkIs(technician, 'up'));
  await technician.shot('03-lines');
  hold('sound that had to be given its priority here', true, await giveRealTime(machine));
  const network = await Network.of(machine);
  const wizard = new Wizard(technician, network);
  await wizard.bringUp();
  const { firstCallMs, wholeMs, cardChecks } = wizard;
  hold('wizard: checks of the card until its blocks came in time', true, cardChecks);
  hold('wizard: order to the first call', firstCallMs <= 240_000, `${(firstCallMs / 1000).toFixed(1)} s`);
  hold('wizard: order to the signed report', true, `${(wholeMs / 1000).toFixed(1)} s`);
  await doctor(technician, network);
  await timed('a call, from sign-in to wrap-up', conversation(atDesk, network, login));
  const folder = join(machine.root, data);
  await timed(
    'all over, recordings sealed',
    until('the end of all calls', 120_000, () => isOver(folder)),
  );
  const desk = await signedIn(ca);
  const stored = await storedIn(folder);
  const calls = await callsOf(desk);
  hold(
    'the call was answered by the agent',
    /"answeredAt":\d{6,}/.test(calls) && calls.includes(agent),
    counts(stored),
  );
  const sounds = await soundsOf(desk, stored);
  await timed('backup', machine.must(['callbox', 'backup', '--recordings', 'yes']));
  cpSync(join(machine.root, 'var/backups/callbox'), kept, { recursive: true, preserveTimestamps: true });
  network.close();
  hold('no page threw an error', browsing.errors.length === 0, browsing.errors);
  hold('bare machine to the backup', true, `${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  await browsing.close();
  await machine.end();
  return { ...pinned, ca, stored, sounds, calls };
}

/** Another bare machine, that knows nothing but the backup. */
async function elsewhere(deb: string, first: FirstBox): Promise<void> {
  const machine = await installed('story-elsewhere', deb);
  cpSync(kept, join(machine.root, 'root/kept'), { recursive: true, preserveTimestamps: true });
  const [backup = ''] = (await machine.must(['sh', '-c', 'ls -d /root/kept/callbox-*'])).trim().split('\n').slice(-1);
  await timed('restore', machine.must(['callbox', 'restore', backup]));
  const stranger = new Desk(null);
  await timed(
    'the restored box is up',
    until('the daemon', 60_000, async () => (await stranger.ask('GET', '/api/v1/health')).body.daemon === 'up'),
  );
  const { fingerprint, pin } = await pinOf(machine);
  hold('its certificate is the same', fingerprint === first.fingerprint);
  const desk = await signedIn(first.ca);
  const stored = await storedIn(join(machine.root, data));
  const different = differences(first.stored, stored);
  hold('CDRs, events, legs, recordings are the same', different.length === 0, different.slice(0, 5));
  const { calls, call_events: events, call_legs: legs } = stored.rows;
  const enough =
    calls.length === callsOfStory && stored.files.size === callsOfStory && events.length > 0 && legs.length > 0;
  hold('each call of the story, with its sound', enough, counts(stored));
  hold('the pages show the same calls', (await callsOf(desk)) === first.calls);
  const sounds = await soundsOf(desk, stored);
  hold('the pages give the same sound', sounds.join() === first.sounds.join(), sounds.length);
  const browsing = await Browsing.open(pin, shots);
  browsers.push(browsing);
  const manager = await browsing.person();
  await manager.page.goto(url);
  await signIn(manager, admin);
  await manager.page.goto(`${url}/recordings`);
  await manager.page.getByText(callerShown).first().waitFor();
  await manager.shot('14-elsewhere');
  hold('no page of the restored box threw an error', browsing.errors.length === 0, browsing.errors);
  await browsing.close();
}

const machines: BareMachine[] = [];
const browsers: Browsing[] = [];
const [deb = ''] = process.argv.slice(2);
for (const folder of [shots, kept]) rmSync(folder, { recursive: true, force: true });
makeCache((line) => console.error(line));
try {
  await elsewhere(resolve(deb), await firstBox(resolve(deb)));
} catch (error) {
  failed += 1;
  console.error(error);
  const log = await machines.at(-1)?.run(['journalctl', '--no-pager', '-n', '60', '-o', 'cat', '-u', 'callbox-*']);
  console.error(log?.said.slice(-6_000));
} finally {
  for (const browsing of browsers) await browsing.close();
  for (const machine of machines) {
    await machine.end();
    machine.remove();
  }
  rmSync(kept, { recursive: true, force: true });
}
console.log(`${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
