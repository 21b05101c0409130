// From the media thread, which reads the wire, to the signalling thread, which reads events.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

#include "board/board.h"

namespace callbox::virtualboard {

/// Bounded. Frames beyond kCapacity are lost and Q.921 repeats them; states (alarms, hook, ring,
/// polarity, battery) are never lost: what did not fit is told as the newest state once there is
/// room again. A state that did not change makes no event.
class EventQueue {
  public:
    static constexpr size_t kCapacity = 1024;

    EventQueue(int spans, size_t firstLineChannel, int lines);
    ~EventQueue();
    EventQueue(const EventQueue &) = delete;
    EventQueue &operator=(const EventQueue &) = delete;

    int fd() const { return eventFd_; }
    /// False: full, the frame is lost.
    bool pushFrame(int span, const uint8_t *frame, size_t octets);
    /// Moments, not states: lost when full, then false.
    bool pushFlash(int line);
    bool pushSlip(int span);
    void setAlarms(int span, uint8_t alarms);
    /// Of a state: hook, ring, polarity, battery; others are ignored.
    void setLine(int line, board::LineSignal signal);
    bool next(board::Event &event);

  private:
    enum LineBit : uint8_t { kOffHookBit = 1, kRingBit = 2, kReversedBit = 4, kNoBatteryBit = 8 };
    struct Level {
        uint8_t now = 0;
        uint8_t told = 0; // what the events queued so far say
    };

    bool full() const { return count_ == kCapacity; }
    board::Event &append();
    void tellAlarms(size_t span);
    void tellLine(size_t line);
    void tellWhatDidNotFit();

    const size_t firstLineChannel_;
    const int eventFd_;
    std::mutex mutex_;
    std::vector<board::Event> ring_; // slots keep their frame's memory
    size_t first_ = 0;
    size_t count_ = 0;
    bool behind_ = false; // some level's now differs from told
    std::vector<Level> spans_, lines_;
};

} // namespace callbox::virtualboard
