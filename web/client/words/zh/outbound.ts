/** 外呼页：活动。名单、不呼号码、记录各有自己的文件。 */
export const outbound = {
  title: '外呼',
  tabs: { label: '外呼页的分类', campaigns: '活动', lists: '名单', numbers: '不呼号码', log: '记录' },
};
