/**
 * What a test, a training or a rehearsal does to the lines between the simulated exchange and the box, on the
 * simulator's own socket (contract/phones.ts). Never passed on from a page: the web server knows only telephones.
 */
import { z } from 'zod';
import { spanSetupSchema } from './commissioning-schema.js';
import { phoneMessage } from './phones.js';

const span = z.int().min(1).max(8);
const line = z.int().min(1).max(96);
const direction = z.enum(['send', 'receive']);
const ofSpan = { direction, span };
const count = z.int().min(1).max(1_000_000);
const bits = z.int().min(1).max(4_000_000_000);

/** daemon/driver/wire-fault.ts says what each does; what only the wire itself can judge it refuses with a sentence. */
export const wireFaultSchema = z.discriminatedUnion('fault', [
  z.strictObject({
    fault: z.enum(['los', 'lof', 'ais', 'rai', 'wires-swapped', 'd-channel-dead', 'd-channel-refused']),
    ...ofSpan,
  }),
  z.strictObject({ fault: z.literal('half-open'), ...ofSpan, everyBits: bits }),
  z.strictObject({ fault: z.literal('clock-drift'), ...ofSpan, ppm: z.number().min(-100).max(100) }),
  z.strictObject({ fault: z.literal('d-channel-not-open'), ...ofSpan, octets: z.enum(['flags', 'idle']) }),
  z.strictObject({ fault: z.enum(['frame-loss', 'frame-errors']), ...ofSpan, oneIn: count }),
  z.strictObject({
    fault: z.literal('bit-errors'),
    ...ofSpan,
    timeslot: z.int().min(1).max(31).exactOptional(),
    firstBit: z.int().min(0).max(4_000_000_000).exactOptional(),
    everyBits: bits,
    bitErrors: z.int().min(0).max(1_000_000).exactOptional(),
    random: z.boolean().exactOptional(),
  }),
  z.strictObject({
    fault: z.enum(['frame-repeated', 'frame-lost', 'crc-errors', 'far-end-errors', 'code-violations']),
    ...ofSpan,
    count: count.exactOptional(),
  }),
  z.strictObject({ fault: z.enum(['stuck-signals', 'cut']), direction, line }),
  z.strictObject({ fault: z.enum(['noise', 'hum']), direction, line, levelDbm0: z.number().min(-90).max(0) }),
  z.strictObject({
    fault: z.literal('echo'),
    direction,
    line,
    erlDb: z.number().min(0).max(60),
    delayMs: z.int().min(0).max(128).exactOptional(),
  }),
]);

export const wireMessage = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('break'), fault: wireFaultSchema }),
  /** Ends the fault of this kind, direction, span or line. */
  z.strictObject({ do: z.literal('mend'), fault: wireFaultSchema }),
  z.strictObject({ do: z.literal('mend-all') }),
  /** How the exchange speaks on this span from now on. */
  z.strictObject({ do: z.literal('far-span'), span, setup: spanSetupSchema }),
  /** Changes nothing; answered with what is broken, so that who broke it need not remember. */
  z.strictObject({ do: z.literal('look') }),
]);
export type WireMessage = z.infer<typeof wireMessage>;

const since = z.int().min(0);
/** A fault that was not mended, or a far end that was told how to speak, rightly or not; since when. */
const brokenWire = z.union([
  z.strictObject({ since, fault: wireFaultSchema }),
  z.strictObject({ since, span, setup: spanSetupSchema }),
]);
export type BrokenWire = z.infer<typeof brokenWire>;
/** The answer to 'look'; of more than 200 the newest. */
export const wireLook = z.strictObject({
  news: z.literal('wire'),
  done: z.literal('look'),
  broken: z.array(brokenWire).max(200),
});

/** All that the simulator's socket takes; each `WireMessage` is answered by `{news: 'wire'}` or by 'refused'. */
export const simulatorMessage = z.union([phoneMessage, wireMessage]);
