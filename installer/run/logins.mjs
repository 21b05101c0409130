// @ts-check
import { randomInt } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';

/** Without letters and digits that are mistaken for each other: 31 signs, 59 bits in twelve. */
const signs = 'abcdefghjkmnpqrstuvwxyz23456789';

/** @returns {string} "k3fm-x7wq-p2ha" */
export function readablePassword() {
  const group = () => Array.from({ length: 4 }, () => signs[randomInt(signs.length)]).join('');
  return `${group()}-${group()}-${group()}`;
}

/** @typedef {{ role: string, user: string, password: string }} Login */

/** Agents of a large site sign in with logins that an administrator makes: these are for a demo. */
const maxShown = 8;

/**
 * A login for each role, and one for each of the site's first agents and supervisors, whose users have their ids.
 * @param {readonly string[]} agents @param {readonly string[]} supervisors @returns {Login[]}
 */
export function demoLogins(agents, supervisors) {
  /** @param {string} role @param {readonly string[]} ids @param {string} otherwise */
  const of = (role, ids, otherwise) =>
    (ids.length === 0 ? [otherwise] : ids.slice(0, maxShown)).map((user) => ({ role, user }));
  const users = [
    ...of('agent', agents, '8001'),
    ...of('supervisor', supervisors, 'supervisor'),
    ...['technician', 'admin', 'manager', 'quality', 'trainer'].map((role) => ({ role, user: role })),
  ];
  return users.map(({ role, user }) => ({ role, user, password: readablePassword() }));
}

/** @param {string} path @param {string} url @param {readonly Login[]} logins */
export function writeLogins(path, url, logins) {
  writeFileSync(path, `${JSON.stringify({ url, logins }, null, 2)}\n`, { mode: 0o600 });
  chmodSync(path, 0o600); // the mode above counts only for a new file
}

const roleNames = {
  agent: '座席 agent',
  supervisor: '班长 supervisor',
  technician: '技术员 technician',
  admin: '管理员 admin',
  manager: '经理 manager',
  quality: '质检 quality',
  trainer: '培训 trainer',
};

/** @param {string} url @param {string} file @param {readonly Login[]} logins */
export function welcome(url, file, logins) {
  const rows = logins.map(({ role, user, password }) => {
    const name = roleNames[/** @type {keyof typeof roleNames} */ (role)] ?? role;
    return `  ${padded(name, 20)}${padded(user, 14)}${password}`;
  });
  return [
    '',
    `Callbox 已就绪 / is ready:  ${url}`,
    '',
    `  ${padded('角色 role', 20)}${padded('用户 user', 14)}密码 password`,
    ...rows,
    '',
    `  也写在 / also in ${file}`,
    '  用座席登录，签入，示闲，等电话来。 / Sign in as the agent, press Sign in and Ready, and wait for a call.',
    '  Ctrl-C 结束 / ends.',
    '',
  ].join('\n');
}

/** Chinese characters take two columns of a terminal. @param {string} text @param {number} columns */
function padded(text, columns) {
  const wide = [...text].filter((sign) => sign > '\u2e7f').length;
  return text + ' '.repeat(Math.max(1, columns - text.length - wide));
}
