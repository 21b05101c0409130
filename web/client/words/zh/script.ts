/** 话术 beside the customer (AGT-24). */
export const script = {
  title: '话术',
  done: '话术已完成',
  next: '下一步',
  save: '记下',
  back: '改上一步',
  typed: '客户的回答',
  asOf: (version: number) => `第 ${version} 版`,
  keys: 'Alt+S 进入，数字键选择',
};
