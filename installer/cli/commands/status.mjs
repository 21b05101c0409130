// @ts-check
import { spawnSync } from 'node:child_process';
import { units } from '../layout.mjs';

export const summary = { zh: '各进程的状态', en: 'how the processes are' };
export const needsRoot = false;

export function run() {
  return spawnSync('systemctl', ['--no-pager', '--lines=0', 'status', ...units], { stdio: 'inherit' }).status ?? 1;
}
