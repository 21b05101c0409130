import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Clock } from '../../../daemon/base/clock.js';
import { CallboxError } from '../../../daemon/base/errors.js';
import {
  type FirstRunBody,
  type FirstRunChecks,
  type FirstRunDone,
  type FirstRunState,
  languages,
} from '../../../daemon/contract/pages-first-run.js';
import type { BoxCheck } from '../../../daemon/terms/first-run.js';
import type { Acts } from '../audit/acts.js';
import type { ControlClient } from '../control-client.js';
import { refusal } from '../http/failures.js';
import {
  hashPassword,
  machineMadeCost,
  oneTimePassword,
  passwordMatches,
  type RandomBytes,
  type ScryptCost,
} from '../sign-in/passwords.js';
import { problemsOf } from '../sign-in/strength.js';
import { Throttle, type ThrottleLimits } from '../sign-in/throttle.js';
import type { Business } from '../store/business.js';

/** Twelve signs of 31 are not guessed; these limits keep the processor free. */
const addressLimits: ThrottleLimits = {
  freeTries: 5,
  firstLockMs: 60_000,
  maxLockMs: 15 * 60_000,
  forgetAfterMs: 24 * 3_600_000,
  maxEntries: 1_000,
};
const allLimits: ThrottleLimits = { ...addressLimits, freeTries: 30, maxEntries: 1 };
const house = z.object({ company: z.string(), language: z.enum(languages) });
const answered = z.object({ at: z.number() });
const codeFile = z.object({ hash: z.string().max(500) });
/** In clear, for root; beside the hash. */
const codeInClear = 'setup-code';

export interface FirstRunNeeds {
  /** With the hash of the set-up code, as `callbox setup-code` wrote it; null: this is no installed box. */
  readonly file: string | null;
  readonly business: Business;
  readonly control: ControlClient;
  readonly acts: Acts;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly passwordCost: ScryptCost;
  readonly log: Logger;
  /** The box's own checks, in their order. */
  checks(): Promise<readonly BoxCheck[]>;
  /** The web process ends and is started again: with simulated lines it has telephones to show. */
  startAnew(): void;
}

/** The page that makes the first administrator. There is no default password: who can read the box's console has a code. */
export class FirstRun {
  private readonly byAddress = new Throttle(addressLimits);
  private readonly byAll = new Throttle(allLimits);
  private busy = false;

  constructor(private readonly needs: FirstRunNeeds) {}

  async state(): Promise<FirstRunState> {
    const known = await this.needs.business.settings.get('house', house.nullable(), null);
    return { open: await this.isOpen(), company: known?.company ?? '', language: known?.language ?? null };
  }

  /** @throws CallboxError as `assertCode` */
  async check(code: string, address: string): Promise<FirstRunChecks> {
    await this.assertCode(code, address);
    return { checks: await this.needs.checks() };
  }

  /**
   * Makes site, administrator and, with simulated lines, the logins of those who work there. What was broken off half way
   * can be answered again; once answered it is gone for good.
   * @throws CallboxError as `assertCode`; bad-request (with `strength`); daemon-down
   */
  async answer(body: FirstRunBody, address: string): Promise<FirstRunDone> {
    await this.assertCode(body.code, address);
    const strength = problemsOf(body.password, body.user);
    if (strength.length > 0) {
      throw refusal('bad-request', `Choose another password: ${strength.join(', ')}.`, { strength });
    }
    if (this.busy) throw new CallboxError('not-now', 'Somebody answers this page just now; wait a moment.');
    this.busy = true;
    try {
      return await this.carryOut(body, address);
    } finally {
      this.busy = false;
    }
  }

  private async carryOut(body: FirstRunBody, address: string): Promise<FirstRunDone> {
    const { business, acts, clock, random, passwordCost, startAnew, log } = this.needs;
    const { user, password, company, language, country, timeZone, simulated } = body;
    const staff = await this.begin(body);
    const logins = simulated ? await this.loginsFor(staff, user) : [];
    await business.settings.put('house', { company, language }, user);
    const passwordHash = await hashPassword(password, random, passwordCost);
    // From here on there is an administrator, and the page is closed whatever comes.
    await business.users.put({ id: user, name: user, role: 'admin', agentId: null, passwordHash }, clock.nowMs());
    await business.settings.put('first-run', { at: clock.nowMs() }, user);
    acts.write(user, 'first-run', 'box', { address, company, language, country, timeZone, simulated });
    await this.forgetCode();
    log.info({ user, simulated }, 'the first-run page was answered');
    if (simulated) startAnew();
    return { logins, restarts: simulated };
  }

  /** A site that was begun before, by an answer that was broken off, is taken as it is. */
  private async begin({ user, country, timeZone, areaCode, simulated }: FirstRunBody): Promise<Staff> {
    const { control } = this.needs;
    try {
      return await control.request('site.begin', { by: user, country, timeZone, areaCode, simulated });
    } catch (error) {
      if (!(error instanceof CallboxError) || error.code !== 'conflict') throw error;
      const { site } = await control.request('site.get', {});
      return { agents: site.agents, supervisors: site.supervisors ?? [] };
    }
  }

  /** One-time passwords, told this once. */
  private async loginsFor({ agents, supervisors }: Staff, by: string): Promise<FirstRunDone['logins']> {
    const { users } = this.needs.business;
    const { random } = this.needs;
    const told: { user: string; name: string; password: string }[] = [];
    const wanted = [
      ...agents.map(({ id, name }) => ({ id, name, role: 'agent' as const, agentId: id })),
      ...supervisors.map(({ id, name }) => ({ id, name, role: 'supervisor' as const, agentId: null })),
    ];
    for (const login of wanted) {
      if (login.id === by) continue;
      const password = oneTimePassword(random);
      const passwordHash = await hashPassword(password, random, machineMadeCost);
      if (await users.find(login.id)) await users.setPassword(login.id, passwordHash, null, by);
      else await users.add([{ ...login, passwordHash }], by);
      told.push({ user: login.id, name: login.name, password });
    }
    return told;
  }

  private async isOpen(): Promise<boolean> {
    const { file, business } = this.needs;
    if (file === null) return false;
    if ((await business.settings.get('first-run', answered.nullable(), null)) !== null) return false;
    return !(await business.users.list()).some(({ role }) => role === 'admin');
  }

  /** @throws CallboxError not-found (answered already), throttled, wrong-password, not-now (there is no code) */
  private async assertCode(code: string, address: string): Promise<void> {
    if (!(await this.isOpen())) throw new CallboxError('not-found', 'This box has its administrator already: sign in.');
    const { clock } = this.needs;
    const waitMs = Math.max(this.byAddress.waitMs(address, clock.nowMs()), this.byAll.waitMs('all', clock.nowMs()));
    if (waitMs > 0) {
      const retryAfterS = Math.ceil(waitMs / 1000);
      throw new CallboxError('throttled', `Too many wrong codes; wait ${retryAfterS} seconds.`, { retryAfterS });
    }
    const hash = await this.codeHash();
    this.byAddress.tried(address, clock.nowMs());
    this.byAll.tried('all', clock.nowMs());
    if (!(await passwordMatches(plainCode(code), hash))) {
      throw new CallboxError('wrong-password', 'This is not the set-up code; on the box:  sudo callbox setup-code');
    }
    this.byAddress.passed(address);
    this.byAll.takeBack('all');
  }

  private async codeHash(): Promise<string> {
    const text = await readFile(this.needs.file ?? '', 'utf8').catch(() => '{}');
    const read = codeFile.safeParse(jsonOf(text));
    if (read.success) return read.data.hash;
    throw new CallboxError('not-now', 'There is no set-up code; make one on the box:  sudo callbox setup-code');
  }

  private async forgetCode(): Promise<void> {
    const { file, log } = this.needs;
    if (file === null) return;
    for (const each of [file, join(dirname(file), codeInClear)]) {
      await rm(each, { force: true }).catch((error: unknown) => log.warn({ err: error }, 'a used set-up code stays'));
    }
  }
}

interface Staff {
  readonly agents: readonly { readonly id: string; readonly name: string }[];
  readonly supervisors: readonly { readonly id: string; readonly name: string }[];
}

/** As `callbox setup-code` hashed it: without spaces, dashes and capitals. */
function plainCode(code: string): string {
  return code.toLowerCase().replaceAll(/[\s-]/g, '');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
