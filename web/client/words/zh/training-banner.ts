/** What stands over every page of the training floor, and the name of its tab. */
export const trainingBanner = {
  name: '培训 TRAINING',
  mark: '【培训】',
  means: '电话、客户、线路都是模拟的，一切不计入报表',
  /** In a small window. */
  meansShort: '都是模拟的，不计入报表',
  back: '回正式环境',
  backShort: '正式环境',
  signIn: '用正式环境的用户名和密码登录。',
};
