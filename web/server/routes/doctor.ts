/** The doctor and test calls; what they answer stands in contract/pages-doctor. */
import {
  type DiagnosesAnswer,
  diagnosesQuery,
  diagnosisBody,
  type TestCallsAnswer,
  testCallBody,
  typeTrialBody,
} from '../../../daemon/contract/pages-doctor.js';
import type { Diagnosis, TestCall, TypeTrial } from '../../../daemon/terms/diagnosis.js';
import type { ControlClient } from '../control-client.js';
import { needs } from '../http/access.js';
import { checked } from '../http/body.js';
import { type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';
import { checkedId } from './ids.js';
import { addLongRun } from './long-runs.js';

const access = needs('lines.service');

export function addDoctorRoutes(router: ApiRouter, control: ControlClient): void {
  addLongRun(router, {
    path: '/api/v1/doctor',
    access,
    body: diagnosisBody,
    begin: (wanted, by) => control.request('doctor.start', { ...wanted, by }),
    look: (id): Promise<Diagnosis> => control.request('doctor.get', { id }),
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/doctor',
    access,
    async handle(context) {
      const { span, from, to, before } = context.query;
      const asked = Object.entries({ span, from, to }).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, Number(value)] as const],
      );
      const wanted = checked(diagnosesQuery, {
        ...Object.fromEntries(asked),
        ...(before === undefined ? {} : { before }),
      });
      const answer: DiagnosesAnswer = await control.request('doctor.list', wanted);
      context.body = answer;
    },
  });

  addTestCallRoutes(router, control);
  addLongRun(router, {
    path: '/api/v1/number-types',
    access,
    body: typeTrialBody,
    begin: (wanted, by) => control.request('number-types.start', { ...wanted, by }),
    look: (id): Promise<TypeTrial> => control.request('number-types.get', { id }),
  });
}

function addTestCallRoutes(router: ApiRouter, control: ControlClient): void {
  addLongRun(router, {
    path: '/api/v1/test-calls',
    access,
    body: testCallBody,
    begin: (wanted, by) => control.request('test-call.start', { ...wanted, by }),
    look: (id): Promise<TestCall> => control.request('test-call.get', { id }),
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/test-calls',
    access,
    async handle(context) {
      const answer: TestCallsAnswer = await control.request('test-call.list', {});
      context.body = answer;
    },
  });

  addEndpoint(router, {
    method: 'delete',
    path: '/api/v1/test-calls/:id',
    access,
    async handle(context) {
      await control.request('test-call.end', { id: checkedId(context.params.id), by: holderOf(context).user.id });
      context.status = 204;
    },
  });
}
