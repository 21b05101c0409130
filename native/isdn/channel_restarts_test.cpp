#include "isdn/channel_restarts.h"

#include <doctest/doctest.h>

#include <initializer_list>

using callbox::isdn::ChannelRestarts;

TEST_CASE("restarts go out one at a time, from the chosen end") {
    for (const bool rising : {true, false}) {
        ChannelRestarts restarts(rising);
        CHECK(restarts.takeNext(0) == 0);
        for (const int timeslot : {1, 5, 31}) {
            restarts.add(timeslot);
        }
        const int first = restarts.takeNext(0);
        CHECK(first == (rising ? 1 : 31));
        CHECK(restarts.takeNext(0) == 0);
        CHECK(restarts.covers(first));
        restarts.acknowledged(2); // another one's
        CHECK(restarts.takeNext(0) == 0);
        restarts.acknowledged(first);
        CHECK_FALSE(restarts.covers(first));
        CHECK(restarts.takeNext(0) == 5);
        restarts.acknowledged(5);
        restarts.forget(rising ? 31 : 1);
        CHECK(restarts.takeNext(0) == 0);
        CHECK(restarts.idle());
    }
}

TEST_CASE("one whose acknowledgement is overdue makes way for the next") {
    ChannelRestarts restarts(true);
    restarts.add(1);
    restarts.add(2);
    CHECK(restarts.dueInUs(0) == -1);
    restarts.takeNext(1'000);
    CHECK(restarts.dueInUs(1'000) == ChannelRestarts::kAckWithinUs);
    CHECK(restarts.takeLate(ChannelRestarts::kAckWithinUs) == 0);
    CHECK(restarts.takeLate(ChannelRestarts::kAckWithinUs + 1'000) == 1);
    CHECK(restarts.takeLate(ChannelRestarts::kAckWithinUs + 1'000) == 0);
    CHECK_FALSE(restarts.covers(1));
    CHECK(restarts.takeNext(ChannelRestarts::kAckWithinUs + 1'000) == 2);
    restarts.forgetAll();
    CHECK(restarts.idle());
    CHECK(restarts.dueInUs(0) == -1);
}

TEST_CASE("a RESTART that was lost on its way is sent again, before the others") {
    ChannelRestarts restarts(true);
    restarts.lost(); // none is out
    CHECK(restarts.idle());
    restarts.add(3);
    restarts.add(5);
    CHECK(restarts.takeNext(0) == 3);
    restarts.lost();
    CHECK(restarts.covers(3));
    CHECK(restarts.takeNext(10) == 3);
    restarts.acknowledged(3);
    CHECK(restarts.takeNext(20) == 5);
}
