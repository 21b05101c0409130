/** Cuts a stream of bytes into lines, holding at most `maxBytes` of an unfinished one. */
export class LineReader {
  private held: Buffer[] = [];
  private heldBytes = 0;

  constructor(private readonly maxBytes: number) {}

  /** True: a line has begun and not ended. */
  get unfinished(): boolean {
    return this.heldBytes > 0;
  }

  /**
   * Gives each finished line, without its end, to `take`, which returns false to stop. False: a line
   * is longer than allowed or `take` stopped; the rest is thrown away.
   */
  read(bytes: Buffer, take: (line: string) => boolean): boolean {
    let from = 0;
    for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, from)) {
      if (!this.hold(bytes.subarray(from, end))) return false;
      const line = Buffer.concat(this.held).toString('utf8');
      this.forget();
      from = end + 1;
      if (!take(line)) return false;
    }
    return this.hold(bytes.subarray(from));
  }

  private hold(bytes: Buffer): boolean {
    if (this.heldBytes + bytes.length > this.maxBytes) {
      this.forget();
      return false;
    }
    if (bytes.length > 0) this.held.push(bytes);
    this.heldBytes += bytes.length;
    return true;
  }

  private forget(): void {
    this.held = [];
    this.heldBytes = 0;
  }
}
