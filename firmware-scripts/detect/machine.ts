/** What a scan reads once and looks at for every card. */
import type { FoundSpan } from '../../daemon/terms/cards.js';
import { type Interrupt, interruptsOf } from './interrupts.js';
import type { RootFolder } from './root-folder.js';
import { foundSpans, printable } from './spans.js';

export interface Machine {
  readonly root: RootFolder;
  /** Of the kernel. */
  readonly release: string;
  /** Of the driver; '' it is not loaded. */
  readonly dahdiVersion: string;
  /** Loaded. */
  readonly modules: ReadonlySet<string>;
  /** Installed for this kernel; null: not known, there is no list. */
  readonly installed: ReadonlySet<string> | null;
  readonly spans: readonly FoundSpan[];
  readonly interrupts: readonly Interrupt[];
}

/** modules.dep of a Debian kernel has half a megabyte. */
const maxDependencyBytes = 8 * 1_048_576;
const maxModules = 4_096;

export async function machineOf(root: RootFolder): Promise<Machine> {
  const release = printable(await root.text('/proc/sys/kernel/osrelease'));
  const modules = (await root.octets('/proc/modules'))?.toString('utf8') ?? '';
  const loaded = new Set(
    modules
      .split('\n')
      .slice(0, maxModules)
      .flatMap((line) => /^([A-Za-z0-9_]{1,64}) /.exec(line)?.[1] ?? []),
  );
  return {
    root,
    release,
    dahdiVersion: loaded.has('dahdi') ? printable(await root.text('/sys/module/dahdi/version')) || 'unknown' : '',
    modules: loaded,
    installed: await installedModules(root, release),
    spans: await foundSpans(root),
    interrupts: interruptsOf((await root.octets('/proc/interrupts'))?.toString('utf8') ?? ''),
  };
}

async function installedModules(root: RootFolder, release: string): Promise<ReadonlySet<string> | null> {
  if (!/^[A-Za-z0-9][A-Za-z0-9.+_-]*$/.test(release)) return null;
  const text = (await root.octets(`/lib/modules/${release}/modules.dep`, maxDependencyBytes))?.toString('utf8');
  if (text === undefined) return null;
  const names = [...text.matchAll(/^(?:[^:\n]*\/)?([A-Za-z0-9_-]{1,64})\.ko(?:\.[a-z]+)?:/gm)];
  return new Set(names.map(([, name = '']) => name.replaceAll('-', '_')));
}
