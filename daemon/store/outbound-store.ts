import type { Knex } from 'knex';
import type { Campaign, CampaignState, ConsentRow, ResultCode } from '../terms/outbound.js';
import type { Allocated, ImportAnswer, LeadShare, StoredCampaign, StoredList } from '../terms/outbound-figures.js';
import { fillCallBackList, type GaveUp } from './call-back-list.js';
import { type CampaignDeed, removeCampaign, storeCampaign, storeCampaignState } from './campaigns.js';
import { addConsents, consentsNow } from './consents.js';
import { addDnc, removeDnc } from './dnc.js';
import { type Erased, erasePerson } from './erase-person.js';
import { giveUpImport, type ImportBatch, importBatch } from './lead-imports.js';
import { allocate, recall, recycle, removeList, removeUnworked, setTime, storeList } from './lead-lists.js';
import { transact } from './transaction.js';

/** What people change of outbound work. Each answer is on disk; many leads are changed in portions. */
export class OutboundStore {
  constructor(private readonly db: Knex) {}

  /** See `storeCampaign`. */
  putCampaign(campaign: Campaign, deed: CampaignDeed): Promise<StoredCampaign> {
    return storeCampaign(this.db, campaign, deed);
  }

  /** See `storeCampaignState`. */
  setCampaignState(id: string, state: CampaignState, deed: CampaignDeed): Promise<StoredCampaign> {
    return storeCampaignState(this.db, id, state, deed);
  }

  /** See `removeCampaign`. */
  removeCampaign(id: string, version: number): Promise<void> {
    return removeCampaign(this.db, id, version);
  }

  /** See `storeList`. */
  putList(list: StoredList): Promise<void> {
    return storeList(this.db, list);
  }

  /** See `removeList`. */
  removeList(id: string): Promise<number> {
    return removeList(this.db, id);
  }

  /** See `importBatch`. */
  importLeads(batch: ImportBatch): Promise<ImportAnswer> {
    return importBatch(this.db, batch);
  }

  /** See `giveUpImport` and `removeUnworked`. */
  async undoImport(
    id: string,
    atMs: number,
  ): Promise<{ readonly list: string; readonly removed: number; readonly kept: number }> {
    const { list } = await giveUpImport(this.db, id, atMs);
    return { list, ...(await removeUnworked(this.db, list, id)) };
  }

  /** See `allocate`. */
  allocate(list: string, shares: readonly LeadShare[]): Promise<Allocated> {
    return allocate(this.db, list, shares);
  }

  /** See `recall`. */
  recall(
    list: string,
    agents: readonly string[] | null,
  ): Promise<{ readonly recalled: number; readonly kept: number }> {
    return recall(this.db, list, agents);
  }

  /** See `recycle`. */
  recycle(list: string, results: readonly ResultCode[]): Promise<number> {
    return recycle(this.db, list, results);
  }

  /** See `setTime`. */
  setTime(
    ids: readonly string[],
    at: number | null,
  ): Promise<{ readonly changed: number; readonly lists: readonly string[] }> {
    return setTime(this.db, ids, at);
  }

  /** See `fillCallBackList`. */
  fillCallBackList(list: string, callers: readonly GaveUp[]): Promise<number> {
    return fillCallBackList(this.db, list, callers);
  }

  /** See `erasePerson`. */
  erase(numbers: readonly string[], atMs: number, keepMs: number): Promise<Erased> {
    return erasePerson(this.db, numbers, atMs, keepMs);
  }

  /** See `addDnc`. */
  addDnc(numbers: readonly string[], deed: { by: string; reason: string; atMs: number }): Promise<readonly string[]> {
    return addDnc(this.db, numbers, deed);
  }

  /** See `addConsents`. */
  addConsents(rows: readonly ConsentRow[]): Promise<readonly string[]> {
    return transact(this.db, (transaction) => addConsents(transaction, rows));
  }

  /** See `consentsNow`. */
  consentsNow(numbers: readonly string[]): Promise<ReadonlyMap<string, boolean>> {
    return consentsNow(this.db, numbers);
  }

  /** See `removeDnc`. */
  removeDnc(numbers: readonly string[]): Promise<readonly string[]> {
    return removeDnc(this.db, numbers);
  }
}
