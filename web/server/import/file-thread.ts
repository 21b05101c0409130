import { Worker } from 'node:worker_threads';
import { CallboxError } from '../../../daemon/base/errors.js';
import type { ImportKind, TableOptions, TablePreview } from '../../../daemon/contract/pages-imports.js';
import type { FromThread, ToThread } from './thread-messages.js';

/** A file may fill this, not the memory of the process beside it. */
const resourceLimits = { maxOldGenerationSizeMb: 384, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 };
const previewLimitMs = 60_000;

export type Rows = Extract<FromThread, { told: 'rows' }>;

/** Threads that read files. `url`: of the compiled thread.js. */
export class FileThreads {
  constructor(private readonly url: URL) {}

  /** @throws CallboxError bad-request, its message begins with a FileProblem */
  async preview(path: string, kind: ImportKind, options: TableOptions): Promise<TablePreview> {
    const end = new AbortController();
    const limit = setTimeout(() => end.abort(), previewLimitMs);
    try {
      let preview: TablePreview | null = null;
      await this.run({ ask: 'preview', path, kind, options }, end.signal, async (message) => {
        if (message.told !== 'preview') return false;
        preview = message.preview;
        return true;
      });
      if (!preview) throw new CallboxError('bad-request', 'damaged: the file could not be read in a minute');
      return preview;
    } finally {
      clearTimeout(limit);
    }
  }

  /** `rows` is awaited before more are read. Resolves at the end of the file, or when `signal` says so. */
  async read(
    ask: Extract<ToThread, { ask: 'read' }>,
    signal: AbortSignal,
    rows: (rows: Rows) => Promise<void>,
  ): Promise<void> {
    await this.run(ask, signal, async (message) => {
      if (message.told === 'rows') await rows(message);
      return message.told === 'end';
    });
  }

  /** `heard` says whether that was all; messages are heard one after the other. */
  private async run(
    ask: ToThread,
    signal: AbortSignal,
    heard: (message: FromThread) => Promise<boolean>,
  ): Promise<void> {
    if (signal.aborted) return;
    const thread = new Worker(this.url, { resourceLimits, env: {}, stdin: false, stdout: false, stderr: false });
    try {
      await new Promise<void>((resolve, reject) => {
        let turn = Promise.resolve();
        signal.addEventListener('abort', () => resolve(), { once: true });
        thread.on('error', (error) => reject(threadFailed(error)));
        thread.on('exit', () => reject(new CallboxError('bad-request', 'damaged: reading it came to no end')));
        thread.on('message', (message: FromThread) => {
          turn = turn.then(async () => {
            if (signal.aborted) return;
            if (message.told === 'failed') throw new CallboxError('bad-request', message.message);
            if (await heard(message)) resolve();
            else thread.postMessage({ ask: 'taken' } satisfies ToThread);
          });
          turn.catch(reject);
        });
        thread.postMessage(ask);
      });
    } finally {
      await thread.terminate();
    }
  }
}

function threadFailed(error: Error): CallboxError {
  const full = (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
  const problem = full ? 'too-big-inside: what is in it fills the memory a file may use' : `damaged: ${error.message}`;
  return new CallboxError('bad-request', problem.slice(0, 200), {}, { cause: error });
}
