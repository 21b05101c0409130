/** KB-10: people train on a floor of their own while the real one goes on, and nothing of it is found there afterwards. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Health, Session } from '../../daemon/contract/pages.js';
import type { TrainingFaults, TrainingStatus } from '../../daemon/terms/training.js';
import { calmly } from '../../installer/cli/training/calmly.mjs';
import { TrainingDoor } from '../../installer/cli/training/door.mjs';
import type { TrainingNeeds } from '../../installer/cli/training/floor.mjs';
import { endingLimits, usualLimits } from '../../installer/cli/training/room.mjs';
import { addonPath, Box } from '../rig/box.js';
import { Child, root } from '../rig/child.js';
import type { FarLeg } from '../rig/exchange.js';
import { type Floor, signInAll } from '../rig/floor.js';
import { type LivePage, Visitor } from '../rig/pages.js';
import { PhonesPage } from '../rig/phones-page.js';
import { directNumber } from '../rig/site.js';
import { freePort } from '../rig/supervised.js';

const wanted = { callersPerHour: 240, hours: 1 };
const box = new Box({ agents: 2, wrapUpMs: 0 });
const folder = join(box.folder, 'training');
const run = join(box.folder, 'run');
const logs: string[] = [];
/** Of the training floor, in the order of their start; the web process is the last. */
let pids: readonly number[] = [];
let door: TrainingDoor;
let floor: Floor;
let boss: Visitor;
let caller: FarLeg;
let desk: FarLeg;

beforeAll(async () => {
  box.openExchange();
  await box.startDaemon();
  const web = box.keep(new Child('web', 'web/server/main.js', [...box.webArgs(0), '--training-folder', folder]));
  const { port } = await web.ready();
  boss = new Visitor(`http://127.0.0.1:${port}`);
  await boss.signIn(box.logins.of('supervisor'));
  await box.exchange.spanUp();
  floor = await signInAll(box);
  door = await TrainingDoor.open(await needs(), (error) => logs.push(String(error)));
  await floor.until(({ agents }) => agents.some(({ state }) => state === 'ready'));
  caller = box.exchange.call({ from: '13900000001', to: directNumber });
  desk = await box.exchange.rings(1);
  desk.answer();
  await floor.until(({ calls }) => calls.some(({ stage, recording }) => stage === 'talking' && recording));
});
afterAll(async () => {
  await door?.close();
  floor?.close();
  await box.close();
});

async function needs(): Promise<TrainingNeeds> {
  const js = join(root, 'build/js');
  return {
    programs: {
      node: process.execPath,
      js,
      addon: addonPath,
      sounds: `${root}build/sounds`,
      pages: `${root}build/web`,
    },
    real: box.data,
    folder,
    run,
    port: await freePort(),
    hosts: ['127.0.0.1'],
    calmly,
    // Whoever runs this is busy; that a busy box refuses is tested beside the code.
    limits: { atStart: { ...usualLimits, loadPerCore: Number.POSITIVE_INFINITY, cores: 1 }, later: endingLimits },
    running: (now) => {
      pids = now;
    },
    log: (name) => (line) => logs.push(`${name} ${line}`),
  };
}

const post = async (visitor: Visitor, path: string, body?: object) =>
  (await visitor.request('POST', path, body)).status;

/** The first state that is not on its way to another. */
async function settled(): Promise<TrainingStatus> {
  let status: TrainingStatus | undefined;
  await expect
    .poll(
      async () => {
        status = await boss.get<TrainingStatus>('/api/v1/training');
        return status.state;
      },
      { timeout: 100_000, interval: 300 },
    )
    .not.toMatch(/ing$(?<!running)/);
  if (status === undefined) throw new Error('no state');
  return status;
}

async function agentAt(url: string): Promise<{ agent: Visitor; page: LivePage }> {
  const agent = new Visitor(url.replace(/\/$/, ''));
  await agent.signIn(box.logins.of('agent'));
  const page = agent.live();
  await page.opened();
  return { agent, page };
}

/** What the real floor has of calls and sound. */
async function realBooks() {
  const calls = (await boss.calls()).map(({ id }) => id);
  const files = readdirSync(join(box.data, 'recordings'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.wav'),
  );
  return { calls, files: files.sort() };
}

it('a training runs beside a call, with real logins, simulated callers and broken lines, and leaves nothing behind', {
  timeout: 240_000,
}, async () => {
  // Rows and files follow what is told by a moment.
  await expect
    .poll(async () => [(await boss.calls()).length, (await realBooks()).files.length], { timeout: 20_000 })
    .toEqual([1, 1]);
  const before = await realBooks();
  expect(await post(boss, '/api/v1/training/stop')).toBe(409);
  expect(await post(boss, '/api/v1/training/start', wanted)).toBe(202);
  expect(await post(boss, '/api/v1/training/start', wanted)).toBe(409);
  const { state, words, url, by, callersPerHour } = await settled();
  expect([state, words.en, by, callersPerHour], logs.slice(-40).join('\n')).toEqual([
    'running',
    'Training is on.',
    'supervisor',
    240,
  ]);
  if (url === null) throw new Error('it runs nowhere');
  const site = url.replace(/\/$/, '');
  expect(((await (await fetch(`${site}/api/v1/health`)).json()) as Health).training).toBe(true);

  // The agent's own login; on this floor he is as free as he likes, on the real one he is talking.
  const { agent, page } = await agentAt(url);
  expect(await agent.get<Session>('/api/v1/session')).toMatchObject({ user: '8001', training: true, demo: true });
  expect(agent.cookieHeader).toMatch(/^callbox_training_session=/);
  await page.say({ do: 'sign-in' });
  await page.say({ do: 'ready' });
  const phones = await PhonesPage.open(join(run, 'phones.sock'));
  phones.tell({ do: 'auto', line: 1, on: true });
  await page.when(
    (message) =>
      message.live === 'change' &&
      message.changes.some((change) => change.topic === 'agent' && change.value?.state === 'talking'),
  );
  await expect
    .poll(async () => (await agent.calls()).some(({ agent: who }) => who === '8001'), { timeout: 20_000 })
    .toBe(true);
  const trained = await agent.calls();
  expect(trained.every(({ id }) => !before.calls.includes(id))).toBe(true);

  const trainer = new Visitor(site);
  await trainer.signIn(box.logins.of('supervisor'));
  const watch = trainer.live();
  await watch.opened();
  const alarmed = watch.next(
    (message) =>
      message.live === 'change' &&
      message.changes.some((change) => change.topic === 'span' && (change.value?.alarms ?? []).includes('LOS')),
  );
  const broken = await trainer.request('POST', '/api/v1/training/faults/break', { kind: 'los', at: 1 });
  expect(((await broken.json()) as TrainingFaults).active.map(({ kind }) => kind)).toEqual(['los']);
  await alarmed;
  expect((await boss.get<Health>('/api/v1/health')).status).toBe('ok');
  expect((await boss.get<Health>('/api/v1/health')).training).toBeUndefined();
  expect(await post(boss, '/api/v1/training/faults/break', { kind: 'los', at: 1 })).toBe(409);
  expect(await post(trainer, '/api/v1/training/start', wanted)).toBe(409);
  const whole = watch.next(
    (message) =>
      message.live === 'change' &&
      message.changes.some((change) => change.topic === 'span' && change.value?.alarms.length === 0),
  );
  expect(await post(trainer, '/api/v1/training/faults/mend-all')).toBe(200);
  await whole;

  // Both floors tell who is there, until he goes.
  const there = async (visitor: Visitor): Promise<readonly string[]> =>
    ((await visitor.get<TrainingStatus>('/api/v1/training')).people ?? [])
      .map(({ id, role }) => `${id} ${role}`)
      .sort();
  await expect.poll(() => there(boss), { timeout: 20_000 }).toEqual(['8001 agent', 'supervisor supervisor']);
  expect(await there(trainer)).toEqual(['8001 agent', 'supervisor supervisor']);

  // The training's web process dies with faults on the lines: the next one knows them, and mends them.
  for (const kind of ['both-user-side', 'cut'] as const) {
    expect((await trainer.request('POST', '/api/v1/training/faults/break', { kind, at: 1 })).status).toBe(200);
  }
  const died = watch.closed();
  const web = pids.length === 3 ? pids.at(-1) : undefined;
  if (web === undefined) throw new Error(`not three processes: ${pids.join()}`);
  process.kill(web, 'SIGKILL');
  await died;
  const faults = async () => {
    const answer = await trainer.request('GET', '/api/v1/training/faults').catch(() => null);
    return answer?.ok
      ? ((await answer.json()) as TrainingFaults).active.map(({ kind, at }) => `${kind} ${at}`).sort()
      : [];
  };
  await expect.poll(faults, { timeout: 60_000 }).toEqual(['both-user-side 1', 'cut 1']);
  expect(await post(trainer, '/api/v1/training/faults/mend-all')).toBe(200);
  await expect
    .poll(async () => (await boss.get<TrainingStatus>('/api/v1/training')).people, { timeout: 20_000 })
    .toEqual([]);

  phones.socket.destroy();
  watch.close();
  page.close();
  expect(await post(boss, '/api/v1/training/stop')).toBe(202);
  expect(await settled()).toMatchObject({ state: 'off', words: { en: 'supervisor ended the training.' }, url: null });
  await expect(fetch(`${site}/api/v1/health`)).rejects.toThrow();

  expect(await realBooks()).toEqual(before);
  expect(caller.has('cleared')).toBe(false);
  await caller.silent(300);
  caller.hangUp();
  await caller.when('cleared');
  desk.hangUp();
  await floor.until(({ calls }) => calls.length === 0);
  await expect
    .poll(async () => (await boss.calls())[0], { timeout: 20_000 })
    .toMatchObject({ agent: '8001', cause: 16, ending: 'completed', recorded: true });
  expect(existsSync(join(folder, 'data/telephony.db'))).toBe(true);
});

it('a second training begins as the first did, and what is wrong with a start is one sentence', async () => {
  const taken = (await needs()).port;
  const occupant = new Child('web', 'web/server/main.js', [...box.webArgs(taken), '--training-folder', folder]);
  await occupant.ready();
  await door.close();
  door = await TrainingDoor.open({ ...(await needs()), port: taken }, (error) => logs.push(String(error)));
  for (const hostile of [
    { hours: 1e9 },
    { callersPerHour: -1 },
    { callersPerHour: '; rm -rf /' },
    { keep: 1 },
    { site: '/etc/passwd' },
  ]) {
    expect(await post(boss, '/api/v1/training/start', hostile), JSON.stringify(hostile)).toBe(400);
  }
  expect(await post(boss, '/api/v1/training/start', {})).toBe(202);
  expect(await settled()).toMatchObject({ state: 'failed', words: { en: expect.stringContaining(`Port ${taken}`) } });
  await occupant.kill();
  expect(await post(boss, '/api/v1/training/start', { callersPerHour: 0 })).toBe(202);
  const { state, url } = await settled();
  expect([state, url], logs.slice(-40).join('\n')).toEqual(['running', `http://127.0.0.1:${taken}/`]);
  const { agent, page } = await agentAt(url ?? '');
  expect(await agent.calls()).toEqual([]);
  page.close();
  await door.close();
  expect(JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8'))).toMatchObject({ state: 'off' });
});

it('a box without a site, and asks that are none, are refused in words', async () => {
  const real = join(box.folder, 'empty');
  mkdirSync(real);
  door = await TrainingDoor.open({ ...(await needs()), real }, (error) => logs.push(String(error)));
  expect(await post(boss, '/api/v1/training/start', {})).toBe(202);
  expect(await settled()).toMatchObject({
    state: 'failed',
    words: { en: expect.stringContaining('start the real floor first') },
  });
  writeFileSync(join(folder, 'ask/start.json'), '{"by":"../../etc","hours":');
  await expect.poll(() => existsSync(join(folder, 'ask/start.json'))).toBe(false);
  expect(await settled()).toMatchObject({ state: 'failed', words: { en: expect.stringContaining('not understood') } });
});
