/** The doctor and test calls; what they answer stands in contract/pages-doctor. */
import {
  type DiagnosesAnswer,
  type DoctorStarted,
  diagnosisBody,
  type TestCallsAnswer,
  testCallBody,
} from '../../../daemon/contract/pages-doctor.js';
import type { Diagnosis, TestCall } from '../../../daemon/terms/diagnosis.js';
import type { ControlClient } from '../control-client.js';
import { needs } from '../http/access.js';
import { type ApiRouter, addEndpoint, holderOf } from '../http/endpoints.js';
import { checkedId } from './ids.js';

const access = needs('lines.service');

export function addDoctorRoutes(router: ApiRouter, control: ControlClient): void {
  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/doctor',
    access,
    body: diagnosisBody,
    async handle(context, wanted) {
      const started: DoctorStarted = await control.request('doctor.start', {
        ...wanted,
        by: holderOf(context).user.id,
      });
      context.status = 202;
      context.body = started;
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/doctor',
    access,
    async handle(context) {
      const answer: DiagnosesAnswer = await control.request('doctor.list', {});
      context.body = answer;
    },
  });

  addEndpoint(router, {
    method: 'get',
    path: '/api/v1/doctor/:id',
    access,
    async handle(context) {
      const diagnosis: Diagnosis = await control.request('doctor.get', { id: checkedId(context.params.id) });
      context.body = diagnosis;
    },
  });

  addTestCallRoutes(router, control);
}

function addTestCallRoutes(router: ApiRouter, control: ControlClient): void {
  addEndpoint(router, {
    method: 'post',
    path: '/api/v1/test-calls',
    access,
    body: testCallBody,
    async handle(context, wanted) {
      const started: DoctorStarted = await control.request('test-call.start', {
        ...wanted,
        by: holderOf(context).user.id,
      });
      context.status = 202;
      context.body = started;
    },
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
    method: 'get',
    path: '/api/v1/test-calls/:id',
    access,
    async handle(context) {
      const testCall: TestCall = await control.request('test-call.get', { id: checkedId(context.params.id) });
      context.body = testCall;
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
