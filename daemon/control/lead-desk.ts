import { CallboxError } from '../base/errors.js';
import type { OutboundParams, OutboundResults } from '../contract/outbound-schema.js';
import type { ConsentRow, ResultCode } from '../terms/outbound.js';
import {
  type Allocated,
  type ImportAnswer,
  type ImportRefusal,
  type LeadShare,
  type LeadToImport,
  leadTextLimits,
  type RefusedLead,
  type StoredList,
} from '../terms/outbound-figures.js';
import type { Site } from '../terms/site.js';
import type { NumberKind } from '../terms/trunks.js';
import { Turns } from './turns.js';

/** A row of a file that may become a lead. */
export interface ReadLead {
  readonly line: number;
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly data: Readonly<Record<string, string>>;
  readonly area: string;
  readonly priority: number;
  readonly agent: string;
  readonly at: number | null;
  readonly consent: ConsentRow | null;
}

/** What is stored of lists, leads and numbers that must not be called; see daemon/store. */
export interface LeadDeskStore {
  putList(list: StoredList): Promise<void>;
  removeList(id: string): Promise<number>;
  importLeads(batch: {
    readonly import: string;
    readonly list: string;
    readonly source: string;
    readonly batch: number;
    readonly last: boolean;
    readonly by: string;
    readonly atMs: number;
    readonly leads: readonly ReadLead[];
    readonly refused: readonly RefusedLead[];
  }): Promise<ImportAnswer>;
  undoImport(
    id: string,
    atMs: number,
  ): Promise<{ readonly list: string; readonly removed: number; readonly kept: number }>;
  allocate(list: string, shares: readonly LeadShare[]): Promise<Allocated>;
  recall(list: string, agents: readonly string[] | null): Promise<{ readonly recalled: number; readonly kept: number }>;
  recycle(list: string, results: readonly ResultCode[]): Promise<number>;
  setTime(
    ids: readonly string[],
    at: number | null,
  ): Promise<{ readonly changed: number; readonly lists: readonly string[] }>;
  erase(
    numbers: readonly string[],
    atMs: number,
    keepMs: number,
  ): Promise<OutboundResults['person.erase'] & { readonly lists: readonly string[] }>;
  addDnc(
    numbers: readonly string[],
    deed: { readonly by: string; readonly reason: string; readonly atMs: number },
  ): Promise<readonly string[]>;
  removeDnc(numbers: readonly string[]): Promise<readonly string[]>;
  /** Answers with the lists whose leads are open again by it. */
  addConsents(rows: readonly ConsentRow[]): Promise<readonly string[]>;
  consentsNow(numbers: readonly string[]): Promise<ReadonlyMap<string, boolean>>;
}

export interface LeadDeskParts {
  readonly clock: { nowMs(): number };
  readonly ids: { next(): string };
  readonly store: LeadDeskStore;
  site(): Site;
  list(id: string): Promise<StoredList | null>;
  /** As `settled` of the campaign desk. */
  settled(): Promise<void>;
  /** What a number is, in the one form in which it is dialled and stored. */
  numberOf(written: string): { readonly number: string; readonly kind: NumberKind };
  /** 区号; '' unknown. */
  areaOf(number: string): string;
  /** The dialer reads again whom it has in hand. */
  leadsChanged(lists: readonly string[]): void;
  dncChanged(added: readonly string[], removed: readonly string[]): void;
  consentsSaid(said: readonly { readonly number: string; readonly given: boolean }[]): void;
  /** For the record: numbers may be called again. */
  dncLifted(by: string, reason: string, numbers: number, atMs: number): void;
}

const maxWaiting = 200;
/** Of the page's computer and of this one. */
const clocksDifferMs = 300_000;
/** Calls out and their recordings prove for so long how they were made (china.md 8). */
const keepMs = 30 * 86_400_000;
/** While a long file comes in, the dialer is told of new leads so often. */
const tellImportEveryMs = 2_000;
/** Nothing that was said for good is called again because somebody pressed a key for all. */
const neverAgain: readonly ResultCode[] = ['refused', 'wrong-number', 'duplicate'];

/** Lists and leads as people change them, one change after the other: checked, stored, then told to the dialer. */
export class LeadDesk {
  private readonly turns = new Turns(maxWaiting, 'changes of lists');
  private readonly importTold = new Map<string, number>();

  constructor(private readonly parts: LeadDeskParts) {}

  putList({ by, list }: OutboundParams<'outbound.list.put'>): Promise<OutboundResults['outbound.list.put']> {
    return this.turns.take(async () => {
      if (new Set(list.columns).size < list.columns.length) {
        throw new CallboxError('bad-request', 'list.columns: two columns have the same name');
      }
      await this.parts.store.putList({ ...list, createdAt: this.parts.clock.nowMs(), createdBy: by });
      return {};
    });
  }

  removeList({ list }: OutboundParams<'outbound.list.remove'>): Promise<OutboundResults['outbound.list.remove']> {
    return this.turns.take(async () => {
      const removed = await this.parts.store.removeList(list);
      this.parts.leadsChanged([list]);
      return { removed };
    });
  }

  /** OUT-09: what is no lead comes back with its line and why. */
  import(ask: OutboundParams<'leads.import'>): Promise<ImportAnswer> {
    return this.turns.take(async () => {
      const { columns } = await this.known(ask.list);
      const { by, list, source, batch, last } = ask;
      const atMs = this.parts.clock.nowMs();
      const { leads, refused } = this.read(ask.leads, new Set(columns), { by, atMs });
      const answer = await this.parts.store.importLeads({
        import: ask.import,
        list,
        source: storable(source),
        batch,
        last,
        by,
        atMs,
        leads,
        refused,
      });
      if (answer.added > 0) this.tellImport(list, last, atMs);
      await this.tellConsents(leads.flatMap(({ number, consent }) => (consent === null ? [] : [number])));
      return answer;
    });
  }

  undoImport(ask: OutboundParams<'leads.undo-import'>): Promise<OutboundResults['leads.undo-import']> {
    return this.turns.take(async () => {
      await this.parts.settled();
      const { list, removed, kept } = await this.parts.store.undoImport(ask.import, this.parts.clock.nowMs());
      this.parts.leadsChanged([list]);
      return { removed, kept };
    });
  }

  allocate({ list, shares }: OutboundParams<'leads.allocate'>): Promise<Allocated> {
    return this.turns.take(async () => {
      await this.known(list);
      const known = new Set(this.parts.site().agents.map(({ id }) => id));
      for (const { agent } of shares) {
        if (!known.has(agent)) throw new CallboxError('unknown-agent', `no agent ${agent} is configured`);
      }
      if (shares.reduce((sum, { percent = 0, areas = [] }) => sum + (areas.length === 0 ? percent : 0), 0) > 100.01) {
        throw new CallboxError('bad-request', 'shares: the percentages come to more than 100');
      }
      await this.parts.settled();
      const allocated = await this.parts.store.allocate(list, shares);
      this.parts.leadsChanged([list]);
      return allocated;
    });
  }

  recall({ list, agents }: OutboundParams<'leads.recall'>): Promise<OutboundResults['leads.recall']> {
    return this.turns.take(async () => {
      await this.known(list);
      await this.parts.settled();
      const recalled = await this.parts.store.recall(list, agents ?? null);
      this.parts.leadsChanged([list]);
      return recalled;
    });
  }

  recycle({ list, results }: OutboundParams<'leads.recycle'>): Promise<OutboundResults['leads.recycle']> {
    return this.turns.take(async () => {
      await this.known(list);
      const never = results.filter((result) => neverAgain.includes(result));
      if (never.length > 0) {
        throw new CallboxError('bad-request', `results: ${never.join(', ')} are for good: nobody is called again`);
      }
      await this.parts.settled();
      const recycled = await this.parts.store.recycle(list, results);
      this.parts.leadsChanged([list]);
      return { recycled };
    });
  }

  setTime({ leads, at }: OutboundParams<'leads.timed'>): Promise<OutboundResults['leads.timed']> {
    return this.turns.take(async () => {
      const ids = [...new Set(leads)];
      await this.parts.settled();
      const { changed, lists } = await this.parts.store.setTime(ids, at);
      if (lists.length > 0) this.parts.leadsChanged(lists);
      return { changed, kept: ids.length - changed };
    });
  }

  erase({ numbers }: OutboundParams<'person.erase'>): Promise<OutboundResults['person.erase']> {
    return this.turns.take(async () => {
      await this.parts.settled();
      const { lists, ...erased } = await this.parts.store.erase(numbers, this.parts.clock.nowMs(), keepMs);
      // Who is in hand and not dialled is let go.
      if (lists.length > 0) this.parts.leadsChanged(lists);
      return erased;
    });
  }

  addDnc({ by, numbers, reason }: OutboundParams<'dnc.add'>): Promise<OutboundResults['dnc.add']> {
    return this.turns.take(async () => {
      const read = numbers.map((written) => ({ written, number: this.callable(written) }));
      const good = [...new Set(read.flatMap(({ number }) => (number === null ? [] : [number])))];
      const refused = read.filter(({ number }) => number === null).map(({ written }) => written);
      const atMs = this.parts.clock.nowMs();
      const added = await this.parts.store.addDnc(good, { by, reason: storable(reason), atMs });
      // Also those that were on it already: the dialer may have read a lead before they were.
      if (good.length > 0) this.parts.dncChanged(good, []);
      return { added: added.length, known: good.length - added.length, refused };
    });
  }

  removeDnc({ by, numbers, reason }: OutboundParams<'dnc.remove'>): Promise<OutboundResults['dnc.remove']> {
    return this.turns.take(async () => {
      const good = numbers.flatMap((written) => this.callable(written) ?? []);
      const removed = await this.parts.store.removeDnc(good);
      if (removed.length > 0) {
        this.parts.dncLifted(by, storable(reason), removed.length, this.parts.clock.nowMs());
        this.parts.dncChanged([], removed);
      }
      return { removed: removed.length };
    });
  }

  /** CMP-03: what a person has said, with what proves it. A time to come is no proof. */
  putConsent(ask: OutboundParams<'consent.put'>): Promise<OutboundResults['consent.put']> {
    return this.turns.take(async () => {
      const { by, given, source, evidence, at } = ask;
      const number = this.callable(ask.number);
      if (number === null)
        throw new CallboxError('bad-request', `number: ${ask.number} is no number that can be called`);
      const nowMs = this.parts.clock.nowMs();
      if (at > nowMs + clocksDifferMs) {
        throw new CallboxError('bad-request', 'at: nobody has agreed to anything in the future; give when it was said');
      }
      const row: ConsentRow = {
        ...{ id: this.parts.ids.next(), number, given, at, by, recordedAt: nowMs },
        ...{ source: storable(source), evidence: storable(evidence) },
      };
      await this.parts.settled();
      const lists = await this.parts.store.addConsents([row]);
      await this.tellConsents([number]);
      if (lists.length > 0) this.parts.leadsChanged(lists);
      return { id: row.id, number };
    });
  }

  /** To the dialer, which may have read a lead before: what holds now, whichever came last. */
  private async tellConsents(numbers: readonly string[]): Promise<void> {
    if (numbers.length === 0) return;
    const now = await this.parts.store.consentsNow(numbers);
    this.parts.consentsSaid([...now].map(([number, given]) => ({ number, given })));
  }

  /** Null: nothing that could be called. */
  private callable(written: string): string | null {
    const read = this.readNumber(written);
    return 'number' in read ? read.number : null;
  }

  private read(
    sent: readonly LeadToImport[],
    columns: ReadonlySet<string>,
    deed: { readonly by: string; readonly atMs: number },
  ): { readonly leads: readonly ReadLead[]; readonly refused: readonly RefusedLead[] } {
    const agents = new Set(this.parts.site().agents.map(({ id }) => id));
    const leads: ReadLead[] = [];
    const refused: RefusedLead[] = [];
    for (const row of sent) {
      const unknown = Object.keys(row.data).find((column) => !columns.has(column));
      if (unknown !== undefined) {
        throw new CallboxError('bad-request', `leads: line ${row.line}: the list has no column "${storable(unknown)}"`);
      }
      const read = this.readLead(row, agents, deed);
      if ('reason' in read) refused.push(read);
      else leads.push(read);
    }
    return { leads, refused };
  }

  private readLead(
    row: LeadToImport,
    agents: ReadonlySet<string>,
    deed: { readonly by: string; readonly atMs: number },
  ): ReadLead | RefusedLead {
    const { line, name, data, priority = 0, agent = '', at = null } = row;
    const read = this.readNumber(row.number);
    if ('reason' in read) return { line, reason: read.reason };
    if (isTooLong(row)) return { line, reason: 'too-long' };
    if (agent !== '' && !agents.has(agent)) return { line, reason: 'bad-agent' };
    const { number } = read;
    return {
      line,
      id: this.parts.ids.next(),
      number,
      name: storable(name.trim()),
      data: Object.fromEntries(Object.entries(data).map(([column, value]) => [column, storable(value)])),
      area: this.parts.areaOf(number),
      priority,
      agent,
      at,
      consent: row.consent === undefined ? null : this.consentRead(number, row.consent, deed),
    };
  }

  private consentRead(
    number: string,
    { source, evidence, at }: NonNullable<LeadToImport['consent']>,
    { by, atMs }: { readonly by: string; readonly atMs: number },
  ): ConsentRow {
    return {
      ...{ id: this.parts.ids.next(), number, given: true, by, recordedAt: atMs },
      // A file cannot say more than was said when it came.
      at: Math.min(at ?? atMs, atMs),
      ...{ source: storable(source), evidence: storable(evidence) },
    };
  }

  private readNumber(written: string): { readonly number: string } | { readonly reason: ImportRefusal } {
    const plain = written.normalize('NFKC').trim();
    if (plain === '') return { reason: 'no-number' };
    // 1.38E+10 has lost its digits; letters and dots are never part of a number.
    if (plain.length > 2 * leadTextLimits.number || !/^\+?[\d\s()/\-\u2010-\u2015]+$/.test(plain)) {
      return { reason: 'bad-number' };
    }
    const { number, kind } = this.parts.numberOf(plain);
    switch (kind) {
      case 'mobile':
      case 'fixed':
        return { number };
      case 'emergency':
      case 'service':
      case 'international':
        return { reason: 'not-dialled' };
      default:
        // Numbering plans that the box does not know: as it is dialled.
        return this.parts.site().country !== 'cn' && /^\d{5,15}$/.test(number) ? { number } : { reason: 'bad-number' };
    }
  }

  private async known(id: string): Promise<StoredList> {
    const list = await this.parts.list(id);
    if (list === null) throw new CallboxError('not-found', `there is no list ${id}: make it first`);
    return list;
  }

  private tellImport(list: string, last: boolean, atMs: number): void {
    const toldAt = this.importTold.get(list);
    // A clock that was set back tells at once.
    const isSoon = toldAt !== undefined && atMs >= toldAt && atMs - toldAt < tellImportEveryMs;
    if (isSoon && !last) return;
    if (last) this.importTold.delete(list);
    else this.importTold.set(list, atMs);
    this.parts.leadsChanged([list]);
  }
}

function isTooLong({ name, data }: LeadToImport): boolean {
  const values = Object.values(data);
  return (
    name.trim().length > leadTextLimits.name ||
    values.some((value) => value.length > leadTextLimits.value) ||
    values.reduce((sum, value) => sum + value.length, 0) > leadTextLimits.data
  );
}

/** PostgreSQL takes neither NUL nor half a pair of surrogates. */
function storable(text: string): string {
  return text.replace(/\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD');
}
