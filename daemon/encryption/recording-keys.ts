import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { CallboxError } from '../base/errors.js';
import type { KeyTrouble, RecordingKeysShown } from '../terms/recordings.js';
import { maxKeyFileOctets, parseKeyFile, type RecordingKey } from './key-file.js';

interface Read {
  readonly stamp: string;
  readonly keys: ReadonlyMap<string, RecordingKey>;
  readonly current: RecordingKey | null;
  readonly trouble: KeyTrouble | null;
  readonly message: string;
}

const none: Omit<Read, 'stamp'> = {
  keys: new Map(),
  current: null,
  trouble: 'none',
  message: 'there is no recording key: make one with "callbox recording-key new"',
};

/** Whoever has the keys of recordings. */
export interface KeySource {
  /** 32 octets. @throws CallboxError key-missing */
  key(id: string): Buffer;
}

/** The keys as their file says now: it is looked at again at each use, so a new key needs no restart. */
export class RecordingKeys implements KeySource {
  private read: Read = { stamp: '', ...none };

  /** `file`: absolute; null: this box has none. */
  constructor(private readonly file: string | null) {}

  /** For new files; null: there is none, see `trouble`. */
  get current(): RecordingKey | null {
    return this.now().current;
  }

  /** Null: all is well. */
  get trouble(): { readonly code: KeyTrouble; readonly message: string } | null {
    const { trouble, message } = this.now();
    return trouble === null ? null : { code: trouble, message };
  }

  /** Without the keys themselves. */
  get shown(): RecordingKeysShown {
    const { keys, trouble } = this.now();
    return { trouble, keys: [...keys.values()].map(({ id, since }) => ({ id, since })) };
  }

  /** @throws CallboxError key-missing, saying which and what to do */
  key(id: string): Buffer {
    const { keys, trouble, message } = this.now();
    const found = keys.get(id);
    if (found !== undefined) return found.key;
    const why = trouble === null || trouble === 'none' ? 'it is not among the keys of this box' : message;
    throw new CallboxError(
      'key-missing',
      `The key ${id} of this recording is missing (${why}). Type it in from paper: sudo callbox recording-key add`,
      { key: id },
    );
  }

  private now(): Read {
    if (this.file === null) return this.read;
    const read = readKeys(this.file, this.read);
    this.read = read;
    return read;
  }
}

/** `before` again, if the file is as it was. */
function readKeys(file: string, before: Read): Read {
  let handle: number;
  try {
    handle = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { stamp: code, ...none, message: `${none.message} (${file} is not there)` };
    return unreadable(file, error);
  }
  try {
    const { ino, size, mtimeMs, ctimeMs, mode } = fstatSync(handle);
    const stamp = [ino, size, mtimeMs, ctimeMs].join(' ');
    if (stamp === before.stamp) return before;
    if ((mode & 0o077) !== 0) {
      return trouble(stamp, 'open-to-others', `${file} may be read by others: chmod 600 ${file}, then make a new key`);
    }
    if (size > maxKeyFileOctets) return trouble(stamp, 'bad-file', `${file} is too large for a file of keys`);
    const keys = parseKeyFile(readFileSync(handle, 'utf8'));
    if (keys.length === 0) return { stamp, ...none };
    const current = keys.at(-1) ?? null;
    return { stamp, keys: new Map(keys.map((key) => [key.id, key])), current, trouble: null, message: '' };
  } catch (error) {
    if (error instanceof CallboxError) return trouble('', 'bad-file', `${file}: ${error.message}`);
    return unreadable(file, error);
  } finally {
    closeSync(handle);
  }
}

function unreadable(file: string, error: unknown): Read {
  const code = String((error as NodeJS.ErrnoException).code);
  return trouble('', 'unreadable', `${file} cannot be read (${code}): it must be a plain file of this service`);
}

function trouble(stamp: string, code: KeyTrouble, message: string): Read {
  return { stamp, keys: new Map(), current: null, trouble: code, message };
}
