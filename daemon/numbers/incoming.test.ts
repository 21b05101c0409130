import { expect, test } from 'vitest';
import type { Site } from '../terms/site.js';
import { explainIncoming } from './incoming.js';

const site: Site = {
  country: 'cn',
  timeZone: 'Asia/Shanghai',
  areaCode: '021',
  board: { kind: 'virtual', spans: 1, lines: 1 },
  trunks: [
    { id: 'city', name: { zh: '市话', en: 'City' }, channels: [{ span: 1 }], in: { calledPrefix: '0216000' } },
    { id: 'raw', name: { zh: '原样', en: 'Raw' }, channels: [], in: { plainMobiles: false, completeLocal: false } },
  ],
  numbers: [{ number: '02160001000', flow: 'reception' }],
  serviceNumbers: [{ landing: '02160001000', service: '4008001000' }],
  defaultFlow: 'night',
  flows: [],
  queues: [],
  agents: [],
};

test.each([
  ['city', '013812345678', 'unknown', '1000', '13812345678', 'mobile', '02160001000', '4008001000', 'reception', true],
  ['city', '62881000', 'subscriber', '1001', '02162881000', 'fixed', '02160001001', null, 'night', false],
  ['city', '8613812345678', 'international', '', '13812345678', 'mobile', '', null, 'night', false],
  ['raw', '62881000', 'unknown', '02160001000', '62881000', 'local', '02160001000', '4008001000', 'reception', true],
  ['', '', 'unknown', '02160001000', '', 'unknown', '02160001000', '4008001000', 'reception', true],
] as const)(
  'over %j: from %j (%s) to %j is read as from %s (%s) to %s',
  (trunk, from, type, to, callingNumber, callingKind, calledNumber, service, flow, listed) => {
    expect(explainIncoming(site, { trunk, callingNumber: from, callingType: type, calledNumber: to })).toEqual({
      callingNumber,
      callingKind,
      calledNumber,
      service,
      flow,
      listed,
    });
  },
);
