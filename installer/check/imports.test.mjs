// @ts-check
import { expect, test } from 'vitest';
import { root } from '../setup/places.mjs';
import { checkFile, checkHouse } from './imports.mjs';
import { importsOf } from './sources.mjs';

test('the whole checkout keeps to the house', () => {
  expect(checkHouse(root)).toEqual([]);
});

test.each([
  [
    'daemon/ivr/flow.ts',
    "import { x } from '../switch/x.js';",
    /^daemon\/ivr\/flow\.ts:1: imports daemon\/switch\/x\.js/,
  ],
  ['daemon/ivr/flow.ts', "\nexport * from '../lines/lines.js';", /^daemon\/ivr\/flow\.ts:2: .*daemon\/lines/],
  ['daemon/acd/a.ts', "import {\n  x,\n} from '../store/x.js';", /:3: imports daemon\/store\/x\.js/],
  ['daemon/acd/a.ts', "const x = await import('../store/x.js');", /imports daemon\/store/],
  ['daemon/acd/a.ts', "import { readFileSync } from 'node:fs';", /imports node:fs; packages allowed here: none/],
  ['daemon/calls/a.ts', 'const at = Date.now();', /:1: uses Date\.now/],
  ['daemon/calls/a.ts', 'const at = new Date();', /uses new Date\(\)/],
  ['daemon/switch/a.ts', 'async function go() {}', /uses async/],
  ['daemon/dialer/a.ts', 'setTimeout(run, 5);', /uses timers/],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a template
  ['daemon/recording/a.ts', 'const x = `${Math.random()}`;', /uses Math\.random/],
  ['web/client/a.tsx', "import { open } from '../server/store/open.js';", /imports web\/server/],
  ['web/server/a.ts', "import type { Lines } from '../../daemon/lines/lines.js';", /imports daemon\/lines/],
  ['daemon/control/a.ts', "import { box } from '../../test/rig/box.js';", /imports test\/rig\/box\.js/],
  ['daemon/attic/a.ts', '', /in no room/],
  ['native/dsp/a.cpp', '#include "board/board.h"', /includes board\/board\.h; allowed here: dsp/],
  ['native/engine/a.cpp', '#include <libpri.h>', /only native\/isdn may/],
  ['native/media/a.h', '#include "../engine/engine.h"', /includes \.\.\/engine/],
])('%s: %s', (file, text, complaint) => {
  const complaints = checkFile(file, text);
  expect(complaints).toHaveLength(complaints.length || 1);
  expect(complaints.join('\n')).toMatch(complaint);
});

test.each([
  ['daemon/main.ts', "import { open } from './store/open.js';"],
  ['daemon/calls/a.ts', "import type { Lines } from '../lines/lines.js';"],
  ['daemon/calls/a.ts', '// Date.now is not allowed, nor await\nconst word = "async";'],
  ['daemon/calls/a.ts', 'const at = new Date(atMs);'],
  ['daemon/acd/a.test.ts', "import { ManualTime } from '../base/timers.js';\nimport { test } from 'vitest';"],
  ['native/isdn/a_test.cpp', '#include "virtual/virtual_board.h"\n#include <doctest/doctest.h>'],
  ['native/engine/a.cpp', '#include "isdn/pri_span.h"\n#include "own.h"'],
])('%s may: %s', (file, text) => {
  expect(checkFile(file, text)).toEqual([]);
});

test('imports are read past comments, strings and patterns', () => {
  const text = [
    "// import a from 'comment';",
    "/* export * from 'block' */",
    'const quote = /[\'"]/;',
    "import type { B } from './b.js';",
    "import './c.js';",
    'const text = "it\'s";',
    'const more = "import \'./e.js\'";',
    "export { d } from './d.js';",
  ].join('\n');
  expect(importsOf(text).map(({ from, line }) => `${line} ${from}`)).toEqual(['4 ./b.js', '5 ./c.js', '8 ./d.js']);
});
