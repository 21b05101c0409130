/** Whom the control socket asks for diagnoses and test calls. */
import type { Clock } from '../base/clock.js';
import { CallboxError } from '../base/errors.js';
import type { Ids } from '../base/ids.js';
import type { Timers } from '../base/timers.js';
import { type DoctorMethod, type DoctorParams, type DoctorResults, diagnosesPage } from '../contract/doctor-schema.js';
import type { Diagnosis, TestCall } from '../terms/diagnosis.js';
import type { TechnicianRequest } from '../terms/requests.js';
import { type BoxEyes, BoxRun } from './box/box-run.js';
import { type TrunkEyes, TrunkRun } from './trunk/trunk-run.js';
import { TypeTrials } from './trunk/type-trials.js';

/** Runs that are asked how they go, and the last ones while they are being written. */
const maxKept = 50;

export interface DoctorNeeds {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  readonly trunkEyes: TrunkEyes;
  readonly boxEyes: BoxEyes;
  /** Rejects with a CallboxError that says why it is not possible. */
  order(request: TechnicianRequest): Promise<void>;
  readonly kept: KeptDiagnoses;
  /** Newest first. */
  testCalls(): readonly TestCall[];
  onFault(fault: unknown): void;
}

/** Where diagnoses are when the daemon starts anew. */
export interface KeptDiagnoses {
  /** Written soon, while the next one may already be asked for. */
  keep(diagnosis: Diagnosis): void;
  /** Newest first. */
  list(query: {
    readonly span?: number;
    readonly fromMs?: number;
    readonly toMs?: number;
    readonly before?: string;
    readonly limit: number;
  }): Promise<readonly Diagnosis[]>;
  one(id: string): Promise<Diagnosis | null>;
}

type Run = TrunkRun | BoxRun;

export class Doctor {
  private readonly runs = new Map<string, Run>();

  private readonly typeTrials: TypeTrials;

  constructor(private readonly needs: DoctorNeeds) {
    const { clock, timers, ids, trunkEyes: eyes, onFault } = needs;
    this.typeTrials = new TypeTrials({ clock, timers, ids, eyes, onFault });
  }

  async answer<M extends DoctorMethod>(method: M, params: DoctorParams<M>): Promise<DoctorResults[M]> {
    const answers: { readonly [Name in DoctorMethod]: (params: never) => unknown } = {
      'doctor.start': (given: DoctorParams<'doctor.start'>) => ({ id: this.start(given) }),
      'doctor.get': ({ id }: DoctorParams<'doctor.get'>) => this.diagnosis(id),
      'doctor.list': (given: DoctorParams<'doctor.list'>) => this.diagnoses(given),
      'test-call.start': (given: DoctorParams<'test-call.start'>) => this.startTest(given),
      'test-call.get': ({ id }: DoctorParams<'test-call.get'>) => this.test(id),
      'test-call.list': () => ({ testCalls: this.needs.testCalls() }),
      'test-call.end': ({ id, by }: DoctorParams<'test-call.end'>) => this.endTest(id, by),
      'number-types.start': (given: DoctorParams<'number-types.start'>) => ({ id: this.typeTrials.start(given) }),
      'number-types.get': ({ id }: DoctorParams<'number-types.get'>) => this.typeTrials.get(id),
    };
    const answer = answers[method] as (given: DoctorParams<M>) => DoctorResults[M] | Promise<DoctorResults[M]>;
    return answer(params);
  }

  /** Those of this run of the daemon as they stand, and what is kept of earlier ones; newest first. */
  private async diagnoses({
    span,
    from,
    to,
    before,
  }: DoctorParams<'doctor.list'>): Promise<DoctorResults['doctor.list']> {
    const kept = await this.needs.kept.list({
      ...(span === undefined ? {} : { span }),
      ...(from === undefined ? {} : { fromMs: from }),
      ...(to === undefined ? {} : { toMs: to }),
      ...(before === undefined ? {} : { before }),
      limit: diagnosesPage + 1,
    });
    const all = new Map(kept.map((each) => [each.id, each]));
    for (const { diagnosis } of this.runs.values()) {
      const { id, startedAt } = diagnosis;
      const meant =
        (span === undefined || diagnosis.span === span) &&
        (from === undefined || startedAt >= from) &&
        (to === undefined || startedAt < to) &&
        (before === undefined || id < before);
      if (meant) all.set(id, diagnosis);
    }
    const sorted = [...all.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
    return { diagnoses: sorted.slice(0, diagnosesPage), more: sorted.length > diagnosesPage };
  }

  /** Of a span, or a kind, that is being looked at: that run, whoever asks. */
  start({ by, kind, span, number = '', agentId = '' }: DoctorParams<'doctor.start'>): string {
    const other = [...this.runs.values()].find(({ isOver, diagnosis }) => {
      return !isOver && diagnosis.kind === kind && diagnosis.span === (kind === 'trunk' ? span : 0);
    });
    if (other !== undefined) return other.id;
    const run = kind === 'trunk' ? this.trunkRun(span, by, number) : this.boxRun(kind, by, number, agentId);
    this.runs.set(run.id, run);
    for (const [id, { isOver }] of this.runs) {
      if (this.runs.size <= maxKept) break;
      if (isOver) this.runs.delete(id);
    }
    return run.id;
  }

  private readonly ended = (diagnosis: Diagnosis): void => this.needs.kept.keep(diagnosis);

  private trunkRun(span: number, by: string, number: string): TrunkRun {
    const { trunkEyes: eyes, clock, timers, ids, onFault } = this.needs;
    const first = eyes.look(span);
    if (first === null) {
      throw new CallboxError('unknown-channel', `this box has no span ${span}: choose one that the card has`);
    }
    return new TrunkRun({ clock, timers, eyes, onFault, onEnd: this.ended }, ids.next(), span, first, by, number);
  }

  private boxRun(kind: 'cannot-call' | 'no-sound', by: string, number: string, agentId: string): BoxRun {
    const { boxEyes: eyes, clock, ids, onFault } = this.needs;
    if (agentId !== '' && !eyes.hasAgent(agentId)) {
      throw new CallboxError('unknown-agent', `no agent ${agentId} is configured: leave it out, or choose another`);
    }
    return new BoxRun({ clock, eyes, onFault, onEnd: this.ended }, ids.next(), kind, { by, number, agentId });
  }

  private async diagnosis(id: string): Promise<Diagnosis> {
    const found = this.runs.get(id)?.diagnosis ?? (await this.needs.kept.one(id));
    if (found !== null) return found;
    throw new CallboxError('not-found', `there is no diagnosis ${id}: the oldest are no longer kept`);
  }

  private async startTest({ by, ...given }: DoctorParams<'test-call.start'>): Promise<{ readonly id: string }> {
    const id = this.needs.ids.next();
    await this.needs.order({ ask: 'test-call', by, id, ...given });
    return { id };
  }

  private test(id: string): TestCall {
    const test = this.needs.testCalls().find((each) => each.id === id);
    if (test !== undefined) return test;
    throw new CallboxError('not-found', `there is no test call ${id}: the last ${maxKept} since the start are kept`);
  }

  private async endTest(id: string, by: string): Promise<Readonly<Record<string, never>>> {
    await this.needs.order({ ask: 'end-test-call', by, id });
    return {};
  }
}
