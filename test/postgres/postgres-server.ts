import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';

const installed = '/usr/lib/postgresql';
const owner = 'callbox';
const port = 5432; // names the socket's file only: there is no TCP

/**
 * A PostgreSQL server of the tests' own: its data and its Unix socket live in a temporary folder,
 * it listens on no network port, and `stop` leaves nothing behind.
 */
export class PostgresServer {
  private constructor(
    private readonly folder: string,
    private readonly process: ChildProcess,
  ) {}

  /** Takes one to three seconds. Rejects with what to install, or with the server's last words. */
  static async start(): Promise<PostgresServer> {
    const bin = newestBin();
    const account = unprivileged();
    // Short: a Unix socket's path may have 107 bytes.
    const folder = mkdtempSync(join(tmpdir(), 'pg-'));
    const data = join(folder, 'data');
    mkdirSync(data, { mode: 0o700 });
    if (account.uid !== undefined && account.gid !== undefined) {
      chownSync(folder, account.uid, account.gid);
      chownSync(data, account.uid, account.gid);
    }
    const environment = { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', TZ: 'UTC' };
    const run = { ...account, cwd: folder, env: environment };
    try {
      execFileSync(join(bin, 'initdb'), ['-D', data, '-U', owner, '-A', 'trust', '-E', 'UTF8', '--no-sync'], {
        ...run,
        stdio: 'pipe',
      });
      const settings = ['listen_addresses=', 'fsync=off', 'shared_buffers=16MB', 'max_connections=40', 'jit=off'];
      const server = spawn(
        join(bin, 'postgres'),
        ['-D', data, '-k', folder, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
        { ...run, stdio: ['ignore', 'ignore', 'pipe'] },
      );
      await untilReady(server);
      return new PostgresServer(folder, server);
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Makes an empty database and tells where it is. */
  async database(
    name: string,
  ): Promise<{ kind: 'postgres'; host: string; port: number; database: string; user: string }> {
    const place = { host: this.folder, port, user: owner };
    const client = new pg.Client({ ...place, database: 'postgres' });
    await client.connect();
    try {
      await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
    } finally {
      await client.end();
    }
    return { kind: 'postgres', ...place, database: name };
  }

  /** Ends the server with its connections and removes its folder. */
  async stop(): Promise<void> {
    if (this.process.exitCode === null) {
      const exit = once(this.process, 'exit');
      this.process.kill('SIGINT'); // "fast": roll back, disconnect, close
      await exit;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function newestBin(): string {
  const versions = existsSync(installed) ? readdirSync(installed).map(Number).filter(Number.isInteger) : [];
  const bins = versions.sort((a, b) => b - a).map((version) => join(installed, String(version), 'bin'));
  const bin = bins.find((path) => existsSync(join(path, 'initdb')));
  if (!bin) throw new Error(`there is no PostgreSQL below ${installed}: apt-get install postgresql`);
  return bin;
}

/** PostgreSQL refuses to run as root; then it runs as its own account, or as nobody. */
function unprivileged(): { readonly uid?: number; readonly gid?: number } {
  if (userInfo().uid !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, name], { stdio: 'pipe' })));
      if (uid && gid) return { uid, gid };
    } catch {} // no such account: the next one
  }
  throw new Error('PostgreSQL needs an account that is not root: there is neither postgres nor nobody');
}

async function untilReady(server: ChildProcess): Promise<void> {
  if (!server.stderr) throw new Error('the server has no stderr');
  const last: string[] = [];
  const lines = createInterface({ input: server.stderr });
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      last.push(line);
      if (last.length > 20) last.shift();
      if (line.includes('database system is ready to accept connections')) resolve();
    });
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`PostgreSQL ended with ${code}:\n${last.join('\n')}`)));
  });
}
