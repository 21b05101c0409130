/** The record of a line that was brought up, as text to print and sign. */
import type { Words } from '../terms/cause-words.js';
import type { Commissioning, CommissioningDeed, CommissioningStep, StepState } from '../terms/commissioning.js';
import { orderWords } from './steps/order.js';

type Language = keyof Words;

const stepNames: Readonly<Record<CommissioningStep, Words>> = {
  before: { zh: '订单', en: 'order' },
  card: { zh: '板卡', en: 'card' },
  line: { zh: '线路', en: 'line' },
  signalling: { zh: '信令', en: 'signalling' },
  clock: { zh: '时钟', en: 'clock' },
  numbers: { zh: '号码', en: 'numbers' },
  'test-call': { zh: '试呼', en: 'test call' },
  report: { zh: '报告', en: 'report' },
};
const stateNames: Readonly<Record<StepState, Words>> = {
  open: { zh: '未做', en: 'not done' },
  checking: { zh: '检查中', en: 'checking' },
  good: { zh: '通过', en: 'passed' },
  bad: { zh: '未过', en: 'FAILED' },
  overruled: { zh: '未过，仍然继续', en: 'FAILED, went on all the same' },
};

export function reportText(shown: Commissioning, spanName: string, deeds: readonly CommissioningDeed[]): Words {
  return { zh: textIn('zh', shown, spanName, deeds), en: textIn('en', shown, spanName, deeds) };
}

function textIn(
  language: Language,
  shown: Commissioning,
  spanName: string,
  deeds: readonly CommissioningDeed[],
): string {
  const say = (zh: string, en: string): string => (language === 'zh' ? zh : en);
  const { side, protocol, crc4, clockPriority, overlapReceiving } = shown.setup;
  const setup = say(
    `${side === 'user' ? '用户侧' : '网络侧'}，${protocol}，CRC4 ${crc4 ? '开' : '关'}，时钟源 ${clockPriority}，重叠收号 ${overlapReceiving ? '开' : '关'}`,
    `${side} side, ${protocol}, CRC4 ${crc4 ? 'on' : 'off'}, clock source ${clockPriority}, overlap receiving ${overlapReceiving ? 'on' : 'off'}`,
  );
  const lines = [
    say(`开通记录：${spanName}（E1-${shown.span}）`, `Commissioning record: ${spanName} (E1-${shown.span})`),
    say(`编号 ${shown.id}`, `Number ${shown.id}`),
    say(`由 ${shown.by} 开始于 ${time(shown.startedAt)}`, `Begun by ${shown.by} at ${time(shown.startedAt)}`),
    shown.endedAt === null
      ? say('尚未结束', 'Not ended')
      : say(`结束于 ${time(shown.endedAt)}`, `Ended at ${time(shown.endedAt)}`),
    say(`设置：${setup}`, `Setup: ${setup}`),
    say(`订单：${orderWords(shown.order).zh}`, `Order: ${orderWords(shown.order).en}`),
    '',
    ...shown.steps.flatMap((result) => {
      const { step, state, seen, words, overruledBy, overruledFor = '' } = result;
      const rows = [`[${stateNames[state][language]}] ${stepNames[step][language]}`];
      if (seen[language] !== '') rows.push(`    ${seen[language]}`);
      if (state === 'bad' || state === 'overruled') rows.push(`    ${words[language]}`);
      if (overruledBy !== '') rows.push(`    ${say('仍然继续', 'overruled')}: ${overruledBy} – ${overruledFor}`);
      return rows;
    }),
    '',
    say('经过', 'What was done'),
    ...deeds.map(({ at, by, step, words }) => `${time(at)}  ${by}  ${stepNames[step][language]}  ${words[language]}`),
    '',
    say('签字：________________', 'Signed: ________________'),
  ];
  return `${lines.join('\n')}\n`;
}

/** UTC, so that the same record is the same text wherever it is made. */
function time(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
