/** What in one dialogue is not as ITU-T Q.931 has it: causes, states, and answers that never came. */
import type { Words } from '../terms/cause-words.js';
import { causeWords } from '../terms/causes.js';
import { causeIn, type Dialogue, type TracedMessage } from './dialogues.js';
import type { Finding } from './drawn.js';
import { diagnosticsOf, locationWords } from './element-words.js';
import { type CauseFact, callStateOf, elementId, elementOf } from './elements.js';
import { callStateWords, messageType } from './message-words.js';
import { normalCauses } from './story.js';

const say = (zh: string, en: string): Words => ({ zh, en });

/** Response to STATUS ENQUIRY; normal, unspecified: said by who asks for the link anew. */
const statusCauses: readonly number[] = [30, 31];
/** Said after a conversation, 31 is no failure; before one it is all that the network tells. */
const unspecified = 31;
/** Of each call state the part of a call that it belongs to (Q.931 §2.1). */
const parts: Readonly<Record<number, 'none' | 'setting-up' | 'active' | 'clearing'>> = {
  0: 'none',
  1: 'setting-up',
  2: 'setting-up',
  3: 'setting-up',
  4: 'setting-up',
  6: 'setting-up',
  7: 'setting-up',
  8: 'setting-up',
  9: 'setting-up',
  25: 'setting-up',
  10: 'active',
  11: 'clearing',
  12: 'clearing',
  19: 'clearing',
};

/** Findings by message, the first of each cause: RELEASE after DISCONNECT only repeats it. */
export function messageFindings(dialogue: Dialogue): ReadonlyMap<TracedMessage, Finding> {
  const findings = new Map<TracedMessage, Finding>();
  const told = new Set<number>();
  let connected = false;
  let clearing = false;
  const seen = new Set<string>();
  for (const traced of dialogue.messages) {
    if (traced.repeated) continue;
    const { message, frame } = traced;
    const cause = causeIn(message);
    const finding =
      message.type === messageType.status
        ? statusFinding(traced, cause, { connected, clearing })
        : (causeFinding(traced, cause, connected, told) ?? againFinding(traced, seen));
    if (finding !== null) findings.set(traced, finding);
    if (cause !== null) told.add(cause.cause);
    seen.add(`${message.type} ${frame.sent}`);
    connected ||= message.type === messageType.connect;
    clearing ||= isClearing(message.type);
  }
  return findings;
}

export function isClearing(type: number): boolean {
  return type === messageType.disconnect || type === messageType.release || type === messageType.releaseComplete;
}

function causeFinding(
  { frame, message }: TracedMessage,
  cause: CauseFact | null,
  connected: boolean,
  told: ReadonlySet<number>,
): Finding | null {
  if (cause === null || normalCauses.includes(cause.cause) || told.has(cause.cause)) return null;
  if (cause.cause === unspecified && (connected || !isClearing(message.type))) return null;
  return causeSaid(frame.sent, cause);
}

function causeSaid(sent: boolean, cause: CauseFact): Finding {
  const { name, advice } = causeWords(cause.cause);
  const where = locationWords(cause.location);
  const wrong = diagnosticsOf(cause.cause, cause.diagnostics);
  const more = wrong === null ? say('', '') : say(`（${wrong.zh}）`, ` (${wrong.en})`);
  return {
    words: sent
      ? say(
          `本机清除了呼叫：${cause.cause} ${name.zh}${more.zh}。`,
          `The box cleared the call: ${cause.cause} ${name.en}${more.en}.`,
        )
      : say(
          `对端清除或拒绝了呼叫：${cause.cause} ${name.zh}${more.zh}，位置：${where.zh}。`,
          `The far end cleared or refused the call: ${cause.cause} ${name.en}${more.en}, said by: ${where.en}.`,
        ),
    next: advice,
  };
}

/** §5.8.11: a state that doesn't fit ours, or a cause that says that something was not understood. */
function statusFinding(
  { frame, message }: TracedMessage,
  cause: CauseFact | null,
  { connected, clearing }: { readonly connected: boolean; readonly clearing: boolean },
): Finding | null {
  const element = elementOf(message, elementId.callState);
  const state = element === null ? null : callStateOf(element);
  if (state !== null) {
    const part = parts[state];
    const expected = clearing ? 'clearing' : connected ? 'active' : 'setting-up';
    // Answers cross on the way: one step behind or ahead is no mismatch.
    const fits = part === expected || part === undefined || (state === 8 && connected) || (clearing && part !== 'none');
    if (!fits && !(clearing && part === 'none')) {
      const words = callStateWords(state);
      const who = frame.sent ? say('本机', 'the box') : say('对端', 'the far end');
      return {
        words: say(
          `两端对呼叫状态的认识不一致：${who.zh}报告“${words.zh}”。`,
          `The two ends disagree about the call: ${who.en} tells the state "${words.en}".`,
        ),
        next: say(
          '消息丢失或对端重启过：看 Q.921 层有没有重建链路，必要时对这个时隙做 RESTART。',
          'A message was lost or the far end was restarted: look for a new link in the layer of Q.921; restart the channel if need be.',
        ),
      };
    }
  }
  return cause === null || statusCauses.includes(cause.cause) || normalCauses.includes(cause.cause)
    ? null
    : causeSaid(frame.sent, cause);
}

/** Layer 3 says something again because it heard no answer: T303, T305, T308 of the far end. */
function againFinding({ frame, message }: TracedMessage, seen: ReadonlySet<string>): Finding | null {
  const again = [messageType.setup, messageType.release] as readonly number[];
  if (frame.sent || !again.includes(message.type) || !seen.has(`${message.type} ${frame.sent}`)) return null;
  return {
    words: say('对端重发了消息：它没有收到我们的应答。', 'The far end says it again: it has not heard our answer.'),
    next: say(
      '检查发送方向的线路和 D 通道误码。',
      'Check the transmit direction of the line and errors of the D-channel.',
    ),
  };
}
