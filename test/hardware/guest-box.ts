/** A box inside the emulated machine, on cards that nobody has configured: its folder, its processes, its far end. */
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Driver } from '../../daemon/driver/driver.js';
import { loadAddon } from '../../daemon/driver/native.js';
import type { Site } from '../../daemon/terms/site.js';
import { ControlClient } from '../../web/server/control-client.js';
import { addonPath } from '../rig/box.js';
import { Child, root } from '../rig/child.js';
import { Exchange } from '../rig/exchange.js';
import { testSite, writeSite } from '../rig/site.js';
import { writeTone } from '../rig/sound.js';

export const systemConf = '/etc/dahdi/system.conf';
export const byHand = `${root}test/hardware/guest/cards.conf`;
/** Between two looks at something that only tells when asked. */
export const pollMs = 100;

const folder = mkdtempSync(join(tmpdir(), 'callbox-cards-'));
const startedAt = performance.now();

export const place = (name: string): string => join(folder, name);

export function done(what: string): void {
  console.log(`✓ ${what} (${((performance.now() - startedAt) / 1_000).toFixed(1)} s)`);
}

export function must(what: string, holds: boolean, seen: unknown): void {
  if (!holds) throw new Error(`${what}: ${JSON.stringify(seen)}`);
}

/** Runs a part, and says what it broke at. */
export function runPart(run: () => Promise<void>): void {
  run().then(
    () => process.exit(0),
    (error: Error) => {
      console.log(`✗ ${error.message}`);
      process.exit(1);
    },
  );
}

/** On the driver's span 1 and the telephones at 63-66. */
export function layOut(more: Partial<Site> = {}): void {
  const card = { spans: [1], telephones: [63, 64, 65, 66], exchangeLines: [] };
  const board = { kind: 'dahdi', spans: 1, lines: 4, card } as const;
  mkdirSync('/etc/dahdi', { recursive: true });
  cpSync(byHand, systemConf);
  for (const name of ['data', 'sounds/zh', 'sounds/music']) mkdirSync(place(name), { recursive: true });
  for (const name of ['zh/welcome', 'zh/menu', 'zh/wrong-key', 'music/hold-1'])
    writeTone(place(`sounds/${name}.wav`), 620, 400);
  writeSite(place('site.json'), testSite({ agents: 2, more: { board, ...more } }));
  const built = `${root}build/hardware/packages/usr`;
  // While a file "hold" is there it says so and does nothing: that is when the applier is killed.
  const held = `[ -e ${place('hold')} ] && touch ${place('held')} && exec sleep 600`;
  const program = `LD_LIBRARY_PATH=${built}/lib/x86_64-linux-gnu exec ${built}/sbin/dahdi_cfg "$@"`;
  writeFileSync(place('dahdi_cfg'), `#!/bin/sh\n${held}\n${program}\n`, { mode: 0o755 });
}

export async function startDaemon(): Promise<Child> {
  const paths = ['--data', place('data'), '--site', place('site.json'), '--sounds', place('sounds')];
  const sockets = ['--wire', place('no.sock'), '--control', place('control.sock'), '--applier', place('apply.sock')];
  const daemon = new Child('daemon', 'daemon/main.js', [...paths, ...sockets, '--addon', addonPath]);
  await daemon.ready();
  return daemon;
}

export async function startApplier(): Promise<Child> {
  const paths = ['--socket', place('apply.sock'), '--dahdi-cfg', place('dahdi_cfg'), '--modprobe', '/bin/false'];
  const applier = new Child('applier', 'firmware-scripts/apply/main.js', paths);
  await applier.ready();
  return applier;
}

export async function connected(): Promise<ControlClient> {
  const control = new ControlClient({ timeLimitMs: 60_000 });
  const up = new Promise<void>((resolve) => control.once('up', () => resolve()));
  control.connect(place('control.sock'));
  await up;
  return control;
}

/** The box's far end: the driver's span 2, and the telephones at 67-70. */
export function openExchange(side: 'user' | 'network' = 'network'): Exchange {
  const lines = { dahdiSpans: [2], dahdiLines: [67, 68, 69, 70], spanPlans: [{ side }] };
  const size = { exchangeEnd: true, spans: 1, lines: 4, country: 'cn', maxQueuedEvents: 65_536 };
  return new Exchange(new Driver(loadAddon(addonPath), { board: 'dahdi', wirePath: '', ...size, ...lines }));
}
