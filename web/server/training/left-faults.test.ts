import { expect, test } from 'vitest';
import { usualSpanSetup } from '../../../daemon/terms/span-setup.js';
import { breakages, brokenSetup } from './fault-offers.js';
import { recognised } from './left-faults.js';

const should = { ...usualSpanSetup, side: 'network', clockPriority: 0 } as const;
const whole = () => should;

test('every kind on offer is known again where it was', () => {
  for (const [kind, breakage] of Object.entries(breakages)) {
    const left =
      'fault' in breakage
        ? ({ since: 7, fault: breakage.fault(3) } as const)
        : ({ since: 7, span: 3, setup: breakage.farEnd(should) } as const);
    expect(recognised([left], whole)).toEqual({ known: [{ kind, at: 3, since: 7 }], unknown: [] });
  }
});

test('both at one far end are both; one that is set up as it should be is no fault', () => {
  const both = brokenSetup(should, ['both-user-side', 'crc4-mismatch']);
  const { known } = recognised(
    [
      { since: 1, span: 1, setup: both },
      { since: 2, span: 2, setup: should },
    ],
    whole,
  );
  expect(known.map(({ kind, at }) => `${kind} ${at}`).sort()).toEqual(['both-user-side 1', 'crc4-mismatch 1']);
});

test('what a training does not offer is mended', () => {
  const fault = { fault: 'frame-errors', direction: 'receive', span: 1, oneIn: 3 } as const;
  const odd = { ...should, protocol: 'qsig', overlapReceiving: true } as const;
  expect(
    recognised(
      [
        { since: 1, fault },
        { since: 1, span: 1, setup: odd },
      ],
      whole,
    ),
  ).toEqual({
    known: [],
    unknown: [
      { do: 'mend', fault },
      { do: 'far-span', span: 1, setup: should },
    ],
  });
  expect(recognised([{ since: 1, span: 1, setup: odd }], () => null)).toEqual({ known: [], unknown: [] });
});
