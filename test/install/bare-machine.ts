/**
 * A bare Debian 12 that boots: debootstrap's smallest one, run by systemd-nspawn with its own systemd as first process.
 * It shares this machine's kernel, clock and network; what needs a kernel of its own is test/hardware's.
 */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { basename, dirname, join, resolve } from 'node:path';

const built = 'build/install'; // from the checkout, where the programs of installer/ run
const cached = resolve(built, 'bookworm');
/** What Debian's installer puts on every machine and minbase leaves out: the system that boots. */
const booting = 'systemd-sysv,udev,dbus,kmod,iproute2,ca-certificates';
const archive = 'http://deb.debian.org/debian';
/** Of this machine, whose network it shares. */
const ports = [80, 443];
const bootWithinMs = 60_000;
const freeWithinMs = 10_000;
const lookEveryMs = 250;

export interface Ran {
  readonly code: number;
  /** stdout and stderr as they came. */
  readonly said: string;
}

/**
 * Made once, kept in build/; `apt-get update` is part of a machine that has a network. Machines that a killed run left
 * behind are ended first: they would answer at the ports of the next one.
 */
export function makeCache(tell: (line: string) => void): void {
  endLeftOvers(tell);
  if (existsSync(cached)) return;
  mkdirSync(built, { recursive: true });
  tell('debootstrap (once; about 300 MB in build/install)');
  const part = `${cached}.part`;
  rmSync(part, { recursive: true, force: true });
  execFileSync('debootstrap', ['--variant=minbase', `--include=${booting}`, 'bookworm', part, archive], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  writeFileSync(join(part, 'etc/apt/sources.list'), `deb ${archive} bookworm main\n`);
  execFileSync('chroot', [part, 'apt-get', 'update'], { stdio: 'ignore' });
  renameSync(part, cached);
}

/** Those of this checkout whose test is gone. */
function endLeftOvers(tell: (line: string) => void): void {
  for (const [name, parent] of processes()) {
    const words = argumentsOf(name);
    const root = words[words.indexOf('-D') + 1] ?? '';
    if (basename(words[0] ?? '') !== 'systemd-nspawn' || dirname(root) !== resolve(built)) continue;
    if (parent !== 1 && argumentsOf(parent).some((word) => word.includes('test/install'))) {
      throw new Error(`another test:install runs here (process ${parent}, ${basename(root)}): wait for it, or end it`);
    }
    tell(`ending what an earlier run left: ${root}`);
    process.kill(firstProcessOf(name) ?? name, 'SIGKILL');
  }
}

/** One machine from its first boot to its end. */
export class BareMachine {
  private nspawn: ChildProcess | null = null;
  readonly root: string;

  constructor(readonly name: string) {
    this.root = resolve(built, name);
  }

  /** A copy of the bare system with these files in /root. */
  unpack(files: readonly string[]): void {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
    execFileSync('cp', ['-a', '--reflink=auto', cached, this.root]);
    writeFileSync(join(this.root, 'etc/hostname'), 'callbox-test\n');
    for (const file of files) cpSync(file, join(this.root, 'root', basename(file)));
  }

  /** @throws Error when it doesn't come up, or something else has its ports */
  async boot(): Promise<void> {
    for (const port of ports) await requireFree(port);
    const args = ['--register=no', '--keep-unit', '--boot', '--console=pipe', '-D', this.root];
    this.nspawn = spawn('systemd-nspawn', args, { stdio: 'ignore', detached: true });
    const limit = Date.now() + bootWithinMs;
    for (;;) {
      const { said } = await this.run(['systemctl', 'is-system-running']);
      if (/^(running|degraded)/.test(said)) return;
      if (Date.now() > limit) throw new Error(`the machine did not boot in ${bootWithinMs / 1000} s: ${said}`);
      await later(lookEveryMs);
    }
  }

  /** As root, inside. */
  run(command: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ran> {
    const first = this.firstProcess();
    if (first === null) return Promise.resolve({ code: -1, said: 'not booted' });
    const set = {
      PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
      LANG: 'C.UTF-8',
      DEBIAN_FRONTEND: 'noninteractive',
      ...environment,
    };
    const variables = Object.entries(set).map(([name, value]) => `${name}=${value}`);
    const args = [
      '-t',
      String(first),
      '-m',
      '-u',
      '-i',
      '-n',
      '-p',
      '-C',
      '-r',
      '-w',
      '--',
      'env',
      '-i',
      ...variables,
      ...command,
    ];
    return new Promise((done) => {
      execFile('nsenter', args, { maxBuffer: 64e6 }, (error, stdout, stderr) =>
        done({ code: error === null ? 0 : Number(error.code ?? -1), said: stdout + stderr }),
      );
    });
  }

  /** @throws Error when the command fails */
  async must(command: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<string> {
    const { code, said } = await this.run(command, environment);
    if (code !== 0) throw new Error(`${command.join(' ')}: code ${code}\n${said.slice(-3_000)}`);
    return said;
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  /** Its files as its own programs see them, /run too. */
  rootNow(): string {
    return `/proc/${this.firstProcess()}/root`;
  }

  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  /** Pulls the plug. */
  async end(): Promise<void> {
    const { nspawn } = this;
    this.nspawn = null;
    if (nspawn?.pid === undefined || nspawn.exitCode !== null) return;
    const gone = new Promise((resolveGone) => nspawn.once('close', resolveGone));
    // With its first process the whole namespace ends; without nspawn that process would be nobody's child.
    const first = firstProcessOf(nspawn.pid);
    if (first === null) nspawn.kill('SIGKILL');
    else process.kill(first, 'SIGKILL');
    await gone;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
  }

  private firstProcess(): number | null {
    const pid = this.nspawn?.pid;
    return pid === undefined ? null : firstProcessOf(pid);
  }
}

/** A machine that was ended a moment ago may still hold it. */
async function requireFree(port: number): Promise<void> {
  const limit = Date.now() + freeWithinMs;
  while (await isTaken(port)) {
    if (Date.now() > limit) throw new Error(`something else listens on port ${port} of this machine: end it first`);
    await later(lookEveryMs);
  }
}

function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const end = (taken: boolean): void => {
      socket.destroy();
      resolve(taken);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}

function firstProcessOf(parent: number): number | null {
  return processes().find(([, parentOf]) => parentOf === parent)?.[0] ?? null;
}

/** Each process and its parent. */
function processes(): readonly (readonly [number, number])[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return [[Number(name), Number(parent)] as const];
    } catch {
      return []; // ended meanwhile
    }
  });
}

function argumentsOf(process: number): readonly string[] {
  try {
    return readFileSync(`/proc/${process}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

export function later(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
