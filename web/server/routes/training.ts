import { CallboxError } from '../../../daemon/base/errors.js';
import { trainingFaultAt, trainingStart } from '../../../daemon/contract/pages-training.js';
import type { Acts } from '../audit/acts.js';
import { needs } from '../http/access.js';
import { type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';
import type { FaultDesk } from '../training/fault-desk.js';
import type { TrainingDesk } from '../training/training-desk.js';

export interface TrainingNeeds {
  readonly desk: TrainingDesk;
  /** Null: a real floor, on which nothing is broken. */
  readonly faults: FaultDesk | null;
  readonly acts: Acts;
}

/** Training: started and ended on the real floor, broken on the training one (KB-10). */
export function addTrainingRoutes(router: ApiRouter, { desk, faults, acts }: TrainingNeeds): void {
  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/training',
    access: needs('session.own'),
    async handle(context) {
      context.body = await desk.status(context);
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/training/start',
    access: needs('training.run'),
    body: trainingStart,
    async handle(context, wanted) {
      const { user } = holderOf(context);
      const status = await desk.start(wanted, user.id, context);
      acts.write(user.id, 'training-start', 'training', { ...wanted });
      context.status = 202;
      context.body = status;
    },
  });

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/training/stop',
    access: needs('training.run'),
    async handle(context) {
      const { user } = holderOf(context);
      const status = await desk.stop(user.id, context);
      acts.write(user.id, 'training-stop', 'training', {});
      context.status = 202;
      context.body = status;
    },
  });

  addFaultRoutes(router, faults);
}

function addFaultRoutes(router: ApiRouter, faults: FaultDesk | null): void {
  const onTraining = (): FaultDesk => {
    if (faults !== null) return faults;
    throw new CallboxError(
      'conflict',
      '这是正式系统：故障只能在培训环境中注入。 / This is the real floor: lines are broken only on the training floor.',
    );
  };

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/training/faults',
    access: needs('training.run'),
    async handle(context) {
      context.body = await onTraining().shown();
    },
  });

  for (const deed of ['break', 'mend'] as const) {
    addEndpoint(router, {
      method: 'post',
      path: `/api/v1/training/faults/${deed}`,
      access: needs('training.run'),
      body: trainingFaultAt,
      async handle(context, fault) {
        context.body = await onTraining()[deed](fault);
      },
    });
  }

  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/training/faults/mend-all',
    access: needs('training.run'),
    async handle(context) {
      context.body = await onTraining().mendAll();
    },
  });
}
