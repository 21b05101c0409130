// @ts-check
/**
 * What the emulated machine is made of: Debian's kernel, the card driver built for it, a first process.
 * All of it in build/hardware; nothing of it is installed here. How it is started: test/hardware/machine.ts.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { dependencyOf, unpackPackages } from './archive.mjs';
import { fingerprint, readStamp, writeStamp } from './fingerprint.mjs';
import { inRoot } from './places.mjs';
import { runProgram } from './run-program.mjs';
import { SetupProblem } from './steps.mjs';

const folder = inRoot('build/hardware');
const packages = join(folder, 'packages');
export const machinePlaces = {
  kernel: join(folder, 'vmlinux'),
  firstProcess: join(folder, 'initrd.cpio'),
  modules: join(folder, 'modules'), // the driver's, to be loaded inside
  configure: join(packages, 'usr/sbin/dahdi_cfg'),
  libraries: join(packages, 'usr/lib/x86_64-linux-gnu'), // of dahdi_cfg
};
/** Kernel modules that the first process loads, in this order. */
const early = [
  ...['virtio_ring', 'virtio', 'virtio_pci_legacy_dev', 'virtio_pci_modern_dev', 'virtio_pci', 'virtio_console'],
  ...['netfs', 'fscache', '9pnet', '9pnet_virtio', '9p', 'overlay'],
];

/** The driver's modules that need no card. */
const driver = ['DAHDI', 'DAHDI_DYNAMIC', 'DAHDI_DYNAMIC_LOC', 'DAHDI_ECHOCAN_MG2'];

/** @type {import('./steps.mjs').Step} */
export const machineStep = {
  id: 'machine',
  title: '仿真机与板卡驱动 / Emulated machine with the card driver',
  after: ['debian'],
  needed() {
    if (!existsSync(machinePlaces.firstProcess)) return 'download a kernel (about 90 MB), compile the driver';
    return readStamp('machine') === sources() ? null : 'sources changed → build again';
  },
  async run(run) {
    const before = sources();
    await fetchPackages(run);
    await Promise.all([unpackKernel(run), buildDriver(run)]);
    await packFirstProcess(run);
    writeStamp('machine', before);
  },
};

const sources = () =>
  fingerprint(['installer/setup/machine.mjs', 'installer/setup/archive.mjs', 'test/hardware/guest/init']);

/** @param {import('./steps.mjs').StepRun} run */
async function fetchPackages(run) {
  if (existsSync(packages)) return; // the newest kernel isn't needed, and the download is the longest part
  const image = await dependencyOf('linux-image-amd64', /^linux-image-[\d.]+-\d+-amd64$/); // "cloud" has no 9p
  const headers = await dependencyOf('linux-headers-amd64', /^linux-headers-[\d.]+-\d+-amd64$/);
  const common = headers.replace(/amd64$/, 'common');
  const kbuild = await dependencyOf(headers, /^linux-kbuild-/);
  await unpackPackages([image, headers, common, kbuild, 'dahdi-dkms', 'dahdi', 'libtonezone2.0'], packages, run);
}

/** @param {string} place @param {RegExp} pattern */
function onlyOne(place, pattern) {
  const found = readdirSync(join(packages, place)).filter((name) => pattern.test(name));
  if (found.length !== 1) throw new SetupProblem(`${place}: ${found.length} of ${pattern}. Remove ${packages}.`);
  return join(packages, place, found[0] ?? '');
}

/**
 * Started as it is, the packed kernel would take seconds to unpack itself in an emulated processor.
 * @param {import('./steps.mjs').StepRun} run
 */
async function unpackKernel({ tell, signal }) {
  tell('vmlinux');
  const packed = readFileSync(onlyOne('boot', /^vmlinuz-/));
  const begin = packed.indexOf(Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00])); // xz
  if (begin < 0)
    throw new SetupProblem('The kernel image is not packed by xz: installer/setup/machine.mjs must learn how.');
  const part = join(folder, 'vmlinux.xz');
  writeFileSync(part, packed.subarray(begin));
  // xz complains of what follows the packed part (code 2), after it has written all of it.
  await runProgram('sh', ['-c', 'xz -dc --single-stream "$1" > "$2" 2> "$2.log"', 'sh', part, machinePlaces.kernel], {
    signal,
  });
  rmSync(part);
}

/** @param {import('./steps.mjs').StepRun} run */
async function buildDriver({ tell, signal }) {
  const headers = onlyOne('usr/src', /^linux-headers-.*-amd64$/);
  const source = onlyOne('usr/src', /^dahdi-/);
  const makefile = join(headers, 'Makefile'); // names the other half of the headers by where Debian installs it
  writeFileSync(makefile, `include ${headers.replace(/amd64$/, 'common')}/Makefile\n`);
  const version = /^dahdi-([\d.]+)/.exec(basename(source))?.[1];
  writeFileSync(join(source, 'include/dahdi/version.h'), `#define DAHDI_VERSION "${version}"\n`);
  await runProgram(
    'make',
    [
      ...['-C', headers, `M=${source}/drivers/dahdi`, `DAHDI_INCLUDE=${source}/include`, '-j2'],
      ...driver.map((name) => `CONFIG_${name}=m`),
      'modules',
    ],
    { onLine: tell, signal },
  );
  rmSync(machinePlaces.modules, { recursive: true, force: true });
  mkdirSync(machinePlaces.modules, { recursive: true });
  for (const name of driver.map((each) => `${each.toLowerCase()}.ko`)) {
    const module = join(machinePlaces.modules, name);
    cpSync(join(source, 'drivers/dahdi', name), module);
    await runProgram('strip', ['--strip-debug', module], { signal });
  }
}

/** @param {import('./steps.mjs').StepRun} run */
async function packFirstProcess({ tell, signal }) {
  tell('initrd');
  const tree = join(folder, 'initrd');
  rmSync(tree, { recursive: true, force: true });
  for (const name of ['bin', 'modules', 'proc', 'sys', 'dev', 'host', 'share', 'memory', 'all']) {
    mkdirSync(join(tree, name), { recursive: true });
  }
  cpSync('/bin/busybox', join(tree, 'bin/busybox'), { dereference: true });
  cpSync(inRoot('test/hardware/guest/init'), join(tree, 'init'));
  const kernel = onlyOne('lib/modules', /./);
  const all = readdirSync(kernel, { recursive: true }).map(String);
  for (const name of early) {
    const found = all.find((path) => basename(path) === `${name}.ko`);
    if (found === undefined) throw new SetupProblem(`${kernel} has no ${name}.ko`);
    cpSync(join(kernel, found), join(tree, 'modules', `${name}.ko`));
  }
  const pack =
    'cd "$1" && chmod 755 init bin/busybox && find . | cpio --quiet -o -H newc -R 0:0 > "$2.part" && mv "$2.part" "$2"';
  await runProgram('sh', ['-c', pack, 'sh', tree, machinePlaces.firstProcess], { signal });
  rmSync(tree, { recursive: true });
}
