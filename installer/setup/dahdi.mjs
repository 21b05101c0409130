// @ts-check
/**
 * The header that describes the card driver's interface, from Debian's dahdi-source. Unpacked in build/: the
 * package would bring the tools of a kernel build, for one file.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { unpackPackages } from './archive.mjs';
import { inRoot } from './places.mjs';
import { ProgramFailed } from './run-program.mjs';
import { SetupProblem } from './steps.mjs';

const folder = inRoot('build/dahdi');
const header = inRoot('build/dahdi/usr/include/dahdi/user.h');
const absent = inRoot('build/dahdi/absent');

/** @type {import('./steps.mjs').Step} */
export const dahdiStep = {
  id: 'dahdi',
  title: '板卡驱动接口 / Interface of the card driver (DAHDI)',
  after: ['debian'],
  needed: () =>
    existsSync(header) || existsSync(absent) || existsSync('/usr/include/dahdi/user.h')
      ? null
      : 'download dahdi-source',
  async run(run) {
    try {
      await unpackPackages(['dahdi-source'], folder, run);
    } catch (error) {
      if (!(error instanceof ProgramFailed || error instanceof SetupProblem)) throw error;
      // Without cards all works; a site that asks for one is told by native/dahdi what to do.
      mkdirSync(folder, { recursive: true });
      writeFileSync(absent, `${error.message}\n${error.tail.join('\n')}\n`);
      console.warn(
        `无法下载 dahdi-source：此次编译不支持板卡。联网后删除 ${absent} 再试。\n` +
          `dahdi-source could not be downloaded: this build has no support for cards (the virtual board works).\n` +
          `  To try again with a network: rm ${absent}`,
      );
    }
  },
};
