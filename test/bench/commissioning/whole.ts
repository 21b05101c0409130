/** The whole wizard on a line that is well, as a technician goes through it: from the card to the first call and to the end. */
import type { CommissioningReport, CommissioningStep } from '../../../daemon/terms/commissioning.js';
import type { CommissioningRig } from '../../rig/commissioning-rig.js';

export interface Whole {
  readonly firstCallMs: number;
  readonly wholeMs: number;
  readonly report: CommissioningReport;
}

const overlapping: readonly CommissioningStep[] = ['card', 'line', 'signalling', 'clock', 'numbers'];

export async function bringUp(rig: CommissioningRig): Promise<Whole> {
  const { id } = await rig.start();
  await rig.order(id);
  const begunAt = Date.now();
  for (const step of overlapping) {
    await rig.check(id, step);
    await rig.goesOn(id, step);
  }
  const answered = rig.answerNext();
  await rig.check(id, 'test-call', '13900139000');
  await answered;
  const firstCallMs = Date.now() - begunAt;
  await rig.step(id, 'test-call', ({ seen }) => seen.en.includes('dial in'));
  await rig.callIn();
  for (const step of [...overlapping, 'test-call'] as const) {
    const result = await rig.ended(id, step);
    if (result.state !== 'good') throw new Error(`${step}: ${JSON.stringify(result)}`);
  }
  await rig.finish(id);
  const wholeMs = Date.now() - begunAt;
  return { firstCallMs, wholeMs, report: await rig.floor.client.request('commissioning.report', { id }) };
}
