#include "virtual/event_queue.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <stdexcept>
#include <utility>

namespace callbox::virtualboard {

using board::Event;
using board::LineSignal;

namespace {

struct Meaning {
    uint8_t bit;
    LineSignal set, cleared;
};

} // namespace

EventQueue::EventQueue(int spans, size_t firstLineChannel, int lines)
    : firstLineChannel_(firstLineChannel), eventFd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), ring_(kCapacity),
      spans_(static_cast<size_t>(spans)), lines_(static_cast<size_t>(lines)) {
    if (eventFd_ < 0) {
        throw std::runtime_error("cannot make an eventfd: the limit on open files (ulimit -n) is reached");
    }
}

EventQueue::~EventQueue() { ::close(eventFd_); }

Event &EventQueue::append() {
    if (count_ == 0) {
        const uint64_t one = 1;
        (void)!::write(eventFd_, &one, sizeof one);
    }
    Event &event = ring_[(first_ + count_) % kCapacity];
    ++count_;
    event.frame.clear();
    event.span = 0;
    event.alarms = 0;
    event.channel = 0;
    return event;
}

bool EventQueue::pushFrame(int span, const uint8_t *frame, size_t octets) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (full()) {
        return false;
    }
    Event &event = append();
    event.kind = Event::Kind::kFrame;
    event.span = span;
    event.frame.assign(frame, frame + octets);
    return true;
}

bool EventQueue::pushFlash(int line) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (full()) {
        return false;
    }
    Event &event = append();
    event.kind = Event::Kind::kLineSignal;
    event.channel = static_cast<board::ChannelIndex>(firstLineChannel_ + static_cast<size_t>(line) - 1);
    event.signal = LineSignal::kFlash;
    return true;
}

bool EventQueue::pushSlip(int span) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (full()) {
        return false;
    }
    Event &event = append();
    event.kind = Event::Kind::kSlip;
    event.span = span;
    return true;
}

void EventQueue::tellAlarms(size_t span) {
    Level &level = spans_[span];
    if (level.now == level.told) {
        return;
    }
    if (full()) {
        behind_ = true;
        return;
    }
    level.told = level.now;
    Event &event = append();
    event.kind = Event::Kind::kAlarms;
    event.span = static_cast<int>(span) + 1;
    event.alarms = level.now;
}

void EventQueue::tellLine(size_t line) {
    static constexpr Meaning kMeanings[] = {
        {kNoBatteryBit, LineSignal::kBatteryLost, LineSignal::kBatteryBack},
        {kReversedBit, LineSignal::kPolarityReversed, LineSignal::kPolarityNormal},
        {kRingBit, LineSignal::kRingOn, LineSignal::kRingOff},
        {kOffHookBit, LineSignal::kOffHook, LineSignal::kOnHook},
    };
    Level &level = lines_[line];
    for (const Meaning &meaning : kMeanings) {
        if (((level.now ^ level.told) & meaning.bit) == 0) {
            continue;
        }
        if (full()) {
            behind_ = true;
            return;
        }
        const bool set = (level.now & meaning.bit) != 0;
        level.told = static_cast<uint8_t>(level.told ^ meaning.bit);
        Event &event = append();
        event.kind = Event::Kind::kLineSignal;
        event.channel = static_cast<board::ChannelIndex>(firstLineChannel_ + line);
        event.signal = set ? meaning.set : meaning.cleared;
    }
}

void EventQueue::setAlarms(int span, uint8_t alarms) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const size_t index = static_cast<size_t>(span) - 1;
    spans_[index].now = alarms;
    tellAlarms(index);
}

void EventQueue::setLine(int line, LineSignal signal) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const size_t index = static_cast<size_t>(line) - 1;
    uint8_t &now = lines_[index].now;
    const auto set = [&now](uint8_t bit) { now = static_cast<uint8_t>(now | bit); };
    const auto clear = [&now](uint8_t bit) { now = static_cast<uint8_t>(now & ~bit); };
    switch (signal) {
    case LineSignal::kOffHook:
        set(kOffHookBit);
        break;
    case LineSignal::kOnHook:
        clear(kOffHookBit);
        break;
    case LineSignal::kRingOn:
        set(kRingBit);
        break;
    case LineSignal::kRingOff:
        clear(kRingBit);
        break;
    case LineSignal::kPolarityReversed:
        set(kReversedBit);
        break;
    case LineSignal::kPolarityNormal:
        clear(kReversedBit);
        break;
    case LineSignal::kBatteryLost:
        set(kNoBatteryBit);
        break;
    case LineSignal::kBatteryBack:
        clear(kNoBatteryBit);
        break;
    default: // no state
        return;
    }
    tellLine(index);
}

void EventQueue::tellWhatDidNotFit() {
    behind_ = false;
    for (size_t span = 0; span < spans_.size(); ++span) {
        tellAlarms(span);
    }
    for (size_t line = 0; line < lines_.size(); ++line) {
        tellLine(line);
    }
}

bool EventQueue::next(Event &event) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (count_ == 0) {
        return false;
    }
    std::swap(event, ring_[first_]); // the slot takes over the reader's old memory
    first_ = (first_ + 1) % kCapacity;
    --count_;
    if (behind_) {
        tellWhatDidNotFit();
    }
    if (count_ == 0) {
        uint64_t ignored = 0;
        (void)!::read(eventFd_, &ignored, sizeof ignored);
    }
    return true;
}

} // namespace callbox::virtualboard
