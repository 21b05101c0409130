/** What the applier may be asked: numbers and names of lists, no text that would reach a file or a program as it is. */
import { z } from 'zod';
import { maxDriverChannel, maxDriverSpan, planId } from '../../daemon/contract/cards-schema.js';
import type { DriverConfiguration } from '../../daemon/terms/cards.js';
import { supportedDrivers } from '../detect/known-cards.js';

/** One request, and one answer, is a line. */
export const maxRequestBytes = 65_536;
export const maxAnswerBytes = 65_536;

const span = z.int().min(1).max(maxDriverSpan);
const channel = z.int().min(1).max(maxDriverChannel);
const channels = z.array(channel).max(64);

const configuration = z
  .strictObject({
    spans: z
      .array(
        z.strictObject({
          span,
          // Its last channel must still be one.
          firstChannel: z
            .int()
            .min(1)
            .max(maxDriverChannel - 30),
          kind: z.enum(['e1', 'dynamic']),
          crc4: z.boolean(),
          clockPriority: z.int().min(0).max(8),
        }),
      )
      .max(8),
    telephones: channels,
    exchangeLines: channels,
    zone: z.enum(['cn', 'us', 'uk', 'de']),
    echoCanceller: z.enum(['', 'mg2', 'oslec', 'kb1', 'hwec']),
    modules: z.array(z.enum(supportedDrivers)).max(16),
  })
  .superRefine((value, context) => {
    for (const why of contradictions(value)) context.addIssue({ code: 'custom', message: why });
  });

export const applyRequest = z.discriminatedUnion('ask', [
  z.strictObject({
    version: z.literal(1),
    ask: z.literal('apply'),
    configuration,
    /** What a person was shown: another state of the files since then is a conflict. */
    plan: planId,
    /** The driver's number; null: all spans of the configuration. */
    span: span.nullable(),
  }),
  z.strictObject({
    version: z.literal(1),
    ask: z.literal('blink'),
    span,
    /** From 1; 0: all ports. */
    port: z.int().min(0).max(32),
    on: z.boolean(),
  }),
]);
export type ApplyRequest =
  | {
      readonly version: 1;
      readonly ask: 'apply';
      readonly configuration: DriverConfiguration;
      readonly plan: string;
      readonly span: number | null;
    }
  | { readonly version: 1; readonly ask: 'blink'; readonly span: number; readonly port: number; readonly on: boolean };

export interface ApplyAnswer {
  readonly ok: boolean;
  /** '' done; 'bad-request', 'busy', 'conflict', 'unfit-file', 'driver-refused', 'no-such-span', 'no-lamps', 'failed'. */
  readonly problem: string;
  /** English, for logs: what happened. */
  readonly message: string;
  /** What the driver's own program said. */
  readonly said: string;
  readonly copies: readonly string[];
}

/** The daemon has refused these with words; whoever else asks is refused too. */
function contradictions({ spans, telephones, exchangeLines }: DriverConfiguration): readonly string[] {
  const found: string[] = [];
  if (new Set(spans.map((each) => each.span)).size < spans.length) found.push('a span is there twice');
  if (spans.filter(({ clockPriority }) => clockPriority === 1).length > 1)
    found.push('two spans are the clock’s master');
  const used = [
    ...spans.flatMap(({ firstChannel }) => Array.from({ length: 31 }, (_, at) => firstChannel + at)),
    ...telephones,
    ...exchangeLines,
  ];
  if (new Set(used).size < used.length) found.push('a channel is there twice');
  return found;
}
