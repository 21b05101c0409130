import { defineConfig } from 'vitest/config';

/**
 * unit: beside the code, milliseconds, in parallel. scenario: real processes and a browser; most of their time goes into
 * waiting for lines and people, so two files at once keep the machine's two cores busy. What measures is in `npm run bench`.
 */
export default defineConfig({
  test: {
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
          // Against what hangs, not a measure of speed: PostgreSQL on a busy machine takes its time.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'scenario',
          include: ['test/**/*.test.ts'],
          setupFiles: ['test/rig/on-failure.ts'],
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
