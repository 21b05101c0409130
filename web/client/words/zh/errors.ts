/** What is said when something was refused or did not work. */
import type { ErrorCode } from '../../../../daemon/terms/errors.js';

export const errors = {
  errors: {
    'bad-request': '内容不合要求，服务器没有接受。检查填写的内容后再试。',
    'too-large': '内容太长，服务器没有接受。缩短后再试。',
    'unknown-method': '服务器不认识这个操作。页面可能太旧，请刷新后再试。',
    'not-signed-in': '登录已过期。请重新登录，写到一半的内容会保留。',
    'wrong-password': '用户名或密码不对。检查大小写和输入法后再试。',
    throttled: '试错次数太多，暂时不能登录。请稍等再试。',
    forbidden: '你的账号没有这项权限。需要的话请找管理员。',
    'not-found': '没有找到。它可能已被删除，请刷新后再试。',
    'daemon-down': '电话服务正在重新启动，这个操作没有执行。几秒后再试。',
    conflict: '别处刚刚改过，这个操作没有执行。看一下新状态再试。',
    'not-now': '现在的状态下不能这样做。',
    'unknown-agent': '系统里没有这个工号的座席。请找管理员在配置里添加。',
    'station-taken': '你的话机已被另一个工号占用。请先让对方签出。',
    'unknown-channel': '没有这个通道、中继或中继群。',
    'unknown-queue': '没有这个队列。',
    'unknown-target': '没有这个号码、座席或队列。',
    loop: '转移会绕回原处，已拒绝。请检查双方的前转设置。',
    limit: '已达上限，请稍后再试或先结束一项。',
    locked: '屏幕已锁定，请输入密码解锁。',
    'key-missing':
      '这条录音已加密，而本机没有它的密钥。请管理员在本机运行 sudo callbox recording-key add，输入打印的恢复密钥。',
    damaged: '录音文件被改动或截断，无法打开。请管理员从备份中恢复。',
    'unknown-call': '这通电话已经结束，操作没有执行。',
    internal: '服务器出错了，这个操作没有完成。再试一次；若仍不行，请把时间告诉管理员。',
  } satisfies Record<ErrorCode, string>,
  localErrors: {
    'connection-lost': '连接断开，不知道这个操作是否完成。重连后请看一下状态。',
    timeout: '服务器没有按时回答，请看一下状态再试。',
    offline: '连不上服务器。检查网线和网络；电话不受影响。',
  },
};
