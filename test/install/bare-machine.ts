/**
 * A bare Debian 12 that boots: debootstrap's smallest one, run by systemd-nspawn with its own systemd as first process.
 * It shares this machine's kernel, clock and network; what needs a kernel of its own is test/hardware's.
 */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

const built = 'build/install'; // from the checkout, where the programs of installer/ run
const cached = resolve(built, 'bookworm');
/** What Debian's installer puts on every machine and minbase leaves out: the system that boots. */
const booting = 'systemd-sysv,udev,dbus,kmod,iproute2,ca-certificates';
const archive = 'http://deb.debian.org/debian';
const bootWithinMs = 60_000;
const lookEveryMs = 250;

export interface Ran {
  readonly code: number;
  /** stdout and stderr as they came. */
  readonly said: string;
}

/** Made once, kept in build/; `apt-get update` is part of a machine that has a network. */
export function makeCache(tell: (line: string) => void): void {
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

  async boot(): Promise<void> {
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
    const first = this.firstProcessOf(nspawn.pid);
    if (first === null) nspawn.kill('SIGKILL');
    else process.kill(first, 'SIGKILL');
    await gone;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
  }

  private firstProcess(): number | null {
    const pid = this.nspawn?.pid;
    return pid === undefined ? null : this.firstProcessOf(pid);
  }

  private firstProcessOf(parent: number): number | null {
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const [, parentOf] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        if (Number(parentOf) === parent) return Number(name);
      } catch {
        // ended meanwhile
      }
    }
    return null;
  }
}

export function later(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
