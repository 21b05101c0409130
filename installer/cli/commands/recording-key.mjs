// @ts-check
/** The keys that recordings are encrypted with: make one, print it for the safe, type it in again on another box. */
import { spawnSync } from 'node:child_process';
import { readSync } from 'node:fs';
import { join } from 'node:path';
import { keyFiles, keysFolder, readKeys, withNew, withTyped, writeKeys } from '../keeping/recording-keys.mjs';
import { box } from '../layout.mjs';
import { Refusal } from '../refusal.mjs';

export const summary = {
  zh: '录音密钥：recording-key [new | print | add]',
  en: 'keys of recordings: recording-key [new | print | add]',
};
export const needsRoot = true;

const processes = /** @type {const} */ ({ daemon: 'callbox-daemon', web: 'callbox-web' });
const maxTyped = 1_000;
const printedLetters = 56;

/** @param {readonly string[]} args */
export async function run([what, ...rest]) {
  if (rest.length > 0) throw new Refusal(`callbox ${summary.en}`, 2);
  const files = await keyFiles(box.js);
  const copies = Object.entries(processes).map(([name, user]) => ({
    file: join(box.config, keysFolder, `${name}.keys`),
    owner: ownerOf(user),
  }));
  const keys = readKeys(
    files,
    copies.map(({ file }) => file),
  );
  const at = new Date();
  if (what === undefined) return list(keys);
  if (what === 'print') return print(files, keys);
  if (what === 'new') {
    const { keys: all, made } = withNew(files, keys, at);
    writeKeys(files, copies, all);
    console.log(`新录音从现在起用密钥 ${made.id} 加密（在网页“管理 · 录音保存”里开启）。`);
    console.log(
      `New recordings are encrypted with key ${made.id} from now on (switched on in the page "Recordings" of the administration).`,
    );
    return print(files, [made]);
  }
  if (what === 'add') {
    console.error('请输入恢复密钥，回车 / type the recovery key and Enter:');
    const { keys: all, added, isKnown } = withTyped(files, keys, typed(), at);
    writeKeys(files, copies, all);
    console.log(
      isKnown
        ? `密钥 ${added.id} 本来就在。 / Key ${added.id} was here already.`
        : `密钥 ${added.id} 已加入，用它加密的录音可以播放了。 / Key ${added.id} is here: recordings encrypted with it can be heard.`,
    );
    return 0;
  }
  throw new Refusal(`callbox ${summary.en}`, 2);
}

/** @param {readonly import('../keeping/recording-keys.mjs').RecordingKey[]} keys */
function list(keys) {
  if (keys.length === 0) {
    console.log('没有录音密钥。 / There is no key of recordings:  sudo callbox recording-key new');
    return 0;
  }
  for (const [at, { id, since }] of keys.entries()) {
    console.log(`${id}  ${since}${at === keys.length - 1 ? '  ← 新录音 / new recordings' : ''}`);
  }
  return 0;
}

/**
 * @param {import('../keeping/recording-keys.mjs').KeyFiles} files
 * @param {readonly import('../keeping/recording-keys.mjs').RecordingKey[]} keys
 */
function print(files, keys) {
  if (keys.length === 0) return list(keys);
  console.log('\n恢复密钥：请抄写或打印，锁进保险柜；备份里没有它，丢了就再也听不到这些录音。');
  console.log(
    'Recovery key: write it down or print it and lock it away. No backup has it; lost, it is gone for good.\n',
  );
  for (const key of keys) {
    const groups = files.printedKey(key).split('-');
    console.log(`  ${key.id}  ${key.since}`);
    console.log(`    ${groups.slice(0, 7).join('-')}-`);
    console.log(`    ${groups.slice(7).join('-')}\n`);
  }
  return 0;
}

/** One key, over several lines if it was printed so: read until it is whole, or the end. */
function typed() {
  const chunk = Buffer.alloc(256);
  let text = '';
  while (text.replace(/[\s-]/g, '').length < printedLetters && text.length < maxTyped) {
    const octets = readSync(0, chunk);
    if (octets === 0) break;
    text += chunk.toString('utf8', 0, octets);
  }
  return text;
}

/** Null: a rehearsal in another root, where there are no such users. @param {string} user */
function ownerOf(user) {
  if (process.env.CALLBOX_ROOT !== undefined) return null;
  const id = (/** @type {string} */ flag) => Number(spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout);
  const [uid, gid] = [id('-u'), id('-g')];
  if (!(uid > 0 && gid > 0)) {
    throw new Refusal(`没有用户 ${user}：请重新安装软件包。 / There is no user ${user}: install the package again.`);
  }
  return { uid, gid };
}
