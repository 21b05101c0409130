// Which call holds which timeslot of a span.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace callbox::isdn {

constexpr int kNoTimeslot = 0;

class Timeslots {
  public:
    enum class From : uint8_t { kLowest, kHighest };

    /// 1-15, 17-31 (ITU-T G.704).
    static bool exists(int timeslot) { return timeslot >= 1 && timeslot <= 31 && timeslot != 16; }
    /// The holder, 0: idle or not a timeslot.
    uint32_t holder(int timeslot) const { return exists(timeslot) ? holders_[index(timeslot)] : 0; }
    bool idle(int timeslot) const { return exists(timeslot) && holders_[index(timeslot)] == 0; }
    void take(int timeslot, uint32_t holder) { holders_[index(timeslot)] = holder; }
    /// Does nothing unless `holder` holds it.
    void release(int timeslot, uint32_t holder);
    /// kNoTimeslot if none is idle, but for those that `excluded` says.
    template <typename Excluded> int findIdle(From from, Excluded excluded) const {
        for (int step = 1; step <= 31; ++step) {
            const int timeslot = from == From::kLowest ? step : 32 - step;
            if (idle(timeslot) && !excluded(timeslot)) {
                return timeslot;
            }
        }
        return kNoTimeslot;
    }

  private:
    static size_t index(int timeslot) { return static_cast<size_t>(timeslot); }
    std::array<uint32_t, 32> holders_{};
};

} // namespace callbox::isdn
