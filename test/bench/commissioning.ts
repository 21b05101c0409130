/**
 * A line brought up by the wizard against a real daemon on the virtual board: each injected fault is named, and how long
 * it is from the card to the first call. `npm run bench commissioning`
 */
import { CommissioningRig } from '../rig/commissioning-rig.js';
import { faultCases, findFault } from './commissioning/faults.js';
import { bringUp } from './commissioning/whole.js';

/** From the card to the first call, ms. */
const goalMs = 240_000;

const rig = await CommissioningRig.open();
try {
  let named = 0;
  for (const fault of faultCases) {
    const found = await findFault(rig, fault);
    if (found.found === found.expected) named += 1;
    console.log(JSON.stringify({ bench: 'commissioning', ...found, named: found.found === found.expected }));
  }
  const ratio = named / faultCases.length;
  const share = { value: named, unit: 'faults named', baseline: faultCases.length, ratio };
  console.log(JSON.stringify({ bench: 'commissioning', name: 'faults named', ...share }));
  const { firstCallMs, wholeMs } = await bringUp(rig);
  for (const [name, value] of [
    ['card to first call', firstCallMs],
    ['card to the signed report', wholeMs],
  ] as const) {
    const figure = { value, unit: 'ms', baseline: goalMs, ratio: Number((value / goalMs).toFixed(3)) };
    console.log(JSON.stringify({ bench: 'commissioning', name, ...figure }));
  }
} catch (error) {
  console.error(rig.box.logs.slice(-6_000));
  throw error;
} finally {
  await rig.close();
}
