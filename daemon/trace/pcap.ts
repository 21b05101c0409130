/**
 * Frames of D-channels as a capture file that Wireshark opens as it is: classic pcap, microseconds, little-endian,
 * link type LINUX_LAPD (177). Before each frame stand the 16 octets of Linux's "cooked" header for LAPD:
 *
 * | octets | what |
 * |---|---|
 * | 0-1 | 4: sent by this box, 0: received |
 * | 2-3 | 8445, ARPHRD_LAPD |
 * | 4-5 | 2: octets of the address that are in use |
 * | 6 | 1: this box is the network side, 0: the user side (with octet 0 that is Wireshark's "Network->User") |
 * | 7 | the span, 1-8: so several spans stand in one file; in Wireshark only in the octets, not in a column |
 * | 8-13 | 0 |
 * | 14-15 | 0x0030, ETH_P_LAPD |
 *
 * The direction is the box's in any file: Wireshark's "sent" is what the box sent.
 */
import type { DChannelFrame } from '../terms/line-trace.js';

/** One frame as it is kept. */
export interface TracedFrame extends DChannelFrame {
  /** This box was the network side of the span then. */
  readonly network: boolean;
}

export const fileHeaderOctets = 24;
export const recordHeaderOctets = 16;
const lapdHeaderOctets = 16;
const magic = 0xa1b2c3d4;
const linkType = 177;
const arphrdLapd = 8445;
const ethertypeLapd = 0x30;
const outgoing = 4;
/** ITU-T Q.921 N201 is 260 octets of information; a driver's buffer is not much larger. */
export const maxFrameOctets = 1_024;
const snapOctets = lapdHeaderOctets + maxFrameOctets;
const microsecondsPerSecond = 1_000_000;

export function pcapHeader(): Buffer {
  const header = Buffer.alloc(fileHeaderOctets);
  header.writeUInt32LE(magic, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(snapOctets, 16);
  header.writeUInt32LE(linkType, 20);
  return header;
}

/** Whether a file begins as those that `pcapHeader` begins. */
export function isPcapHeader(octets: Uint8Array): boolean {
  if (octets.length < fileHeaderOctets) return false;
  const view = Buffer.from(octets.buffer, octets.byteOffset, octets.length);
  return view.readUInt32LE(0) === magic && view.readUInt32LE(20) === linkType;
}

/** A frame longer than `maxFrameOctets` is cut, and the record says how long it was. */
export function pcapRecord(frame: TracedFrame): Buffer {
  const kept = frame.octets.subarray(0, maxFrameOctets);
  const record = Buffer.alloc(recordHeaderOctets + lapdHeaderOctets + kept.length);
  const seconds = Math.floor(frame.atUs / microsecondsPerSecond);
  record.writeUInt32LE(seconds % 0x1_0000_0000, 0);
  record.writeUInt32LE(Math.floor(frame.atUs - seconds * microsecondsPerSecond), 4);
  record.writeUInt32LE(lapdHeaderOctets + kept.length, 8);
  record.writeUInt32LE(lapdHeaderOctets + frame.octets.length, 12);
  record.writeUInt16BE(frame.sent ? outgoing : 0, 16);
  record.writeUInt16BE(arphrdLapd, 18);
  record.writeUInt16BE(2, 20);
  record[22] = frame.network ? 1 : 0;
  record[23] = frame.span & 0xff;
  record.writeUInt16BE(ethertypeLapd, 30);
  record.set(kept, recordHeaderOctets + lapdHeaderOctets);
  return record;
}

export interface ReadRecord {
  readonly frame: TracedFrame;
  /** With its header. */
  readonly octets: number;
}

/**
 * The record at `at` of a piece of a file. 'more': it goes on behind this piece (or the file is cut short there);
 * 'broken': this is no record of ours, and nothing behind it can be found any more.
 */
export function readRecord(piece: Uint8Array, at: number): ReadRecord | 'more' | 'broken' {
  const view = new DataView(piece.buffer, piece.byteOffset, piece.length);
  const headerEnd = at + recordHeaderOctets + lapdHeaderOctets;
  if (at + recordHeaderOctets > piece.length) return 'more';
  const micros = view.getUint32(at + 4, true);
  const length = view.getUint32(at + 8, true);
  if (length < lapdHeaderOctets || length > snapOctets || micros >= microsecondsPerSecond) return 'broken';
  const octets = recordHeaderOctets + length;
  if (at + octets > piece.length) return 'more';
  if (view.getUint16(at + 18) !== arphrdLapd || view.getUint16(at + 30) !== ethertypeLapd) return 'broken';
  const frame = {
    atUs: view.getUint32(at, true) * microsecondsPerSecond + micros,
    span: view.getUint8(at + 23),
    network: view.getUint8(at + 22) === 1,
    sent: view.getUint16(at + 16) === outgoing,
    octets: piece.subarray(headerEnd, at + octets),
  };
  return { frame, octets };
}
