import type { Knex } from 'knex';
import { CallboxError } from '../base/errors.js';
import type { Campaign, CampaignState } from '../terms/outbound.js';
import type { StoredCampaign } from '../terms/outbound-figures.js';
import type { DbRecord } from './columns.js';
import { campaignOf } from './outbound-columns.js';
import { transact } from './transaction.js';

const maxCampaigns = 1_000;

/** Who changes a campaign, on which version of it, and when (epoch ms). */
export interface CampaignDeed {
  readonly by: string;
  readonly version: number;
  readonly atMs: number;
}

/** Version 0: a new one, which is a draft. Rejects with 'conflict' when it was changed since, or is there already. */
export async function storeCampaign(
  db: Knex,
  campaign: Campaign,
  { by, version, atMs }: CampaignDeed,
): Promise<StoredCampaign> {
  return transact(db, async (transaction) => {
    const { id, name, mode } = campaign;
    const content = JSON.stringify(campaign);
    const changed = { name, mode, content, changed_at: atMs, changed_by: by, version: version + 1 };
    if (version > 0) {
      await based(transaction, id, version);
      await transaction('campaigns').where('id', id).update(changed);
    } else {
      await mayBeAdded(transaction, id);
      await transaction('campaigns').insert({ ...changed, id, state: 'draft', why: '', created_at: atMs });
    }
    return theCampaign(transaction, id);
  });
}

/** Rejects with 'conflict' when it was changed since. */
export async function storeCampaignState(
  db: Knex,
  id: string,
  state: CampaignState,
  { by, version, atMs }: CampaignDeed,
): Promise<StoredCampaign> {
  return transact(db, async (transaction) => {
    await based(transaction, id, version);
    const changed = { state, why: '', changed_at: atMs, changed_by: by, version: version + 1 };
    await transaction('campaigns').where('id', id).update(changed);
    return theCampaign(transaction, id);
  });
}

/** Its attempts stay. Rejects with 'conflict' while it runs or is paused, or when it was changed since. */
export async function removeCampaign(db: Knex, id: string, version: number): Promise<void> {
  await transact(db, async (transaction) => {
    const { state } = await based(transaction, id, version);
    if (state === 'running' || state === 'paused') {
      throw new CallboxError('conflict', `the campaign ${id} is ${state}: stop it before it is removed`);
    }
    await transaction('campaigns').where('id', id).delete();
  });
}

async function based(db: Knex.Transaction, id: string, version: number): Promise<StoredCampaign> {
  const stored = await theCampaign(db, id);
  if (stored.version === version) return stored;
  throw new CallboxError(
    'conflict',
    `the campaign was changed since by ${stored.changedBy} (version ${version}, now ${stored.version}): ` +
      'load it again and repeat the change',
  );
}

async function theCampaign(db: Knex.Transaction, id: string): Promise<StoredCampaign> {
  const record: DbRecord | undefined = await db('campaigns').where('id', id).first();
  if (record === undefined) throw new CallboxError('not-found', `there is no campaign ${id}`);
  return campaignOf(record);
}

async function mayBeAdded(db: Knex.Transaction, id: string): Promise<void> {
  if ((await db('campaigns').where('id', id).first('id')) !== undefined) {
    throw new CallboxError('conflict', `there is a campaign ${id} already: choose another id, or change that one`);
  }
  const [counted] = await db('campaigns').count({ count: '*' });
  if (Number(counted?.count ?? 0) >= maxCampaigns) {
    throw new CallboxError('limit', `there are ${maxCampaigns} campaigns: remove old ones first`);
  }
}
