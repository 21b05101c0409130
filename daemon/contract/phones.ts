/**
 * The demo telephones: simulator's own Unix socket, one JSON object a line each way; the web server
 * passes lines to the browser's WebSocket /api/v1/demo/phones unchanged, after checking them.
 * One connection drives at most one public telephone and any desk telephone.
 */
import { z } from 'zod';

export const phoneMessage = z.discriminatedUnion('do', [
  /** The public telephone calls this number from this number. */
  z.strictObject({
    do: z.literal('call'),
    number: z.string().regex(/^\d{3,20}$/),
    from: z.string().regex(/^\d{3,20}$/),
  }),
  z.strictObject({ do: z.literal('hang-up') }),
  z.strictObject({ do: z.literal('key'), digit: z.string().regex(/^[0-9*#]$/) }),
  /** Lift or lay the desk telephone of this line. */
  z.strictObject({ do: z.literal('lift'), line: z.int().min(1).max(64) }),
  z.strictObject({ do: z.literal('lay'), line: z.int().min(1).max(64) }),
  z.strictObject({ do: z.literal('desk-key'), line: z.int().min(1).max(64), digit: z.string().regex(/^[0-9*#]$/) }),
  /** Whether the desk telephone answers by itself (after two rings, then says phrases). */
  z.strictObject({ do: z.literal('auto'), line: z.int().min(1).max(64), on: z.boolean() }),
  /** Say a recorded phrase: on the public telephone, or the desk telephone of `line`. */
  z.strictObject({
    do: z.literal('say'),
    at: z.enum(['public', 'desk']),
    line: z.int().min(1).max(64).optional(),
    phrase: z.string().max(40),
  }),
  /** Hear this end; one at a time; null: silence. */
  z.strictObject({
    do: z.literal('listen'),
    at: z.enum(['public', 'desk']).nullable(),
    line: z.int().min(1).max(64).optional(),
  }),
  /** A-law, base64, at most 400 ms: the microphone. */
  z.strictObject({
    do: z.literal('talk'),
    at: z.enum(['public', 'desk']),
    line: z.int().min(1).max(64).optional(),
    audio: z.base64().max(4400),
  }),
]);
export type PhoneMessage = z.infer<typeof phoneMessage>;

export interface DeskPhone {
  readonly line: number;
  readonly state: 'on-hook' | 'ringing' | 'off-hook';
  readonly auto: boolean;
}
export interface PublicPhone {
  readonly state: 'idle' | 'dialling' | 'ringing' | 'talking' | 'ended';
  readonly number: string;
  /** Q.850, when state is 'ended'. */
  readonly cause: number | null;
}
export type PhoneNews =
  | {
      readonly news: 'phones';
      readonly desks: readonly DeskPhone[];
      readonly public: PublicPhone;
      readonly phrases: readonly {
        readonly id: string;
        readonly language: 'zh' | 'en';
        /** Whose words they are. */
        readonly by: 'caller' | 'agent';
        readonly text: string;
      }[];
      /** Numbers one can call. */
      readonly numbers: readonly string[];
      /** Simulated callers per hour now. */
      readonly callersPerHour: number;
    }
  | { readonly news: 'desk'; readonly desk: DeskPhone }
  | { readonly news: 'public'; readonly public: PublicPhone }
  /** A-law, base64, 20 ms. */
  | { readonly news: 'audio'; readonly audio: string }
  /** A message of contract/wire-messages.ts was carried out. */
  | { readonly news: 'wire'; readonly done: 'break' | 'mend' | 'mend-all' | 'far-span' }
  | { readonly news: 'wire'; readonly done: 'look'; readonly broken: readonly object[] }
  | { readonly news: 'refused'; readonly message: string };
