/** How the machine does. */
export const box = {
  title: '主机健康',
  all: { good: '一切正常', warning: '有需要留意的', critical: '有要马上处理的', unknown: '还没有读数' },
  level: { good: '正常', warning: '留意', critical: '严重', unknown: '不提供' },
  justPast: '刚过线，观察中',
  looked: (time: string) => `${time} 读取，每 10 秒一次`,
  failed: '读不到主机状态。网页服务还在启动，或者正在升级。',
  retry: '再试',
  limits: (warn: string, critical: string) =>
    [warn && `留意 ${warn}`, critical && `严重 ${critical}`].filter(Boolean).join(' · '),
  atLeast: (value: string) => `≥ ${value}`,
  atMost: (value: string) => `≤ ${value}`,
  none: '—',
  days: '天',
  perMinute: ' 次/分',
  next: '怎么办',
  dayLabel: (name: string) => `${name} 近 24 小时`,
  noDay: '近 24 小时的曲线要等几分钟',
  peak: (value: string) => `24 小时内最坏 ${value}`,
  banner: (name: string, value: string) => `主机：${name} ${value}`,
  look: '查看',
  untold: '这台机器不提供的',
};
