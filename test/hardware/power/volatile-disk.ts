/**
 * A disk with a volatile write cache, over NBD (github.com/NetworkBlockDevice/nbd, doc/proto.md): what was written since
 * the last flush is in memory only. A power cut leaves of it, sector by sector, what chance wants, as a disk does that
 * writes its cache in an order of its own.
 */
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { Random } from '../../../daemon/base/random.js';

const sectorBytes = 512;
const greeting = Buffer.from('NBDMAGICIHAVEOPT\0\x03', 'latin1'); // fixed newstyle, no zeroes
const optionMagic = Buffer.from('IHAVEOPT', 'latin1');
const optionReplyMagic = 0x3e889045565a9n;
const requestMagic = 0x25609513;
const replyMagic = 0x67446698;
const goOption = 7;
const replyOf = { ack: 1, info: 3, unsupported: 0x80000001 };
const commands = { read: 0, write: 1, disconnect: 2, flush: 3 };
const hasFlags = 1;
const knowsFlush = 4;
const knowsForcedUnitAccess = 8;
const forcedUnitAccess = 1;
const invalid = 22; // EINVAL, as NBD numbers it
/** More in one request is no kernel of ours. */
const maxRequestBytes = 32 * 1024 * 1024;
const clientFlagsBytes = 4;
const optionHeadBytes = 16;
const requestHeadBytes = 28;

export class VolatileDisk {
  private readonly file: number;
  private readonly cache = new Map<number, Buffer>();
  private readonly server: Server;
  private machine: Socket | null = null;
  private dying: { writes: number; readonly died: () => void } | null = null;
  /** The most that was in the cache at once. */
  mostCached = 0;

  private constructor(
    image: string,
    private readonly bytes: number,
    readonly socketPath: string,
  ) {
    this.file = openSync(image, 'r+');
    this.server = createServer((socket) => this.serve(socket));
  }

  /** `bytes`: of the image, whole sectors. */
  static async open(image: string, bytes: number, socketPath: string): Promise<VolatileDisk> {
    const disk = new VolatileDisk(image, bytes, socketPath);
    await new Promise<void>((resolve, reject) => disk.server.once('error', reject).listen(socketPath, resolve));
    return disk;
  }

  /**
   * The power goes right after so many more writes: `died` is called and nothing is taken any more. Then kill the
   * machine, and `cut`.
   */
  dieAfter(writes: number, died: () => void): void {
    this.dying = { writes, died };
  }

  /** After the machine is dead. Tells how many sectors were in the cache only, and how many of them are gone. */
  cut(random: Random): { readonly cached: number; readonly lost: number } {
    this.machine?.destroy();
    const cached = this.cache.size;
    let lost = 0;
    for (const [sector, data] of this.cache) {
      if (random.below(2) === 0) lost += 1;
      else writeSync(this.file, data, 0, sectorBytes, sector * sectorBytes);
    }
    this.cache.clear();
    this.dying = null;
    return { cached, lost };
  }

  close(): void {
    this.flush();
    this.machine?.destroy();
    this.server.close();
    closeSync(this.file);
    rmSync(this.socketPath, { force: true });
  }

  private serve(socket: Socket): void {
    this.machine = socket;
    let waiting: Buffer = Buffer.alloc(0);
    let stage: 'flags' | 'options' | 'requests' = 'flags';
    const take = (): number => {
      if (this.dying !== null && this.dying.writes <= 0) return 0;
      if (stage === 'requests') return this.request(socket, waiting);
      if (stage === 'options') {
        return this.option(socket, waiting, () => {
          stage = 'requests';
        });
      }
      if (waiting.length < clientFlagsBytes) return 0;
      stage = 'options';
      return clientFlagsBytes;
    };
    socket.on('error', () => {}); // a machine that is killed resets it
    socket.on('data', (data: Buffer) => {
      waiting = waiting.length === 0 ? data : Buffer.concat([waiting, data]);
      for (let taken = take(); taken > 0; taken = take()) waiting = waiting.subarray(taken);
    });
    socket.write(greeting);
  }

  /** Bytes taken; 0: more must come. */
  private option(socket: Socket, data: Buffer, gone: () => void): number {
    if (data.length < optionHeadBytes) return 0;
    const length = data.readUInt32BE(12);
    if (!data.subarray(0, 8).equals(optionMagic) || length > maxRequestBytes) {
      socket.destroy();
      return data.length;
    }
    if (data.length < optionHeadBytes + length) return 0;
    const option = data.readUInt32BE(8);
    const answer = (kind: number, content = Buffer.alloc(0)) => {
      const head = Buffer.alloc(20);
      head.writeBigUInt64BE(optionReplyMagic, 0);
      head.writeUInt32BE(option, 8);
      head.writeUInt32BE(kind, 12);
      head.writeUInt32BE(content.length, 16);
      socket.write(Buffer.concat([head, content]));
    };
    if (option !== goOption) answer(replyOf.unsupported);
    else {
      const info = Buffer.alloc(12); // NBD_INFO_EXPORT
      info.writeBigUInt64BE(BigInt(this.bytes), 2);
      info.writeUInt16BE(hasFlags | knowsFlush | knowsForcedUnitAccess, 10);
      answer(replyOf.info, info);
      answer(replyOf.ack);
      gone();
    }
    return optionHeadBytes + length;
  }

  /** Bytes taken; 0: more must come. */
  private request(socket: Socket, data: Buffer): number {
    if (data.length < requestHeadBytes) return 0;
    const kind = data.readUInt16BE(6);
    const at = Number(data.readBigUInt64BE(16));
    const length = data.readUInt32BE(24);
    const content = kind === commands.write ? length : 0;
    if (data.readUInt32BE(0) !== requestMagic || kind === commands.disconnect || length > maxRequestBytes) {
      socket.destroy();
      return data.length;
    }
    if (data.length < requestHeadBytes + content) return 0;
    const whole = at % sectorBytes === 0 && length % sectorBytes === 0 && at + length <= this.bytes;
    const reply = Buffer.alloc(16);
    reply.writeUInt32BE(replyMagic, 0);
    reply.writeUInt32BE(whole && Object.values(commands).includes(kind) ? 0 : invalid, 4);
    data.copy(reply, 8, 8, 16); // the cookie
    socket.write(reply);
    if (!whole) return requestHeadBytes + content;
    if (kind === commands.read) socket.write(this.read(at, length));
    if (kind === commands.write) {
      const forced = (data.readUInt16BE(4) & forcedUnitAccess) !== 0;
      this.write(at, data.subarray(requestHeadBytes, requestHeadBytes + length), forced);
    }
    if (kind === commands.flush) this.flush();
    return requestHeadBytes + content;
  }

  private read(at: number, length: number): Buffer {
    const data = Buffer.alloc(length);
    readSync(this.file, data, 0, length, at);
    for (let offset = 0; this.cache.size > 0 && offset < length; offset += sectorBytes) {
      this.cache.get((at + offset) / sectorBytes)?.copy(data, offset);
    }
    return data;
  }

  private write(at: number, data: Buffer, forced: boolean): void {
    for (let offset = 0; offset < data.length; offset += sectorBytes) {
      const sector = (at + offset) / sectorBytes;
      if (forced) this.cache.delete(sector);
      else this.cache.set(sector, Buffer.from(data.subarray(offset, offset + sectorBytes)));
    }
    if (forced) writeSync(this.file, data, 0, data.length, at);
    this.mostCached = Math.max(this.mostCached, this.cache.size);
    if (this.dying !== null && --this.dying.writes <= 0) this.dying.died();
  }

  private flush(): void {
    for (const [sector, data] of this.cache) writeSync(this.file, data, 0, sectorBytes, sector * sectorBytes);
    this.cache.clear();
  }
}
