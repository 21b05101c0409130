import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeOnBothDatabases } from '../../test/postgres/both-databases.js';
import { ManualClock } from '../base/clock.js';
import type { Site } from '../terms/site.js';
import { openForWriting } from './connection.js';
import type { StoreLocation } from './location.js';
import { TelephonyStore } from './telephony-store.js';

const t0 = 1_800_000_000_000;
const site: Site = {
  country: 'cn',
  timeZone: 'Asia/Shanghai',
  board: { kind: 'virtual', spans: 1, lines: 8 },
  numbers: [],
  defaultFlow: 'main',
  flows: [],
  queues: [],
  agents: [{ id: '8001', name: '王芳', line: 1, queues: [] }],
};
const german: Site = { ...site, country: 'de' };
const changed: Site = { ...site, agents: [] };
const change = { change: 'remove-agent', agent: '8001' } as const;

describeOnBothDatabases('stored sites', (emptyPlace) => {
  let place: StoreLocation;
  let store: TelephonyStore;
  beforeEach(async () => {
    place = await emptyPlace();
    store = await TelephonyStore.open(place, { clock: new ManualClock(t0), onTrouble: () => {} });
  });
  afterEach(() => store.close());

  const importFile = (file: Site, written = JSON.stringify(file), atMs = t0) =>
    store.importSite({ site: file, written, source: '/etc/callbox/site.yaml', atMs });
  const changeIn = (version: number, atMs = t0 + 5) =>
    store.changeSite({ version, site: changed, change, by: 'boss', atMs });

  test('a file is a new version only when it differs', async () => {
    expect(await store.reader.site()).toBeNull();
    expect(await importFile(site)).toEqual({ version: 1, site, changed: true, changesOfPages: 0 });
    expect(await importFile(site)).toEqual({ version: 1, site, changed: false, changesOfPages: 0 });
    expect(await importFile(german)).toMatchObject({ version: 2, site: german, changed: true });
    expect(await store.reader.site()).toEqual({ version: 2, importedAt: t0, site: german });
  });

  test('a change of a page is a new version with its author, and a file that is the same does not undo it', async () => {
    await importFile(site);
    await changeIn(2);
    expect(await store.reader.site()).toEqual({ version: 2, importedAt: t0 + 5, site: changed });
    expect(await importFile(site)).toEqual({ version: 2, site: changed, changed: false, changesOfPages: 1 });
    expect(await store.reader.siteVersions({ limit: 5 })).toEqual([
      { version: 2, at: t0 + 5, source: 'page: boss', by: 'boss', change },
      { version: 1, at: t0, source: '/etc/callbox/site.yaml', by: null, change: null },
    ]);
  });

  test('before a change of a page stands what it changed; before a file, or what is gone, stands nothing', async () => {
    await importFile(german);
    await importFile(site);
    await changeIn(3);
    expect(await store.reader.siteBefore(3)).toEqual(site);
    expect(await store.reader.siteBefore(2)).toBeNull();
    expect(await store.reader.siteBefore(1)).toBeNull();
    expect(await store.reader.siteBefore(9)).toBeNull();
  });

  test('a file that differs replaces what pages changed', async () => {
    await importFile(site);
    await changeIn(2);
    expect(await importFile(german)).toEqual({ version: 3, site: german, changed: true, changesOfPages: 1 });
    expect(await importFile(site)).toMatchObject({ version: 4, changed: true, changesOfPages: 0 });
  });

  test('the same file read otherwise by a new program is a new version, but does not undo changes of pages', async () => {
    await importFile(site, 'as written');
    const withDefaults: Site = { ...site, areaCode: '021' };
    expect(await importFile(withDefaults, 'as written')).toMatchObject({ version: 2, site: withDefaults });
    await changeIn(3);
    expect(await importFile(site, 'as written')).toMatchObject({ version: 3, site: changed, changed: false });
  });

  test('a file imported by a program that kept no checksum of files is known again', async () => {
    await importFile(site, 'as written');
    const db = openForWriting(place);
    await db('sites').update({ file_checksum: null });
    await db.destroy();
    await changeIn(2);
    expect(await importFile(site, 'as written')).toMatchObject({ version: 2, changed: false, changesOfPages: 1 });
    // From here on even if it is read otherwise.
    expect(await importFile(german, 'as written')).toMatchObject({ version: 2, changed: false });
  });

  test('a change based on a version that is not in force is refused', async () => {
    await importFile(site);
    await expect(changeIn(3)).rejects.toMatchObject({ code: 'conflict' });
    await expect(changeIn(1)).rejects.toMatchObject({ code: 'conflict' });
    expect(await store.reader.site()).toMatchObject({ version: 1 });
  });

  test('old versions go, the file imported last stays known', async () => {
    await importFile(site);
    for (let version = 2; version <= 205; version++) await changeIn(version);
    const versions = await store.reader.siteVersions({ limit: 200 });
    expect(versions.map(({ version }) => version)).toEqual(Array.from({ length: 200 }, (_, at) => 205 - at));
    expect((await store.reader.siteVersions({ limit: 5, before: 6 })).map(({ version }) => version)).toEqual([1]);
    expect(await importFile(site)).toMatchObject({ version: 205, changed: false, changesOfPages: 204 });
  });
});
