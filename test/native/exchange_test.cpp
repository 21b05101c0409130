// Calls between a public exchange and the box: real libpri on both ends, virtual time.
#include <doctest/doctest.h>

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
