/**
 * Invented people behind the numbers that the simulated callers use, so that a newcomer sees a customer on the
 * screen at the first call. None of them exists; one number is deliberately shared by two.
 */
export interface DemoCustomer {
  readonly name: string;
  readonly company: string;
  readonly phone: string;
  readonly address: string;
  /** Oldest first. */
  readonly notes: readonly { readonly daysAgo: number; readonly author: string; readonly text: string }[];
}

/** The numbers the simulated callers call from. */
export const demoNumbers = [
  '13900000001',
  '13900000002',
  '13900000003',
  '13900000004',
  '13900000005',
  '13900000006',
  '02160000007',
  '02160000008',
] as const;

export const demoCustomers: readonly DemoCustomer[] = [
  {
    name: '陈晓燕',
    company: '',
    phone: demoNumbers[0],
    address: '上海市徐汇区桂林路 18 弄 3 号 502 室',
    notes: [
      { daysAgo: 21, author: '李强', text: '咨询净水器滤芯更换周期，已告知每 6 个月更换一次。' },
      { daysAgo: 4, author: '王芳', text: '订购滤芯 2 支，要求周末送货。' },
    ],
  },
  {
    name: '王建国',
    company: '远达五金贸易有限公司',
    phone: demoNumbers[1],
    address: '浙江省宁波市鄞州区中兴路 66 号',
    notes: [{ daysAgo: 9, author: '张敏', text: '发票抬头有误，已重开并寄出，请回访确认收到。' }],
  },
  {
    name: 'Alice Morgan',
    company: 'Harbour Light Trading',
    phone: demoNumbers[2],
    address: '12F, 88 Riverside Road, Pudong, Shanghai',
    notes: [
      { daysAgo: 30, author: '王芳', text: 'Asked for the English manual of the water filter; sent by post.' },
      { daysAgo: 2, author: '李强', text: 'Filter arrived damaged. Replacement promised for this week.' },
    ],
  },
  {
    name: '李慧敏',
    company: '',
    phone: demoNumbers[3],
    address: '江苏省苏州市姑苏区平江路 120 号',
    notes: [{ daysAgo: 14, author: '李强', text: '投诉安装师傅迟到，已致歉并减免安装费。' }],
  },
  {
    name: '赵志强',
    company: '蓝鲸餐饮',
    phone: demoNumbers[4],
    address: '北京市朝阳区望京街 9 号 B1',
    notes: [],
  },
  {
    name: 'David Lindqvist',
    company: '',
    phone: demoNumbers[5],
    address: 'Room 1203, Building 4, Lakeside Garden, Hangzhou',
    notes: [{ daysAgo: 6, author: '王芳', text: 'Prefers to be called after 18:00.' }],
  },
  {
    name: '孙丽华',
    company: '华新物业管理处',
    phone: demoNumbers[6],
    address: '上海市静安区延平路 200 号',
    notes: [{ daysAgo: 40, author: '张敏', text: '小区集体采购 30 台，已转销售部跟进。' }],
  },
  {
    name: '周伟',
    company: '华新物业管理处',
    phone: demoNumbers[6],
    address: '上海市静安区延平路 200 号',
    notes: [],
  },
  {
    name: 'Grace Whitfield',
    company: 'Whitfield Language School',
    phone: demoNumbers[7],
    address: '3F, 15 Garden Lane, Shanghai',
    notes: [{ daysAgo: 11, author: '李强', text: 'Asked for a maintenance contract for four machines; offer sent.' }],
  },
];
