/**
 * `npm run test:hardware`: boots the emulated machine once per part and says what passed, what the local bus
 * cannot carry, and so what needs a card.
 */
import { runInMachine } from './machine.js';

interface Part {
  readonly title: string;
  readonly wires: string;
  readonly program: string;
  readonly limitMs: number;
}

/** Of Debian's asterisk-core-sounds-en-wav, which the demo needs too. */
const speech = '/usr/share/asterisk/sounds/en_US_f_Allison/demo-instruct.wav';
const programs = 'build/native/test/hardware';
const parts: Readonly<Record<string, Part>> = {
  board: {
    title: '板卡约定 / board contract: an E1 pair and an analog pair',
    wires: 'pair.conf',
    program: `${programs}/test_hardware_board --no-colors=true --duration=true`,
    limitMs: 240_000,
  },
  calls: {
    title: '通话 / calls: ISDN and analog, through the whole engine at both ends',
    wires: 'pair.conf',
    program: `${programs}/test_hardware_calls --no-colors=true --duration=true`,
    limitMs: 180_000,
  },
  cards: {
    title: '板卡向导 / cards: found, planned, applied by callbox-apply, the box starts on them, a call',
    wires: 'cards.conf',
    program: `${process.execPath} --enable-source-maps build/js/test/hardware/cards.js`,
    limitMs: 240_000,
  },
  commissioning: {
    title: '开通向导 / commissioning: a span that nobody configured is brought up by the wizard, and signed',
    wires: 'cards.conf',
    program: `${process.execPath} --enable-source-maps build/js/test/hardware/commissioning.js`,
    limitMs: 600_000,
  },
  cpu: {
    title: '每路通话的处理器时间 / CPU time of a call: 8 in, bridged to 8 out, recorded',
    wires: 'two-pairs.conf',
    program:
      `sh -c 'mkdir /tmp/callbox-recordings; ${programs}/cpu_calls exchange ${speech} & ` +
      `exec ${programs}/cpu_calls box /tmp/callbox-recordings'`,
    limitMs: 150_000,
  },
};

const needsACard = [
  'framing and CRC4, clock source, slips by clocks that differ, bit errors and code violations of a line',
  'kinds of alarm: the local bus carries red and yellow only',
  'line voltage, loop current, polarity reversal, message lamp, caller ID at the levels of a line',
  'loops inside a card; hardware HDLC (hardhdlc) and hardware echo cancellers',
  'interrupts each millisecond, and so the delay of one block in reserve',
];

async function run(name: string, part: Part): Promise<boolean> {
  console.log(`▸ ${name}: ${part.title}`);
  const startedAt = performance.now();
  const { code, lastWords } = await runInMachine({
    script: `sh test/hardware/guest/driver.sh test/hardware/guest/${part.wires} && exec ${part.program}`,
    limitMs: part.limitMs,
    onLine: (line) => console.log(`    ${line}`),
  });
  for (const line of lastWords) console.log(`    ${line}`);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  console.log(`${code === 0 ? '✓' : '✗'} ${name} ${seconds} s${code === null ? ': the machine did not finish' : ''}`);
  return code === 0;
}

let failed = 0;
const wanted = process.argv.slice(2);
for (const name of wanted.length > 0 ? wanted : Object.keys(parts)) {
  const part = parts[name];
  if (part === undefined) throw new Error(`there is no part ${name}: ${Object.keys(parts).join(', ')}`);
  if (!(await run(name, part))) failed++;
}
console.log('\n需要真实板卡才能检验 / needs a card:');
for (const line of needsACard) console.log(`  - ${line}`);
const verdict = failed === 0 ? '全部通过 / all passed' : `${failed} 项失败 / ${failed} failed`;
console.log(`\n${verdict}`);
process.exitCode = failed === 0 ? 0 : 1;
