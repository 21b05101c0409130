/**
 * callbox-apply: the only part of Callbox that runs as root. Composition root.
 *
 *   main.js [--socket PATH] [--root DIR] [--dahdi-cfg FILE] [--modprobe FILE]
 *
 * Without --socket it takes the socket systemd hands it (LISTEN_FDS) and ends ten minutes after the last request.
 */
import { createServer } from 'node:net';
import { parseArgs } from 'node:util';
import { Applier } from './applier.js';
import { ApplyServer } from './apply-server.js';
import { runProgram } from './program.js';

const patienceMs = 5_000;
const idleEndMs = 600_000;
/** EX_CONFIG of sysexits.h. */
const configurationErrorCode = 78;
const systemdDescriptor = 3;

const log = (message: string): void => void process.stderr.write(`callbox-apply: ${message}\n`);

/** Of two appliers the second ends: the kernel lets go of this name when its holder dies, however it does. */
function alone(root: string): Promise<boolean> {
  return new Promise((resolve) => {
    const lock = createServer();
    lock.once('error', () => resolve(false));
    lock.listen(`\0callbox-apply ${root}`, () => {
      lock.unref();
      resolve(true);
    });
  });
}

async function run(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: { socket: text, root: text, 'dahdi-cfg': text, modprobe: text },
    strict: true,
    allowPositionals: false,
  });
  const root = values.root ?? '/';
  const inherited = process.env.LISTEN_FDS === '1' && process.env.LISTEN_PID === String(process.pid);
  if (values.socket === undefined && !inherited)
    throw new Error('--socket PATH is missing, and systemd gave no socket');
  if (!(await alone(root))) throw new Error('another applier is running');

  const configure = values['dahdi-cfg'] ?? '/usr/sbin/dahdi_cfg';
  const modprobe = values.modprobe ?? '/sbin/modprobe';
  const applier = new Applier({
    root,
    configure: (args) => runProgram(configure, args),
    load: (module) => runProgram(modprobe, ['--', module]),
    nowMs: () => Date.now(),
    log,
  });
  await applier.recover();

  const idle = setTimeout(() => process.exit(0), idleEndMs);
  if (values.socket !== undefined) clearTimeout(idle);
  const watched = {
    answer: async (line: string) => {
      if (values.socket === undefined) idle.refresh();
      const answer = await applier.answer(line);
      log(answer.ok ? answer.message : `${answer.problem}: ${answer.message}`);
      if (values.socket === undefined) idle.refresh();
      return answer;
    },
  };
  await new ApplyServer({ applier: watched, patienceMs }).listen(values.socket ?? { fd: systemdDescriptor });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(0));
  process.stdout.write(`${JSON.stringify({ ready: true, pid: process.pid })}\n`);
}

process.umask(0o022);
run().catch((error: Error) => {
  log(error.message);
  process.exit(configurationErrorCode);
});
