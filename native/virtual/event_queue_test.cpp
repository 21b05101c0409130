#include "virtual/event_queue.h"

#include <doctest/doctest.h>
#include <poll.h>

using callbox::board::Event;
using callbox::board::LineSignal;
using callbox::virtualboard::EventQueue;

namespace {

bool readable(int fd) {
    pollfd one = {fd, POLLIN, 0};
    return ::poll(&one, 1, 0) == 1;
}

} // namespace

TEST_CASE("the event descriptor is readable exactly while there is an event") {
    EventQueue queue(1, 30, 1);
    Event event;
    CHECK_FALSE(readable(queue.fd()));
    const uint8_t frame[] = {1, 2, 3};
    CHECK(queue.pushFrame(1, frame, 3));
    queue.setLine(1, LineSignal::kOffHook);
    CHECK(readable(queue.fd()));
    REQUIRE(queue.next(event));
    CHECK(event.kind == Event::Kind::kFrame);
    CHECK(event.frame == std::vector<uint8_t>{1, 2, 3});
    CHECK(readable(queue.fd()));
    REQUIRE(queue.next(event));
    CHECK(event.kind == Event::Kind::kLineSignal);
    CHECK(event.channel == 30);
    CHECK(event.signal == LineSignal::kOffHook);
    CHECK_FALSE(readable(queue.fd()));
    CHECK_FALSE(queue.next(event));
}

TEST_CASE("a state that does not change makes no event") {
    EventQueue queue(1, 30, 1);
    Event event;
    queue.setAlarms(1, 0);
    queue.setLine(1, LineSignal::kOnHook);
    queue.setLine(1, LineSignal::kBatteryBack);
    CHECK_FALSE(queue.next(event));
}

TEST_CASE("a flood loses frames but never a state") {
    EventQueue queue(1, 30, 2);
    const uint8_t octet = 7;
    size_t taken = 0;
    while (queue.pushFrame(1, &octet, 1)) {
        ++taken;
    }
    CHECK(taken == EventQueue::kCapacity);
    queue.setAlarms(1, 1);
    queue.setLine(2, LineSignal::kOffHook);
    queue.setLine(2, LineSignal::kOnHook);
    queue.setLine(2, LineSignal::kOffHook);
    Event event, alarms, hook;
    size_t frames = 0;
    while (queue.next(event)) {
        frames += event.kind == Event::Kind::kFrame;
        if (event.kind == Event::Kind::kAlarms) {
            alarms = event;
        } else if (event.kind == Event::Kind::kLineSignal) {
            hook = event;
        }
    }
    CHECK(frames == EventQueue::kCapacity);
    CHECK(alarms.alarms == 1);
    CHECK(hook.channel == 31);
    CHECK(hook.signal == LineSignal::kOffHook);
    CHECK_FALSE(readable(queue.fd()));
}
