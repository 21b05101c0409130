/** What must be there before the daemon can work: addon, folders, socket, database. */
import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Clock } from '../base/clock.js';
import { CallboxError } from '../base/errors.js';
import { ControlServer } from '../control/control-server.js';
import { loadAddon, type NativeAddon } from '../driver/native.js';
import { TelephonyStore } from '../store/telephony-store.js';
import type { StoreTrouble } from '../store/telephony-writer.js';
import { ConfigurationError, type Options } from './options.js';

export function readAddon(file: string): NativeAddon {
  try {
    return loadAddon(file);
  } catch (error) {
    const reason = (error as Error).message;
    throw new ConfigurationError(`the telephony addon ${file} cannot be loaded (${reason}): build it with npm start`);
  }
}

export function makeFolders(options: Options): void {
  try {
    const recordings = join(options.data, 'recordings');
    // Below a setgid folder everything belongs to the group that the web process shares; mkdir(2) drops that bit.
    if (mkdirSync(recordings, { recursive: true }) !== undefined) {
      for (const folder of [options.data, recordings]) chmodSync(folder, 0o2770);
    }
  } catch (error) {
    const reason = (error as Error).message;
    throw new ConfigurationError(
      `the data folder ${options.data} cannot be used (${reason}): may this user write there?`,
    );
  }
  if (!statSync(options.sounds, { throwIfNoEntry: false })?.isDirectory()) {
    throw new ConfigurationError(`the sounds folder ${options.sounds} does not exist: callers would hear nothing`);
  }
}

export async function openControl(path: string, log: Logger): Promise<ControlServer> {
  const control = new ControlServer({ log });
  try {
    await control.listen(path);
    return control;
  } catch (error) {
    // A daemon that is just ending still holds its socket: that passes by itself.
    if (error instanceof CallboxError && error.code === 'bad-request') throw new ConfigurationError(error.message);
    throw error;
  }
}

/** @param options beside its control socket, in memory on an installed box, lies what waits for the database */
export async function openStore(options: Options, clock: Clock, log: Logger): Promise<TelephonyStore> {
  const onTrouble = ({ code, detail }: StoreTrouble): void => {
    log[code === 'store-recovered' || code === 'rows-redone' ? 'info' : 'error'](detail, code);
  };
  try {
    return await TelephonyStore.open(
      { kind: 'sqlite', file: join(options.data, 'telephony.db') },
      { clock, onTrouble, redo: `${options.control}-rows` },
    );
  } catch (error) {
    if (error instanceof CallboxError && error.code === 'conflict') throw new ConfigurationError(error.message);
    throw error;
  }
}
