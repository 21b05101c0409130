#include "isdn/timeslots.h"

#include <doctest/doctest.h>

#include <initializer_list>

using callbox::isdn::kNoTimeslot;
using callbox::isdn::Timeslots;

TEST_CASE("a span has timeslots 1-15 and 17-31") {
    int count = 0;
    for (int timeslot = -1; timeslot <= 300; ++timeslot) {
        count += Timeslots::exists(timeslot);
    }
    CHECK(count == 30);
    CHECK_FALSE(Timeslots::exists(0));
    CHECK_FALSE(Timeslots::exists(16));
    CHECK_FALSE(Timeslots().idle(16));
    CHECK_FALSE(Timeslots().idle(255));
}

TEST_CASE("hunting reaches every timeslot once, from either end") {
    const auto none = [](int) { return false; };
    CHECK(Timeslots().findIdle(Timeslots::From::kLowest, [](int timeslot) { return timeslot < 16; }) == 17);
    for (const auto from : {Timeslots::From::kLowest, Timeslots::From::kHighest}) {
        Timeslots timeslots;
        for (uint32_t call = 1; call <= 30; ++call) {
            const int timeslot = timeslots.findIdle(from, none);
            REQUIRE(Timeslots::exists(timeslot));
            if (call == 1) {
                CHECK(timeslot == (from == Timeslots::From::kLowest ? 1 : 31));
            }
            timeslots.take(timeslot, call);
        }
        CHECK(timeslots.findIdle(from, none) == kNoTimeslot);
    }
}

TEST_CASE("only the holder lets a timeslot go") {
    Timeslots timeslots;
    timeslots.take(5, 7);
    timeslots.release(5, 8);
    CHECK(timeslots.holder(5) == 7);
    timeslots.release(5, 7);
    CHECK(timeslots.idle(5));
    timeslots.release(0, 7);
    timeslots.release(1000, 7);
}
