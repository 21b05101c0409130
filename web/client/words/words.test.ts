import { describe, expect, it } from 'vitest';
import { admin as adminEn } from './en/admin.js';
import { attempts as attemptsEn } from './en/attempts.js';
import { box as boxEn } from './en/box.js';
import { commissioning as commissioningEn } from './en/commissioning.js';
import { deeds as deedsEn } from './en/deeds.js';
import { doctor as doctorEn } from './en/doctor.js';
import { emergency as emergencyEn } from './en/emergency.js';
import { firstRun as firstRunEn } from './en/first-run.js';
import { keeping as keepingEn } from './en/keeping.js';
import { lab as labEn } from './en/lab.js';
import { ladder as ladderEn } from './en/ladder.js';
import { ledger as ledgerEn } from './en/ledger.js';
import { lines as linesEn } from './en/lines.js';
import { lists as listsEn } from './en/lists.js';
import { manual as manualEn } from './en/manual.js';
import { outbound as outboundEn } from './en/outbound.js';
import { outboundDesk as outboundDeskEn } from './en/outbound-desk.js';
import { quickNote as quickNoteEn } from './en/quick-note.js';
import { recordings as recordingsEn } from './en/recordings.js';
import { retention as retentionEn } from './en/retention.js';
import { routing as routingEn } from './en/routing.js';
import { script as scriptEn } from './en/script.js';
import { supervisor as supervisorEn } from './en/supervisor.js';
import { team as teamEn } from './en/team.js';
import { training as trainingEn } from './en/training.js';
import { trainingBanner as bannerEn } from './en/training-banner.js';
import { en } from './en.js';
import { admin as adminZh } from './zh/admin.js';
import { attempts as attemptsZh } from './zh/attempts.js';
import { box as boxZh } from './zh/box.js';
import { commissioning as commissioningZh } from './zh/commissioning.js';
import { deeds as deedsZh } from './zh/deeds.js';
import { doctor as doctorZh } from './zh/doctor.js';
import { emergency as emergencyZh } from './zh/emergency.js';
import { firstRun as firstRunZh } from './zh/first-run.js';
import { keeping as keepingZh } from './zh/keeping.js';
import { lab as labZh } from './zh/lab.js';
import { ladder as ladderZh } from './zh/ladder.js';
import { ledger as ledgerZh } from './zh/ledger.js';
import { lines as linesZh } from './zh/lines.js';
import { lists as listsZh } from './zh/lists.js';
import { manual as manualZh } from './zh/manual.js';
import { outbound as outboundZh } from './zh/outbound.js';
import { outboundDesk as outboundDeskZh } from './zh/outbound-desk.js';
import { quickNote as quickNoteZh } from './zh/quick-note.js';
import { recordings as recordingsZh } from './zh/recordings.js';
import { retention as retentionZh } from './zh/retention.js';
import { routing as routingZh } from './zh/routing.js';
import { script as scriptZh } from './zh/script.js';
import { supervisor as supervisorZh } from './zh/supervisor.js';
import { team as teamZh } from './zh/team.js';
import { training as trainingZh } from './zh/training.js';
import { trainingBanner as bannerZh } from './zh/training-banner.js';
import { zh } from './zh.js';

type Tree = { readonly [key: string]: unknown };

/** Every leaf as "path": functions are called with numbers or names, to see what they say. */
function leaves(tree: Tree, path = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    const here = `${path}${key}`;
    if (typeof value === 'string') found.set(here, value);
    else if (typeof value === 'function') found.set(here, String(value(7, 30, 12)));
    else if (Array.isArray(value)) value.forEach((each, place) => void found.set(`${here}.${place}`, String(each)));
    else for (const each of leaves(value as Tree, `${here}.`)) found.set(...each);
  }
  return found;
}

/** Said nothing on purpose: the state speaks for itself. */
const mayBeEmpty = /^(stateHints|channelMarks)\./;

const dictionaries = [
  { page: 'all pages', zh, en },
  { page: 'emergency', zh: emergencyZh, en: emergencyEn },
  { page: 'quick note', zh: quickNoteZh, en: quickNoteEn },
  { page: 'team', zh: teamZh, en: teamEn },
  { page: 'ledger', zh: ledgerZh, en: ledgerEn },
  { page: 'outbound', zh: outboundZh, en: outboundEn },
  { page: 'recordings', zh: recordingsZh, en: recordingsEn },
  { page: 'outbound desk', zh: outboundDeskZh, en: outboundDeskEn },
  { page: 'script', zh: scriptZh, en: scriptEn },
  { page: 'supervisor', zh: supervisorZh, en: supervisorEn },
  { page: 'box', zh: boxZh, en: boxEn },
  { page: 'manual', zh: manualZh, en: manualEn },
  { page: 'deeds', zh: deedsZh, en: deedsEn },
  { page: 'keeping', zh: keepingZh, en: keepingEn },
  { page: 'lines', zh: linesZh, en: linesEn },
  { page: 'retention', zh: retentionZh, en: retentionEn },
  { page: 'routing', zh: routingZh, en: routingEn },
  { page: 'doctor', zh: doctorZh, en: doctorEn },
  { page: 'ladder', zh: ladderZh, en: ladderEn },
  { page: 'commissioning', zh: commissioningZh, en: commissioningEn },
  { page: 'lab', zh: labZh, en: labEn },
  { page: 'lists', zh: listsZh, en: listsEn },
  { page: 'attempts', zh: attemptsZh, en: attemptsEn },
  { page: 'first run', zh: firstRunZh, en: firstRunEn },
  { page: 'admin', zh: adminZh, en: adminEn },
  { page: 'training', zh: trainingZh, en: trainingEn },
  { page: 'training banner', zh: bannerZh, en: bannerEn },
];

describe.each(dictionaries)('the dictionary of $page', (dictionary) => {
  const chinese = leaves(dictionary.zh);
  const english = leaves(dictionary.en);

  it('has the same keys in both languages', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
  });

  it('says something everywhere, or nothing in both', () => {
    for (const [key, text] of chinese) {
      expect(text === '', key).toBe(english.get(key) === '');
      if (!mayBeEmpty.test(key)) expect(text, key).not.toBe('');
    }
  });

  it('has no Chinese left in English words, and none missing in Chinese sentences', () => {
    for (const [key, text] of english) if (key !== 'switchLanguage') expect(text, key).not.toMatch(/\p{Script=Han}/u);
    for (const [key, text] of chinese) if (text.length > 12) expect(text, key).toMatch(/\p{Script=Han}/u);
  });
});
