/** Every file that a configuration wants, against those that are there. The daemon shows it, the applier writes it. */
import { createHash } from 'node:crypto';
import type { DriverConfiguration, PlannedFile } from '../../daemon/terms/cards.js';
import { e1Option } from '../detect/known-cards.js';
import type { RootFolder } from '../detect/root-folder.js';
import { diffOf } from './diff.js';
import { blockIn, mergedSystemConf } from './existing.js';
import { isOurs } from './system-conf.js';

export const systemConf = '/etc/dahdi/system.conf';
const modulesLoad = '/etc/modules-load.d/callbox-cards.conf';
const modprobeOptions = '/etc/modprobe.d/callbox-cards.conf';
export const plannedPlaces = [systemConf, modulesLoad, modprobeOptions] as const;

const head = '# Written by Callbox from its site.';
/** Larger ones nobody has written by hand; they are not touched. */
export const maxFileBytes = 65_536;
const maxLines = 2_000;

export interface Planned {
  /** Names it: what is wanted, what is there, what comes of it. */
  readonly plan: string;
  readonly files: readonly PlannedFile[];
  /** Files that cannot be planned for, being too large or no files. */
  readonly unfit: readonly string[];
}

export async function plannedFiles(root: RootFolder, configuration: DriverConfiguration): Promise<Planned> {
  const files: PlannedFile[] = [];
  const unfit: string[] = [];
  const before: Record<string, string> = {};
  for (const file of plannedPlaces) {
    const octets = await root.octets(file, maxFileBytes + 1);
    const there = octets?.toString('utf8') ?? '';
    const fits =
      octets === null ? !(await root.has(file)) : octets.length <= maxFileBytes && lineCount(there) <= maxLines;
    if (!fits) {
      unfit.push(file);
      continue;
    }
    before[file] = there;
    const text = textOf(file, there, configuration);
    files.push({ file, text, diff: diffOf(there, text), writtenByHand: byHand(file, there) });
  }
  const after = files.map(({ file, text }) => [file, text]);
  const plan = createHash('sha256')
    .update(JSON.stringify([configuration, before, after]))
    .digest('hex');
  return { plan, files, unfit };
}

function lineCount(text: string): number {
  return text.split('\n').length;
}

function textOf(file: string, before: string, configuration: DriverConfiguration): string {
  const { modules } = configuration;
  if (file === systemConf) return mergedSystemConf(before, configuration);
  if (file === modulesLoad) return modules.length === 0 ? '' : `${[head, 'dahdi', ...modules].join('\n')}\n`;
  const options = modules.flatMap((module) => {
    const option = e1Option(module);
    return option === '' ? [] : [`options ${module} ${option}`];
  });
  // Without it spans get no numbers, and dahdi_cfg says "Invalid argument".
  return `${[head, 'options dahdi auto_assign_spans=1', ...options].join('\n')}\n`;
}

/** Whether anybody but Callbox has put something into it that a plan could change. */
function byHand(file: string, before: string): boolean {
  if (before === '') return false;
  if (file !== systemConf) return !before.startsWith(head);
  const block = blockIn(before);
  return block === null ? /^\s*[a-z]/im.test(before) : !isOurs(block);
}
