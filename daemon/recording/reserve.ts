import type { StorageLook } from '../terms/recordings.js';

/** Room that only recordings may have, and only at the end: a file of this size, taken away when the disk is full. */
export const reserveShare = 0.01;
export const maxReserveBytes = 1024 ** 3;
/** Made again when so much is free, so that it never fills the disk itself. */
const makeFromFreeShare = 0.1;
const releaseBelowFreeShare = 0.005;

export function reserveBytes({ totalBytes }: StorageLook): number {
  return Math.max(0, Math.floor(Math.min(maxReserveBytes, totalBytes * reserveShare)));
}

/** `hasReserve`: the file is there, whole. */
export function reserveAfter(look: StorageLook, hasReserve: boolean): 'make' | 'release' | 'keep' {
  const freeShare = look.totalBytes > 0 ? look.freeBytes / look.totalBytes : 0;
  if (hasReserve && (look.unwritable === 'ENOSPC' || freeShare < releaseBelowFreeShare)) return 'release';
  return !hasReserve && look.unwritable === undefined && freeShare >= makeFromFreeShare ? 'make' : 'keep';
}
