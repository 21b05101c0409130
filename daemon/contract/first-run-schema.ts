/** The first start on the control socket: the site is made from what the first-run page was told. */
import { z } from 'zod';
import type { BoxCheck } from '../terms/first-run.js';
import { timeZone } from './schema-words.js';
import { countries } from './site-schema.js';

/** What a page may say of the site-to-be. */
export const siteBeginningShape = {
  country: z.enum(countries),
  timeZone,
  /** With its leading 0; '' none. */
  areaCode: z.string().regex(/^(0\d{2,4})?$/, 'is an area code with its leading 0: 021'),
  /** A floor with simulated callers, to try the box without a card. */
  simulated: z.boolean(),
};

export const firstRunRequests = {
  /** What the daemon knows of its own place; changes nothing. */
  'box.check': z.strictObject({}),
  /**
   * Makes the first site, then the daemon starts anew with it. Rejected with 'conflict' once there is a site that
   * somebody made.
   */
  'site.begin': z.strictObject({ by: z.string().min(1).max(64), ...siteBeginningShape }),
} as const;

export type FirstRunMethod = keyof typeof firstRunRequests;
export type FirstRunParams<M extends FirstRunMethod> = z.infer<(typeof firstRunRequests)[M]>;

export function isFirstRunMethod(method: string): method is FirstRunMethod {
  return Object.hasOwn(firstRunRequests, method);
}

export interface FirstRunResults {
  'box.check': { readonly checks: readonly BoxCheck[] };
  'site.begin': {
    readonly version: number;
    /** Who works there: their logins have to be made. */
    readonly agents: readonly { readonly id: string; readonly name: string }[];
    readonly supervisors: readonly { readonly id: string; readonly name: string }[];
  };
}
