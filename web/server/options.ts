import { parseArgs } from 'node:util';
import { CallboxError } from '../../daemon/base/errors.js';
import type { Health } from '../../daemon/contract/pages.js';

export interface WebOptions {
  readonly data: string;
  readonly port: number;
  readonly host: string;
  readonly control: string;
  readonly pages: string;
  readonly phones: string | null;
  readonly demoLogins: string | null;
  /** Folder of keys and certificates: the pages are served by HTTPS. Null: by HTTP, for this machine. */
  readonly tls: string | null;
  /** Plain HTTP that leads to HTTPS; null: none. */
  readonly redirectPort: number | null;
  /** Listen on what systemd opened: descriptor 3 the pages, 4 plain HTTP. */
  readonly sockets: boolean;
  /** Hash of the set-up code of a new box; null: no first-run page. */
  readonly firstRun: string | null;
  /** The telephones are there while this file is; null: always. */
  readonly phonesWhen: string | null;
  /** The addon that tells systemd; null: nobody is told. */
  readonly notify: string | null;
  /** Where backups leave word of themselves; null: none are made here. */
  readonly backups: string | null;
  /** File of the keys that recordings are encrypted with; null: none. */
  readonly recordingKeys: string | null;
  /** Where an upgrade leaves word of itself; null: this is no installed box. */
  readonly upgrades: string | null;
  /** A file that asks for a backup now; null: nobody looks for one. */
  readonly backupWish: string | null;
  /** This is the training floor. */
  readonly training: boolean;
  /** Where training's keeper looks for what it is asked and says how it stands; null: there is none. */
  readonly trainingFolder: string | null;
  /** Of the training floor: where the real one's pages are, on the same host name; null: not known. */
  readonly realFloor: NonNullable<Health['realFloor']> | null;
}

export const usage =
  'usage: main.js --data DIR --port N --control SOCKET --pages DIR [--phones SOCKET] [--demo-logins FILE] [--host ADDRESS]' +
  ' [--tls DIR [--redirect-port N]] [--sockets] [--first-run FILE] [--phones-when FILE] [--notify FILE] [--backups DIR]' +
  ' [--recording-keys FILE] [--upgrades DIR] [--backup-wish FILE] [--training [--real-floor https:443]] [--training-folder DIR]';

/** @throws CallboxError bad-request, saying which option is wrong */
export function webOptions(args: readonly string[]): WebOptions {
  const text = { type: 'string' } as const;
  const options = {
    data: text,
    port: text,
    host: text,
    control: text,
    pages: text,
    phones: text,
    'demo-logins': text,
    tls: text,
    'redirect-port': text,
    sockets: { type: 'boolean' } as const,
    'first-run': text,
    'phones-when': text,
    notify: text,
    backups: text,
    upgrades: text,
    'backup-wish': text,
    training: { type: 'boolean' } as const,
    'training-folder': text,
    'real-floor': text,
    'recording-keys': text,
  };
  const { values } = parsed(() => parseArgs({ args: [...args], options, strict: true, allowPositionals: false }));
  return {
    data: required('data', values.data),
    port: portOf(required('port', values.port)),
    host: values.host ?? '127.0.0.1',
    control: required('control', values.control),
    pages: required('pages', values.pages),
    phones: values.phones ?? null,
    demoLogins: values['demo-logins'] ?? null,
    tls: values.tls ?? null,
    redirectPort: values['redirect-port'] === undefined ? null : portOf(values['redirect-port']),
    sockets: values.sockets ?? false,
    firstRun: values['first-run'] ?? null,
    phonesWhen: values['phones-when'] ?? null,
    notify: values.notify ?? null,
    backups: values.backups ?? null,
    upgrades: values.upgrades ?? null,
    backupWish: values['backup-wish'] ?? null,
    training: values.training ?? false,
    trainingFolder: values['training-folder'] ?? null,
    recordingKeys: values['recording-keys'] ?? null,
    realFloor: values['real-floor'] === undefined ? null : floorOf(values['real-floor']),
  };
}

function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new CallboxError('bad-request', `${(error as Error).message}\n${usage}`);
  }
}

function required(name: string, value: string | undefined): string {
  if (!value) throw new CallboxError('bad-request', `--${name} is missing\n${usage}`);
  return value;
}

/** "https:443". */
function floorOf(text: string): NonNullable<Health['realFloor']> {
  const [, scheme, port = ''] = /^(https?):([1-9]\d{0,4})$/.exec(text) ?? [];
  if (scheme === undefined) {
    throw new CallboxError('bad-request', `--real-floor ${text}: give how its pages are reached, as in https:443`);
  }
  return { scheme: scheme === 'https' ? 'https' : 'http', port: portOf(port) };
}

/** 0 lets the system choose. */
function portOf(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new CallboxError('bad-request', `--port ${text} is no port: give a number from 1 to 65535`);
}
