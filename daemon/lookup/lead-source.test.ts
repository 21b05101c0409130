import { expect, test } from 'vitest';
import { ManualTime } from '../base/timers.js';
import type { LeadCondition, LeadsAnswer, LeadsAsk } from '../terms/outbound.js';
import type { LookupTrouble } from './caller-lookup.js';
import { LeadSource, type LeadSources } from './lead-source.js';

const askOf = (ask: number, more: Partial<LeadsAsk> = {}): LeadsAsk => ({
  campaign: 'c1',
  list: 'l1',
  ask,
  count: 10,
  dueBy: 0,
  not: [],
  agents: [],
  ...more,
});
const answerTo = ({ campaign, list, ask }: LeadsAsk): LeadsAnswer => ({
  campaign,
  list,
  ask,
  leads: [],
  exhausted: true,
  nextAt: null,
});
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Sources that do what they are told to, and say in which order they were asked. */
class Sources implements LeadSources {
  readonly asked: string[] = [];
  fails: string | null = null;
  campaign: readonly LeadCondition[] | null = [];
  open = 7;
  held: ((answer: LeadsAnswer) => void)[] | null = null;

  private say(what: string): void {
    this.asked.push(what);
    if (this.fails === what) throw new Error(`no ${what}`);
  }
  async settled(): Promise<void> {
    this.say('settled');
  }
  async filter(): Promise<readonly LeadCondition[] | null> {
    this.say('filter');
    return this.campaign;
  }
  async refresh(): Promise<void> {
    this.say('refresh');
  }
  async due(ask: LeadsAsk): Promise<LeadsAnswer> {
    this.say(`due ${ask.ask}`);
    const { held } = this;
    if (held === null) return answerTo(ask);
    return new Promise((resolve) => held.push(() => resolve(answerTo(ask))));
  }
  async countOpen(): Promise<number> {
    this.say('count');
    return this.open;
  }
}

function desk() {
  const time = new ManualTime();
  const sources = new Sources();
  const troubles: LookupTrouble[] = [];
  const source = new LeadSource({ sources, clock: time, timers: time, onTrouble: (one) => troubles.push(one) });
  const answers: LeadsAnswer[] = [];
  const ask = (one: LeadsAsk): void => source.ask(one, (leads) => answers.push(leads));
  return { time, sources, source, troubles, answers, ask };
}

test('what the dialer has told is on disk before it is asked who is next', async () => {
  const { sources, answers, ask } = desk();
  ask(askOf(1));
  expect(answers).toEqual([]);
  await turn();
  expect(answers).toEqual([answerTo(askOf(1))]);
  expect(sources.asked).toEqual(['filter', 'refresh', 'settled', 'due 1', 'count']);
});

test('how many are left is counted beside the answers, now and then, and again when people changed the list', async () => {
  const { time, sources, source, answers, ask } = desk();
  for (let n = 1; n <= 3; n++) {
    ask(askOf(n));
    await turn();
  }
  expect(answers.map(({ open }) => open)).toEqual([undefined, 7, 7]);
  sources.open = 8;
  time.advance(15_000);
  ask(askOf(4));
  await turn();
  sources.open = 9;
  source.changed(['l1']);
  ask(askOf(5));
  await turn();
  ask(askOf(6));
  await turn();
  expect(answers.map(({ open }) => open)).toEqual([undefined, 7, 7, 7, 8, 9]);
  expect(sources.asked.filter((what) => what === 'count')).toHaveLength(3);
});

test('one question of a list at a time; of those that come meanwhile the last one; other lists do not wait', async () => {
  const { sources, answers, ask } = desk();
  sources.held = [];
  ask(askOf(1));
  await turn();
  for (let n = 2; n <= 500; n++) ask(askOf(n));
  ask(askOf(1_000, { list: 'l2' }));
  await turn();
  expect(sources.held).toHaveLength(2);
  for (const go of sources.held.splice(0)) go(answerTo(askOf(0)));
  await turn();
  for (const go of sources.held.splice(0)) go(answerTo(askOf(0)));
  await turn();
  expect(answers.map(({ ask: n }) => n)).toEqual([1, 1_000, 500]);
});

test('a disk that takes nothing, or a database that fails, is asked again until it answers; told once a minute', async () => {
  const { time, sources, answers, troubles, ask } = desk();
  for (const what of ['settled', 'due 1', 'filter', 'refresh']) {
    sources.fails = what;
    ask(askOf(1));
    await turn();
    expect(answers).toEqual([]);
    sources.fails = null;
    time.advance(1_000);
    await turn();
    expect(answers.splice(0)).toHaveLength(1);
  }
  expect(troubles).toEqual([{ code: 'lookup-failed', detail: { source: 'leads', reason: 'no settled', count: 1 } }]);
  sources.fails = 'settled';
  ask(askOf(2));
  for (let second = 0; second < 60; second++) {
    await turn();
    time.advance(1_000);
  }
  expect(troubles).toHaveLength(2);
});

test('a campaign that was removed meanwhile is not answered, and asks no more of the database', async () => {
  const { sources, answers, ask } = desk();
  sources.campaign = null;
  ask(askOf(1));
  await turn();
  expect(answers).toEqual([]);
  expect(sources.asked).toEqual(['filter']);
});
