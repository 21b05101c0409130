/** Queues, agents, supervisors and rules of a site file: what is good, and how what is wrong is told. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSite } from './site-file.js';

const good = `country: cn
timeZone: Asia/Shanghai
board: { kind: virtual, spans: 1, lines: 10 }
trunks: [{ id: city, name: { zh: 市话, en: City }, channels: [{ span: 1 }] }]
routes: [{ prefixes: [''], trunks: [city] }]
numbers: [{ number: '02160001000', flow: main }]
defaultFlow: main
flows:
  - id: main
    start: hello
    nodes:
      hello: { block: play, prompts: [zh/welcome], next: sales }
      sales: { block: queue, queue: sales }
  - id: night
    start: bye
    nodes: { bye: { block: hang-up } }
queues:
  - id: sales
    name: { zh: 销售, en: Sales }
    music: music/hold-1
    strategy: skill
    ringAtOnce: 3
    missesByCause: { rejected: 1, unreachable: 2 }
    priority: 10
    pointsPerMinute: 1.5
    firstAfterMs: 120000
    skill: { name: english, atLeast: 5, relaxBy: 2, everyMs: 20000 }
    nextLevelAfterMs: 15000
    lastAgent: { withinDays: 7, holdMs: 10000 }
    owner: { holdMs: 10000 }
    hours: office
    whenClosed: { to: flow, flow: night }
    whenFull: { to: hang-up, prompts: [zh/all-busy] }
    whenWaitedTooLong: { to: queue, queue: service }
    whenNobody: { to: call-back, prompts: [zh/call-back] }
    announce: { everyMs: 30000, position: true, wait: true }
    serviceLevel: { withinMs: 20000, percent: 80, formula: F3 }
    thresholds:
      waiting: { on: 5, off: 2 }
      longestWaitMs: { on: 60000, off: 30000 }
      serviceLevelPercent: { on: 70, off: 80.5 }
      agentsReady: { on: 0, off: 1 }
  - id: service
    name: { zh: 客服, en: Service }
    music: music/hold-1
    whenFull: { to: call-back }
agents:
  - id: '8001'
    name: 王芳
    line: 1
    queues: [sales, service]
    skills: { english: 6 }
    levels: { sales: 1, service: 2 }
    hiredOn: '2024-02-29'
    group: 一组
    shift: office
    headset: true
    forwards:
      - { when: always, target: { to: queue, queue: service } }
      - { when: busy, target: { to: agent, agent: '8002' } }
      - { when: no-answer, target: { to: number, number: '13900000001' } }
  - { id: '8002', name: 李强, line: 0, queues: [service], remoteNumber: '13900000002' }
supervisors: [{ id: lead, name: 陈静, line: 9 }]
schedules:
  - id: office
    name: 办公时间
    weekly: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }, { days: [6], from: '00:00', to: '24:00' }]
    special:
      - { date: '2027-02-06', hours: [], name: 春节 }
      - { date: '2027-02-14', hours: [{ from: '09:00', to: '18:00' }] }
rules:
  - id: vip
    name: 大客户
    when:
      - { attribute: class, operator: in, value: 'A, K' }
      - { attribute: data, key: Order.No, operator: '>=', value: '100' }
      - { attribute: time, operator: '<', value: '12:00' }
      - { attribute: queue, operator: '=', value: sales }
    then: { queue: service, agent: '8001', points: 50, skill: { name: english, atLeast: 3 } }
classPriority: { A: 50, K: 20 }
parking: { firstSlot: 701, slots: 20, returnAfterMs: 120000 }
rating: { prompts: [zh/rate-question], thanksPrompts: [zh/rate-thanks], agentPrompts: [zh/rate-agent], timeoutMs: 8000 }
serviceNumbers: [{ landing: '02160001000', service: '4008001000' }]
thresholds: { notReadyMs: { on: 900000, off: 1 }, wrapUpMs: { on: 60000, off: 0 }, talkMs: { on: 600000, off: 0 } }
`;

const parse = (text: string) => parseSite(Buffer.from(text));

function problems(from: string, to: string): readonly string[] {
  if (!good.includes(from)) throw new Error(`the good site has no ${from}`);
  const result = parse(good.replace(from, to));
  const found = 'errors' in result ? result.errors : result.warnings;
  for (const problem of found) {
    expect(problem.zh).toMatch(/\p{Script=Han}/u);
    expect(problem.line).not.toBeNull();
  }
  return found.map((problem) => `${problem.line} ${problem.path}: ${problem.en}`);
}

test('everything a site may say of its floor', () => {
  const result = parse(good);
  if ('errors' in result) throw new Error(JSON.stringify(result.errors, null, 1));
  expect(result.warnings).toEqual([]);
  expect(result.site.queues[0]).toMatchObject({
    strategy: 'skill',
    thresholds: { serviceLevelPercent: { off: 80.5 } },
  });
  expect(result.site.agents[1]).toMatchObject({ line: 0, remoteNumber: '13900000002' });
});

test.each([
  [
    'strategy: skill',
    'strategy: fair',
    '21 queues[0].strategy: found "fair", allowed is one of longest-idle, equal-count',
  ],
  ['ringAtOnce: 3', 'ringAtOnce: 21', '22 queues[0].ringAtOnce: found 21, allowed is a whole number from 1 to 20'],
  [
    'pointsPerMinute: 1.5',
    'pointsPerMinute: -1',
    '25 queues[0].pointsPerMinute: found -1, allowed is a number from 0 to 100',
  ],
  ['relaxBy: 2, ', '', '27 queues[0].skill: relaxBy and everyMs go together'],
  ['atLeast: 5, relaxBy: 2, everyMs: 20000', 'atLeast: 7', '27 queues[0].skill: no agent of this queue has english 7'],
  ['hours: office', 'hours: offise', '31 queues[0].hours: there is no schedule "offise": did you mean office?'],
  ['    hours: office\n', '', '31 queues[0].whenClosed: never happens'],
  ['flow: night }', 'flow: day }', '32 queues[0].whenClosed.flow: there is no flow "day"'],
  [
    'to: call-back, prompts',
    'to: voicemail, prompts',
    '35 queues[0].whenNobody.to: found "voicemail", allowed is to: one of hang-up, queue, flow, call-back',
  ],
  [
    'queue: service }\n    whenNobody',
    'queue: support }\n    whenNobody',
    '34 queues[0].whenWaitedTooLong.queue: there is no queue "support"',
  ],
  ['everyMs: 30000', 'everyMs: 5000', '36 queues[0].announce.everyMs: found 5000'],
  ['formula: F3', 'formula: F5', '37 queues[0].serviceLevel.formula: found "F5"'],
  [
    'waiting: { on: 5, off: 2 }',
    'waiting: { on: 5, off: 5 }',
    '39 queues[0].thresholds.waiting: off (5) must be less than on (5)',
  ],
  [
    'agentsReady: { on: 0, off: 1 }',
    'agentsReady: { on: 2, off: 1 }',
    '42 queues[0].thresholds.agentsReady: off (1) must be more than on (2)',
  ],
  [
    'whenFull: { to: call-back }',
    'whenFull: { to: queue, queue: service }',
    '46 queues[1].whenFull: callers would go round for ever (service → service)',
  ],
  ['skills: { english: 6 }', 'skills: { english: 10 }', '52 agents[0].skills.english: found 10'],
  [
    'levels: { sales: 1, service: 2 }',
    'levels: { sales: 1, support: 2 }',
    '53 agents[0].levels: there is no queue "support"',
  ],
  [
    "hiredOn: '2024-02-29'",
    "hiredOn: '2023-02-29'",
    '54 agents[0].hiredOn: found "2023-02-29", allowed is a day that exists',
  ],
  ['shift: office', 'shift: night', '56 agents[0].shift: there is no schedule "night"'],
  ["agent: '8002' }", "agent: '8009' }", '60 agents[0].forwards[1].target.agent: there is no agent "8009"'],
  ["agent: '8002' }", "agent: '8001' }", '60 agents[0].forwards[1]: leads back to 8001 (8001 → 8001)'],
  ["number: '13900000001'", "number: '8001'", '61 agents[0].forwards[2]: leads back to 8001'],
  ['line: 1\n', 'line: 0\n', '50 agents[0].line: 0 is for agents who work at an outside telephone'],
  ['line: 9 }', 'line: 1 }', '63 supervisors[0].line: line 1 is the telephone of agent 8001'],
  ['line: 9 }', 'line: 11 }', '63 supervisors[0].line: 11 does not exist: the board has 10 lines'],
  ['id: lead', "id: '8002'", '63 supervisors[0].id: 8002 is an agent already'],
  [
    "from: '09:00', to: '18:00' }, {",
    "from: '22:00', to: '06:00' }, {",
    '67 schedules[0].weekly[0]: ends at 06:00, before it begins at 22:00: split a night into 22:00-24:00 and 00:00-06:00',
  ],
  ["to: '24:00'", "to: '24:01'", '67 schedules[0].weekly[1].to: found "24:01"'],
  ["date: '2027-02-14'", "date: '2027-02-06'", '70 schedules[0].special[1].date: 2027-02-06 is there already'],
  ['key: Order.No, ', '', '76 rules[0].when[1].key: is missing: data is asked for by its key'],
  [
    'attribute: class, operator',
    'attribute: class, key: A.B, operator',
    '75 rules[0].when[0].key: belongs to data only',
  ],
  ["operator: in, value: 'A, K'", "operator: '<', value: A", '75 rules[0].when[0].operator: class has no order'],
  ["value: '12:00'", 'value: noon', '77 rules[0].when[2].value: found "noon", allowed is a time of day'],
  ['value: sales }', 'value: salse }', '78 rules[0].when[3].value: there is no queue "salse"'],
  [
    "then: { queue: service, agent: '8001', points: 50, skill: { name: english, atLeast: 3 } }",
    'then: {}',
    '79 rules[0].then: does nothing',
  ],
  ["agent: '8001', points", "agent: '8003', points", '79 rules[0].then.agent: there is no agent "8003"'],
  ['firstSlot: 701', 'firstSlot: 7990', '48 agents[0].id: 8001 is a slot for parked calls too (7990-8009)'],
  ['firstSlot: 701', 'firstSlot: 9990', '81 parking.slots: 20 slots from 9990 end at 10009'],
  [
    "{ landing: '02160001000', service: '4008001000' }",
    "{ landing: '1', service: '2' }, { landing: '1', service: '3' }",
    '83 serviceNumbers[1].landing: 1 is there already',
  ],
  [
    'talkMs: { on: 600000, off: 0 }',
    'talkMs: { on: 600000, off: 600001 }',
    '84 thresholds.talkMs: off (600001) must be less',
  ],
  ['agentPrompts: [zh/rate-agent], ', 'agentPrompts: [../etc], ', '82 rating.agentPrompts[0]: found "../etc"'],
  ['classPriority: { A: 50, K: 20 }', 'classPriority: { A: 5000 }', '80 classPriority.A: found 5000'],
])('%s → %s', (from, to, start) => {
  expect(
    problems(from, to).some((problem) => problem.startsWith(start)),
    problems(from, to).join('\n'),
  ).toBe(true);
});

test('without parking, agents keep out of the slots there are anyway', () => {
  const text = good.replace(/parking: .*\n/, '').replaceAll("'8001'", "'705'");
  const result = parse(text);
  expect('errors' in result && result.errors.map(({ en }) => en)).toEqual([
    '705 is a slot for parked calls too (701-720): give the agent another id or move parking.firstSlot',
  ]);
});

test('circles: over several queues, over flows that ask nothing, over several forwards', () => {
  const over = (queue: string) => `whenWaitedTooLong: { to: queue, queue: ${queue} }`;
  const circle = good.replace('whenFull: { to: call-back }', over('sales'));
  const result = parse(circle);
  expect('errors' in result && result.errors.map(({ path, en }) => `${path} ${en}`)).toEqual([
    'queues[0].whenWaitedTooLong callers would go round for ever (sales → service → sales): ' +
      'lead one of these queues to hang-up, a menu or call-back',
  ]);
  expect(problems('to: flow, flow: night', 'to: flow, flow: main')).toEqual([
    expect.stringContaining('32 queues[0].whenClosed: callers would go round for ever (sales → sales)'),
  ]);
  const forwards = "remoteNumber: '13900000002', forwards: [{ when: busy, target: { to: number, number: '8001' } }]";
  expect(problems("remoteNumber: '13900000002'", forwards).map((problem) => problem.slice(0, 70))).toEqual([
    '60 agents[0].forwards[1]: leads back to 8001 (8001 → 8002 → 8001): a c',
    '62 agents[1].forwards[0]: leads back to 8002 (8002 → 8001 → 8002): a c',
  ]);
});

test('any other value anywhere is good or told', () => {
  const lines = good.split('\n');
  const junk = fc.constantFrom(
    '[]',
    '{}',
    'null',
    '-1',
    '1e99',
    "''",
    '"\\u0000"',
    'true',
    '[[[]]]',
    '.nan',
    "'24:00'",
    'sales',
  );
  fc.assert(
    fc.property(fc.nat(lines.length - 1), junk, (at, value) => {
      const text = lines.map((line, index) => (index === at ? line.replace(/: .*$/, `: ${value}`) : line)).join('\n');
      const result = parse(text);
      if ('errors' in result) for (const error of result.errors) expect(error.en).not.toBe('');
    }),
    { numRuns: 100 },
  );
});
