/** Firmware files: there, and the version the driver wants. */

import type { CardProblem } from '../../daemon/terms/cards.js';
import { wantedVersion } from './known-cards.js';
import { badFirmware, noFirmware, wrongFirmware } from './problems.js';
import type { RootFolder } from './root-folder.js';

/** Where the kernel looks, in its order. */
const folders = ['/lib/firmware/updates', '/lib/firmware', '/usr/lib/firmware'];
/** Where the loader of the Astribank looks. */
const astribankFolder = '/usr/share/dahdi';

/** 'DIGIUM', checksum, 18 octets, version: least significant octet first (struct wcxb_firm_header of the driver). */
const headerBytes = 32;
const versionAt = 28;

export interface FirmwareFound {
  readonly present: boolean;
  readonly problem: CardProblem | null;
}

export async function firmwareFound(root: RootFolder, file: string): Promise<FirmwareFound> {
  const wanted = wantedVersion(file);
  for (const folder of folders) {
    const head = await root.octets(`${folder}/${file}`, headerBytes);
    if (head === null) continue;
    if (wanted === null) return { present: true, problem: null };
    if (head.length < headerBytes || head.toString('latin1', 0, 6) !== 'DIGIUM')
      return { present: false, problem: badFirmware(file) };
    const found = head.readUInt32LE(versionAt).toString(16);
    if (found !== wanted) return { present: false, problem: wrongFirmware(file, found, wanted) };
    return { present: true, problem: null };
  }
  return { present: false, problem: noFirmware(file) };
}

export function astribankFirmware(root: RootFolder, file: string): Promise<boolean> {
  return root.has(`${astribankFolder}/${file}`);
}
