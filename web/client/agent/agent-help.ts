/** The agent's keys as F1 lists them: what they are now, not what they once were. */
import { dispositions } from '../../../daemon/terms/agents.js';
import { addHelp, type HelpGroup } from '../parts/help.js';
import { words } from '../words/words.js';
import { actionText } from './key-words.js';
import { type KeyAction, keyName } from './keymap.js';
import { keymap } from './keys.js';
import { outboundWords } from './outbound/outbound-words.js';

const state: readonly KeyAction[] = ['ready', 'not-ready', 'end-wrap-up', 'extend-wrap-up', 'lock'];
const call: readonly KeyAction[] = [
  'answer',
  'hold',
  'mute',
  'transfer',
  'consult',
  'conference',
  'toggle',
  'complete',
  'park',
  'rate',
  'dial',
  'next-call-back',
  'recording',
];
const outbound: readonly KeyAction[] = ['leads', 'dial-lead', 'skip-lead'];
const page: readonly KeyAction[] = ['note', 'task'];

function groups(): readonly HelpGroup[] {
  const w = words.value;
  const row = (action: KeyAction) => ({
    keys: ['Alt', keyName(keymap.value[action])],
    text: action === 'not-ready' ? w.help.keys.notReady : actionText(w, action),
  });
  return [
    { title: w.helpGroups.call, rows: [...call.map(row), { keys: ['Esc'], text: w.verbs.cancel }] },
    { title: w.helpGroups.state, rows: state.map(row) },
    {
      title: outboundWords.value.title,
      rows: [...outbound.map(row), { keys: ['Alt', '1…9 0 -'], text: outboundWords.value.resultKeys }],
    },
    {
      title: w.customer.label,
      rows: [
        { keys: ['Alt', `1…${dispositions.length}`], text: w.help.keys.disposition },
        ...page.map(row),
        { keys: ['Ctrl', 'Enter'], text: w.help.keys.noteSave },
      ],
    },
    {
      title: w.helpGroups.box,
      rows: [
        { keys: ['↑', '↓'], text: w.helpKeys.boxMove },
        { keys: ['Enter'], text: w.helpKeys.boxConsult },
        { keys: ['Alt', 'Enter'], text: w.helpKeys.boxBlind },
        { keys: ['Esc'], text: w.helpKeys.boxBack },
      ],
    },
  ];
}

export function addAgentHelp(): () => void {
  return addHelp('agent', groups);
}
