// The table of `npm run bench dtmf` with fewer digits. Where the goal is none, not one may be wrong here.
#include <doctest/doctest.h>

#include <cstdio>

#include "dsp/dtmf_cells.h"

using namespace callbox::dsp::testing;

TEST_CASE("DTMF under every condition: missed, doubled or wrongly accepted no more than the goal says") {
    constexpr int kDigits = 400;
    for (const Cell &cell : dtmfCells()) {
        const Result result = measureCell(cell, kDigits, 11, hearByBank);
        const int faults = result.faults(cell.fault);
        std::printf("dtmf, %s: %d of %d (goal %.1f %%)\n", cell.name, faults, result.digits, 100 * cell.goal);
        CHECK_MESSAGE(faults <= cell.goal * result.digits, cell.name);
        CHECK_MESSAGE(result.wrong == 0, cell.name);
    }
}
