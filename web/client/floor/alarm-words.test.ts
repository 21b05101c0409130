import { describe, expect, it } from 'vitest';
import { supervisor as en } from '../words/en/supervisor.js';
import { alarmText } from './alarm-words.js';

describe('alarms in words', () => {
  it.each([
    [{ code: 'queue-waiting', value: 6, threshold: 5 }, 'Sales: 6 waiting (limit 5)'],
    [{ code: 'queue-longest-wait', value: 61_000, threshold: 60_000 }, 'Sales: longest wait 1:01 (limit 1:00)'],
    [{ code: 'queue-service-level', value: 66.66, threshold: 70 }, 'Sales: service level 66.7 % (limit 70 %)'],
    [{ code: 'queue-agents-ready', value: 0, threshold: 1 }, 'Sales: 0 agents ready (limit 1)'],
    [{ code: 'agent-not-ready', value: 900_000, threshold: 900_000 }, 'Sales: not ready for 15:00 (limit 15:00)'],
  ] as const)('%o', (alarm, text) => {
    expect(alarmText(en, alarm, 'Sales')).toBe(text);
  });
});
