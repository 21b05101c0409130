import { defineConfig } from 'vitest/config';

/**
 * unit: beside the code, milliseconds, in parallel. scenario: real processes and a browser, one
 * file after the other, because each owns the machine's two cores while it measures.
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
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
