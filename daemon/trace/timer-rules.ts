/** Answers that never came: the timers of ITU-T Q.931 table 9-1 and 9-2, seen from the wire alone. */
import type { Words } from '../terms/cause-words.js';
import { causeIn, type Dialogue, type TracedMessage } from './dialogues.js';
import type { Finding } from './drawn.js';
import { isClearing } from './message-rules.js';
import { messageName, messageType } from './message-words.js';

/** A note that stands where an arrow is missing. */
export interface Missing {
  readonly atUs: number;
  readonly name: string;
  readonly words: Words;
  readonly finding: Finding;
}

const say = (zh: string, en: string): Words => ({ zh, en });
const secondUs = 1_000_000;
/** A timer may run out a little early; what the box says then must not count as being in time. */
const timerSlackUs = 50_000;
const {
  setup,
  setupAcknowledge,
  information,
  proceeding,
  alerting,
  progress,
  connect,
  connectAcknowledge,
  disconnect,
  release,
} = messageType;
/** Q.850: recovery on timer expiry; no answer from user. */
const timerCauses: readonly number[] = [102, 19, 18];

interface Rule {
  readonly name: string;
  /** After one of these, said by this box … */
  readonly said: readonly number[];
  /** … or by the far end, if `heard`. */
  readonly heard?: boolean;
  /** Only of a call that this box has asked for. */
  readonly ours?: boolean;
  /** Only if this box is the user side: the network need not hear it. */
  readonly userSide?: boolean;
  /** … the far end said nothing (or none of these) … */
  readonly answers: readonly number[] | 'anything';
  /** … so long, µs. */
  readonly afterUs: number;
  /** … and this box gave up by that timer, told by its cause: how long it waits is its own matter. */
  readonly givesUp?: boolean;
  readonly finding: Finding;
}

const checkFarEnd = say(
  '信令链路是好的，但对端不处理呼叫消息：请运营商查这条 PRI 是否开通、协议和侧（用户/网络）是否一致。',
  'The link is up but the far end handles no call messages: ask the carrier whether this PRI is in service, and compare protocol and sides.',
);
const tryAgain = say(
  '再拨一次；若常见，把梯形图发给运营商。',
  'Dial again; if it happens often, send this ladder to the carrier.',
);
const letGo = say(
  '本机会对这个时隙做 RESTART；若常见，把梯形图发给运营商。',
  'The box restarts the channel by itself; if it happens often, send this ladder to the carrier.',
);

const rules: readonly Rule[] = [
  {
    name: 'T303',
    ...{ said: [setup], ours: true, answers: 'anything', afterUs: 4 * secondUs },
    finding: {
      words: say('我们的 SETUP 没有任何应答（T303 超时）。', 'Nothing answered our SETUP (T303 ran out).'),
      next: checkFarEnd,
    },
  },
  {
    name: 'T304',
    ...{ said: [setupAcknowledge], heard: true, ours: true, givesUp: true, afterUs: 10 * secondUs },
    answers: [proceeding, alerting, progress, connect, disconnect, release, messageType.releaseComplete],
    finding: {
      words: say(
        '号码发完后对端再没有回应（T304 超时）。',
        'After the last digit the far end said nothing more (T304 ran out).',
      ),
      next: say(
        '号码可能不完整：核对位数，或改为整体发送（en bloc）。',
        'The number may be incomplete: check its length, or send it en bloc.',
      ),
    },
  },
  {
    name: 'T310',
    ...{ said: [proceeding], heard: true, ours: true, givesUp: true, afterUs: 10 * secondUs },
    answers: [alerting, progress, connect, disconnect, release, messageType.releaseComplete],
    finding: {
      words: say(
        '对端说“正在接续”，之后再没有消息（T310 超时）。',
        'The far end said "proceeding" and then nothing (T310 ran out).',
      ),
      next: tryAgain,
    },
  },
  {
    name: 'T301',
    ...{ said: [alerting], heard: true, ours: true, givesUp: true, afterUs: 60 * secondUs },
    answers: [connect, disconnect, release, messageType.releaseComplete],
    finding: {
      words: say('一直振铃，没有人接（T301 超时）。', 'It rang and nobody answered (T301 ran out).'),
      next: say('稍后再拨。', 'Call again later.'),
    },
  },
  {
    name: 'T305',
    ...{ said: [disconnect], answers: [release, messageType.releaseComplete, disconnect], afterUs: 30 * secondUs },
    finding: {
      words: say('我们的 DISCONNECT 没有应答（T305 超时）。', 'Nothing answered our DISCONNECT (T305 ran out).'),
      next: letGo,
    },
  },
  {
    name: 'T308',
    ...{ said: [release], answers: [messageType.releaseComplete, release], afterUs: 4 * secondUs },
    finding: {
      words: say('我们的 RELEASE 没有应答（T308 超时）。', 'Nothing answered our RELEASE (T308 ran out).'),
      next: letGo,
    },
  },
  {
    name: 'T313',
    ...{ said: [connect], userSide: true, afterUs: 4 * secondUs },
    answers: [connectAcknowledge, disconnect, release, messageType.releaseComplete, messageType.status],
    finding: {
      words: say('对端没有确认我们的应答（T313 超时）。', 'The far end did not acknowledge our answer (T313 ran out).'),
      next: say(
        '来话方听不到我们：检查发送方向；把梯形图发给运营商。',
        'The caller cannot be connected: check the transmit direction; send this ladder to the carrier.',
      ),
    },
  },
];

/** `network`: this box is the network side. `seenUs`: frames are known up to here. */
export function missingAnswers(dialogue: Dialogue, network: boolean, seenUs: number): Missing[] {
  return rules.flatMap((rule) => {
    if ((rule.ours === true && !dialogue.ours) || (rule.userSide === true && network)) return [];
    const at = dialogue.messages.findIndex(
      ({ frame, message }) => frame.sent !== (rule.heard === true) && rule.said.includes(message.type),
    );
    const said = dialogue.messages[at];
    if (said === undefined) return [];
    const later = dialogue.messages.slice(at + 1);
    const atUs = rule.givesUp === true ? gaveUpAt(said, later, rule) : ranOutAt(said, later, rule, seenUs);
    if (atUs === null) return [];
    const name = messageName(said.message.type);
    const words = say(`${name} 之后没有等到应答`, `no answer after ${name}`);
    return [{ atUs, name: rule.name, words, finding: rule.finding }];
  });
}

function isAnswer(rule: Rule, { frame, message }: TracedMessage): boolean {
  return !frame.sent && (rule.answers === 'anything' || rule.answers.includes(message.type));
}

/** Null: it was answered in time, or the time isn't over. */
function ranOutAt(said: TracedMessage, later: readonly TracedMessage[], rule: Rule, seenUs: number): number | null {
  const untilUs = said.frame.atUs + rule.afterUs - timerSlackUs;
  if (untilUs > seenUs) return null;
  return later.some((each) => isAnswer(rule, each) && each.frame.atUs <= untilUs) ? null : untilUs;
}

/** Just before this box cleared by its timer; null: it did not. */
function gaveUpAt(said: TracedMessage, later: readonly TracedMessage[], rule: Rule): number | null {
  const end = later.find(({ frame, message }) => frame.sent && isClearing(message.type));
  if (end === undefined || !timerCauses.includes(causeIn(end.message)?.cause ?? 0)) return null;
  const waited = later.slice(0, later.indexOf(end));
  if (waited.some((each) => isAnswer(rule, each))) return null;
  const since = [said, ...waited]
    .filter(({ message }) => message.type === information || message === said.message)
    .at(-1);
  return since !== undefined && end.frame.atUs - since.frame.atUs >= rule.afterUs ? end.frame.atUs - 1 : null;
}
