/** The layer of plain words, out of a call's own rows. */
import type { Words } from '../terms/cause-words.js';
import { causeWords } from '../terms/causes.js';
import type { CallEventRow, CallRow, LegRow } from '../terms/rows.js';
import type { Drawn, Finding } from './drawn.js';
import { fieldsOf } from './drawn.js';
import type { Field } from './element-words.js';
import { bearerOf } from './matching.js';
import { detailName, detailValue, storyWords } from './story-words.js';

/** A row is written in the millisecond in which its frame came, so it stands behind the frames of it. */
const behindFramesUs = 999;
const maxFields = 8;
const maxValue = 120;

/** Causes with which a call ends as it should. */
export const normalCauses: readonly number[] = [7, 16, 26];

export function storyRows(call: CallRow, events: readonly CallEventRow[]): Drawn[] {
  return events.map((event) => {
    const { from, to, zh, en } = storyWords(event.what, call.direction);
    const detail = detailOf(event);
    return {
      atUs: event.at * 1_000 + behindFramesUs,
      layer: 'story',
      from,
      to,
      name: event.what,
      words: { zh, en },
      fields: storyFields(event, detail),
      frame: null,
      finding: storyFinding(event.what),
    };
  });
}

function detailOf(event: CallEventRow): Readonly<Record<string, unknown>> {
  try {
    const detail: unknown = JSON.parse(event.detail);
    return typeof detail === 'object' && detail !== null ? (detail as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function storyFields(event: CallEventRow, detail: Readonly<Record<string, unknown>>): Field[] {
  const agent = event.agent === null ? [] : fieldsOf([['座席', 'agent', event.agent]]);
  const others = Object.entries(detail).flatMap(([key, value]): Field[] => {
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return [];
    if (value === '') return [];
    const text = String(value).slice(0, maxValue);
    return [{ name: detailName(key), value: key === 'cause' ? causeText(Number(value)) : detailValue(key, text) }];
  });
  return [...agent, ...others].slice(0, maxFields);
}

function causeText(cause: number): Words {
  const { name } = causeWords(cause);
  return { zh: `${cause} ${name.zh}`, en: `${cause} ${name.en}` };
}

type Pair = readonly [words: Words, next: Words];
const say = (zh: string, en: string): Words => ({ zh, en });

/** What in a call's own events is not as it should be. */
const findings: Readonly<Record<string, Pair>> = {
  'not-dialled': [
    say('本机没有把呼叫拨出去。', 'The box did not dial this call.'),
    say('看“原因”：号码、权限或路由。', 'See "why": the number, the right to dial it, or the routes.'),
  ],
  'trunk-full': [
    say('中继没有可用的空闲时隙。', 'The trunk had no channel to use.'),
    say('看时隙页：忙、闭塞还是 D 通道断了。', 'Look at the channels: busy, blocked, or the D-channel is down.'),
  ],
  'ring-failed': [
    say('座席话机没能振铃。', "The agent's telephone could not be made to ring."),
    say(
      '检查这条用户线和话机：摘机未挂好、线断或端口故障。',
      'Check the line and the telephone: off the hook, cut, or a bad port.',
    ),
  ],
  'ring-timeout': [
    say('座席话机振铃但没有人接。', "The agent's telephone rang and nobody answered."),
    say('问座席当时在不在；话机铃声是否打开。', 'Ask whether the agent was there and the telephone can be heard.'),
  ],
  'forward-loop': [
    say('前转设置成了环。', 'Forwards lead in a circle.'),
    say('改掉其中一个前转。', 'Change one of the forwards.'),
  ],
  repaired: [
    say('本机发现状态与线路不符并已修复。', 'The box found its state and the line at odds and repaired it.'),
    say('若常见，请把梯形图发给技术支持。', 'If it happens often, send this ladder to support.'),
  ],
};

const badTones: readonly unknown[] = ['busy', 'congestion', 'vacant', 'sit', 'howler'];

function storyFinding(what: string): Finding | null {
  const found = findings[what];
  if (found !== undefined) return { words: found[0], next: found[1] };
  return null;
}

/** Arrows of analog legs: what a telephone or an exchange line did, as far as rows tell. */
export function analogRows(call: CallRow, legs: readonly LegRow[], events: readonly CallEventRow[]): Drawn[] {
  const rows: Drawn[] = [];
  const started = events.find(({ what }) => what === 'started');
  for (const leg of legs) {
    if (leg.channel === '' || bearerOf(leg.channel) !== null) continue;
    rows.push(...(leg.role === 'customer' ? exchangeLine(call, leg, started) : telephone(leg)));
  }
  const customerAnalog = legs.some(({ role, channel }) => role === 'customer' && channel !== '' && !bearerOf(channel));
  for (const event of events) {
    const { tone, side } = detailOf(event);
    if (event.what !== 'tone' || typeof tone !== 'string' || (side === 'customer' && !customerAnalog)) continue;
    rows.push(toneRow(call, event, tone));
  }
  return rows;
}

function analog(atMs: number, arrow: Pick<Drawn, 'from' | 'to' | 'name' | 'words' | 'fields'>): Drawn {
  return { atUs: atMs * 1_000 + behindFramesUs, layer: 'analog', frame: null, finding: null, ...arrow };
}

/** Towards the public exchange (FXO). */
function exchangeLine(call: CallRow, leg: LegRow, started: CallEventRow | undefined): Drawn[] {
  const line = fieldsOf([['线路', 'line', leg.channel]]);
  const callerId = started === undefined ? undefined : detailOf(started).callerId;
  const incoming = call.direction === 'inbound';
  const rows = [
    incoming
      ? analog(leg.startedAt, {
          ...{ from: 'carrier', to: 'channel', name: 'ring' },
          words: say('外线振铃', 'the line rings'),
          fields: [
            ...line,
            ...fieldsOf([
              ['来显方式', 'caller ID by', typeof callerId === 'string' ? detailValue('callerId', callerId) : ''],
            ]),
            ...fieldsOf([['主叫号码', 'calling number', leg.number]]),
          ],
        })
      : analog(leg.startedAt, {
          ...{ from: 'channel', to: 'carrier', name: 'off-hook' },
          words: say('摘机占线并拨号', 'the line is seized and dialled'),
          fields: [...line, ...fieldsOf([['被叫号码', 'called number', leg.number]])],
        }),
  ];
  if (leg.answeredAt !== null) {
    rows.push(
      analog(leg.answeredAt, {
        ...(incoming ? { from: 'channel', to: 'carrier' } : { from: 'carrier', to: 'channel' }),
        name: incoming ? 'off-hook' : 'answer',
        words: incoming ? say('摘机应答', 'lifted: answered') : say('视为应答', 'taken as answered'),
        fields: line,
      } as const),
    );
  }
  if (leg.endedAt !== null) {
    rows.push(
      analog(leg.endedAt, {
        ...{ from: 'channel', to: 'carrier', name: 'on-hook' },
        words: say('挂机', 'the line is hung up'),
        fields: [...line, ...causeField(leg.cause)],
      }),
    );
  }
  return rows;
}

/** An agent's telephone (FXS). */
function telephone(leg: LegRow): Drawn[] {
  const line = fieldsOf([
    ['分机口', 'port', leg.channel],
    ['座席', 'agent', leg.agent ?? ''],
  ]);
  const rows = [
    analog(leg.startedAt, {
      ...{ from: 'switch', to: 'agent', name: 'ring' },
      words: say('向话机送铃流', 'ringing is sent to the telephone'),
      fields: line,
    }),
  ];
  if (leg.answeredAt !== null) {
    const words = say('话机摘机', 'the telephone is lifted');
    rows.push(analog(leg.answeredAt, { from: 'agent', to: 'switch', name: 'off-hook', words, fields: line }));
  }
  if (leg.endedAt !== null) {
    const words =
      leg.answeredAt === null ? say('停止振铃', 'ringing stops') : say('话机一侧结束', "the telephone's part is over");
    const name = leg.answeredAt === null ? 'ring-stop' : 'on-hook';
    rows.push(
      analog(leg.endedAt, { from: 'switch', to: 'agent', name, words, fields: [...line, ...causeField(leg.cause)] }),
    );
  }
  return rows;
}

function causeField(cause: number | null): Field[] {
  return cause === null ? [] : fieldsOf([['原因', 'cause', causeText(cause)]]);
}

function toneRow(call: CallRow, event: CallEventRow, tone: string): Drawn {
  const bad = badTones.includes(tone) && (call.talkStartedAt === null || event.at < call.talkStartedAt);
  return {
    ...analog(event.at, {
      ...{ from: 'carrier', to: 'channel', name: 'tone' },
      words: say(`听到信号音：${detailValue('tone', tone).zh}`, `a tone is heard: ${tone}`),
      fields: [],
    }),
    finding: bad
      ? {
          words: say(
            `交换机送来${detailValue('tone', tone).zh}，没有接通。`,
            `The exchange sent ${tone} tone instead of an answer.`,
          ),
          next: say(
            '核对号码，过一会儿再拨；仍然如此就请运营商检查。',
            'Check the number, try later; if it stays so ask the carrier.',
          ),
        }
      : null,
  };
}
