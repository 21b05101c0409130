// @ts-check
/** Real child processes; every wait is for an event. */
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { isRunning, nameProcess } from './run/processes.mjs';
import { Supervisor } from './supervisor.mjs';

/** @type {Supervisor | null} */
let supervisor = null;
afterEach(async () => {
  await supervisor?.stop();
});

const sayReady = 'console.log(JSON.stringify({ready:true,pid:process.pid}));';
const stay = 'setInterval(() => {}, 1000);';

/** @param {Record<string, string>} scripts @param {Partial<import('./supervisor.mjs').Policy>} [policy] */
function supervise(scripts, policy) {
  const children = Object.entries(scripts).map(([name, script]) => ({
    name,
    command: process.execPath,
    args: ['-e', script],
  }));
  supervisor = new Supervisor(children, policy);
  return supervisor;
}

/** @param {Supervisor} of @param {string} name */
function readyOf(of, name) {
  return new Promise((resolve) => {
    const look = (/** @type {string} */ who, /** @type {any} */ message) => {
      if (who !== name) return;
      of.off('ready', look);
      resolve(message);
    };
    of.on('ready', look);
  });
}

test('a killed process is back at once, as another process', async () => {
  const all = supervise({ a: sayReady + stay });
  const first = readyOf(all, 'a');
  all.start();
  const { pid } = await first;
  const second = readyOf(all, 'a');
  const exited = once(all, 'exited');
  process.kill(pid, 'SIGKILL');
  expect((await exited).toSpliced(2, 1)).toEqual(['a', 'was ended by SIGKILL', 0]);
  expect((await second).pid).not.toBe(pid);
});

test('who dies again and again is started ever later, with its last words', async () => {
  const all = supervise({ a: "console.error('no line'); process.exit(1)" }, { backOffMs: [0, 5, 10] });
  /** @type {unknown[]} */
  const waits = [];
  const enough = new Promise((resolve) => {
    all.on('exited', (_name, _how, tail, waitMs) => {
      expect(tail).toBe('no line');
      if (waits.push(waitMs) === 4) resolve(null);
    });
  });
  all.start();
  await enough;
  expect(waits).toEqual([0, 5, 10, 10]);
});

test('code 78 is not tried again and says why', async () => {
  const all = supervise({
    a: sayReady + stay,
    b: "console.error(JSON.stringify({level:60,msg:'site.yaml:3: unknown key'})); process.exit(78)",
  });
  all.on('exited', () => expect.unreachable('nothing may be restarted'));
  const error = once(all, 'configuration-error');
  all.start();
  expect(await error).toEqual(['b', 'site.yaml:3: unknown key']);
  await all.stop();
  expect(all.pids()).toEqual([]);
});

test('all end cleanly, in reverse order; who does not listen is killed', async () => {
  const polite = `process.on('SIGTERM', () => { console.error('bye'); process.exit(0) }); ${sayReady} ${stay}`;
  const deaf = `process.on('SIGTERM', () => {}); ${sayReady} ${stay}`;
  /** @type {string[]} */
  const log = [];
  supervisor = new Supervisor(
    [
      { name: 'polite', command: process.execPath, args: ['-e', polite], log: (line) => log.push(line) },
      { name: 'deaf', command: process.execPath, args: ['-e', deaf] },
    ],
    { endWithinMs: 50 },
  );
  const bothReady = Promise.all([readyOf(supervisor, 'polite'), readyOf(supervisor, 'deaf')]);
  supervisor.start();
  await bothReady;
  const names = supervisor.pids().map(nameProcess);
  expect(names.map(isRunning)).toEqual([true, true]);
  await supervisor.stop();
  expect(names.map(isRunning)).toEqual([false, false]);
  expect(log).toEqual(['bye']);
});

test('a program that is not there is reported and tried again later', async () => {
  supervisor = new Supervisor([{ name: 'a', command: '/nonexistent/program', args: [] }], { backOffMs: [60_000] });
  const exited = once(supervisor, 'exited');
  supervisor.start();
  const [name, how, tail, waitMs] = await exited;
  expect([name, how, waitMs]).toEqual(['a', 'could not be started', 60_000]);
  expect(tail).toContain('ENOENT');
});

test('a line without end is cut, not collected', async () => {
  /** @type {string[]} */
  const log = [];
  supervisor = new Supervisor([
    {
      name: 'a',
      command: process.execPath,
      args: ['-e', `process.stderr.write('x'.repeat(200000) + '\\n', () => { ${sayReady} ${stay} })`],
      log: (line) => log.push(line),
    },
  ]);
  const ready = readyOf(supervisor, 'a');
  supervisor.start();
  await ready;
  await supervisor.stop();
  expect(Math.max(...log.map((line) => line.length))).toBeLessThanOrEqual(16_384);
});
