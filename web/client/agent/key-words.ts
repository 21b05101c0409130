/** What each key does, in words. */
import type { Words } from '../words/words.js';
import type { KeyAction } from './keymap.js';
import { outboundWords } from './outbound/outbound-words.js';

export function actionText(w: Words, action: KeyAction): string {
  switch (action) {
    case 'answer':
      return `${w.verbs.answer} / ${w.verbs['hang-up']}`;
    case 'hold':
      return `${w.verbs.hold} / ${w.verbs.retrieve}`;
    case 'mute':
      return `${w.verbs.mute} / ${w.verbs.unmute}`;
    case 'ready':
      return w.bar.ready;
    case 'not-ready':
      return w.bar.notReady;
    case 'end-wrap-up':
      return w.bar.endWrapUp;
    case 'note':
      return w.note.label;
    case 'task':
      return w.day.newTask;
    case 'next-call-back':
      return `${w.day.callBacks}: ${w.day.next}`;
    case 'dial-lead':
      return outboundWords.value.dialNow;
    case 'skip-lead':
      return outboundWords.value.skip;
    case 'leads':
      return outboundWords.value.leads;
    case 'recording':
      return outboundWords.value.recordingKey;
    case 'lock':
      return w.lock.lockNow;
    default:
      return w.verbs[action];
  }
}
