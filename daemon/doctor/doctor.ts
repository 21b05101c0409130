/** Whom the control socket asks for diagnoses and test calls. */
import type { Clock } from '../base/clock.js';
import { CallboxError } from '../base/errors.js';
import type { Ids } from '../base/ids.js';
import type { Timers } from '../base/timers.js';
import type { DoctorMethod, DoctorParams, DoctorResults } from '../contract/doctor-schema.js';
import type { Diagnosis, TestCall } from '../terms/diagnosis.js';
import type { TechnicianRequest } from '../terms/requests.js';
import { type BoxEyes, BoxRun } from './box/box-run.js';
import { type TrunkEyes, TrunkRun } from './trunk/trunk-run.js';
import { TypeTrials } from './trunk/type-trials.js';

/** The last ones are kept to be read. */
const maxKept = 50;

export interface DoctorNeeds {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  readonly trunkEyes: TrunkEyes;
  readonly boxEyes: BoxEyes;
  /** Rejects with a CallboxError that says why it is not possible. */
  order(request: TechnicianRequest): Promise<void>;
  /** Newest first. */
  testCalls(): readonly TestCall[];
  onFault(fault: unknown): void;
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
      'doctor.list': () => ({ diagnoses: this.diagnoses() }),
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

  /** Newest first. */
  diagnoses(): readonly Diagnosis[] {
    return [...this.runs.values()].map((run) => run.diagnosis).reverse();
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

  private trunkRun(span: number, by: string, number: string): TrunkRun {
    const { trunkEyes: eyes, clock, timers, ids, onFault } = this.needs;
    const first = eyes.look(span);
    if (first === null) {
      throw new CallboxError('unknown-channel', `this box has no span ${span}: choose one that the card has`);
    }
    return new TrunkRun({ clock, timers, eyes, onFault }, ids.next(), span, first, by, number);
  }

  private boxRun(kind: 'cannot-call' | 'no-sound', by: string, number: string, agentId: string): BoxRun {
    const { boxEyes: eyes, clock, ids, onFault } = this.needs;
    if (agentId !== '' && !eyes.hasAgent(agentId)) {
      throw new CallboxError('unknown-agent', `no agent ${agentId} is configured: leave it out, or choose another`);
    }
    return new BoxRun({ clock, eyes, onFault }, ids.next(), kind, { by, number, agentId });
  }

  private diagnosis(id: string): Diagnosis {
    const run = this.runs.get(id);
    if (run !== undefined) return run.diagnosis;
    throw new CallboxError('not-found', `there is no diagnosis ${id}: the last ${maxKept} since the start are kept`);
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
