import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SeededRandom } from '../../../daemon/base/random.js';
import { VolatileDisk } from './volatile-disk.js';

const diskBytes = 64 * 512;
const [read, write, flush] = [0, 1, 3];
let folder: string;
let image: string;
let disk: VolatileDisk;
let machine: Machine;

/** An NBD client by hand: doc/proto.md of github.com/NetworkBlockDevice/nbd. */
class Machine {
  private constructor(private readonly socket: Socket) {}

  static async attach(path: string): Promise<Machine> {
    const machine = new Machine(connect(path));
    await machine.take(18);
    machine.socket.write(Buffer.from([0, 0, 0, 3]));
    const strange = await machine.option(8);
    expect(strange.readUInt32BE(12)).toBe(0x80000001);
    const info = await machine.option(7);
    expect(info.readUInt32BE(12)).toBe(3);
    const export_ = await machine.take(12);
    expect(Number(export_.readBigUInt64BE(2))).toBe(diskBytes);
    expect((await machine.take(20)).readUInt32BE(12)).toBe(1);
    return machine;
  }

  /** The error of the reply, and what was read. */
  async ask(kind: number, at: number, length: number, data = Buffer.alloc(0), flags = 0) {
    const head = Buffer.alloc(28);
    head.writeUInt32BE(0x25609513, 0);
    head.writeUInt16BE(flags, 4);
    head.writeUInt16BE(kind, 6);
    head.writeBigUInt64BE(BigInt(at), 16);
    head.writeUInt32BE(length, 24);
    this.socket.write(Buffer.concat([head, data]));
    const error = (await this.take(16)).readUInt32BE(4);
    return { error, data: kind === read && error === 0 ? await this.take(length) : Buffer.alloc(0) };
  }

  async gone(): Promise<void> {
    if (!this.socket.closed) await once(this.socket, 'close');
  }

  send(data: Buffer): void {
    this.socket.write(data);
  }

  private option(option: number): Promise<Buffer> {
    const head = Buffer.alloc(16);
    head.write('IHAVEOPT', 0, 'latin1');
    head.writeUInt32BE(option, 8);
    this.socket.write(head);
    return this.take(20);
  }

  private async take(bytes: number): Promise<Buffer> {
    for (;;) {
      const data = this.socket.read(bytes) as Buffer | null;
      if (data !== null) return data;
      await once(this.socket, 'readable');
    }
  }
}

const filled = (sectors: number, value: number) => Buffer.alloc(sectors * 512, value);
const onImage = (sector: number) => readFileSync(image)[sector * 512];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'callbox-disk-'));
  image = join(folder, 'disk.img');
  writeFileSync(image, Buffer.alloc(diskBytes));
  disk = await VolatileDisk.open(image, diskBytes, join(folder, 'disk.sock'));
  machine = await Machine.attach(disk.socketPath);
});

afterEach(() => {
  disk.close();
  rmSync(folder, { recursive: true });
});

describe('a disk with a volatile write cache', () => {
  it('reads what was written, before it is on the disk', async () => {
    await machine.ask(write, 1024, 1024, filled(2, 7));
    expect((await machine.ask(read, 512, 2048)).data).toEqual(
      Buffer.concat([filled(1, 0), filled(2, 7), filled(1, 0)]),
    );
    expect(onImage(2)).toBe(0);
  });

  it('keeps what was flushed or forced through a power cut, and any part of the rest', async () => {
    await machine.ask(write, 0, 8 * 512, filled(8, 1));
    await machine.ask(flush, 0, 0);
    await machine.ask(write, 8 * 512, 512, filled(1, 2), 1);
    await machine.ask(write, 0, 32 * 512, filled(32, 3));
    const { cached, lost } = disk.cut(new SeededRandom(1));
    expect(cached).toBe(32);
    expect(lost).toBeGreaterThan(4);
    expect(lost).toBeLessThan(28);
    const left = Array.from({ length: 32 }, (_, sector) => onImage(sector));
    expect(left.filter((value) => value !== 3)).toHaveLength(lost);
    expect(left.slice(0, 8).every((value) => value === 1 || value === 3)).toBe(true);
    expect([2, 3]).toContain(left[8]);
  });

  it('takes nothing any more after the write that it dies at', async () => {
    const died = new Promise<void>((resolve) => disk.dieAfter(2, resolve));
    await machine.ask(write, 0, 512, filled(1, 4));
    await machine.ask(write, 512, 512, filled(1, 5));
    await died;
    void machine.ask(flush, 0, 0).catch(() => {});
    expect(disk.cut(new SeededRandom(1)).cached).toBe(2);
  });

  it('refuses what is no whole sector or beyond the end, and goes on', async () => {
    expect((await machine.ask(read, 1, 512)).error).toBe(22);
    expect((await machine.ask(write, diskBytes, 512, filled(1, 9))).error).toBe(22);
    expect((await machine.ask(9, 0, 512)).error).toBe(22);
    expect((await machine.ask(read, 0, 512)).error).toBe(0);
  });

  it('hangs up on who does not speak its language', async () => {
    machine.send(Buffer.alloc(28, 0xff));
    await machine.gone();
  });
});
