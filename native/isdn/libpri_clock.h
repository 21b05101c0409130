// The clock that libpri's timers run on.
//
// libpri reads gettimeofday, which leaps when somebody sets the time of day: timers would fire at
// once, or hours late. Everything that links this room is linked with --wrap=gettimeofday, so that
// libpri reads CLOCK_MONOTONIC instead, or in tests a clock of the test's own.
#pragma once

#include <cstdint>

namespace callbox::isdn {

using MicrosecondClock = int64_t (*)();

/// For tests, before the first PriSpan; nullptr: CLOCK_MONOTONIC again.
void setLibpriClock(MicrosecondClock clock);
int64_t libpriNowUs();

} // namespace callbox::isdn
