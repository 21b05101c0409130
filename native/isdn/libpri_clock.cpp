#include "isdn/libpri_clock.h"

#include <sys/time.h>

#include <atomic>
#include <ctime>

namespace callbox::isdn {
namespace {

constexpr int64_t kUsPerSecond = 1'000'000;
std::atomic<MicrosecondClock> chosenClock{nullptr};

} // namespace

void setLibpriClock(MicrosecondClock clock) { chosenClock.store(clock); }

int64_t libpriNowUs() {
    if (const MicrosecondClock clock = chosenClock.load()) {
        return clock();
    }
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<int64_t>(now.tv_sec) * kUsPerSecond + now.tv_nsec / 1'000;
}

} // namespace callbox::isdn

extern "C" int __wrap_gettimeofday(timeval *now, void *) {
    const int64_t us = callbox::isdn::libpriNowUs();
    now->tv_sec = static_cast<time_t>(us / callbox::isdn::kUsPerSecond);
    now->tv_usec = static_cast<suseconds_t>(us % callbox::isdn::kUsPerSecond);
    return 0;
}
