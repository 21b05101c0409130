import type { Logger } from 'pino';
import { CallboxError } from '../../../daemon/base/errors.js';
import type { CallSummary } from '../../../daemon/contract/pages.js';
import type { AttemptReader } from '../../../daemon/store/attempt-reader.js';
import type { DayReader } from '../../../daemon/store/day-reader.js';
import type { FloorReader } from '../../../daemon/store/floor-reader.js';
import type { HistoryReader } from '../../../daemon/store/history-reader.js';
import type { OutboundReader } from '../../../daemon/store/outbound-reader.js';
import type { PersonReader } from '../../../daemon/store/person-reader.js';
import type { RecordingReader } from '../../../daemon/store/recording-reader.js';
import type { SpanReader } from '../../../daemon/store/span-reader.js';
import type {
  CallPageQuery,
  SiteVersion,
  StoredCall,
  StoredIncident,
  TelephonyReader,
} from '../../../daemon/store/telephony-reader.js';
import type { Site } from '../../../daemon/terms/site.js';
import { spellingsOf } from '../store/numbers.js';

/** Earlier calls that come with a pop. */
export const maxHistory = 10;

/** The calls and recordings of the telephony database, which the daemon writes and this process reads. */
export class CallArchive {
  constructor(
    private readonly reader: TelephonyReader,
    private readonly log: Logger,
  ) {}

  async page(query: CallPageQuery): Promise<readonly CallSummary[]> {
    return (await this.read(() => this.reader.calls(query))).map(summaryOf);
  }

  async call(id: string): Promise<CallSummary | null> {
    const call = await this.read(() => this.reader.call(id));
    return call && summaryOf(call);
  }

  /** The call's row as the daemon wrote it. */
  row(id: string): Promise<StoredCall | null> {
    return this.read(() => this.reader.call(id));
  }

  /** What spans did. */
  spans<T>(query: (spans: SpanReader) => Promise<T>): Promise<T> {
    return this.read(() => query(this.reader.spans));
  }

  /** Those of these calls that are there, by id. */
  async calls(ids: readonly string[]): Promise<ReadonlyMap<string, CallSummary>> {
    const found = await this.read(() => this.reader.callsOf(ids));
    return new Map(found.map((call) => [call.id, summaryOf(call)]));
  }

  /** The site in force; null: none was imported yet. */
  async site(): Promise<Site | null> {
    return (await this.read(() => this.reader.site()))?.site ?? null;
  }

  /** Newest first. */
  siteVersions(query: { readonly before?: number; readonly limit: number }): Promise<readonly SiteVersion[]> {
    return this.read(() => this.reader.siteVersions(query));
  }

  /** Newest first. */
  incidents(query: { readonly before?: number; readonly limit: number }): Promise<readonly StoredIncident[]> {
    return this.read(() => this.reader.incidents(query));
  }

  /** What happened on the floor beside the calls' own rows. */
  floor<T>(query: (floor: FloorReader) => Promise<T>): Promise<T> {
    return this.read(() => query(this.reader.floor));
  }

  /** Calls of campaigns, and what they came to. */
  attempts<T>(query: (attempts: AttemptReader) => Promise<T>): Promise<T> {
    return this.read(() => query(this.reader.attempts));
  }

  /** Rows by telephone number. */
  persons<T>(query: (persons: PersonReader) => Promise<T>): Promise<T> {
    return this.read(() => query(this.reader.persons));
  }

  /** Campaigns, lists, leads, numbers not to be called. */
  outbound<T>(query: (outbound: OutboundReader) => Promise<T>): Promise<T> {
    return this.read(() => query(this.reader.outbound));
  }

  /** Everything of one day at once. */
  day<T>(query: (day: DayReader) => Promise<T>): Promise<T> {
    return this.read(() => query(this.reader.day));
  }

  /** What earlier calls say. */
  history<T>(query: (history: HistoryReader) => Promise<T>): Promise<T> {
    return this.read(() => query(this.reader.history));
  }

  /** The ledger of recordings. */
  recordings<T>(query: (recordings: RecordingReader) => Promise<T>): Promise<T> {
    return this.read(() => query(this.reader.recordings));
  }

  /** Whether the agent took the call, or talked in it before it went on to another. */
  async wasIn(call: CallSummary, agentId: string): Promise<boolean> {
    return call.agent === agentId || this.floor((floor) => floor.talkedIn(call.id, agentId));
  }

  /** Earlier calls of this number however the network spelt it, newest first, without `exceptCallId`. */
  async historyOf(callingNumber: string, exceptCallId: string): Promise<readonly CallSummary[]> {
    if (callingNumber === '') return [];
    const found = await this.read(() =>
      Promise.all(spellingsOf(callingNumber).map((number) => this.reader.callsFrom(number, maxHistory + 1))),
    );
    return found
      .flat()
      .filter((call) => call.id !== exceptCallId)
      .sort((a, b) => (a.id < b.id ? 1 : -1))
      .slice(0, maxHistory)
      .map(summaryOf);
  }

  /** What fails here is the daemon's side: its database is not there yet, or not readable now. */
  private async read<T>(query: () => Promise<T>): Promise<T> {
    try {
      return await query();
    } catch (error) {
      this.log.warn({ err: error }, 'the telephony database cannot be read');
      const message =
        'The calls cannot be read now: the telephone process has not opened its database; try again soon.';
      throw new CallboxError('daemon-down', message, {}, { cause: error });
    }
  }
}

function summaryOf(call: StoredCall): CallSummary {
  return {
    id: call.id,
    direction: call.direction,
    callingNumber: call.callingNumber,
    calledNumber: call.calledNumber,
    startedAt: call.startedAt,
    answeredAt: call.answeredAt,
    endedAt: call.endedAt,
    cause: call.cause,
    disposition: call.disposition,
    agent: call.agent,
    queue: call.queue,
    recorded: call.recorded,
    ending: call.ending,
    talkStartedAt: call.talkStartedAt,
  };
}
