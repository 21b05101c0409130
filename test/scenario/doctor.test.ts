/** A technician presses one key: faults of a line are named, customers' calls go on, a test call is heard. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Diagnosis } from '../../daemon/terms/diagnosis.js';
import { trunkFaultsInjected } from '../bench/doctor/trunk-faults.js';
import { DoctorRig, milliwattNumber, verdictOf } from '../rig/doctor-rig.js';
import { directNumber } from '../rig/site.js';

let rig: DoctorRig;
/** Beyond those that the network itself uses. */
const callersSeizure = 1_000_000;
const limitMs = 20_000;

beforeAll(async () => {
  rig = await DoctorRig.open();
});
afterAll(() => rig.close());

const tookMs = ({ startedAt, endedAt }: Diagnosis) => (endedAt ?? Number.POSITIVE_INFINITY) - startedAt;

it.each(['no-signal', 'crc4-mismatch', 'nothing-heard'])('%s is named in 20 s', async (code) => {
  const fault = trunkFaultsInjected.find((each) => each.code === code);
  if (fault === undefined) throw new Error(`no fault ${code}`);
  const mend = await fault.begin(rig);
  await fault.seen(rig);
  const diagnosis = await rig.examine(1, fault.number);
  expect(diagnosis.verdict).toMatchObject({ fault: code });
  expect(tookMs(diagnosis)).toBeLessThanOrEqual(limitMs);
  expect(diagnosis.verdict?.toCarrier.zh).toContain('E1-1');
  await mend();
  await rig.well();
});

it('two technicians get the same run; a call on the span goes on, and the test call takes another channel', async () => {
  const { client } = rig.floor;
  const seizure = callersSeizure;
  const dial = { do: 'dial', seizure, span: 1, timeslot: 31, callingNumber: '13900000001' } as const;
  rig.lines.send({ ...dial, presentation: 'allowed', calledNumber: directNumber });
  const { calls } = await rig.floor.until((live) => live.calls.some(({ stage }) => stage === 'queued'));
  const asked = { kind: 'trunk', span: 1 } as const;
  const [first, second] = await Promise.all([
    client.request('doctor.start', { by: 'tech', ...asked }),
    client.request('doctor.start', { by: 'admin', ...asked }),
  ]);
  expect(second).toEqual(first);
  const diagnosis = await verdictOf(rig.floor, first.id);
  expect(diagnosis).toMatchObject({ by: 'tech', verdict: { fault: 'well', side: 'none' } });
  expect(tookMs(diagnosis)).toBeLessThanOrEqual(limitMs);
  const { testCalls } = await client.request('test-call.list', {});
  expect(testCalls[0]).toMatchObject({ span: 1, timeslot: 30, number: milliwattNumber, problem: '', by: 'tech' });
  expect(testCalls[0]?.levelDbm0).toBeCloseTo(-10, 0);
  expect(rig.floor.live.calls.map(({ id, stage }) => [id, stage])).toEqual([[calls[0]?.id, 'queued']]);
  rig.lines.send({ do: 'clear', seizure, cause: 16 });
  await rig.floor.until((live) => live.calls.every(({ stage }) => stage === 'ended'));
});

it('an echo sends the keys back; one who hangs up is noticed', async () => {
  const { client } = rig.floor;
  const call = async (number: string) => {
    const out = { by: 'tech', span: 2, timeslot: 5, direction: 'out', number } as const;
    const { id } = await client.request('test-call.start', out);
    for (;;) {
      const test = await client.request('test-call.get', { id });
      if (test.state === 'ended') return test;
      if (test.digits.length >= 4) await client.request('test-call.end', { by: 'tech', id });
      await new Promise((resolve) => setTimeout(resolve, 300)); // as pages ask
    }
  };
  expect(await call('02160100105')).toMatchObject({ timeslot: 5, digits: '1470', endedBy: 'near-end', cause: 16 });
  expect(await call('02160100103')).toMatchObject({ endedBy: 'far-end', cause: 16, problem: 'silence' });
  expect(await call('02160100017')).toMatchObject({ cause: 17, problem: 'refused', answeredAfterMs: null });
});

it('a carrier that wants the type of number is found out, and the rule it needs named', async () => {
  const { client } = rig.floor;
  const { id } = await client.request('number-types.start', { by: 'tech', span: 1, number: '057160100106' });
  for (;;) {
    const trial = await client.request('number-types.get', { id });
    if (trial.endedAt === null) {
      await new Promise((resolve) => setTimeout(resolve, 300)); // as pages ask
      continue;
    }
    expect(trial).toMatchObject({ trunk: 'city', inForce: 'unknown', better: 'national' });
    expect(trial.tries.map(({ type, state, cause, calledNumber }) => [type, state, cause, calledNumber])).toEqual([
      ['unknown', 'refused', 28, '057160100106'],
      ['national', 'answered', null, '57160100106'],
      ['subscriber', 'refused', 28, '057160100106'],
      ['international', 'same', null, '057160100106'],
    ]);
    break;
  }
});

it('what was found is there after a restart, by span and time', async () => {
  const well = await rig.examine(2);
  await rig.restart();
  const { client } = rig.floor;
  const list = (query: object) => client.request('doctor.list', query);
  expect((await client.request('doctor.get', { id: well.id })).verdict).toEqual(well.verdict);
  const { diagnoses, more } = await list({ span: 2 });
  expect(diagnoses[0]).toEqual(well);
  expect(more).toBe(false);
  expect((await list({ span: 1 })).diagnoses.every(({ span }) => span === 1)).toBe(true);
  expect((await list({ span: 1 })).diagnoses.length).toBeGreaterThanOrEqual(3);
  expect((await list({ from: well.startedAt, to: well.startedAt + 1 })).diagnoses.map(({ id }) => id)).toEqual([
    well.id,
  ]);
  expect((await list({ before: well.id })).diagnoses.every(({ id }) => id < well.id)).toBe(true);
});

it.each([
  ['doctor.list', { span: 9 }, 'bad-request'],
  ['number-types.start', { by: 'tech', span: 8, number: '10086' }, 'unknown-channel'],
  ['number-types.get', { id: '0'.repeat(26) }, 'not-found'],
  ['lab.caller-id', { channel: 0 }, 'unknown-channel'],
  ['lab.scope-start', { by: 'tech', channel: 9_999 }, 'unknown-channel'],
  ['lab.scope', { channel: 0, after: 0 }, 'not-found'],
  ['doctor.start', { by: 'tech', kind: 'trunk', span: 8 }, 'unknown-channel'],
  ['doctor.start', { by: 'tech', kind: 'no-sound', span: 0, agentId: '9999' }, 'unknown-agent'],
  ['doctor.get', { id: '0'.repeat(26) }, 'not-found'],
  ['test-call.get', { id: '0'.repeat(26) }, 'not-found'],
  ['test-call.end', { by: 'tech', id: '0'.repeat(26) }, 'not-found'],
] as const)('%s %j is refused: %s', async (method, params, code) => {
  await expect(rig.floor.client.request(method, params)).rejects.toMatchObject({ code });
});
