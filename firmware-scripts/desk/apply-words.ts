import type { Words } from '../../daemon/terms/cause-words.js';

/** Of CardApply.problem; '' is a success. */
const all: Readonly<Record<string, Words>> = {
  '': { zh: '已写入并由驱动采用', en: 'Written, and taken by the driver' },
  'no-applier': {
    zh: '没有应用程序可写驱动配置 (callbox-apply 未安装或未运行)：配置没有改变',
    en: 'The program that may write the driver’s configuration (callbox-apply) is not installed or not running: nothing was changed',
  },
  conflict: {
    zh: '配置文件在显示之后被改过：什么都没有改，请重新查看差异',
    en: 'A file is another than when it was shown: nothing was changed; look at the difference again',
  },
  busy: { zh: '另一项应用正在进行：请稍后再试', en: 'Another apply is running: try again when it is done' },
  'driver-refused': {
    zh: '驱动拒绝了此配置，已恢复原来的文件；驱动的说明见下',
    en: 'The driver refused it, and the files before are back; what it said stands below',
  },
  'unfit-file': {
    zh: '有配置文件太大或不是普通文件，没有改',
    en: 'A file is too large or no plain file: nothing was changed',
  },
  failed: {
    zh: '应用中断，会恢复原来的文件',
    en: 'It broke off; the files before will be back',
  },
};

const refused: Words = { zh: '应用程序拒绝了请求：什么都没有改', en: 'The applier refused: nothing was changed' };

export function applyWords(problem: string): Words {
  return (Object.hasOwn(all, problem) ? all[problem] : undefined) ?? refused;
}
