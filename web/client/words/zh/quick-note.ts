/** Paper on the desk while the server is slow (AGT-25). */
export const quickNote = {
  title: '速记',
  why: '系统慢：客户资料还没有到。先记在这里，每个字都存在本机。',
  whyAway: '连不上服务器。先记在这里，每个字都存在本机；恢复后自动变成回电任务。',
  byHand: '记在本机，自动变成 10 分钟后的回电任务。',
  number: '电话',
  text: '要点',
  placeholder: '客户说了什么，答应了什么',
  done: '完成',
  throwAway: '丢弃',
  waiting: (count: number) => `系统慢：${count} 条速记存在本机，服务器一恢复就转为回电任务`,
  saved: '已转为回电任务',
  local: '已存在本机',
  refused: '服务器没有收下：未完成的任务太多。完成或删除几项任务后会再次上传。',
  notKept: '浏览器不能保存：请不要关闭页面',
  open: (key: string) => `速记 ${key}`,
};
