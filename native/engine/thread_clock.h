// Clocks of the engine: CLOCK_MONOTONIC for what has happened, CPU time of a thread for the meters.
#pragma once

#include <pthread.h>
#include <time.h>

#include <cstdint>

namespace callbox::engine {

inline int64_t microseconds(const timespec &time) {
    return static_cast<int64_t>(time.tv_sec) * 1'000'000 + time.tv_nsec / 1000;
}

inline int64_t monotonicUs() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return microseconds(now);
}

/// CPU time a live thread has used.
inline uint64_t threadCpuUs(pthread_t thread) {
    clockid_t clock{};
    timespec used{};
    if (pthread_getcpuclockid(thread, &clock) != 0 || clock_gettime(clock, &used) != 0)
        return 0;
    return static_cast<uint64_t>(microseconds(used));
}

} // namespace callbox::engine
