/** REST of a box's first start and of its certificate. Documented at each endpoint. */
import { z } from 'zod';
import type { BoxCheck } from '../terms/first-run.js';
import { siteBeginningShape } from './first-run-schema.js';
import { userId } from './pages-people.js';

/** As printed: "k3fm-x7wq-p2ha"; spaces and capitals don't matter. */
export const setupCode = z.string().trim().min(1).max(64);
export const languages = ['zh', 'en'] as const;

export const firstRunCheckBody = z.strictObject({ code: setupCode });
export type FirstRunCheckBody = z.infer<typeof firstRunCheckBody>;

/** POST /first-run. */
export const firstRunBody = z.strictObject({
  code: setupCode,
  user: userId,
  password: z.string().min(1).max(256),
  language: z.enum(languages),
  company: z.string().trim().min(1).max(60),
  ...siteBeginningShape,
});
export type FirstRunBody = z.infer<typeof firstRunBody>;

/** GET /first-run, for anyone: what the page before the sign-in shows. */
export interface FirstRunState {
  /** The first-run page is to be answered. */
  readonly open: boolean;
  /** '' until it was. */
  readonly company: string;
  readonly language: (typeof languages)[number] | null;
}

/** POST /first-run/check. */
export interface FirstRunChecks {
  readonly checks: readonly BoxCheck[];
}

/** Answer of POST /first-run: who can sign in now. One-time passwords are told this once. */
export interface FirstRunDone {
  readonly logins: readonly { readonly user: string; readonly name: string; readonly password: string }[];
  /** The processes start anew: pages ask GET /health until they are back. */
  readonly restarts: boolean;
}

export type CertificateProblem =
  | 'unreadable'
  | 'unreadable-key'
  | 'other-key'
  | 'expired'
  | 'not-yet-valid'
  | 'other-name'
  | 'expires-soon';

/** GET /certificate. */
export interface CertificateShown {
  readonly source: 'own' | 'customer';
  readonly subject: string;
  readonly issuer: string;
  readonly names: readonly string[];
  /** Epoch ms. */
  readonly validFrom: number;
  readonly validTo: number;
  /** SHA-256, to be compared with what a browser shows. */
  readonly fingerprint: string;
  /** Of the customer's, if there is one; null: none. */
  readonly problem: CertificateProblem | null;
}

/** PUT /certificate: both PEM. */
export const certificateBody = z.strictObject({
  certificate: z.string().min(1).max(32_768),
  key: z.string().min(1).max(16_384),
});
