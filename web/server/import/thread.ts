/** Body of the thread that reads files, so that neither their size nor what is in them holds up a page. */
import { parentPort } from 'node:worker_threads';
import { CallboxError } from '../../../daemon/base/errors.js';
import { maxImportRows } from '../../../daemon/contract/pages-imports.js';
import { RowReader } from './rows.js';
import { openTable, previewOf } from './table.js';
import type { FromThread, ReadRefused, ToThread } from './thread-messages.js';
import { badFile } from './xlsx.js';

/** Rows of one batch, and batches told and not taken yet: what the store cannot take in time is not read. */
const rowsAtOnce = 1_000;
const batchesAhead = 2;

if (!parentPort) throw new TypeError('this is the body of a thread');
const port = parentPort;
const tell = (message: FromThread): void => port.postMessage(message);

let told = 0;
let taken = 0;
let goOn: (() => void) | null = null;

port.on('message', (message: ToThread) => {
  if (message.ask === 'taken') {
    taken += 1;
    goOn?.();
    return;
  }
  const work = message.ask === 'preview' ? preview(message) : read(message);
  work.catch((error: unknown) => {
    const known = error instanceof CallboxError;
    tell({ told: 'failed', message: known ? error.message : `damaged: ${String(error).slice(0, 200)}` });
  });
});

async function preview({ path, kind, options }: Extract<ToThread, { ask: 'preview' }>): Promise<void> {
  tell({ told: 'preview', preview: await previewOf(path, kind, options) });
}

async function read({ path, kind, options, start, names, header }: Extract<ToThread, { ask: 'read' }>): Promise<void> {
  const table = await openTable(path, options);
  const reader = new RowReader(kind, start, names);
  let good: Extract<FromThread, { told: 'rows' }>['good'][number][] = [];
  let refused: ReadRefused[] = [];
  let rows = 0;
  let percent = 0;
  let first = header;
  const flush = async (): Promise<void> => {
    tell({ told: 'rows', good, refused, rows, percent, neutralised: reader.neutralised });
    good = [];
    refused = [];
    told += 1;
    while (told - taken > batchesAhead) {
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
    }
  };
  try {
    for await (const some of table.rows((now) => {
      percent = Math.min(99, Math.floor(now));
    })) {
      for (const row of some) {
        if (first) {
          first = false;
          continue;
        }
        rows += 1;
        if (rows > maxImportRows) throw badFile('too-big-inside', `more than ${maxImportRows} rows; split the file`);
        const one = reader.read(row);
        if ('good' in one) good.push(one.good);
        else refused.push(one);
        if (good.length + refused.length >= rowsAtOnce) await flush();
      }
    }
    await flush();
    tell({ told: 'end' });
  } finally {
    table.close();
  }
}
