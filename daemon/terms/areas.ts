/** Where a Chinese number is from: for routing by area (ACD-13) and for pages. Offline; a site may bring a newer table. */
export interface AreaTable {
  /** When its facts were true: "2022-10". */
  readonly asOf: string;
  /** 区号 with its leading 0 → city. */
  readonly cities: Readonly<Record<string, { readonly zh: string; readonly en: string }>>;
  /** 区号 → prefixes of mobile numbers sold there, 6 or 7 digits. */
  readonly mobiles: Readonly<Record<string, readonly string[]>>;
}

const fixedNumber = /^(010|02\d|0[3-9]\d{2})\d{7,8}$/;
const mobileNumber = /^1[3-9]\d{9}$/;

/** Finds areas by one table. */
export class Areas {
  private readonly byPrefix = new Map<string, string>();

  constructor(readonly table: AreaTable) {
    for (const [area, prefixes] of Object.entries(table.mobiles)) {
      for (const prefix of prefixes) this.byPrefix.set(prefix, area);
    }
  }

  /**
   * 区号 of a number, as it arrives: with or without +86, 0 before a mobile. Of a fixed number its shape tells it, so
   * that cities which the table doesn't name are found too. '' unknown.
   */
  of(number: string): string {
    const national = number.replace(/^(\+|00)?86(?=0?1[3-9]\d{9}$|0?[2-9]\d{8,10}$|10\d{8}$|0\d{9,11}$)/, '');
    const mobile = national.replace(/^0(?=1[3-9]\d{9}$)/, '');
    if (mobileNumber.test(mobile)) {
      return this.byPrefix.get(mobile.slice(0, 7)) ?? this.byPrefix.get(mobile.slice(0, 6)) ?? '';
    }
    const fixed = national === number || national.startsWith('0') ? national : `0${national}`;
    return fixedNumber.exec(fixed)?.[1] ?? '';
  }

  /** Null: the table doesn't name it. */
  city(area: string): { readonly zh: string; readonly en: string } | null {
    return Object.hasOwn(this.table.cities, area) ? (this.table.cities[area] ?? null) : null;
  }
}

/**
 * What the box comes with. Fixed numbers: every municipality, provincial capital and first-tier city, and some more; 区号
 * hardly change. Mobiles: only China Mobile's 1380 and 1390 of the four first-tier cities, as libphonenumber 8.12
 * (2022) has them: enough to try a rule, far too few to rely on. Since 2019 numbers move between carriers, not areas.
 */
export const builtInAreas: AreaTable = {
  asOf: '2022-10',
  cities: {
    '010': { zh: '北京', en: 'Beijing' },
    '020': { zh: '广州', en: 'Guangzhou' },
    '021': { zh: '上海', en: 'Shanghai' },
    '022': { zh: '天津', en: 'Tianjin' },
    '023': { zh: '重庆', en: 'Chongqing' },
    '024': { zh: '沈阳', en: 'Shenyang' },
    '025': { zh: '南京', en: 'Nanjing' },
    '027': { zh: '武汉', en: 'Wuhan' },
    '028': { zh: '成都', en: 'Chengdu' },
    '029': { zh: '西安', en: "Xi'an" },
    '0311': { zh: '石家庄', en: 'Shijiazhuang' },
    '0351': { zh: '太原', en: 'Taiyuan' },
    '0371': { zh: '郑州', en: 'Zhengzhou' },
    '0411': { zh: '大连', en: 'Dalian' },
    '0431': { zh: '长春', en: 'Changchun' },
    '0451': { zh: '哈尔滨', en: 'Harbin' },
    '0471': { zh: '呼和浩特', en: 'Hohhot' },
    '0510': { zh: '无锡', en: 'Wuxi' },
    '0512': { zh: '苏州', en: 'Suzhou' },
    '0531': { zh: '济南', en: "Ji'nan" },
    '0532': { zh: '青岛', en: 'Qingdao' },
    '0551': { zh: '合肥', en: 'Hefei' },
    '0571': { zh: '杭州', en: 'Hangzhou' },
    '0574': { zh: '宁波', en: 'Ningbo' },
    '0577': { zh: '温州', en: 'Wenzhou' },
    '0591': { zh: '福州', en: 'Fuzhou' },
    '0592': { zh: '厦门', en: 'Xiamen' },
    '0731': { zh: '长沙', en: 'Changsha' },
    '0755': { zh: '深圳', en: 'Shenzhen' },
    '0756': { zh: '珠海', en: 'Zhuhai' },
    '0757': { zh: '佛山', en: 'Foshan' },
    '0769': { zh: '东莞', en: 'Dongguan' },
    '0771': { zh: '南宁', en: 'Nanning' },
    '0791': { zh: '南昌', en: 'Nanchang' },
    '0851': { zh: '贵阳', en: 'Guiyang' },
    '0871': { zh: '昆明', en: 'Kunming' },
    '0891': { zh: '拉萨', en: 'Lhasa' },
    '0898': { zh: '海口', en: 'Haikou' },
    '0931': { zh: '兰州', en: 'Lanzhou' },
    '0951': { zh: '银川', en: 'Yinchuan' },
    '0971': { zh: '西宁', en: 'Xining' },
    '0991': { zh: '乌鲁木齐', en: 'Urumqi' },
  },
  mobiles: {
    '010': [
      ...['138000', '138001', '138010', '138011', '138012', '138013', '139010', '139011', '139012', '139013'],
      ...['1390009', '1390010', '1390011', '1390012', '1390028', '1390085', '1390097', '1390099'],
    ],
    '021': ['1380021', '138016', '138017', '138018', '138019', '139001', '139016', '139017', '139018', '139019'],
    '020': [
      ...['138027', '138029', '138088', '139022', '1380009', '1380020', '1380240', '1380250', '1380280'],
      ...['1390007', '1390020', '1390023', '1390024', '1390025', '1390026', '1390230', '1390300'],
    ],
    '0755': ['138022', '139024', '139029', '1380255', '1380880', '1380883', '1380988', '1390231', '1390302'],
  },
};
