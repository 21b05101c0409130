// @ts-check
/** control, copyright and changelog of the package. */
import { readFileSync } from 'node:fs';
import { inRoot } from '../setup/places.mjs';

const maintainer = 'The Callbox authors <packages@callbox.invalid>';

/** @param {{ version: string, installedKb: number }} about */
export function control({ version, installedKb }) {
  return [
    'Package: callbox',
    `Version: ${version}`,
    'Architecture: amd64',
    `Maintainer: ${maintainer}`,
    `Installed-Size: ${installedKb}`,
    // glibc of Debian 12, which the addons are built with.
    'Depends: libc6 (>= 2.36), libstdc++6 (>= 12), libgcc-s1 (>= 12), libspeexdsp1, openssl (>= 3.0), systemd (>= 252), udev, init-system-helpers (>= 1.54)',
    'Recommends: systemd-timesyncd | time-daemon',
    // Of a box with a card alone: its driver is compiled on the box and brings the kernel's headers.
    'Suggests: dahdi, dahdi-linux, pciutils, usbutils',
    'Section: comm',
    'Priority: optional',
    'Description: call centre in one box: telephone lines, queues, agents, recordings',
    ' Callbox turns a computer with E1 or analogue cards into a call centre.',
    ' Agents answer on ordinary desk telephones and see the customer in a browser,',
    ' supervisors watch and help, everything is recorded. It needs no PBX and no',
    ' internet. Technicians bring lines up in the browser; without a card it can be',
    ' tried with simulated lines.',
    '',
  ].join('\n');
}

/** Machine-readable, DEP 5. @param {readonly import('./modules.mjs').Module[]} modules @param {string} nodeLicence */
export function copyright(modules, nodeLicence) {
  const own = 'The whole text is in /usr/share/common-licenses/GPL-2.';
  const parts = [
    'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/',
    'Upstream-Name: callbox',
    'Comment: The addon contains libpri (GPL-2.0, Digium, Inc.), linked statically.\n Node.js and the packages below usr/lib/callbox/node_modules are programs of their own,\n shipped beside Callbox under their licences.',
    '',
    `Files: *\nCopyright: the authors of Callbox\nLicense: GPL-2.0-only\n${indented(own)}`,
    `Files: usr/lib/callbox/bin/node\nCopyright: Node.js contributors, and others named in the licence\nLicense: Node.js\n${indented(nodeLicence)}`,
    ...modules.map(
      ({ path, name, version, licence, text }) =>
        `Files: usr/lib/callbox/node_modules/${path}/*\nCopyright: the authors of ${name}\nLicense: ${name}-${version}\n${indented(`${licence}\n\n${text}`)}`,
    ),
  ];
  return `${parts.join('\n')}\n`;
}

/** @param {string} text */
function indented(text) {
  return text
    .split('\n')
    .map((line) => (line.trim() === '' ? ' .' : ` ${line}`))
    .join('\n')
    .concat('\n');
}

/** Debian's form of the sections of CHANGELOG.md. @param {string} version @param {Date} date */
export function changelog(version, date) {
  const [, latest = ''] = readFileSync(inRoot('CHANGELOG.md'), 'utf8').split(/^## .*$/m);
  const items = latest
    .split('\n')
    .filter((line) => line.startsWith('- '))
    .map((line) => wrapped(line.slice(2)));
  const day = date.toUTCString().replace('GMT', '+0000');
  return `callbox (${version}) bookworm; urgency=medium\n\n${items.join('\n') || '  * First release.'}\n\n -- ${maintainer}  ${day}\n`;
}

/** @param {string} text */
function wrapped(text) {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.length - 1;
    if ((lines[last] ?? '').length + word.length > 72) lines.push(word);
    else lines[last] = lines[last] === '' ? word : `${lines[last]} ${word}`;
  }
  return `  * ${lines.join('\n    ')}`;
}
