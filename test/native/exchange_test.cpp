// Calls between a public exchange and the box: real libpri on both ends, virtual time.
#include <doctest/doctest.h>

#include <random>
#include <set>

#include "exchange_rig.h"

using namespace callbox;
using namespace callbox::test;
using isdn::CallHandle;
using isdn::ClearedBy;
using isdn::kAnyTimeslot;
using isdn::kHuntTimeslot;
using isdn::Presentation;
using isdn::PriEvent;
using Kind = isdn::PriEvent::Kind;

TEST_CASE("the D-channel comes up within a second and stays up for a day") {
    ExchangeRig rig;
    rig.run(kSecond);
    CHECK(rig.network.span->dchannelUp());
    CHECK(rig.user.span->dchannelUp());
    rig.run(24 * 60 * kMinute);
    CHECK(rig.network.count(Kind::kDchannel) == 1);
    CHECK(rig.user.count(Kind::kDchannel) == 1);
    CHECK(rig.user.span->counters().protocolErrors == 0);
    rig.requireAllIdle();
}

TEST_CASE("a call to the box: SETUP, ALERTING, CONNECT, and either end hangs up") {
    for (const bool networkClears : {true, false}) {
        CAPTURE(networkClears);
        ExchangeRig rig;
        rig.bringUp();
        const CallHandle out = rig.network.dial(7, "02087654321", "13800138000");
        rig.run(100 * kMs);
        const PriEvent incoming = rig.user.last(Kind::kIncoming);
        REQUIRE(incoming.call != 0);
        CHECK(incoming.timeslot == 7);
        CHECK(incoming.calledNumber == "02087654321");
        CHECK(incoming.callingNumber == "13800138000");
        CHECK(incoming.presentation == Presentation::kAllowed);
        CHECK(rig.network.first(Kind::kProceeding, out).timeslot == 7);
        CHECK(rig.network.count(Kind::kAlerting) == 0);
        rig.user.span->alert(incoming.call);
        rig.run(100 * kMs);
        CHECK(rig.network.count(Kind::kAlerting) == 1);
        CHECK(rig.network.count(Kind::kAnswered) == 0);
        rig.user.span->answer(incoming.call);
        rig.run(kMinute);
        CHECK(rig.network.count(Kind::kAnswered) == 1);
        CHECK(rig.network.span->callOn(7) == out);
        CHECK(rig.user.span->callOn(7) == incoming.call);
        (networkClears ? rig.network : rig.user).span->clear(networkClears ? out : incoming.call, 16);
        rig.run(100 * kMs);
        const PriEvent atNetwork = rig.network.first(Kind::kCleared, out);
        const PriEvent atUser = rig.user.first(Kind::kCleared, incoming.call);
        CHECK(atNetwork.cause == 16);
        CHECK(atUser.cause == 16);
        CHECK(atNetwork.by == (networkClears ? ClearedBy::kNearEnd : ClearedBy::kFarEnd));
        CHECK(atUser.by == (networkClears ? ClearedBy::kFarEnd : ClearedBy::kNearEnd));
        CHECK(rig.network.span->callCount() == 0); // at once, not after ten minutes
        CHECK(rig.user.span->callCount() == 0);
        rig.requireAllIdle();
    }
}

TEST_CASE("a call from the box, and either end hangs up") {
    for (const bool networkClears : {true, false}) {
        CAPTURE(networkClears);
        ExchangeRig rig;
        rig.bringUp();
        const auto [out, in] = rig.connect(rig.user, rig.network);
        CHECK(rig.user.first(Kind::kProceeding, out).timeslot == 31);
        CHECK(rig.network.first(Kind::kIncoming, in).callingNumber == "13800138000");
        rig.run(60 * kMinute);
        (networkClears ? rig.network : rig.user).span->clear(networkClears ? in : out, 16);
        rig.run(100 * kMs);
        CHECK(rig.user.first(Kind::kCleared, out).by ==
              (networkClears ? ClearedBy::kFarEnd : ClearedBy::kNearEnd));
        CHECK(rig.network.span->callCount() == 0);
        CHECK(rig.user.span->callCount() == 0);
        rig.requireAllIdle();
    }
}

TEST_CASE("busy 17, rejected 21, no answer 19, and the caller who gives up 16") {
    struct Row {
        int cause;
        bool alertFirst, byCaller;
    };
    for (const Row row :
         {Row{17, false, false}, Row{21, false, false}, Row{21, true, false}, Row{19, true, false},
          Row{1, false, false}, Row{34, true, false}, Row{16, true, true}, Row{16, false, true},
          Row{26, true, false}, Row{81, false, false}, Row{127, false, false}}) {
        CAPTURE(row.cause);
        ExchangeRig rig;
        rig.bringUp();
        const CallHandle out = rig.network.dial(kHuntTimeslot);
        rig.run(100 * kMs);
        const CallHandle in = rig.user.last(Kind::kIncoming).call;
        REQUIRE(in != 0);
        if (row.alertFirst) {
            rig.user.span->alert(in);
            rig.run(kMinute);
        }
        (row.byCaller ? rig.network : rig.user).span->clear(row.byCaller ? out : in, row.cause);
        rig.run(100 * kMs);
        CHECK(rig.network.first(Kind::kCleared, out).cause == row.cause);
        CHECK(rig.user.first(Kind::kCleared, in).cause == row.cause);
        rig.requireAllIdle();
    }
}

TEST_CASE("the caller may give up before anybody has heard of the call") {
    ExchangeRig rig;
    rig.bringUp();
    for (const int cause : {16, 34, 44, 81, 26}) {
        const CallHandle out = rig.network.dial(kHuntTimeslot);
        rig.network.span->clear(out, cause);
        rig.run(kSecond);
        CHECK(rig.network.first(Kind::kCleared, out).by == ClearedBy::kNearEnd);
        CHECK(rig.network.first(Kind::kCleared, out).cause == cause);
    }
    rig.requireAllIdle();
}

TEST_CASE("thirty calls at once on one span; a 31st for any channel gets 34, for a busy one 44") {
    ExchangeRig rig;
    rig.bringUp();
    rig.userAnswers();
    std::vector<CallHandle> calls;
    for (int i = 0; i < 30; ++i) {
        calls.push_back(rig.network.dial(kHuntTimeslot));
    }
    rig.run(kSecond);
    CHECK(rig.network.count(Kind::kAnswered) == 30);
    CHECK(rig.user.busyTimeslots() == 30);
    std::set<int> timeslots;
    for (const CallHandle call : calls) {
        CHECK(rig.network.span->timeslotOf(call) ==
              rig.user.span->timeslotOf(rig.user.span->callOn(rig.network.span->timeslotOf(call))));
        timeslots.insert(rig.network.span->timeslotOf(call));
    }
    CHECK(timeslots.size() == 30);

    const CallHandle any = rig.network.dial(kAnyTimeslot, "95588", "10086");
    rig.run(kSecond);
    CHECK(rig.network.first(Kind::kCleared, any).cause == 34);
    CHECK(rig.network.first(Kind::kCleared, any).by == ClearedBy::kFarEnd);
    PriEvent refused = rig.user.last(Kind::kRefused);
    CHECK(refused.cause == 34);
    CHECK(refused.timeslot == 0);
    CHECK(refused.calledNumber == "95588");
    CHECK(refused.callingNumber == "10086");

    const CallHandle named = rig.network.dial(9, "95588", "10086");
    rig.run(kSecond);
    CHECK(rig.network.first(Kind::kCleared, named).cause == 44);
    CHECK(rig.network.first(Kind::kCleared, named).by == ClearedBy::kFarEnd);
    refused = rig.user.last(Kind::kRefused);
    CHECK(refused.cause == 44);
    CHECK(refused.timeslot == 9);

    const CallHandle hunted = rig.network.dial(kHuntTimeslot); // the exchange itself knows that all are busy
    CHECK(rig.network.first(Kind::kCleared, hunted).cause == 34);
    CHECK(rig.network.first(Kind::kCleared, hunted).by == ClearedBy::kNearEnd);
    const CallHandle own = rig.user.dial(9); // the box never names a busy one
    CHECK(rig.user.first(Kind::kCleared, own).cause == 44);
    CHECK(rig.user.first(Kind::kCleared, own).by == ClearedBy::kNearEnd);

    CHECK(rig.user.span->counters().refused34 == 1);
    CHECK(rig.user.span->counters().refused44 == 1);
    CHECK(rig.user.busyTimeslots() == 30); // nobody was disturbed
    for (const CallHandle call : calls) {
        rig.network.span->clear(call, 16);
    }
    rig.requireAllIdle();
}

TEST_CASE("any channel: the far end chooses, and says which") {
    ExchangeRig rig;
    rig.bringUp();
    rig.userAnswers();
    const CallHandle first = rig.network.dial(kAnyTimeslot);
    const CallHandle second = rig.network.dial(kAnyTimeslot);
    CHECK(rig.network.span->timeslotOf(first) == 0);
    rig.run(kSecond);
    CHECK(rig.network.first(Kind::kProceeding, first).timeslot == 1);
    CHECK(rig.network.first(Kind::kProceeding, second).timeslot == 2);
    CHECK(rig.network.span->callOn(2) == second);
    rig.network.span->clear(first, 16);
    rig.network.span->clear(second, 16);
    rig.requireAllIdle();
}

TEST_CASE("withheld, unavailable and odd numbers") {
    struct Row {
        Presentation sent;
        const char *calling;
        Presentation heard;
        const char *number;
    };
    for (const Row &row : {Row{Presentation::kAllowed, "13800138000", Presentation::kAllowed, "13800138000"},
                           Row{Presentation::kWithheld, "13800138000", Presentation::kWithheld, ""},
                           Row{Presentation::kWithheld, "", Presentation::kWithheld, ""},
                           Row{Presentation::kUnavailable, "13800138000", Presentation::kUnavailable, ""},
                           Row{Presentation::kUnavailable, "", Presentation::kUnavailable, ""},
                           Row{Presentation::kAllowed, "", Presentation::kUnavailable, ""},
                           Row{Presentation::kAllowed, "12345678901234567890", Presentation::kAllowed,
                               "12345678901234567890"}}) {
        CAPTURE(row.calling);
        ExchangeRig rig;
        rig.bringUp();
        const CallHandle out = rig.network.dial(kHuntTimeslot, "*21#", row.calling, row.sent);
        rig.run(100 * kMs);
        const PriEvent incoming = rig.user.last(Kind::kIncoming);
        CHECK(incoming.presentation == row.heard);
        CHECK(incoming.callingNumber == row.number);
        CHECK(incoming.calledNumber == "*21#");
        rig.network.span->clear(out, 16);
        rig.requireAllIdle();
    }
    ExchangeRig rig; // the exchange itself does hear a withheld number, it must bill it
    rig.bringUp();
    const CallHandle out = rig.user.dial(kHuntTimeslot, "110", "13800138000", Presentation::kWithheld);
    rig.run(100 * kMs);
    CHECK(rig.network.last(Kind::kIncoming).presentation == Presentation::kWithheld);
    CHECK(rig.network.last(Kind::kIncoming).callingNumber == "13800138000");
    rig.user.span->clear(out, 16);
    rig.requireAllIdle();
}

TEST_CASE("a dial that cannot be is refused at once, with the cause that says why") {
    ExchangeRig rig;
    CHECK(rig.network.first(Kind::kCleared, rig.network.dial(kHuntTimeslot)).cause == 38); // not up yet
    rig.bringUp();
    CHECK(rig.network.first(Kind::kCleared, rig.network.dial(kHuntTimeslot, "")).cause == 28);
    CHECK(rig.network.first(Kind::kCleared, rig.network.dial(kHuntTimeslot, "12a")).cause == 28);
    CHECK(rig.network.first(Kind::kCleared, rig.network.dial(kHuntTimeslot, std::string(21, '1'))).cause ==
          28);
    CHECK(rig.network.first(Kind::kCleared, rig.network.dial(kHuntTimeslot, "1", "+86")).cause == 28);
    for (const int timeslot : {16, 32, 255, -2, 1000000}) {
        CHECK(rig.network.first(Kind::kCleared, rig.network.dial(timeslot)).cause == 44);
    }
    CHECK(rig.network.span->counters().framesNotSent == 0);
    rig.requireAllIdle();
}

TEST_CASE("commands with a stale or unknown handle, or out of turn, do nothing") {
    ExchangeRig rig;
    rig.bringUp();
    const auto [out, in] = rig.connect(rig.network, rig.user);
    const uint64_t before = rig.user.span->counters().staleCommands;
    rig.user.span->answer(in); // twice
    rig.user.span->alert(in);  // after the answer
    rig.user.span->answer(99999);
    rig.user.span->clear(99999, 16);
    rig.network.span->answer(out); // one's own call
    CHECK(rig.user.span->counters().staleCommands == before + 4);
    CHECK(rig.network.span->counters().staleCommands == 1);
    CHECK(rig.user.span->callCount() == 1);
    rig.user.span->clear(in, 16);
    rig.user.span->clear(in, 17);
    rig.network.span->clear(out, 16); // both at once
    rig.run(kSecond);
    rig.user.span->clear(in, 16);
    rig.requireAllIdle();
}

TEST_CASE("glare: both reach for one timeslot; the network's call wins, the user's gets 44") {
    ExchangeRig rig;
    rig.bringUp();
    const CallHandle fromNetwork = rig.network.dial(5);
    const CallHandle fromUser = rig.user.dial(5);
    rig.run(kSecond);
    CHECK(rig.user.first(Kind::kCleared, fromUser).cause == 44);
    CHECK(rig.user.first(Kind::kCleared, fromUser).by == ClearedBy::kFarEnd);
    const CallHandle in = rig.user.last(Kind::kIncoming).call;
    REQUIRE(in != 0);
    CHECK(rig.user.span->callOn(5) == in);
    CHECK(rig.network.span->callOn(5) == fromNetwork);
    CHECK(rig.network.span->counters().refused44 == 1);
    rig.user.span->answer(in);
    rig.run(kSecond);
    CHECK(rig.network.first(Kind::kAnswered, fromNetwork).timeslot == 5);
    rig.user.span->clear(in, 16);
    rig.requireAllIdle();
}

TEST_CASE("both sides hunt at once and never meet") {
    ExchangeRig rig;
    rig.bringUp();
    rig.userAnswers();
    rig.network.react = [&](const PriEvent &event) {
        if (event.kind == Kind::kIncoming) {
            rig.network.span->answer(event.call);
        }
    };
    for (int i = 0; i < 15; ++i) {
        rig.network.dial(kHuntTimeslot);
        rig.user.dial(kHuntTimeslot);
    }
    rig.run(kSecond);
    CHECK(rig.network.count(Kind::kAnswered) == 15);
    CHECK(rig.user.count(Kind::kAnswered) == 15);
    CHECK(rig.user.count(Kind::kRefused) + rig.network.count(Kind::kRefused) == 0);
    for (int timeslot = 1; timeslot <= 31; ++timeslot) {
        rig.network.span->clear(rig.network.span->callOn(timeslot), 16);
    }
    rig.requireAllIdle();
}

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
    rig.user.span = std::make_unique<isdn::PriSpan>(
        isdn::Side::kUser,
        [&](const uint8_t *frame, size_t octets) { return rig.user.board->sendFrame(1, frame, octets); },
        [&](const PriEvent &event) {
            rig.user.begun[event.call] += event.kind == Kind::kIncoming;
            rig.user.ended[event.call] += event.kind == Kind::kCleared;
            rig.user.events.push_back(event);
        },
        [&] { return rig.user.nextIncoming += 2; });
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
