/** KB-10 on an installed box: the pages ask, systemd starts the floor, it can write nothing of the real one, and it ends. */
import type { BareMachine } from './bare-machine.js';
import { Desk, until } from './desk.js';

const port = 8443;
const wanted = { callersPerHour: 0, hours: 0.25 };
const upWithinMs = 180_000;
/** As the user of the unit, in its own view of the machine. */
const intrusions = [
  'touch /var/lib/callbox/intruder',
  'echo x >> /var/lib/callbox/business.db',
  'cat /var/lib/callbox/tls/authority.key',
  'ls /var/lib/callbox/recordings',
  'ls /run/callbox',
  'ls /run/callbox-lines',
];

export interface TrainingCase {
  readonly machine: BareMachine;
  readonly login: { readonly user: string; readonly password: string };
  hold(what: string, so: boolean, detail?: unknown): void;
}

export async function training({ machine, login, hold }: TrainingCase): Promise<void> {
  const ca = (await new Desk(null).must('GET', '/api/v1/certificate/authority')).text;
  const real = new Desk(ca);
  await real.must('POST', '/api/v1/session', login);
  const state = async (): Promise<unknown> => (await real.must('GET', '/api/v1/training')).body.state;
  const calls = async (): Promise<string> =>
    (await machine.must(['sh', '-c', 'ls -R /var/lib/callbox/recordings | wc -l'])).trim();
  const before = await calls();
  hold('no training runs', (await state()) === 'off');
  // The load is that of the machine below, whatever runs there.
  await machine.must(['sh', '-c', 'echo CALLBOX_TRAINING_LOAD=1000 >> /etc/callbox/callbox.conf']);
  const started = performance.now();
  await real.must('POST', '/api/v1/training/start', wanted);
  const ended = await until('the training floor', upWithinMs, async () => {
    const { body } = await real.must('GET', '/api/v1/training');
    return body.state !== 'starting' && body;
  });
  const sinceMs = Math.round(performance.now() - started);
  hold(
    'the pages start it',
    ended.state === 'running',
    `${ended.state}, ${sinceMs} ms, ${JSON.stringify(ended.words)}`,
  );
  const there = new Desk(ca, `https://127.0.0.1:${port}`);
  hold(
    'its certificate is the one that is trusted already',
    (await there.must('GET', '/api/v1/health')).body.training === true,
  );
  const session = await there.must('POST', '/api/v1/session', login);
  hold('the real login works there', session.body.training === true);
  hold('and does not end the real one', (await real.ask('GET', '/api/v1/session')).status === 200);
  const pid = (await machine.must(['systemctl', 'show', '-P', 'MainPID', 'callbox-training'])).trim();
  const who = ['setpriv', '--reuid=callbox-training', '--regid=callbox-training', '--groups=callbox'];
  const inside = (deed: string) => machine.run(['nsenter', '-t', pid, '-m', ...who, 'sh', '-c', deed]);
  const own = await inside('touch /var/lib/callbox-training/own && head -c 16 /var/lib/callbox/business.db');
  hold('its own folder it writes, the real logins it reads', own.code === 0, own.said.slice(0, 60));
  for (const intrusion of intrusions) {
    const { code, said } = await inside(intrusion);
    hold(`refused there: ${intrusion}`, code !== 0, said.trim().slice(0, 100));
  }
  await machine.must(['callbox', 'training', 'stop']);
  hold('the command line ends it', (await state()) === 'off');
  hold(
    'started from the command line',
    /Training is on/.test(await machine.must(['callbox', 'training', 'start', '--callers-per-hour', '0'])),
  );
  hold('a second start is refused', (await machine.run(['callbox', 'training', 'start'])).code !== 0);
  await machine.must(['systemctl', 'kill', '--signal=KILL', 'callbox-training']);
  hold('a killed one is told as gone', await until('the word', 60_000, async () => (await state()) === 'failed'));
  await machine.must(['systemctl', 'reset-failed', 'callbox-training']);
  hold('nothing of it is in the real recordings', (await calls()) === before);
}
