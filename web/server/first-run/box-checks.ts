import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import type { Clock } from '../../../daemon/base/clock.js';
import type { BoxCheck, BoxCheckId } from '../../../daemon/terms/first-run.js';
import { boxCheckIds } from '../../../daemon/terms/first-run.js';
import type { ControlClient } from '../control-client.js';
import type { Business } from '../store/business.js';
import { type BoxNames, reachable } from '../tls/box-names.js';
import type { CertificateKeeper } from '../tls/certificate-keeper.js';

const gigabyte = 1e9;
/** A conversation is 1 MB a minute: 2 GB are a day of ten agents, 20 GB a fortnight. */
const leastFreeBytes = 2 * gigabyte;
const goodFreeBytes = 20 * gigabyte;
/** No box was installed before this program was written: a clock without a battery starts in 1970 or 2000. */
const notBefore = Date.UTC(2026, 0, 1);
/** systemd-timesyncd.service(8): touched at each synchronisation. */
const timeIsKept = ['/run/systemd/timesync/synchronized', '/run/chrony', '/run/ntpd.pid'];

export interface BoxChecksNeeds {
  readonly control: ControlClient;
  readonly business: Business;
  readonly clock: Clock;
  readonly dataFolder: string;
  readonly certificate: CertificateKeeper | null;
  names(): BoxNames;
}

/** ADM-07: each thing a box needs, looked at once, in the order of boxCheckIds. */
export async function boxChecks(needs: BoxChecksNeeds): Promise<readonly BoxCheck[]> {
  const [daemons, cards, database, disk] = await Promise.all([
    daemonChecks(needs.control),
    cardCheck(needs.control),
    databaseCheck(needs),
    diskCheck(needs.dataFolder),
  ]);
  const all = [...daemons, cards, database, disk, clockCheck(needs), networkCheck(needs), certificateCheck(needs)];
  return boxCheckIds.flatMap((id) => worst(all.filter((check) => check?.id === id)));
}

function made(id: BoxCheckId, level: BoxCheck['level'], seen: string | number = '', why = ''): BoxCheck {
  return { id, level, seen: String(seen).slice(0, 120), why };
}

/** Two processes look at their own database: the worse of them is told. */
function worst(checks: readonly (BoxCheck | null)[]): readonly BoxCheck[] {
  const order: readonly BoxCheck['level'][] = ['bad', 'warning', 'good'];
  const known = checks.filter((check) => check !== null);
  return known.sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level)).slice(0, 1);
}

async function daemonChecks(control: ControlClient): Promise<readonly BoxCheck[]> {
  try {
    const { checks } = await control.request('box.check', {});
    return [made('daemon', 'good'), ...checks];
  } catch {
    return [made('daemon', 'bad')];
  }
}

/** Null: no daemon to ask, which is told already. */
async function cardCheck(control: ControlClient): Promise<BoxCheck | null> {
  try {
    const { cards } = await control.request('cards.scan', {});
    const found = cards.filter(({ kind }) => kind !== 'dynamic');
    const names = found.map(({ vendor, model }) => `${vendor} ${model}`).join(', ');
    const [problem] = found.flatMap(({ problems }) => problems);
    if (found.length === 0) return made('card', 'warning', '', 'none');
    return made('card', problem ? 'warning' : 'good', names, problem ? 'problem' : '');
  } catch {
    return control.isUp ? made('card', 'warning', '', 'none') : null;
  }
}

async function databaseCheck({ business, clock }: BoxChecksNeeds): Promise<BoxCheck> {
  try {
    await business.settings.put('first-run-check', { at: clock.nowMs() }, 'system');
    return made('database', 'good');
  } catch (error) {
    return made('database', 'bad', (error as Error).message);
  }
}

async function diskCheck(folder: string): Promise<BoxCheck> {
  try {
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    const level = free < leastFreeBytes ? 'bad' : free < goodFreeBytes ? 'warning' : 'good';
    return made('disk', level, `${(free / gigabyte).toFixed(1)} GB`);
  } catch (error) {
    return made('disk', 'bad', (error as Error).message);
  }
}

function clockCheck({ clock }: BoxChecksNeeds): BoxCheck {
  const nowMs = clock.nowMs();
  const seen = `${new Date(nowMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  if (nowMs < notBefore) return made('clock', 'bad', seen, 'wrong-year');
  return timeIsKept.some((file) => existsSync(file))
    ? made('clock', 'good', seen)
    : made('clock', 'warning', seen, 'no-time-service');
}

function networkCheck({ names }: BoxChecksNeeds): BoxCheck {
  const addresses = reachable(names());
  return made('network', addresses.length > 0 ? 'good' : 'bad', addresses.slice(0, 4).join(', '));
}

/** Null: this box speaks plain HTTP, as the demo does. */
function certificateCheck({ certificate }: BoxChecksNeeds): BoxCheck | null {
  if (certificate === null) return null;
  const { problem, validTo } = certificate.shown();
  const until = new Date(validTo).toISOString().slice(0, 10);
  return made('certificate', problem === null ? 'good' : 'warning', until, problem ?? '');
}
