/** A site with two spans and two trunks: 'a' is two timeslots of span 1, 'b' all of span 2. */
import type { Site } from '../../daemon/terms/site.js';
import { siteOf } from './floor.js';

export function trunkSite(change: Partial<Site> = {}): Site {
  return {
    ...siteOf(2),
    board: { kind: 'virtual', spans: 2, lines: 16 },
    areaCode: '0755',
    trunks: [
      {
        id: 'a',
        name: { zh: '甲', en: 'A' },
        channels: [{ span: 1, timeslots: '1-2' }],
        hunting: 'lowest',
        out: { callingNumber: '26001000' },
      },
      { id: 'b', name: { zh: '乙', en: 'B' }, channels: [{ span: 2 }], hunting: 'highest', listenFor: ['data'] },
    ],
    routes: [
      { prefixes: ['1'], trunks: ['a', 'b'] },
      { prefixes: [''], trunks: ['b'] },
    ],
    ...change,
  };
}
