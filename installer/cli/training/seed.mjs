// @ts-check
/**
 * What each training begins with: this box's site on simulated lines, its logins, and what its people work with. Of the
 * real floor it only reads; no customer, call or recording comes along, and nothing goes back.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { copyRows } from '../keeping/database.mjs';
import { siteIn, virtual } from '../simulated/floor.mjs';
import { TrainingRefusal } from './refusal.mjs';

/** Scripts, forms and thresholds are how a floor works; customers are not. The order is that of their references. */
const tables = ['users', 'settings', 'scripts', 'quality_forms', 'quality_rules'];

/**
 * @param {{ js: string, real: string, data: string, siteFile: string, keep: boolean }} how
 * @returns {Promise<number>} logins; throws a Refusal when the real floor has nothing to begin with
 */
export async function seedTraining({ js, real, data, siteFile, keep }) {
  const business = join(real, 'business.db');
  if (!existsSync(business)) {
    throw new TrainingRefusal(
      `${real} 里没有 business.db：请先启动正式系统。`,
      `There is no business.db in ${real}: start the real floor first.`,
    );
  }
  const site = virtual(await siteIn(js, real));
  if (!keep) rmSync(data, { recursive: true, force: true });
  mkdirSync(data, { recursive: true, mode: 0o2770 });
  writeFileSync(siteFile, JSON.stringify(site), { mode: 0o640 });
  const own = join(data, 'business.db');
  await makeBusiness(js, own);
  const { users = 0 } = await copyRows(business, own, tables, ['sessions']);
  if (users === 0) {
    throw new TrainingRefusal(
      '正式系统还没有任何账号：请先完成首次设置。',
      'The real floor has no login yet: answer its first-run page first.',
    );
  }
  return users;
}

/** An empty one of this release, with invented customers whose numbers simulated callers have. @param {string} js @param {string} file */
async function makeBusiness(js, file) {
  const load = (/** @type {string} */ path) => import(pathToFileURL(join(js, path)).href);
  const { openBusiness } = await load('web/server/store/business.js');
  const { seedDemoCustomers } = await load('web/server/store/seed-demo-customers.js');
  const { SortableIds } = await load('daemon/base/ids.js');
  const { SeededRandom } = await load('daemon/base/random.js');
  const clock = { nowMs: () => Date.now() };
  const ids = new SortableIds(clock, new SeededRandom(Date.now() % 2 ** 32));
  const business = await openBusiness({ kind: 'sqlite', file }, clock, ids);
  try {
    await seedDemoCustomers(business.customers, clock.nowMs());
  } finally {
    await business.close();
  }
}
