import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

const promptName = /^[A-Za-z0-9_-]{1,64}(\/[A-Za-z0-9_-]{1,64}){0,3}$/;

/**
 * Absolute file of a prompt: "zh/welcome" is zh/welcome.wav in the sounds folder; a name without a
 * folder is Chinese. A name that could lead out of the folder becomes one that does not exist, which
 * the player reports as 'bad-file'.
 */
export function promptFile(soundsFolder: string, name: string): string {
  if (!promptName.test(name)) return join(soundsFolder, 'not-a-prompt-name.wav');
  // Such a name needs no normalizing, and one is asked for with every prompt.
  return `${soundsFolder}/${name.includes('/') ? name : `zh/${name}`}.wav`;
}

export interface RecordingFolder {
  /** Absolute path for a relative one, with its folder made; `error` is the system's code if it could not be. */
  ready(recordingsFolder: string, relativePath: string): { readonly path: string; readonly error: string | null };
}

/** Makes a folder once a day: one call that waits for the disk, before the first recording of a day. */
export class DailyRecordingFolder implements RecordingFolder {
  private made = '';

  ready(recordingsFolder: string, relativePath: string): { readonly path: string; readonly error: string | null } {
    const path = join(recordingsFolder, relativePath);
    const folder = dirname(path);
    if (folder === this.made) return { path, error: null };
    try {
      mkdirSync(folder, { recursive: true });
      this.made = folder;
      return { path, error: null };
    } catch (error) {
      return { path, error: codeOf(error) };
    }
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
