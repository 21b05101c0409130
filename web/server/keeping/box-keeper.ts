/** What the commands `callbox backup` and `callbox upgrade` have left word of, and the wish for a backup now. */
import { open, readFile, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Clock } from '../../../daemon/base/clock.js';
import { CallboxError } from '../../../daemon/base/errors.js';
import {
  type BoxKeeping,
  type UpgradeShown,
  type UpgradeStep,
  upgradePhases,
} from '../../../daemon/contract/pages-box.js';

/** A backup that has not come to its end by then was cut off. */
const longestBackupMs = 12 * 3_600_000;
/** Nobody has taken up the wish: systemd does so at once. */
const wishForgottenMs = 10 * 60_000;
const maxFileBytes = 1_048_576;
const maxSteps = 40;

export interface KeeperPlaces {
  /** Where word of backups lies; null: this is no installed box. */
  readonly backups: string | null;
  /** Where they go themselves. */
  readonly backupsTo: string | null;
  readonly upgrades: string | null;
  /** A file that systemd looks for; null: backups are asked for on the box only. */
  readonly backupWish: string | null;
}

const moment = z
  .string()
  .transform((text) => Date.parse(text))
  .refine((ms) => !Number.isNaN(ms));
const text = z
  .string()
  .transform((long) => long.slice(0, 2_000))
  .catch('');
const count = z.number().min(0);
const done = z
  .object({
    at: moment,
    ok: z.boolean(),
    about: text,
    folder: z.string().max(4_096).nullable().catch(null),
    bytes: count.nullable().catch(null),
    recordings: z.object({ included: z.boolean(), files: count, bytes: count }).nullable().catch(null),
    counts: z.record(z.string(), count).catch({}),
    tookMs: count.nullable().catch(null),
  })
  .nullable()
  .catch(null);
const keepingState = z.object({
  backup: done.default(null),
  rehearsal: done.default(null),
  lastGoodAt: moment.nullable().catch(null).default(null),
  begunAt: moment.nullable().catch(null).default(null),
});
type KeepingState = z.infer<typeof keepingState>;

const steps = z
  .array(z.object({ phase: z.enum(upgradePhases), at: moment, endedAt: moment.nullable().catch(null), why: text }))
  .transform((all) => all.slice(-maxSteps))
  .catch([]);
const release = z.string().max(100);
const underWay = z.object({
  from: release,
  to: release,
  startedAt: moment,
  phase: z.enum(upgradePhases),
  why: text,
  steps,
});
const last = z.object({
  at: moment,
  from: release,
  to: release,
  result: z.enum(['upgraded', 'abandoned', 'taken-back']),
  why: text,
  steps,
});

export class BoxKeeper {
  constructor(
    private readonly places: KeeperPlaces,
    private readonly clock: Clock,
    private readonly version: string,
    /** Epoch ms; what was under way before it was cut off with the machine. */
    private readonly bootedAt: () => number,
  ) {}

  get backupsFolder(): string | null {
    return this.places.backupsTo;
  }

  async keeping(): Promise<BoxKeeping> {
    const [upgrade, backups] = await Promise.all([this.upgrade(), this.backups()]);
    return { version: this.version, upgrade, backups };
  }

  /** @throws CallboxError not-now, with `why` as its detail: 'no-backups' or 'under-way' */
  async askForBackup(): Promise<void> {
    const { backupWish } = this.places;
    const { backups } = await this.keeping();
    if (backups === null || backupWish === null) {
      throw new CallboxError('not-now', 'Backups are made on an installed box only.', { why: 'no-backups' });
    }
    if (backups.work !== 'none') {
      throw new CallboxError('not-now', 'A backup is under way.', { why: 'under-way' });
    }
    await unlink(backupWish).catch(() => {}); // one that nobody took up
    const wish = await open(backupWish, 'wx', 0o660);
    await wish.close();
  }

  private async backups(): Promise<BoxKeeping['backups']> {
    const { backups: folder, backupsTo, backupWish } = this.places;
    if (folder === null) return null;
    const { backup, rehearsal, lastGoodAt, begunAt } = await stateIn(folder);
    const running = begunAt !== null && begunAt !== backup?.at && this.isRecent(begunAt, longestBackupMs);
    const askedAt = backupWish === null ? null : await madeAt(backupWish);
    const asked = askedAt !== null && this.isRecent(askedAt, wishForgottenMs);
    return {
      folder: backupsTo ?? folder,
      last: backup,
      lastGoodAt,
      rehearsal,
      work: running ? 'running' : asked ? 'asked' : 'none',
      workSince: running ? begunAt : asked ? askedAt : null,
      mayAsk: backupWish !== null && !running && !asked,
    };
  }

  private isRecent(atMs: number, withinMs: number): boolean {
    return atMs > this.clock.nowMs() - withinMs && atMs >= this.bootedAt();
  }

  private async upgrade(): Promise<UpgradeShown | null> {
    const { upgrades } = this.places;
    if (upgrades === null) return null;
    const now = underWay.safeParse(await jsonOf(join(upgrades, 'state.json')));
    if (now.success) {
      const { from, to, startedAt, why, steps: taken } = now.data;
      return { from, to, startedAt, endedAt: null, result: null, why, steps: stepsShown(taken) };
    }
    const ended = last.safeParse(await jsonOf(join(upgrades, 'last.json')));
    if (!ended.success) return null;
    const { at, from, to, result, why, steps: taken } = ended.data;
    return { from, to, startedAt: taken[0]?.at ?? null, endedAt: at, result, why, steps: stepsShown(taken) };
  }
}

function stepsShown(taken: z.infer<typeof steps>): readonly UpgradeStep[] {
  return taken.map(({ phase, at, endedAt, why }) => ({ phase, startedAt: at, endedAt, why }));
}

async function stateIn(folder: string): Promise<KeepingState> {
  const state = keepingState.safeParse(await jsonOf(join(folder, 'state.json')));
  return state.success ? state.data : keepingState.parse({});
}

/** Null: not there, not readable, cut off, or far too long. */
async function jsonOf(file: string): Promise<unknown> {
  try {
    if ((await stat(file)).size > maxFileBytes) return null;
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return null;
  }
}

async function madeAt(file: string): Promise<number | null> {
  return stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => null,
  );
}
