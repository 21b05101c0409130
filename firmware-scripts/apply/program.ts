/** Runs a program of the system, without a shell, for so long. */
import { execFile } from 'node:child_process';

export interface ProgramResult {
  /** 0 well; -1: it could not be started or did not end in time. */
  readonly code: number;
  /** Both outputs, at most 64 KiB. */
  readonly output: string;
}

const limitMs = 30_000;
const maxBytes = 65_536;

export function runProgram(file: string, args: readonly string[]): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const options = {
      timeout: limitMs,
      killSignal: 'SIGKILL',
      maxBuffer: maxBytes,
      cwd: '/',
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
    } as const;
    execFile(file, args, options, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`.slice(0, maxBytes);
      if (error === null) resolve({ code: 0, output });
      else resolve({ code: typeof error.code === 'number' ? error.code : -1, output: output || error.message });
    });
  });
}
