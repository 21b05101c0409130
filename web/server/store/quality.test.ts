import { expect, test } from 'vitest';
import { SortableIds } from '../../../daemon/base/ids.js';
import { SeededRandom } from '../../../daemon/base/random.js';
import { ManualTime } from '../../../daemon/base/timers.js';
import { describeOnBothDatabases } from '../../../test/postgres/both-databases.js';
import { type Business, openBusiness } from './business.js';

const said = { zh: '来电', en: 'Calls' };
const form = { name: said, items: [{ id: 'a', text: said, weight: 100, veto: true }], goodFrom: 80, badBelow: 60 };
const id = (n: number): string => `01q${String(n).padStart(23, '0')}`;
const judged = { points: 0, vetoed: true, verdict: 'bad' } as const;
const score = (n: number, recordingId: string) => ({
  id: id(n),
  recordingId,
  callId: id(900),
  agent: '8001',
  formId: 'calls',
  version: 1,
  answers: { a: 'no' as const },
  comment: '',
});

describeOnBothDatabases('quality work', (emptyPlace) => {
  const clock = new ManualTime();
  async function opened(use: (business: Business) => Promise<void>): Promise<void> {
    const business = await openBusiness(await emptyPlace(), clock, new SortableIds(clock, new SeededRandom(3)));
    try {
      await use(business);
    } finally {
      await business.close();
    }
  }

  test('a form freezes, a score is one, an appeal is decided once by another person', async () => {
    await opened(async ({ quality: { forms, scores, work } }) => {
      await forms.put('calls', 0, form, true, 'judge');
      const rule = { perAgentPerWeek: 1, ratedFrom: null, marked: false, queues: [], groups: [], campaigns: [] };
      await work.putRule(id(800), { name: 'r', on: true, direction: null, minTalkMs: 0, people: [], ...rule }, 'judge');
      const drawn = { recordingId: id(1), agent: '8001', why: 'random', judge: 'judge' } as const;
      expect(await work.add(id(800), 'r', 5, [drawn, drawn])).toBe(1);
      expect(await work.randomSoFar(id(800), 5)).toEqual(new Map([['8001', 1]]));
      const made = await scores.put(score(10, id(1)), judged, 'judge');
      expect(await scores.put(score(10, id(1)), judged, 'judge')).toEqual(made);
      await expect(scores.put(score(11, id(1)), judged, 'other')).rejects.toMatchObject({ code: 'conflict' });
      expect([await work.open('judge'), await work.doneOf('judge')]).toEqual([[], 1]);
      const [newest] = await forms.newest();
      expect(newest).toMatchObject({ version: 1, used: true });
      expect((await forms.put('calls', 1, { ...form, goodFrom: 90 }, true, 'judge')).version).toBe(2);
      await scores.appeal(made.id, '8001', 'why not');
      await expect(scores.review(made.id, 'judge', 'mine', null)).rejects.toMatchObject({ code: 'forbidden' });
      const kept = await scores.review(made.id, 'boss', 'heard it again', null);
      expect(kept.appeal).toMatchObject({ outcome: 'kept', reviewedBy: 'boss', was: null });
      await expect(scores.review(made.id, 'boss', 'again', null)).rejects.toMatchObject({ code: 'conflict' });
      expect((await scores.page({ agents: ['8001'], appeal: 'any', limit: 9 })).map((each) => each.id)).toEqual([
        made.id,
      ]);
      expect(await scores.page({ agents: [], limit: 9 })).toEqual([]);
    });
  }, 20_000);

  test('comments, listens, marks and groups led are kept', async () => {
    await opened(async (business) => {
      const { comments, work } = business.quality;
      const by = { id: 'judge', name: 'J' };
      const comment = { id: id(20), recordingId: id(1), callId: id(2), agent: '8001', atMs: 1_500, text: 'x' };
      const made = await comments.comment(comment, by);
      expect(await comments.comment({ ...comment, text: 'again' }, by)).toEqual(made);
      await comments.note({ id: id(21), agent: '8001', recordingId: null, text: 'n' }, by);
      expect((await comments.unseen('8001')).notes).toHaveLength(1);
      await comments.see('8001', [id(20), id(21)]);
      expect(await comments.unseen('8001')).toEqual({ comments: [], notes: [] });
      expect(await comments.countsOf([id(1)])).toEqual(new Map([[id(1), 1]]));
      const begun = { recordingId: id(1), user: 'judge', from: '::1', ofOctets: 100, reason: '' };
      const row = await business.listens.begin({ ...begun, how: 'play' });
      await business.listens.begin({ ...begun, how: 'download', reason: 'asked' });
      await business.listens.sent(row, 60);
      await business.listens.heard(row, 2_000);
      expect((await business.listens.of(id(1))).map(({ how, octets, heardMs }) => [how, octets, heardMs])).toEqual([
        ['download', 0, null],
        ['play', 60, 2_000],
      ]);
      await work.mark({ recordingId: id(1), longestSilenceMs: 9, talkOverPercent: 3.4, marks: ['talk-over'] });
      expect((await work.marksOf([id(1)])).get(id(1))).toMatchObject({ talkOverPercent: 3.4, marks: ['talk-over'] });
      const user = { id: 'floor', name: 'F', role: 'supervisor', agentId: null, passwordHash: 'x' } as const;
      await business.users.put(user, clock.nowMs());
      await business.users.setRights('floor', { grants: [], revokes: [], leads: ['一组'] }, 'admin');
      expect((await business.users.find('floor'))?.leads).toEqual(['一组']);
      expect(await business.audit.check()).toMatchObject({ intact: true });
    });
  }, 20_000);
});
