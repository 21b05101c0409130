// What goes wrong between a public exchange and the box: RESTART, lost D-channels, processes that
// start anew, lost frames. Real libpri on both ends, virtual time.
#include <doctest/doctest.h>

#include <random>
#include <utility>
#include <vector>

#include "exchange_rig.h"

using namespace callbox;
using namespace callbox::test;
using isdn::CallHandle;
using isdn::ClearedBy;
using isdn::kHuntTimeslot;
using isdn::PriEvent;
using Kind = isdn::PriEvent::Kind;

TEST_CASE("RESTART clears the call on its timeslot at both ends, once, and no other") {
    ExchangeRig rig;
    rig.bringUp();
    const auto [out1, in1] = rig.connect(rig.network, rig.user, 4);
    const auto [out2, in2] = rig.connect(rig.network, rig.user, 5);
    rig.network.span->restart(4);
    rig.run(kSecond);
    const PriEvent atUser = rig.user.first(Kind::kCleared, in1);
    CHECK(atUser.cause == 41);
    CHECK(atUser.by == ClearedBy::kNetwork);
    CHECK(rig.network.first(Kind::kCleared, out1).cause == 41);
    CHECK(rig.user.span->callOn(4) == 0);
    CHECK(rig.user.span->callOn(5) == in2);
    rig.user.span->restart(6); // an idle one
    rig.user.span->restart(16);
    rig.user.span->restart(-1);
    rig.run(kSecond);
    CHECK(rig.network.span->callOn(5) == out2);
    const auto [out3, in3] = rig.connect(rig.user, rig.network, 4); // and it works again
    rig.user.span->clear(out3, 16);
    rig.user.span->clear(in2, 16);
    CHECK(in3 != 0);
    rig.requireAllIdle();
}

TEST_CASE("an active call survives a short loss of the D-channel") {
    ExchangeRig rig;
    rig.bringUp();
    const auto [out, in] = rig.connect(rig.network, rig.user);
    rig.network.board->pullSpan(1);
    rig.run(3 * kSecond);
    CHECK(rig.user.alarms == board::kAlarmLos);
    CHECK(rig.user.first(Kind::kCleared, rig.user.dial(kHuntTimeslot)).cause == 38);
    rig.network.board->plugSpan(1);
    rig.run(kMinute);
    CHECK(rig.user.alarms == 0);
    CHECK(rig.user.first(Kind::kCleared, in).call == 0);
    CHECK(rig.user.span->dchannelUp());
    rig.network.span->clear(out, 16);
    rig.run(kSecond);
    CHECK(rig.user.first(Kind::kCleared, in).cause == 16);
    rig.requireAllIdle();
}

TEST_CASE(
    "a long loss of the D-channel: ringing calls end, active ones end on T309, then all is well again") {
    ExchangeRig rig;
    rig.bringUp();
    const auto [active, activeIn] = rig.connect(rig.network, rig.user);
    const CallHandle ringing = rig.network.dial(kHuntTimeslot);
    rig.run(kSecond);
    const CallHandle ringingIn = rig.user.last(Kind::kIncoming).call;
    rig.user.span->alert(ringingIn);
    rig.run(kSecond);
    rig.user.board->pullSpan(1);
    rig.run(2 * kMinute);
    for (End *end : {&rig.network, &rig.user}) {
        CHECK_FALSE(end->span->dchannelUp());
        CHECK_FALSE(end->last(Kind::kDchannel).up);
        CHECK(end->span->counters().dchannelDowns == 1);
        CHECK(end->span->callCount() == 0);
    }
    CHECK(rig.network.first(Kind::kCleared, active).by == ClearedBy::kNetwork);
    CHECK(rig.network.first(Kind::kCleared, active).cause == 27); // destination out of order
    CHECK(rig.user.first(Kind::kCleared, activeIn).cause == 27);
    CHECK(rig.user.first(Kind::kCleared, ringingIn).by == ClearedBy::kNetwork);
    CHECK(rig.network.first(Kind::kCleared, ringing).by == ClearedBy::kNetwork);
    rig.user.board->plugSpan(1);
    rig.run(kMinute);
    CHECK(rig.network.span->dchannelUp());
    CHECK(rig.user.span->dchannelUp());
    const auto [out, in] = rig.connect(rig.user, rig.network);
    rig.network.span->clear(in, 16);
    CHECK(out != 0);
    rig.requireAllIdle();
}

TEST_CASE("the wire is cut and mended while calls run") {
    ExchangeRig rig;
    rig.bringUp();
    rig.connect(rig.network, rig.user);
    rig.connect(rig.user, rig.network);
    rig.network.board->cutWire();
    rig.run(2 * kMinute);
    CHECK(rig.network.span->callCount() == 0);
    CHECK(rig.user.span->callCount() == 0);
    virtualboard::VirtualBoard::rewire(*rig.network.board, *rig.user.board);
    rig.run(kMinute);
    CHECK(rig.network.span->dchannelUp());
    CHECK(rig.user.span->dchannelUp());
    rig.requireAllIdle();
}

TEST_CASE("a box that starts anew loses its old calls and gets new ones") {
    ExchangeRig rig;
    rig.bringUp();
    const auto [out, in] = rig.connect(rig.network, rig.user);
    CHECK(in != 0);
    rig.user.begun.clear(); // the old process is gone, and its calls with it
    rig.user.ended.clear();
    rig.makeEnd(rig.user, {isdn::Side::kUser});
    rig.run(kMinute);
    CHECK(rig.network.first(Kind::kCleared, out).call == out);
    CHECK(rig.network.span->callCount() == 0);
    const auto [again, againIn] = rig.connect(rig.network, rig.user);
    CHECK(again != 0);
    rig.user.span->clear(againIn, 16);
    rig.run(kSecond);
    rig.user.begun.erase(0); // D-channel events carry no call
    rig.user.ended.erase(0);
    rig.requireAllIdle();
}

TEST_CASE("one frame in five is lost or spoilt, and Q.921 brings every call through") {
    uint64_t spoilt = 0;
    for (uint64_t seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        ExchangeRig rig({10, 10}, seed);
        rig.run(kMinute);
        rig.userAnswers();
        for (int i = 0; i < 10; ++i) {
            const CallHandle out = rig.network.dial(kHuntTimeslot);
            rig.run(20 * kSecond);
            rig.network.span->clear(out, 16);
            rig.run(20 * kSecond);
        }
        spoilt += rig.user.board->counters().framesBadFcs;
        rig.requireAllIdle();
        CHECK(rig.network.count(Kind::kAnswered) >=
              5); // T200 brings most through, some dials meet a link that is down
    }
    CHECK(spoilt > 100);
}

TEST_CASE("a thousand seeded calls from both sides, with faults on the way, end in an idle span") {
    for (uint64_t seed = 1; seed <= 5; ++seed) {
        CAPTURE(seed);
        ExchangeRig rig({50, 50}, seed);
        rig.bringUp();
        std::mt19937_64 random(seed);
        std::vector<std::pair<End *, CallHandle>> calls;
        const auto remember = [&](End &end) {
            end.react = [&](const PriEvent &event) {
                if (event.kind == Kind::kIncoming) {
                    calls.emplace_back(&end, event.call);
                }
            };
        };
        remember(rig.network);
        remember(rig.user);
        for (int step = 0; step < 1000; ++step) {
            End &end = random() % 2 == 0 ? rig.network : rig.user;
            const int timeslot = static_cast<int>(random() % 34) - 1;
            calls.emplace_back(&end, end.dial(timeslot));
            for (int i = 0; i < 3; ++i) {
                const auto [holder, call] = calls[random() % calls.size()];
                switch (random() % 4) {
                case 0:
                    holder->span->alert(call);
                    break;
                case 1:
                    holder->span->answer(call);
                    break;
                case 2:
                    holder->span->clear(call, static_cast<int>(random() % 130));
                    break;
                default:
                    if (random() % 50 == 0) {
                        holder->span->restart(static_cast<int>(random() % 33));
                    }
                }
            }
            rig.run(static_cast<int64_t>(random() % 3000) * kMs);
        }
        for (const auto &[holder, call] : calls) {
            holder->span->clear(call, 16);
        }
        rig.requireAllIdle();
    }
}
