/** Frames of a D-channel, layer 2: ITU-T Q.921. Any octets may come; nothing here throws. */

export type Q921Kind = 'I' | 'RR' | 'RNR' | 'REJ' | 'SABME' | 'UA' | 'DM' | 'DISC' | 'UI' | 'FRMR' | 'XID';

export interface Q921Frame {
  readonly kind: Q921Kind;
  readonly sapi: number;
  readonly tei: number;
  /** C/R as it was sent: which value means "command" depends on the side (Q.921 table 1). */
  readonly commandBit: boolean;
  /** P of a command, F of a response. */
  readonly pollFinal: boolean;
  /** 0-127; N(S) of I only, N(R) of I, RR, RNR and REJ; null where there is none. */
  readonly sendSequence: number | null;
  readonly receiveSequence: number | null;
  /** What stands behind the control field: layer 3 of I and UI, parameters of FRMR and XID. */
  readonly information: Uint8Array;
  /** Place of `information` in the frame. */
  readonly informationAt: number;
}

/** ITU-T Q.921 table 5, without the P/F bit. */
const unnumbered: Readonly<Record<number, Q921Kind>> = {
  111: 'SABME',
  15: 'DM',
  3: 'UI',
  67: 'DISC',
  99: 'UA',
  135: 'FRMR',
  175: 'XID',
};
const supervisory: Readonly<Record<number, Q921Kind>> = { 1: 'RR', 5: 'RNR', 9: 'REJ' };

/** A frame without its FCS; null: not one of Q.921 (cut short, an address of another length, a reserved control octet). */
export function decodeQ921(octets: Uint8Array): Q921Frame | null {
  const [first = 1, second = 0, control, fourth] = octets;
  // §3.2: an address has two octets.
  if (control === undefined || (first & 1) !== 0 || (second & 1) === 0) return null;
  const address = { sapi: first >> 2, tei: second >> 1, commandBit: (first & 2) !== 0 };
  const behind = (at: number) => ({ information: octets.subarray(at), informationAt: at });
  if ((control & 3) === 3) {
    const kind = unnumbered[control & 0xef];
    if (kind === undefined) return null;
    const none = { sendSequence: null, receiveSequence: null };
    return { kind, ...address, pollFinal: (control & 0x10) !== 0, ...none, ...behind(3) };
  }
  if (fourth === undefined) return null;
  const pollFinal = (fourth & 1) !== 0;
  const receiveSequence = fourth >> 1;
  if ((control & 3) === 1) {
    const kind = supervisory[control];
    return kind === undefined
      ? null
      : { kind, ...address, pollFinal, sendSequence: null, receiveSequence, ...behind(4) };
  }
  return { kind: 'I', ...address, pollFinal, sendSequence: control >> 1, receiveSequence, ...behind(4) };
}
