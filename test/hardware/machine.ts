/**
 * The emulated machine: a Debian kernel under qemu that sees this machine's files read-only, runs one script and
 * is gone. What it is made of: installer/setup/machine.mjs.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const built = 'build/hardware'; // from the checkout, where the programs of installer/ run
const memoryMiB = 1536;

/**
 * mitigations off: as emulated they only cost; no_timer_check: on a busy host the kernel would find its timer
 * broken and stop; panic=-1 with -no-reboot: a panic ends the machine.
 */
const kernelLine =
  'console=ttyS0 quiet panic=-1 mitigations=off tsc=reliable random.trust_cpu=on nokaslr audit=0 selinux=0 ' +
  'apparmor=0 cryptomgr.notests no_timer_check';

export interface Run {
  /** Lines of sh, as root, in the checkout. */
  readonly script: string;
  readonly limitMs: number;
  readonly onLine: (line: string) => void;
  /** More of qemu's arguments. */
  readonly devices?: readonly string[];
  /** Aborted: the power is cut (SIGKILL). */
  readonly power?: AbortSignal;
  /** Behind everything else on this machine; sound may be late in there. */
  readonly gently?: boolean;
}

export interface Outcome {
  /** Exit code of the script; null: it did not come to its end. */
  readonly code: number | null;
  /** Why it did not: the last words of the kernel or of qemu. */
  readonly lastWords: readonly string[];
}

/** Boots, runs the script, powers off. */
export async function runInMachine(run: Run): Promise<Outcome> {
  mkdirSync(built, { recursive: true });
  const share = mkdtempSync(join(built, 'share-'));
  try {
    writeFileSync(join(share, 'run.sh'), `cd ${quoted(process.cwd())}\n${run.script}\n`);
    const complaints = await ended(start(share, run), run);
    const code = read(join(share, 'exit-code')).trim();
    if (code !== '') return { code: Number(code), lastWords: [] };
    const kernel = read(join(share, 'kernel.log'))
      .split(/[\r\n]+/)
      .filter(Boolean);
    return { code: null, lastWords: [...complaints, ...kernel].slice(-20) };
  } finally {
    rmSync(share, { recursive: true, force: true });
  }
}

function start(share: string, { devices = [], gently = false }: Run): ChildProcess {
  const folder = (id: string, path: string, more: string) => [
    ...['-fsdev', `local,id=${id},path=${path},security_model=none${more}`],
    ...['-device', `virtio-9p-pci,fsdev=${id},mount_tag=${id}`],
  ];
  const args = [
    // Two emulated processors are slower than one.
    ...['-M', 'q35', '-accel', 'tcg,thread=multi', '-cpu', 'Nehalem', '-smp', '1', '-m', String(memoryMiB)],
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
    ...['-kernel', join(built, 'vmlinux'), '-initrd', join(built, 'initrd.cpio'), '-append', kernelLine],
    ...['-serial', `file:${join(share, 'kernel.log')}`],
    ...['-device', 'virtio-serial-pci', '-chardev', 'stdio,id=out,signal=off', '-device', 'virtconsole,chardev=out'],
    ...folder('host', '/', ',readonly=on,multidevs=remap'),
    ...folder('share', share, ''),
    ...devices,
  ];
  // Sound flows in real time in there, whatever else this machine does; where that isn't allowed, as well as it can.
  const urgently = 'chrt -r 5 true 2> /dev/null && exec chrt -r 5 "$@"; exec "$@"';
  const first = gently ? 'exec nice -n 19 "$@"' : urgently;
  return spawn('sh', ['-c', first, 'sh', 'qemu-system-x86_64', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
}

/** What qemu itself said. */
function ended(machine: ChildProcess, { limitMs, onLine, power }: Run): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const complaints: string[] = [];
    const limit = setTimeout(() => {
      complaints.push(`stopped after ${limitMs / 1000} s`);
      machine.kill('SIGKILL');
    }, limitMs);
    power?.addEventListener('abort', () => machine.kill('SIGKILL'), { once: true });
    if (machine.stdout) createInterface(machine.stdout).on('line', (line) => onLine(line.replace(/\r$/, '')));
    if (machine.stderr) createInterface(machine.stderr).on('line', (line) => complaints.push(line));
    machine.on('error', reject);
    machine.on('close', () => {
      clearTimeout(limit);
      resolve(complaints);
    });
  });
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

function read(path: string) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
