// RESTART procedures of one span, one at a time (ITU-T Q.931 §5.5).
#pragma once

#include <cstdint>

namespace callbox::isdn {

/// A process that starts knows of no call, but its far end may remember some of the one before: so
/// every timeslot is restarted once when the D-channel first comes up.
class ChannelRestarts {
  public:
    /// Shorter than T316 (Q.931 table 9-2: 2 min), because one that is out holds up the others.
    static constexpr int64_t kAckWithinUs = 10'000'000;

    /// Timeslots are taken in rising order, or falling: away from where the far end hunts first.
    explicit ChannelRestarts(bool rising) : rising_(rising) {}

    void add(int timeslot) { waiting_ |= bit(timeslot); }
    void forget(int timeslot) { waiting_ &= ~bit(timeslot); }
    void forgetAll();
    /// The one to send RESTART for now, 0: none waits, or one is out. It is out from here on.
    int takeNext(int64_t nowUs);
    void acknowledged(int timeslot);
    /// The one that is out was lost on its way: it waits again.
    void lost();
    /// The one whose acknowledgement is overdue, 0: none. It is out no longer.
    int takeLate(int64_t nowUs);
    /// timeslot 1 .. 31
    bool covers(int timeslot) const { return out_ == timeslot || (waiting_ & bit(timeslot)) != 0; }
    bool idle() const { return waiting_ == 0 && out_ == 0; }
    /// Microseconds until takeLate has one, -1: none is out.
    int64_t dueInUs(int64_t nowUs) const;

  private:
    static uint32_t bit(int timeslot) { return 1u << timeslot; }

    const bool rising_;
    uint32_t waiting_ = 0;
    int out_ = 0;
    int64_t sentUs_ = 0;
};

} // namespace callbox::isdn
