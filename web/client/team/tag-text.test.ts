import { expect, test } from 'vitest';
import type { AttentionTag } from '../../../daemon/terms/attention.js';
import { team as en } from '../words/en/team.js';
import { team as zh } from '../words/zh/team.js';
import { detailText, tagText } from './tag-text.js';

const who = (id: string): string => `${id} 王芳`;

test.each<[AttentionTag, string, string]>([
  [{ tag: 'long-wait', at: 1, waitedMs: 95_000, limit: 60_000 }, '等了 1:35（上限 1:00）', 'waited 1:35 (limit 1:00)'],
  [
    { tag: 'vip-waited', at: 1, customerClass: 'K', waitedMs: 41_000, limit: 1 },
    'K 类客户等了 0:41',
    'class K waited 0:41',
  ],
  [{ tag: 'many-transfers', at: 1, transfers: 3, limit: 2 }, '转接 3 次', 'transferred 3 times'],
  [{ tag: 'supervised', at: 1, by: 'boss', what: 'barge' }, 'boss 王芳：强插', 'boss 王芳: barged in'],
  [{ tag: 'supervised', at: 1, by: 'boss', what: 'new-act' }, 'boss 王芳：new-act', 'boss 王芳: new-act'],
])('%j', (tag, chinese, english) => {
  expect([tagText(zh, tag, who), tagText(en, tag, who)]).toEqual([chinese, english]);
});

test.each([
  ['{}', ''],
  ['{"queue":"service","position":3}', 'queue service · position 3'],
  ['{"rules":["a"]}', 'rules ["a"]'],
  ['not JSON', 'not JSON'],
  ['null', ''],
])('%s', (json, text) => {
  expect(detailText(json)).toBe(text);
});
