/** What the daemon is started with. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** EX_CONFIG of sysexits.h: the supervisor does not try again. */
export const configurationErrorCode = 78;
const usage =
  'usage: main.js --data DIR [--site FILE] [--first-sites DIR] --wire SOCKET --control SOCKET --sounds DIR --addon FILE\n' +
  'without --site the site imported last is used; --first-sites: empty.yaml there if there has been none;\n' +
  '--applier SOCKET: of callbox-apply, if not /run/callbox/apply.sock; --cards-root DIR: where cards are looked for, if not /;\n' +
  '--recording-keys FILE: of "callbox recording-key", readable by its owner alone';

/** Somebody must change something before it makes sense to start again. */
export class ConfigurationError extends Error {}

export interface Options {
  readonly data: string;
  readonly site: string | null;
  /** Where a box that has no site yet begins. */
  readonly firstSites: string | null;
  readonly wire: string;
  readonly control: string;
  readonly sounds: string;
  readonly addon: string;
  /** Of this machine's files, as far as cards are concerned: '/', but for tests. */
  readonly cardsRoot: string;
  /** Socket of the program that may write the driver's configuration. */
  readonly applier: string;
  /** File of the keys that recordings are encrypted with; null: none. */
  readonly recordingKeys: string | null;
}

export function readOptions(args: readonly string[]): Options {
  const text = { type: 'string' } as const;
  const site = { site: text, 'first-sites': text } as const;
  const cards = { 'cards-root': text, applier: text } as const;
  const keys = { 'recording-keys': text } as const;
  const options = { ...keys, data: text, ...site, wire: text, control: text, sounds: text, addon: text, ...cards };
  try {
    const { values } = parseArgs({ args: [...args], options, strict: true, allowPositionals: false });
    const path = (name: keyof typeof values): string => {
      const value = values[name];
      if (!value) throw new Error(`--${name} is missing`);
      return resolve(value);
    };
    return {
      data: path('data'),
      site: values.site === undefined ? null : path('site'),
      firstSites: values['first-sites'] === undefined ? null : path('first-sites'),
      wire: path('wire'),
      control: path('control'),
      sounds: path('sounds'),
      addon: path('addon'),
      cardsRoot: resolve(values['cards-root'] ?? '/'),
      recordingKeys: values['recording-keys'] === undefined ? null : path('recording-keys'),
      applier: resolve(values.applier ?? '/run/callbox/apply.sock'),
    };
  } catch (error) {
    throw new ConfigurationError(`${(error as Error).message}\n${usage}`);
  }
}
