/** 录音是否都在: the ledger's last look and the disk, on the floor's page. */
import type { RecordingDifference, StorageState } from '../../../../daemon/terms/recordings.js';

export const ledger = {
  title: '录音核对',
  never: '还没有核对过。每晚自动核对话单、录音台账和文件。',
  well: (calls: number, when: string) => `${when} 核对 ${calls} 通已接电话，全部相符。`,
  explained: (count: number) => `其中 ${count} 通按规则或有原因未录。`,
  wrong: (count: number, when: string) => `${when} 核对发现 ${count} 处不符：`,
  what: {
    'call-without-recording': '有通话没有录音',
    'file-missing': '文件缺失',
    'size-differs': '文件大小不符',
    'hash-differs': '文件被改动',
    'length-differs': '时长不符',
    'orphan-adopted': '找回了没有记录的文件',
    'strange-file': '有不属于录音的文件',
    'deleted-but-there': '应已删除的文件还在',
    unreadable: '读不到的文件或目录',
  } satisfies Record<RecordingDifference, string>,
  times: (what: string, count: number) => `${what} ${count} 处`,
  storage: {
    ok: '录音磁盘正常',
    warn: '录音磁盘将满，请尽快清理',
    'campaigns-stopped': '录音磁盘快满：外呼已停，来电照常录音',
    full: '录音磁盘已满：新的录音写不下',
  } satisfies Record<StorageState, string>,
  used: (percent: number, gigabytes: string) => `已用 ${percent} %，剩 ${gigabytes} GB`,
  daysLeft: (days: number) => `按最近一周约可用 ${days} 天`,
  failures: (count: number) => `启动以来 ${count} 通没有录全`,
  failed: '录音核对结果没有读到。',
};
