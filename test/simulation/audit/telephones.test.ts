/** The auditor of telephones gives the watchdog its time for each event that is lost, and no more. */
import { expect, test } from 'vitest';
import { TelephoneAudit } from './telephones.js';

const line = 4;
const channel = 93;
const watchdogMs = 6_000;

/** A telephone, asked of once a second as the queues do while somebody waits. */
function telephone() {
  let nowMs = 0;
  const audit = new TelephoneAudit(() => nowMs);
  const really = { seizure: null as number | null, offHook: false };
  const lines = { channelOfLine: () => channel, isOffHook: () => really.offHook, seizureOn: () => really.seizure };
  return {
    audit,
    really,
    freeSince: () => audit.freeSince(line, lines),
    pass: (ms: number) => {
      for (const until = nowMs + ms; nowMs < until; ) {
        nowMs = Math.min(until, (Math.floor(nowMs / 1_000) + 1) * 1_000);
        if (nowMs % 1_000 === 0) audit.freeSince(line, lines);
      }
    },
  };
}

test('free as soon as it is told; in use it is not free', () => {
  const { audit, really, freeSince, pass } = telephone();
  audit.use(channel, 650);
  really.seizure = 650;
  pass(5_000);
  expect(freeSince()).toBeNull();
  really.seizure = null;
  audit.cleared(650);
  pass(3_000);
  expect(freeSince()).toBe(5_000);
});

test('what was lost is known at the watchdog’s second look, whenever it is asked of', () => {
  const { audit, freeSince, pass } = telephone();
  audit.use(channel, 650);
  pass(4_000);
  expect(freeSince()).toBe(1_000 + watchdogMs);
  pass(20_000);
  expect(freeSince()).toBe(1_000 + watchdogMs);
});

test('of two calls one after the other, both of whose ends were lost, each has its own time (seed 5221)', () => {
  const { audit, freeSince, pass } = telephone();
  audit.use(channel, 650);
  pass(4_244);
  audit.cleared(650); // the watchdog’s repair
  audit.use(channel, 686); // rings and is given up between two questions, and nobody tells that either
  pass(4_500);
  expect(freeSince()).toBe(5_000 + watchdogMs);
});

test('lifted is not free; laid down, it is free from then on', () => {
  const { audit, really, freeSince, pass } = telephone();
  really.offHook = true;
  audit.hook(channel, true);
  pass(2_000);
  expect(freeSince()).toBeNull();
  really.offHook = false;
  audit.hook(channel, false);
  pass(2_000);
  expect(freeSince()).toBe(2_000);
});
