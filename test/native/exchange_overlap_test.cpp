// Overlap both ways, its timers and its wrong digits. Real libpri on both ends, virtual time.
#include <doctest/doctest.h>

#include "exchange_rig.h"

using namespace callbox;
using namespace callbox::test;
using isdn::CallHandle;
using isdn::ClearedBy;
using isdn::DialRequest;
using isdn::PriEvent;
using Kind = isdn::PriEvent::Kind;

namespace {

constexpr isdn::PriPlan kNetwork{isdn::Side::kNetwork, isdn::Protocol::kEuroIsdn, true, {}};
constexpr isdn::PriPlan kUser{isdn::Side::kUser, isdn::Protocol::kEuroIsdn, true, {}};

CallHandle dialOverlap(End &end, const char *called) {
    DialRequest dial;
    dial.callingNumber = "13800138000";
    dial.calledNumber = called;
    dial.overlap = true;
    return end.dial(dial);
}

std::string digitsAt(const End &end, CallHandle call) {
    std::string digits = end.first(Kind::kIncoming, call).calledNumber;
    for (const PriEvent &event : end.events) {
        if (event.kind == Kind::kMoreDigits && event.call == call) {
            digits += event.digits;
        }
    }
    return digits;
}

} // namespace

TEST_CASE("a number in digits arrives in order, both ways, whenever they are dialled") {
    for (const bool fromUser : {false, true}) {
        for (const bool early : {false, true}) {
            CAPTURE(fromUser);
            CAPTURE(early);
            ExchangeRig rig(kNetwork, kUser);
            rig.bringUp();
            End &from = fromUser ? rig.user : rig.network;
            End &to = fromUser ? rig.network : rig.user;
            const CallHandle out = dialOverlap(from, "02");
            if (!early) {
                rig.run(kSecond);
            }
            from.span->moreDigits(out, "0876543", false);
            from.span->moreDigits(out, "", false); // nothing
            from.span->moreDigits(out, "21", true);
            from.span->moreDigits(out, "9", true); // after the last
            rig.run(kSecond);
            const CallHandle in = to.last(Kind::kIncoming).call;
            REQUIRE(in != 0);
            CHECK(digitsAt(to, in) == "02087654321");
            CHECK(to.last(Kind::kMoreDigits).complete);
            CHECK(from.span->counters().staleCommands == 1);
            to.span->alert(in);
            to.span->answer(in);
            rig.run(kSecond);
            CHECK(from.first(Kind::kAnswered, out).call == out);
            to.span->clear(in, 16);
            rig.requireAllIdle();
        }
    }
}

TEST_CASE("the last digit may have been the last without anybody knowing: complete without a digit") {
    ExchangeRig rig(kNetwork, kUser);
    rig.bringUp();
    const CallHandle out = dialOverlap(rig.user, "110");
    rig.run(kSecond);
    rig.user.span->moreDigits(out, "", true);
    rig.run(kSecond);
    const PriEvent more = rig.network.last(Kind::kMoreDigits);
    CHECK(more.complete);
    CHECK(more.digits == "");
    rig.user.span->clear(out, 16);
    rig.requireAllIdle();
}

TEST_CASE("the last digit survives a line that loses frames, as long as the link holds") {
    int held = 0;
    for (uint64_t seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        ExchangeRig rig(kNetwork, kUser, {}, seed);
        rig.bringUp();
        bool reset = false;
        rig.crossed = [&](const std::vector<uint8_t> &frame, bool) { reset = reset || frame.size() == 3; };
        virtualboard::Faults faults;
        faults.dropFrameEvery = 5;
        rig.network.board->setFaults(faults);
        rig.user.board->setFaults(faults);
        const CallHandle out = dialOverlap(rig.user, "1");
        rig.run(5 * kSecond);
        rig.user.span->moreDigits(out, "10", true);
        rig.run(10 * kSecond);
        const CallHandle in = rig.network.last(Kind::kIncoming).call;
        REQUIRE((in != 0 || reset));
        if (!reset) {
            ++held;
            CHECK(digitsAt(rig.network, in) == "110");
            CHECK(rig.network.last(Kind::kMoreDigits).complete);
        }
        rig.user.span->clear(out, 16);
        rig.network.span->clear(in, 16);
        rig.requireAllIdle();
    }
    CHECK(held >= 10);
}

TEST_CASE("a SETUP that says it is complete is taken en bloc by a span that receives overlap") {
    ExchangeRig rig(kNetwork, kUser);
    rig.bringUp();
    const CallHandle out = rig.network.dial(isdn::kHuntTimeslot);
    rig.run(kSecond);
    CHECK(rig.user.last(Kind::kIncoming).complete);
    rig.user.span->proceed(rig.user.last(Kind::kIncoming).call); // needless, harmless
    rig.network.span->clear(out, 16);
    rig.requireAllIdle();
}

TEST_CASE("a span that doesn't receive overlap takes what there is") {
    ExchangeRig rig({isdn::Side::kNetwork}, {isdn::Side::kUser});
    rig.bringUp();
    const CallHandle out = dialOverlap(rig.network, "0208");
    rig.run(kSecond);
    CHECK(rig.user.last(Kind::kIncoming).complete);
    CHECK(rig.user.last(Kind::kIncoming).calledNumber == "0208");
    rig.network.span->moreDigits(out, "1", true);
    rig.run(kSecond);
    CHECK(rig.user.count(Kind::kMoreDigits) == 0);
    rig.network.span->clear(out, 16);
    rig.requireAllIdle();
}

TEST_CASE("T302: fifteen seconds without a digit, and the number is what there is; without any, cause 28") {
    ExchangeRig rig(kNetwork, kUser);
    rig.bringUp();
    const CallHandle out = dialOverlap(rig.network, "020");
    rig.run(10 * kSecond);
    rig.network.span->moreDigits(out, "8", false);
    rig.run(14 * kSecond);
    CHECK_FALSE(rig.user.last(Kind::kMoreDigits).complete);
    rig.run(2 * kSecond);
    const PriEvent last = rig.user.last(Kind::kMoreDigits);
    CHECK(last.complete);
    CHECK(last.digits == "");
    rig.network.span->moreDigits(out, "7", false); // too late: it is being routed
    rig.run(kSecond);
    CHECK(digitsAt(rig.user, last.call) == "0208");
    rig.user.span->answer(last.call);
    rig.run(kSecond);
    CHECK(rig.network.first(Kind::kAnswered, out).call == out);
    rig.network.span->clear(out, 16);

    const CallHandle silent = dialOverlap(rig.network, "");
    rig.run(kSecond);
    const CallHandle in = rig.user.last(Kind::kIncoming).call;
    rig.run(15 * kSecond);
    CHECK(rig.user.first(Kind::kCleared, in).cause == 28);
    CHECK(rig.user.first(Kind::kCleared, in).by == ClearedBy::kNetwork);
    CHECK(rig.network.first(Kind::kCleared, silent).cause == 28);
    rig.requireAllIdle();
}

TEST_CASE("T304 ends a call whose far end never says that it has enough, T310 one that never rings") {
    isdn::PriPlan slow = kNetwork; // its own T302 is longer than the user's patience
    slow.timers.t302 = 300'000;
    ExchangeRig rig(slow, kUser);
    rig.bringUp();
    const CallHandle out = dialOverlap(rig.user, "110");
    rig.run(29 * kSecond);
    rig.user.span->moreDigits(out, "1", false);
    rig.run(29 * kSecond);
    CHECK(rig.user.first(Kind::kCleared, out).call == 0);
    rig.run(3 * kSecond);
    CHECK(rig.user.first(Kind::kCleared, out).cause == 102);
    CHECK(rig.user.first(Kind::kCleared, out).by == ClearedBy::kNetwork);

    const CallHandle taken = rig.user.dial(isdn::kHuntTimeslot);
    rig.run(109 * kSecond);
    CHECK(rig.user.first(Kind::kCleared, taken).call == 0);
    rig.run(3 * kSecond);
    CHECK(rig.user.first(Kind::kCleared, taken).cause == 102);

    const CallHandle announced = rig.user.dial(isdn::kHuntTimeslot); // PROGRESS stops T310
    rig.run(kSecond);
    rig.network.span->progress(rig.network.last(Kind::kIncoming).call, true, 0);
    rig.run(10 * kMinute);
    CHECK(rig.user.first(Kind::kProgress, announced).inband);
    CHECK(rig.user.first(Kind::kCleared, announced).call == 0);
    rig.user.span->clear(announced, 16);
    rig.requireAllIdle();
}

TEST_CASE("too many digits and wrong ones end an overlap call with 28, at either end") {
    ExchangeRig rig(kNetwork, kUser);
    rig.bringUp();
    for (const char *wrong : {"12a", "123456789012345678", "+"}) {
        CAPTURE(wrong);
        const CallHandle out = dialOverlap(rig.user, "110");
        rig.run(kSecond);
        rig.user.span->moreDigits(out, wrong, true);
        rig.run(kSecond);
        CHECK(rig.user.first(Kind::kCleared, out).cause == 28);
    }
    rig.requireAllIdle();
}

TEST_CASE("more digits, proceed and progress for calls that cannot have them do nothing") {
    ExchangeRig rig(kNetwork, kUser);
    rig.bringUp();
    const auto [out, in] = rig.connect(rig.network, rig.user);
    const uint64_t before = rig.user.span->counters().staleCommands;
    rig.user.span->moreDigits(in, "1", true);
    rig.user.span->proceed(in);
    rig.user.span->progress(in, true, 31);
    rig.user.span->alert(in, true);
    rig.user.span->moreDigits(4711, "1", true);
    rig.network.span->moreDigits(out, "1", true);
    rig.network.span->progress(out, true, 0);
    rig.run(kSecond);
    CHECK(rig.user.span->counters().staleCommands == before + 5);
    CHECK(rig.user.span->callCount() == 1);
    CHECK(rig.user.first(Kind::kCleared, in).call == 0);
    rig.network.span->clear(out, 16);
    rig.requireAllIdle();
}
