/** A scenario that fails, in time or not, says what its processes and the network said last. */
import { afterEach } from 'vitest';
import { Box } from './box.js';

afterEach(({ task }) => {
  if (task.result?.state !== 'fail') return;
  for (const box of Box.open) console.error(`${task.name}\n${box.logs}`);
});
