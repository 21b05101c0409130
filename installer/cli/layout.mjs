// @ts-check
/**
 * Where an installed box has its things. Programs find their own by where they lie (`dpkg-deb -x` of a package into any
 * folder gives one that runs); the box's folders are these, or below $CALLBOX_ROOT where somebody rehearses.
 *
 *   /usr/lib/callbox/bin/node                 the Node this release was tested with
 *   /usr/lib/callbox/{js,node_modules}        compiled daemon and web, and what they import
 *   /usr/lib/callbox/{callbox,notify}.node    the addons
 *   /usr/lib/callbox/cli/                     the command `callbox`; commands/NAME.mjs is `callbox NAME`
 *   /usr/lib/callbox/firmware-scripts/        cards
 *   /usr/share/callbox/{pages,sounds,sites}   the same on every machine
 *   /etc/callbox/callbox.conf                 what the units may be told otherwise
 *   /etc/callbox/recording-keys/              keys of recordings, one copy for each process; in no backup
 *   /var/lib/callbox/                         all that is the customer's (setgid, group callbox)
 *   /var/lib/callbox/tls/                     keys and certificates
 *   /var/lib/callbox-upgrade/                 how far an upgrade has come, and what going back needs
 *   /var/lib/callbox-training/                the training floor: asks, state, and data that each start clears
 *   /var/backups/callbox/                     backups, unless they are told to go elsewhere
 *   /run/callbox/                             control.sock, phones.sock
 *   /run/callbox-lines/                       wire.sock of the simulated lines
 *   /run/callbox-training/                    all sockets of the training floor
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const programs = dirname(dirname(fileURLToPath(import.meta.url)));
const root = process.env.CALLBOX_ROOT ?? '/';
const release = dirname(dirname(dirname(programs)));

export const box = {
  root,
  programs,
  node: join(programs, 'bin/node'),
  js: join(programs, 'js'),
  addon: join(programs, 'callbox.node'),
  firmwareScripts: join(programs, 'firmware-scripts'),
  share: join(release, 'usr/share/callbox'),
  config: join(root, 'etc/callbox'),
  data: join(root, 'var/lib/callbox'),
  upgrades: join(root, 'var/lib/callbox-upgrade'),
  training: join(root, 'var/lib/callbox-training'),
  trainingRun: join(root, 'run/callbox-training'),
  backups: join(root, 'var/backups/callbox'),
  tls: join(root, 'var/lib/callbox/tls'),
  /** In clear, for root alone. */
  setupCode: join(root, 'var/lib/callbox/setup-code'),
  /** What the web process compares with; gone when the first-run page was answered. */
  firstRun: join(root, 'var/lib/callbox/first-run.json'),
  run: join(root, 'run/callbox'),
  control: join(root, 'run/callbox/control.sock'),
};

export const units = ['callbox-daemon.service', 'callbox-web.socket', 'callbox-web.service'];
