import { pathToFileURL } from 'node:url';
import type { PacerOptions } from '../../../daemon/dialer/pacing/face.js';
import { createPacer } from '../../../daemon/dialer/pacing/pacer.js';
import type { BenchPacer } from './day.js';
import { type AdaptMethod, createPeer, type PeerSetting } from './peers.js';

export type MakePacer = (options: PacerOptions) => BenchPacer;

/** 'ours', or a peer's setting as `nameOf` writes it. @param module another file that exports `createPacer`. */
export async function pacerNamed(name: string, module?: string): Promise<MakePacer> {
  if (name === 'ours') return ours(module);
  const setting = settingNamed(name);
  return (options) => createPeer(setting, options);
}

async function ours(module?: string): Promise<MakePacer> {
  if (module === undefined) return createPacer;
  return ((await import(pathToFileURL(module).href)) as { readonly createPacer: MakePacer }).createPacer;
}

export function settingNamed(name: string): PeerSetting {
  const [kind, first = '', second = '', third = ''] = name.split(':');
  if (kind === 'progressive') return { kind };
  if (kind === 'ratio' && Number(first) > 0) return { kind, ratio: Number(first), tally: tallyNamed(second) };
  if (kind === 'adaptive' && ['hard', 'average', 'tapered'].includes(first) && Number(second) > 0)
    return { kind, method: first as AdaptMethod, maximum: Number(second), tally: tallyNamed(third) };
  throw new Error(`there is no pacer ${name}: ours, progressive, ratio:3[:all], adaptive:hard|average|tapered:3[:all]`);
}

function tallyNamed(name: string): 'ready' | 'all' {
  if (name !== '' && name !== 'ready' && name !== 'all') throw new Error(`there is no tally ${name}: ready, all`);
  return name === 'all' ? 'all' : 'ready';
}
