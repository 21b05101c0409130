import { relative } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Real lines with their own clocks: unit tests by their place, and yet they wait as scenarios do. */
const onRealLines = ['daemon/driver/**/*.test.ts', 'daemon/simulator/**/*.test.ts'];

/**
 * Files of more than about 20 s, the longest first: one of a minute that begins last has the machine to itself. A clean
 * checkout knows no times of its own, and Vitest then goes by the files' sizes. A name that is gone does no harm.
 */
const longest = [
  'test/scenario/start.test.ts',
  'test/scenario/doctor.test.ts',
  'daemon/driver/driver.test.ts',
  'test/scenario/campaign-faults.test.ts',
  'test/browser/admin.test.ts',
  'test/browser/training.test.ts',
  'test/scenario/campaign.test.ts',
  'test/scenario/ladder.test.ts',
  'test/browser/floor.test.ts',
  'test/scenario/conversations.test.ts',
  'test/scenario/crash.test.ts',
  'test/scenario/exchange-line.test.ts',
  'test/scenario/training.test.ts',
  'daemon/simulator/network.test.ts',
  'test/browser/box.test.ts',
  'test/scenario/commissioning.test.ts',
  'test/scenario/line-faults.test.ts',
  'test/simulation/day/seeds.test.ts',
  'test/simulation/day/database.test.ts',
  'test/browser/quality.test.ts',
  'test/browser/quick-note.test.ts',
  'test/browser/shift.test.ts',
  'test/browser/agent-keys.test.ts',
  'daemon/driver/wire-fault.test.ts',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ project, moduleId }: TestSpecification) => {
      const at = longest.indexOf(relative(project.config.root, moduleId));
      return at < 0 ? longest.length : at;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

/**
 * unit: beside the code, milliseconds, in parallel; it computes all the time. scenario: real lines, real processes and a
 * browser, two files at once. What measures is in `npm run bench`.
 */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'daemon/**/*.test.ts',
            'firmware-scripts/**/*.test.ts',
            'web/**/*.test.{ts,tsx}',
            'installer/**/*.test.mjs',
          ],
          exclude: ['**/node_modules/**', ...onRealLines],
          // Against what hangs, not a measure of speed: PostgreSQL on a busy machine takes its time.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 30_000 } },
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'scenario',
          include: ['test/**/*.test.ts', ...onRealLines],
          setupFiles: ['test/rig/on-failure.ts'],
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 30_000 } },
        },
      },
    ],
  },
});
