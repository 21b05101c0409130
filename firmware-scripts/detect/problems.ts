/** What can be in the way of a card, in the words of a technician's page. */
import type { CardProblem } from '../../daemon/terms/cards.js';

function problem(code: string, zh: string, en: string, nextZh: string, nextEn: string): CardProblem {
  return { code, words: { zh, en }, next: { zh: nextZh, en: nextEn } };
}

const whys: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  bri: ['ISDN BRI 不在本版本内', 'ISDN BRI is not in this version'],
  gsm: ['GSM 板卡不在本版本内', 'GSM cards are not in this version'],
  transcoder: ['语音转码卡，本系统用不到', 'a transcoder, of which this system has no use'],
  part: ['维护用部件，不是电话端口', 'a service part without telephone ports'],
  'vendor-driver': ['驱动只由厂家提供', 'its driver comes from its maker only'],
  driver: ['此版本没有它的驱动', 'this version has no driver for it'],
};

/** `where`: 'PCI d161:b410'. */
export function unsupported(where: string, why: string): CardProblem {
  const [zh, en] = whys[why] ?? ['', ''];
  return problem(
    'unsupported',
    `此卡驱动不在本版本内 (${where})：${zh}`,
    `The driver of this card is not in this version (${where}): ${en}`,
    '请换用支持列表内的板卡，或联系供应商',
    'Use a card of the list of supported ones, or ask your supplier',
  );
}

export function unknownCard(where: string, vendor: string): CardProblem {
  return problem(
    'unknown-card',
    `不认识的 ${vendor} 板卡 (${where})`,
    `A card of ${vendor} that is not known (${where})`,
    '请把此编号发给供应商；它可能比本版本新',
    'Send this number to your supplier; it may be newer than this version',
  );
}

export const driverNotInstalled = (driver: string, release: string): CardProblem =>
  problem(
    'driver-missing',
    `没有为当前内核 (${release}) 安装驱动 ${driver}`,
    `The driver ${driver} is not installed for the kernel that runs (${release})`,
    '安装软件包 dahdi-dkms 和此内核的 linux-headers，然后重启',
    'Install the packages dahdi-dkms and the linux-headers of this kernel, then restart',
  );

export const driverNotLoaded = (driver: string): CardProblem =>
  problem(
    'driver-not-loaded',
    `驱动 ${driver} 已安装但未加载`,
    `The driver ${driver} is installed and not loaded`,
    `在向导中应用配置即会加载；也可运行 modprobe ${driver}`,
    `Applying the configuration in the wizard loads it; so does modprobe ${driver}`,
  );

export const driverRefuses = (driver: string): CardProblem =>
  problem(
    'driver-refused',
    `驱动 ${driver} 已加载，但没有接管此卡`,
    `The driver ${driver} is loaded and has not taken this card`,
    '原因在内核日志 (dmesg)：常见为缺固件、卡未插稳或卡坏；断电重插后再试',
    'The reason is in the kernel’s log (dmesg): often firmware, a loose card or a broken one; power off, reseat, try again',
  );

export const otherDriver = (other: string, driver: string): CardProblem =>
  problem(
    'other-driver',
    `此卡被另一个驱动 ${other} 占用，需要的是 ${driver}`,
    `Another driver, ${other}, has this card; it needs ${driver}`,
    `把 ${other} 写入 /etc/modprobe.d 的 blacklist 后重启`,
    `Put ${other} on the blacklist in /etc/modprobe.d and restart`,
  );

export const noFirmware = (file: string): CardProblem =>
  problem(
    'no-firmware',
    `缺少固件文件 ${file}`,
    `The firmware file ${file} is missing`,
    `从板卡厂家下载 ${file}，放到 /lib/firmware，然后重新加载驱动`,
    `Get ${file} from the card’s maker, put it into /lib/firmware, and load the driver again`,
  );

export const noAstribankFirmware = (file: string): CardProblem =>
  problem(
    'no-firmware',
    `Astribank 缺少固件文件 ${file}，还不能工作`,
    `The Astribank lacks the firmware file ${file} and cannot work yet`,
    `从 Xorcom 下载 ${file}，放到 /usr/share/dahdi，然后重新插上 USB`,
    `Get ${file} from Xorcom, put it into /usr/share/dahdi, and plug its USB cable in again`,
  );

export const astribankNotLoaded = (file: string): CardProblem =>
  problem(
    'firmware-not-loaded',
    `Astribank 在等固件 ${file}，文件已有但没有装入`,
    `The Astribank waits for its firmware ${file}; the file is there and was not loaded`,
    '重新插上 USB；仍不行则运行 /usr/share/dahdi/xpp_fxloader load',
    'Plug its USB cable in again; if that does not help, run /usr/share/dahdi/xpp_fxloader load',
  );

export const wrongFirmware = (file: string, found: string, wanted: string): CardProblem =>
  problem(
    'wrong-firmware',
    `固件文件 ${file} 版本是 ${found}，驱动要 ${wanted}`,
    `The firmware file ${file} has version ${found}; the driver wants ${wanted}`,
    `从板卡厂家下载版本 ${wanted} 替换它，然后断电重启`,
    `Replace it with version ${wanted} from the card’s maker, then power the machine off and on`,
  );

export const badFirmware = (file: string): CardProblem =>
  problem(
    'wrong-firmware',
    `文件 ${file} 不是此卡的固件，或已损坏`,
    `The file ${file} is no firmware of this card, or is damaged`,
    `从板卡厂家重新下载 ${file}`,
    `Get ${file} from the card’s maker again`,
  );

export const noInterrupts = (): CardProblem =>
  problem(
    'no-interrupts',
    '卡已识别但没有中断',
    'The card is known and gives no interrupts',
    '换插槽，或在 BIOS 关闭占用它的设备 (声卡、串口)；PCI 卡经转接板时尤其常见',
    'Move it to another slot, or switch off in the BIOS what has its interrupt (sound, serial ports); frequent with PCI cards behind a riser',
  );

export const sharedInterrupt = (others: string): CardProblem =>
  problem(
    'shared-interrupt',
    `与 ${others} 共用一个中断，声音可能断续`,
    `It shares an interrupt with ${others}: sound may stutter`,
    '换插槽，或在 BIOS 关闭不用的设备；做一次中断测试',
    'Move it to another slot, or switch off in the BIOS what is not used; run the timing test',
  );

export const t1Mode = (option: string): CardProblem =>
  problem(
    't1-mode',
    '此卡工作在 T1 方式 (24 通道)，中国用 E1',
    'The card works as T1 (24 channels); what carriers here give is E1',
    option === ''
      ? '把卡上的跳线改到 E1，然后断电重启'
      : `在向导中应用配置 (选项 ${option})，然后重新加载驱动；或改卡上的跳线`,
    option === ''
      ? 'Set the card’s jumper to E1, then power the machine off and on'
      : `Apply the configuration in the wizard (option ${option}) and load the driver again; or set the card’s jumper`,
  );

export const noSpans = (): CardProblem =>
  problem(
    'no-spans',
    '驱动已接管此卡，但没有给出端口',
    'The driver has the card and offers no span of it',
    '给 dahdi 模块加选项 auto_assign_spans=1 (向导应用配置时会写)，然后重新加载',
    'Give the module dahdi the option auto_assign_spans=1 (applying the configuration writes it), and load it again',
  );

export const cardGone = (spans: string): CardProblem =>
  problem(
    'card-gone',
    `驱动还有端口 ${spans}，但它的卡不见了`,
    `The driver still has the spans ${spans}; their card is gone`,
    '检查卡和 USB 线是否松动，插好后重新加载驱动',
    'See whether the card or its USB cable is loose; when it is back, load the driver again',
  );

export const unreadable = (count: number): CardProblem =>
  problem(
    'unreadable',
    `有 ${count} 个设备读不出编号，可能正在插拔`,
    `${count} devices did not tell their ids: they may be coming or going`,
    '稍等再扫描一次',
    'Wait a moment and look again',
  );

export const tooMany = (what: string): CardProblem =>
  problem(
    'too-many',
    `${what} 太多，只看了前一部分`,
    `There are too many ${what}: only the first were looked at`,
    '请把此扫描结果发给供应商',
    'Send this scan to your supplier',
  );
