import type {
  CommissioningMethod,
  CommissioningParams,
  CommissioningResults,
} from '../contract/commissioning-schema.js';

/** Who does the work: daemon/commissioning. */
export interface SpanChangesRoom {
  start(wanted: CommissioningParams<'span.change'>): Promise<{ readonly id: string }>;
  clearCalls(id: string, by: string): void;
  cancel(id: string, by: string): void;
  list(): CommissioningResults['span.changes'];
}
type Deed = Pick<CommissioningParams<'commissioning.finish'>, 'by' | 'id' | 'version'>;
type Shown = CommissioningResults['commissioning.get'];
export interface CommissioningsRoom {
  start(by: string, span: number): Promise<Shown>;
  list(): readonly Shown[];
  get(id: string): Shown;
  order(deed: Deed, order: CommissioningParams<'commissioning.order'>['order']): Promise<Shown>;
  check(deed: Deed, step: Shown['step'], number?: string): Promise<Shown>;
  take(deed: Deed, step: Shown['step']): Promise<Shown>;
  overrule(deed: Deed, step: Shown['step'], reason: string): Promise<Shown>;
  back(deed: Deed, step: Shown['step']): Promise<Shown>;
  finish(deed: Deed): Promise<Shown>;
  abandon(deed: Deed): Promise<Shown>;
  report(id: string): CommissioningResults['commissioning.report'];
}

type Answers = {
  readonly [M in CommissioningMethod]: (ask: CommissioningParams<M>) => Promise<CommissioningResults[M]>;
};

/** Which room answers what. */
export class CommissioningDesk {
  private readonly answers: Answers;

  constructor(changes: SpanChangesRoom, commissionings: CommissioningsRoom) {
    this.answers = {
      'span.change': (ask) => changes.start(ask),
      'span.clear-calls': async ({ id, by }) => {
        changes.clearCalls(id, by);
        return {};
      },
      'span.cancel': async ({ id, by }) => {
        changes.cancel(id, by);
        return {};
      },
      'span.changes': async () => changes.list(),
      'commissioning.start': ({ by, span }) => commissionings.start(by, span),
      'commissioning.list': async () => commissionings.list(),
      'commissioning.get': async ({ id }) => commissionings.get(id),
      'commissioning.order': ({ order, ...deed }) => commissionings.order(deed, order),
      'commissioning.check': ({ step, number, ...deed }) => commissionings.check(deed, step, number ?? ''),
      'commissioning.take': ({ step, ...deed }) => commissionings.take(deed, step),
      'commissioning.overrule': ({ step, reason, ...deed }) => commissionings.overrule(deed, step, reason),
      'commissioning.back': ({ step, ...deed }) => commissionings.back(deed, step),
      'commissioning.finish': (deed) => commissionings.finish(deed),
      'commissioning.abandon': (deed) => commissionings.abandon(deed),
      'commissioning.report': async ({ id }) => commissionings.report(id),
    };
  }

  /** `params` have passed the method's schema. */
  answer<M extends CommissioningMethod>(method: M, params: CommissioningParams<M>): Promise<CommissioningResults[M]> {
    return this.answers[method](params);
  }
}
