import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualTime } from '../../../daemon/base/timers.js';
import { type TrainingStateFile, trainingAskFile, trainingSilentMs } from '../../../daemon/contract/training-files.js';
import { TrainingDesk } from './training-desk.js';

const reached = { hostname: 'box.office' };
const wanted = { callersPerHour: 30, hours: 4, keep: false };
const time = new ManualTime();
let folder: string;
let desk: TrainingDesk;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'training-'));
  mkdirSync(join(folder, 'ask'));
  desk = new TrainingDesk({ folder, here: false, clock: time });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const running: TrainingStateFile = {
  state: 'running',
  words: { zh: '进行中', en: 'running' },
  since: 1,
  ends: 2,
  callersPerHour: 30,
  by: 'floor',
  port: 8443,
  tls: true,
};

function keeperSays(state: object, agoMs = 0): void {
  const file = join(folder, 'state.json');
  writeFileSync(file, JSON.stringify(state));
  const at = (time.nowMs() - agoMs) / 1000;
  utimesSync(file, at, at);
}

function askedAt(what: 'start' | 'stop', agoMs: number): void {
  const at = (time.nowMs() - agoMs) / 1000;
  utimesSync(join(folder, 'ask', `${what}.json`), at, at);
}

describe('how training stands', () => {
  it('is off where it never was', async () => {
    expect(await desk.status(reached)).toMatchObject({ state: 'off', url: null, here: false });
  });

  it('has the address at which the browser that asks reaches it', async () => {
    keeperSays(running);
    expect(await desk.status(reached)).toMatchObject({ state: 'running', url: 'https://box.office:8443/', port: 8443 });
  });

  it('says who has pages open there while it runs, and believes nothing else of it', async () => {
    const people = [{ id: '8001', name: '王芳', role: 'agent' }];
    const told = join(folder, 'people.json');
    writeFileSync(told, JSON.stringify({ people }));
    expect((await desk.status(reached)).people).toBeNull();
    keeperSays(running);
    expect((await desk.status(reached)).people).toEqual(people);
    for (const text of ['{', '[]', '{"people":[{"id":"x","name":"x","role":"root"}]}', ' '.repeat(20_000)]) {
      writeFileSync(told, text);
      expect((await desk.status(reached)).people).toBeNull();
    }
    rmSync(told);
    expect((await desk.status(reached)).people).toBeNull();
  });

  it('has failed when its keeper has been silent', async () => {
    keeperSays(running, trainingSilentMs + 1);
    expect(await desk.status(reached)).toMatchObject({ state: 'failed', url: null, ends: null });
    keeperSays({ ...running, state: 'off' }, trainingSilentMs * 100);
    expect((await desk.status(reached)).state).toBe('off');
  });

  it.each([
    ['cut off', '{"state":"runn'],
    ['of another make', '{"state":"on"}'],
    ['huge', `{"state":"running","words":"${'x'.repeat(100_000)}"}`],
    ['empty', ''],
  ])('believes no state that is %s', async (_name, text) => {
    writeFileSync(join(folder, 'state.json'), text);
    expect((await desk.status(reached)).state).toBe('off');
  });

  it('waits for no pipe and follows no link', async () => {
    execFileSync('mkfifo', [join(folder, 'state.json')]);
    expect((await desk.status(reached)).state).toBe('off');
    rmSync(join(folder, 'state.json'));
    writeFileSync(join(folder, 'elsewhere'), JSON.stringify(running));
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'state.json'));
    expect((await desk.status(reached)).state).toBe('off');
  });
});

describe('a start', () => {
  it('is left whole for the keeper, and stands as starting until it is taken up', async () => {
    expect((await desk.start(wanted, 'floor', reached)).state).toBe('starting');
    const left: unknown = JSON.parse(readFileSync(join(folder, 'ask/start.json'), 'utf8'));
    expect(trainingAskFile.parse(left)).toEqual({ ...wanted, by: 'floor' });
    await expect(desk.start(wanted, 'floor', reached)).rejects.toThrow(/starting already/);
  });

  it('that nobody takes up says what to look at, and may be asked for again', async () => {
    await desk.start(wanted, 'floor', reached);
    askedAt('start', trainingSilentMs + 1);
    const { state, words } = await desk.status(reached);
    expect([state, words.en]).toEqual(['failed', expect.stringContaining('systemctl status callbox-training.path')]);
    await desk.start(wanted, 'floor', reached);
    askedAt('start', 0);
    expect((await desk.status(reached)).state).toBe('starting');
  });

  it('is refused while it runs, on the training floor itself, and where there is no keeper', async () => {
    keeperSays(running);
    await expect(desk.start(wanted, 'floor', reached)).rejects.toMatchObject({ code: 'conflict' });
    const there = new TrainingDesk({ folder, here: true, clock: time });
    await expect(there.start(wanted, 'floor', reached)).rejects.toThrow(/This is the training floor/);
    await expect(there.stop('floor', reached)).rejects.toThrow(/This is the training floor/);
    const alone = new TrainingDesk({ folder: null, here: false, clock: time });
    await expect(alone.start(wanted, 'floor', reached)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('that cannot be written says so', async () => {
    rmSync(join(folder, 'ask'), { recursive: true });
    await expect(desk.start(wanted, 'floor', reached)).rejects.toThrow(/start\.json cannot be written \(ENOENT\)/);
  });

  it('does not write through a link that lies in its way', async () => {
    const other = join(folder, 'other');
    writeFileSync(other, 'mine');
    symlinkSync(other, join(folder, 'ask/start.json.web'));
    await desk.start(wanted, 'floor', reached);
    expect(readFileSync(other, 'utf8')).toBe('mine');
  });
});

describe('a stop', () => {
  it('is left for the keeper, and shows as stopping', async () => {
    keeperSays(running);
    expect((await desk.stop('floor', reached)).state).toBe('stopping');
    expect(existsSync(join(folder, 'ask/stop.json'))).toBe(true);
    await expect(desk.stop('floor', reached)).rejects.toThrow(/not running \(stopping\)/);
  });

  it('is refused when nothing runs', async () => {
    await expect(desk.stop('floor', reached)).rejects.toThrow(/not running \(off\)/);
  });
});
