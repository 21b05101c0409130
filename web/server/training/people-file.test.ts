import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ManualTime } from '../../../daemon/base/timers.js';
import {
  maxTrainingFileBytes,
  maxTrainingPeople,
  trainingPeopleFile,
} from '../../../daemon/contract/training-files.js';
import type { TrainingPerson } from '../../../daemon/terms/training.js';
import { lookEveryMs, PeopleFile } from './people-file.js';

const wang: TrainingPerson = { id: '8001', name: '王芳', role: 'agent' };
const boss: TrainingPerson = { id: 'supervisor', name: '李强', role: 'supervisor' };
let folder: string;
let time: ManualTime;
let people: readonly TrainingPerson[];
let told: PeopleFile;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'people-'));
  time = new ManualTime();
  people = [];
  told = new PeopleFile({ folder, timers: time, log: pino({ level: 'silent' }), people: () => people });
});
afterEach(async () => {
  await told.close();
  rmSync(folder, { recursive: true, force: true });
});

const file = () => join(folder, 'people.json');
const read = () => trainingPeopleFile.parse(JSON.parse(readFileSync(file(), 'utf8'))).people;
/** The next look is over when the one after it is set. */
async function looked(): Promise<void> {
  time.advance(lookEveryMs);
  await expect.poll(() => time.waiting).toBe(1);
}

test('is written at the start and when somebody comes or goes, and not otherwise', async () => {
  told.start();
  await expect.poll(() => time.waiting).toBe(1);
  expect(read()).toEqual([]);
  people = [wang, boss];
  await looked();
  expect(read()).toEqual([wang, boss]);
  const before = statSync(file()).ino;
  await looked();
  expect(statSync(file()).ino, 'the same file').toBe(before);
  people = [boss];
  await looked();
  expect(read()).toEqual([boss]);
});

test('a crowd and long names stay within what is read', async () => {
  people = Array.from({ length: 500 }, (_, at) => ({
    id: `${'x'.repeat(58)}${at}`,
    name: '名'.repeat(500),
    role: 'agent',
  }));
  told.start();
  await expect.poll(() => time.waiting).toBe(1);
  expect(read()).toHaveLength(maxTrainingPeople);
  expect(statSync(file()).size).toBeLessThan(maxTrainingFileBytes);
});

test('what lies in its way is not written through, and a folder that is gone is tried again', async () => {
  writeFileSync(join(folder, 'other'), 'mine');
  symlinkSync(join(folder, 'other'), `${file()}.part`);
  told.start();
  await expect.poll(() => time.waiting).toBe(1);
  expect(readFileSync(join(folder, 'other'), 'utf8')).toBe('mine');
  rmSync(folder, { recursive: true });
  people = [wang];
  await looked();
  expect(existsSync(file())).toBe(false);
  mkdirSync(folder);
  await looked();
  expect(read()).toEqual([wang]);
});
