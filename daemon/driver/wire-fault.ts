/**
 * What a test or a training breaks on a virtual wire, at its exchange end: not a command of call control, which
 * cannot break lines. native/virtual/fault.h says what each does and which consequences the other end sees.
 */

/** Seen from the exchange: what it sends (the box suffers) or what it receives. */
export type WireDirection = 'send' | 'receive';

export type WireFault =
  /** Nothing arrives, no framing, all ones: until ended. The end that suffers sends RAI back. */
  | OfSpan<'los' | 'lof' | 'ais'>
  /** The sender says that it cannot hear, though it can. */
  | OfSpan<'rai'>
  /** Transmit pair on transmit pair: nothing arrives at either end, whatever `direction` says. */
  | OfSpan<'wires-swapped'>
  /**
   * A pair with one bad leg, as at a half-open balun: one bit in `everyBits` (1,000 and more, by chance) is wrong on the
   * sound and in D-channel frames, each a code violation and a wrong CRC4 block.
   */
  | (OfSpan<'half-open'> & { readonly everyBits: number })
  /** The sender's clock is off by so many millionths, -100 to 100: slips at who runs by another clock. */
  | (OfSpan<'clock-drift'> & { readonly ppm: number })
  /** D-channel frames vanish, sound goes on. */
  | OfSpan<'d-channel-dead'>
  /** The end that sends answers SABME with DM (ITU-T Q.921 §5.5.1.2) and says nothing else. */
  | OfSpan<'d-channel-refused'>
  /**
   * Timeslot 16 isn't put through, either way: who receives sees only flags, or the ones of a timeslot nobody sends on.
   */
  | (OfSpan<'d-channel-not-open'> & { readonly octets: 'flags' | 'idle' })
  /** On average one D-channel frame in `oneIn` (1-1,000,000) vanishes, or is thrown away for its FCS. */
  | (OfSpan<'frame-loss' | 'frame-errors'> & { readonly oneIn: number })
  | (OfSpan<'bit-errors'> & {
      /** 1-15, 17-31; absent: all thirty bearers, octet by octet in the order of transmission. */
      readonly timeslot?: number;
      /** Bits that pass before the first error. */
      readonly firstBit?: number;
      /** From one error to the next; with `random`, on average. */
      readonly everyBits: number;
      /** How many, at most 1,000,000; absent or 0: until ended. */
      readonly bitErrors?: number;
      readonly random?: boolean;
    })
  /** Slips: an octet of each channel twice, or lost (only after one was repeated); 1-1000. */
  | (OfSpan<'frame-repeated' | 'frame-lost'> & { readonly count?: number })
  /** Counted by the card that suffers; CRC errors come back as far-end errors; 1-1,000,000. */
  | (OfSpan<'crc-errors' | 'far-end-errors' | 'code-violations'> & { readonly count?: number })
  /** Hook, ringing, polarity and battery stay as they are. */
  | OfLine<'stuck-signals'>
  /** The pair is broken, both ways. */
  | OfLine<'cut'>
  /** White noise 0-4 kHz, mains hum of 50 Hz; -90 to 0 dBm0. */
  | (OfLine<'noise' | 'hum'> & { readonly levelDbm0: number })
  /** What is sent the other way comes back, 0-60 dB weaker, after 0-128 ms. */
  | (OfLine<'echo'> & { readonly erlDb: number; readonly delayMs?: number });

interface OfSpan<Name extends string> {
  readonly fault: Name;
  readonly direction: WireDirection;
  readonly span: number;
}

interface OfLine<Name extends string> {
  readonly fault: Name;
  readonly direction: WireDirection;
  readonly line: number;
}
