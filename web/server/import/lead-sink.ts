import { CallboxError } from '../../../daemon/base/errors.js';
import { consentLimits } from '../../../daemon/contract/outbound-schema.js';
import type { RowProblem } from '../../../daemon/contract/pages-imports.js';
import { type ImportRefusal, type LeadToImport, maxLeadsAtOnce } from '../../../daemon/terms/outbound-figures.js';
import type { ControlClient } from '../control-client.js';
import type { GoodRow } from './rows.js';
import type { RowSink, RowsKept } from './sink.js';

/** Characters of one batch: a line of the control socket holds a megabyte, and a character may be three octets. */
const batchCharacters = 250_000;
const maxTries = 5;
const pauseMs = 1_000;

const problems: Readonly<Record<ImportRefusal, RowProblem>> = {
  'no-number': 'no-number',
  'bad-number': 'not-a-number',
  'not-dialled': 'not-dialled',
  'duplicate-in-file': 'duplicate-in-file',
  'duplicate-in-list': 'duplicate-in-list',
  dnc: 'dnc',
  'too-long': 'too-long',
  'bad-agent': 'bad-agent',
};

export interface LeadSinkNeeds {
  readonly control: ControlClient;
  readonly by: string;
  readonly importId: string;
  readonly list: string;
  readonly source: string;
  /** Of "2027-01-31 09:30" at the site. */
  epochOf(wall: string): number;
  pause(ms: number): Promise<void>;
}

/** Leads go to the daemon, batch by batch; one that it did not answer is sent again, and counts once. */
export class LeadSink implements RowSink {
  private batch = 0;

  constructor(private readonly needs: LeadSinkNeeds) {}

  async put(rows: readonly GoodRow[]): Promise<RowsKept> {
    const kept = { added: 0, changed: 0, refused: [] as RowsKept['refused'][number][] };
    for (const leads of batches(rows.map((row) => this.leadOf(row)))) {
      const { added, refused } = await this.send(leads, false);
      kept.added += added;
      kept.refused.push(...refused.map(({ line, reason }) => ({ line, problem: problems[reason] })));
    }
    return kept;
  }

  async end(): Promise<void> {
    await this.send([], true);
  }

  private async send(leads: readonly LeadToImport[], last: boolean) {
    const { control, by, importId, list, source, pause } = this.needs;
    this.batch += 1;
    const params = { by, import: importId, list, source, batch: this.batch, last, leads: [...leads] };
    for (let tries = 1; ; tries++) {
      try {
        return await control.request('leads.import', params);
      } catch (error) {
        const again = error instanceof CallboxError && (error.code === 'daemon-down' || error.code === 'not-now');
        if (!again || tries >= maxTries) throw error;
        await pause(pauseMs * tries);
      }
    }
  }

  private leadOf({ line, number, fields, data }: GoodRow): LeadToImport {
    const { name = '', priority = '', at = '', agent = '' } = fields;
    return {
      line,
      number,
      name,
      data: { ...data },
      ...(priority === '' ? {} : { priority: Number(priority) }),
      ...(at === '' ? {} : { at: this.needs.epochOf(at) }),
      ...(agent === '' ? {} : { agent }),
      ...this.consentOf(fields),
    };
  }

  /** A person of whom only a date or a document is known has agreed, too; one without either has said nothing. */
  private consentOf({
    consent = '',
    consentAt = '',
    consentEvidence = '',
  }: GoodRow['fields']): Pick<LeadToImport, 'consent'> {
    if (consent === '' && consentAt === '' && consentEvidence === '') return {};
    const said = {
      source: consent === '' ? this.needs.source.slice(0, consentLimits.source) : consent,
      evidence: consentEvidence,
    };
    return { consent: consentAt === '' ? said : { ...said, at: this.needs.epochOf(consentAt) } };
  }
}

function* batches(leads: readonly LeadToImport[]): Generator<readonly LeadToImport[]> {
  let batch: LeadToImport[] = [];
  let characters = 0;
  for (const lead of leads) {
    const size = JSON.stringify(lead).length;
    if (batch.length > 0 && (characters + size > batchCharacters || batch.length >= maxLeadsAtOnce)) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(lead);
    characters += size;
  }
  if (batch.length > 0) yield batch;
}
