import { expect, test } from 'vitest';
import { changeSite, problemsText } from '../../../daemon/contract/site-change.js';
import { testSite } from '../../../test/rig/site.js';
import { problemsOf, problemText, readProblems } from './site-problems.js';

test('what the daemon finds is read back by field and language', () => {
  const [queue] = testSite().queues;
  if (!queue) throw new Error('the test site has a queue');
  const wrong = { ...queue, hours: 'nights', skill: { name: 'english', atLeast: 3, relaxBy: 1 } };
  const result = changeSite(testSite(), { change: 'put-queue', queue: wrong });
  if (!('errors' in result)) throw new Error('it was taken');
  const read = readProblems(problemsText(result.errors));
  expect(read.map(({ field }) => field).sort()).toEqual(['hours', 'skill']);
  const [skill] = problemsOf(read, 'skill');
  expect(skill && problemText(skill, 'en')).toBe('relaxBy and everyMs go together: give both or neither');
  expect(skill && problemText(skill, 'zh')).toBe('relaxBy 和 everyMs 须同时填写，或都不填');
});

test('problems of other places name them, and text of another kind is told as it stands', () => {
  const [elsewhere] = readProblems('flows[main].nodes.agents.queue: "x" is not there / 没有“x”');
  expect(elsewhere && problemText(elsewhere, 'zh')).toBe('flows[main].nodes.agents.queue: 没有“x”');
  expect(readProblems('something else')).toEqual([{ field: '', path: '', zh: 'something else', en: 'something else' }]);
  expect(readProblems('')).toEqual([]);
});

test('a text with slashes of its own is cut before the Chinese', () => {
  const [wrong] = readProblems('queue.name: 1 / 2 of it / 第 1 / 2 部分');
  expect(wrong).toMatchObject({ field: 'name', zh: '第 1 / 2 部分', en: '1 / 2 of it' });
});
