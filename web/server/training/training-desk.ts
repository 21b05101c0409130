/**
 * How training stands, and what is asked of its keeper (daemon/contract/training-files.ts). This process starts no other:
 * it reads one small file and leaves another.
 */
import { constants } from 'node:fs';
import { open, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../../daemon/base/clock.js';
import { CallboxError } from '../../../daemon/base/errors.js';
import type { TrainingStart } from '../../../daemon/contract/pages-training.js';
import {
  maxTrainingFileBytes,
  type TrainingStateFile,
  trainingFiles,
  trainingPeopleFile,
  trainingSilentMs,
  trainingStateFile,
} from '../../../daemon/contract/training-files.js';
import type { Words } from '../../../daemon/terms/cause-words.js';
import { type TrainingStatus, trainingLimits } from '../../../daemon/terms/training.js';

export interface TrainingDeskNeeds {
  /** The training folder; null: there is no keeper beside this server. */
  readonly folder: string | null;
  /** This server is the training floor. */
  readonly here: boolean;
  readonly clock: Clock;
}

/** How a browser reached this server: the training floor is at another port of the same name. */
export interface ReachedAs {
  readonly hostname: string;
}

const off: Words = { zh: '培训未开启。', en: 'Training is off.' };
const asked: Words = { zh: '正在开启培训…', en: 'Training is being started …' };
const ending: Words = { zh: '正在结束培训…', en: 'Training is being ended …' };
const unheard: Words = {
  zh: '没有进程接收开启培训的请求。已安装的系统：请查看 systemctl status callbox-training.path。',
  en: 'Nothing took up the request to start training. On an installed box look at: systemctl status callbox-training.path.',
};
const lost: Words = {
  zh: '培训进程意外结束。可以重新开启；数据与正式系统无关。',
  en: 'The training floor ended unexpectedly. It can be started again; the real floor is not concerned.',
};
const none: Words = {
  zh: '此服务器没有培训环境。',
  en: 'This server has no training floor beside it.',
};

const nothing = { since: null, ends: null, callersPerHour: null, by: null, port: null, url: null, people: null };

export class TrainingDesk {
  constructor(private readonly needs: TrainingDeskNeeds) {}

  async status(reached: ReachedAs): Promise<TrainingStatus> {
    const { folder, here } = this.needs;
    const common = { here, limits: trainingLimits };
    if (folder === null) return { state: 'off', words: none, ...nothing, ...common };
    // In this order: the keeper says that he starts before he takes the ask away.
    const [start, stop] = await Promise.all([this.ask(folder, 'start'), this.ask(folder, 'stop')]);
    const state = await this.state(folder);
    const isOver = state === null || state.state === 'off' || state.state === 'failed';
    // An ask that lies there stands before what the keeper said last.
    if (isOver && start !== null) {
      return start.old
        ? { state: 'failed', words: unheard, ...nothing, ...common }
        : { state: 'starting', words: asked, ...nothing, since: start.atMs, ...common };
    }
    if (state === null) return { state: 'off', words: off, ...nothing, ...common };
    const { tls, port, ...shown } = state;
    const running = state.state === 'running';
    const url = running && port !== null ? `${tls ? 'https' : 'http'}://${reached.hostname}:${port}/` : null;
    const people = running ? await this.people(folder) : null;
    const stopping = running && stop !== null ? { state: 'stopping' as const, words: ending } : {};
    return { ...shown, port: running ? port : null, url, people, ...stopping, ...common };
  }

  /** @throws CallboxError conflict: it runs, or nothing can be started here */
  async start(wanted: TrainingStart, by: string, reached: ReachedAs): Promise<TrainingStatus> {
    const folder = this.folderToAsk();
    const { state } = await this.status(reached);
    if (state !== 'off' && state !== 'failed') {
      throw new CallboxError('conflict', `培训已在进行（${state}）。 / Training is ${state} already.`);
    }
    await this.leave(folder, 'start', { ...wanted, by });
    return this.status(reached);
  }

  /** @throws CallboxError conflict: it does not run */
  async stop(by: string, reached: ReachedAs): Promise<TrainingStatus> {
    const folder = this.folderToAsk();
    const { state } = await this.status(reached);
    if (state !== 'running' && state !== 'starting') {
      throw new CallboxError('conflict', `培训没有开启（${state}）。 / Training is not running (${state}).`);
    }
    await this.leave(folder, 'stop', { by });
    return this.status(reached);
  }

  private folderToAsk(): string {
    const { folder, here } = this.needs;
    if (here) {
      throw new CallboxError(
        'conflict',
        '这里就是培训环境；请在正式系统上开启或结束培训。 / This is the training floor: start and end training on the real one.',
      );
    }
    if (folder === null) throw new CallboxError('conflict', `${none.zh} / ${none.en}`);
    return folder;
  }

  /** Null: never trained here, or nothing that can be believed. Who says that he works and is silent is no more. */
  private async state(folder: string): Promise<TrainingStateFile | null> {
    const read = await readSmall(join(folder, trainingFiles.state));
    if (read === null) return null;
    const state = trainingStateFile.safeParse(parsed(read.text));
    if (!state.success) return null;
    const over = state.data.state === 'off' || state.data.state === 'failed';
    if (over || this.needs.clock.nowMs() - read.changedMs < trainingSilentMs) return state.data;
    return { ...state.data, state: 'failed', words: lost, since: Math.round(read.changedMs), ends: null };
  }

  /** Null: nobody has told, or nothing that can be believed. */
  private async people(folder: string): Promise<TrainingStatus['people']> {
    const read = await readSmall(join(folder, trainingFiles.people));
    const told = trainingPeopleFile.safeParse(read === null ? null : parsed(read.text));
    return told.success ? told.data.people : null;
  }

  private async ask(folder: string, what: 'start' | 'stop'): Promise<{ atMs: number; old: boolean } | null> {
    const file = join(folder, trainingFiles.asks, trainingFiles[what]);
    const atMs = await stat(file).then(
      ({ mtimeMs }) => Math.round(mtimeMs),
      () => null,
    );
    return atMs === null ? null : { atMs, old: this.needs.clock.nowMs() - atMs >= trainingSilentMs };
  }

  /** Whole or not at all. @throws CallboxError not-now */
  private async leave(folder: string, what: 'start' | 'stop', content: object): Promise<void> {
    const file = join(folder, trainingFiles.asks, trainingFiles[what]);
    const part = `${file}.web`;
    try {
      await rm(part, { force: true });
      await writeFile(part, `${JSON.stringify(content)}\n`, { mode: 0o660, flag: 'wx' });
      const at = this.needs.clock.nowMs() / 1000;
      await utimes(part, at, at);
      await rename(part, file);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new CallboxError(
        'not-now',
        `无法写入 ${file}（${code}）。 / ${file} cannot be written (${code}): is the disk full, may this process write there?`,
      );
    }
  }
}

/** A plain file of that size at most; null: there is none. A pipe or a link put there is none. */
async function readSmall(path: string): Promise<{ text: string; changedMs: number } | null> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const about = await file.stat();
      if (!about.isFile() || about.size > maxTrainingFileBytes) return null;
      return { text: await file.readFile('utf8'), changedMs: about.mtimeMs };
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
