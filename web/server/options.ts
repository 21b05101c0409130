import { parseArgs } from 'node:util';
import { CallboxError } from '../../daemon/base/errors.js';

export interface WebOptions {
  readonly data: string;
  readonly port: number;
  readonly host: string;
  readonly control: string;
  readonly pages: string;
  readonly phones: string | null;
  readonly demoLogins: string | null;
}

export const usage =
  'usage: main.js --data DIR --port N --control SOCKET --pages DIR [--phones SOCKET] [--demo-logins FILE] [--host ADDRESS]';

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

/** 0 lets the system choose. */
function portOf(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new CallboxError('bad-request', `--port ${text} is no port: give a number from 1 to 65535`);
}
