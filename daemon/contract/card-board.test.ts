import { describe, expect, test } from 'vitest';
import { testSite } from '../../test/rig/site.js';
import type { CardLines } from '../terms/cards.js';
import type { Site } from '../terms/site.js';
import { changeSite, readSiteChange } from './site-change.js';

const site = testSite({ agents: 2 });
const board = (card: Partial<CardLines>, sizes: object = {}) => ({
  ...{ kind: 'dahdi', spans: 1, lines: 4 },
  card: { spans: [3], telephones: [63, 64, 65, 66], exchangeLines: [], ...card },
  ...sizes,
});

/** Paths of what is wrong; empty: the site is taken. */
function wrong(sent: object): readonly string[] {
  const read = readSiteChange({ change: 'board', board: sent });
  if ('errors' in read) return read.errors.map(({ path }) => path);
  const changed = changeSite(site, read.change as { change: 'board'; board: Site['board'] });
  return 'errors' in changed ? changed.errors.map(({ path }) => path) : [];
}

describe('a site on cards', () => {
  test('is taken', () => {
    expect(wrong(board({}))).toEqual([]);
    expect(wrong({ kind: 'virtual', spans: 1, lines: 8 })).toEqual([]);
  });

  test.each<[string, object, string]>([
    ['fewer spans than said', board({ spans: [] }), 'board.card.spans'],
    ['more telephones than said', board({ telephones: [63, 64, 65, 66, 67] }), 'board.card.telephones'],
    ['exchange lines nobody counted', board({ exchangeLines: [70] }), 'board.card.exchangeLines'],
    ['a span twice', board({ spans: [3, 3] }, { spans: 2 }), 'board.card.spans[1]'],
    ['a channel twice', board({ telephones: [63, 64, 65, 63] }), 'board.card.telephones[3]'],
    ['a port for both', board({ exchangeLines: [63] }, { exchangeLines: 1 }), 'board.card.exchangeLines[0]'],
    ['a span that cannot be', board({ spans: [129] }), 'board.card.spans[0]'],
    ['a channel that cannot be', board({ telephones: [63, 64, 65, 1_024] }), 'board.card.telephones[3]'],
    [
      'text for a channel',
      board({ telephones: [63, 64, 65, '$(reboot)'] as unknown as number[] }),
      'board.card.telephones[3]',
    ],
    ['no card', { kind: 'dahdi', spans: 1, lines: 4 }, 'board.card'],
    ['nothing at all', board({ spans: [], telephones: [] }, { spans: 0, lines: 0 }), 'board.card'],
    ['another kind', { kind: 'sangoma', spans: 1, lines: 1 }, 'board.kind'],
    ['a virtual board with a card', { kind: 'virtual', spans: 1, lines: 4, card: {} }, 'board'],
  ])('refused: %s', (_, sent, path) => {
    const found = wrong(sent);
    expect(found.some((each) => each.endsWith(path) || each.startsWith(path))).toBe(true);
  });

  test('agents and trunks whose lines are not there any more are named', () => {
    expect(wrong(board({ telephones: [63] }, { lines: 1 }))).toContain('agents[8002].line');
  });
});
