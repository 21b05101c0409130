/** A site that is changed while its campaigns run. */
import { expect, test } from 'vitest';
import { CampaignDay } from './campaign-day.js';
import { campaignSite } from './campaign-floor.js';
import { expectRest, siteOf } from './floor.js';

test('an agent who is taken off the site does not dial who he was shown; a colleague is shown him instead', () => {
  const site = campaignSite(2, { flows: siteOf(1).flows });
  const day = new CampaignDay({ site, spans: 2 });
  day.people([{ answerMs: 4_000, hangUpMs: 20_000 }]);
  day.headsets('8001');
  day.start({ mode: 'preview', previewMs: 20_000 });
  day.time.advance(3_000);
  expect(day.agent('8001')).toMatchObject({ state: 'reserved', lead: { lead: 'lead-1', attempt: '' } });

  day.runtime.loadSite({ ...site, agents: site.agents.filter(({ id }) => id !== '8001') });
  day.time.advance(30_000);
  expect(day.runtime.snapshot().agents.map(({ id }) => id)).toEqual(['8002']);
  expect(day.lines.dialled.size).toBe(0);
  expect(day.leads.rows.get('lead-1')).toMatchObject({ state: 'open', tries: 0 });

  day.headsets('8002');
  day.work(90_000);
  expect(day.count('success')).toBe(1);
  expect([...day.attempts.values()].map(({ agent }) => agent)).toEqual(['8002']);
  for (const line of [1, 2]) day.lines.lay(line);
  day.time.advance(60_000);
  expectRest(day);
});
