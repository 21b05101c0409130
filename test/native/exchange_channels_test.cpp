// Timeslots that are blocked, drained, restarted, stuck, and how the audit frees them. Real libpri, virtual
// time.
#include <doctest/doctest.h>

#include "exchange_rig.h"
#include "isdn/q931_decoder.h"

using namespace callbox;
using namespace callbox::test;
using isdn::CallHandle;
using isdn::ClearedBy;
using isdn::kAnyTimeslot;
using isdn::kHuntTimeslot;
using isdn::PriEvent;
using isdn::Service;
using Kind = isdn::PriEvent::Kind;

namespace {

constexpr uint8_t kRelease = 0x4D, kReleaseComplete = 0x5A, kRestartAck = 0x4E, kRestart = 0x46,
                  kDisconnect = 0x45;

/// The Q.931 message type in a frame, -1: none.
int messageIn(const std::vector<uint8_t> &frame) {
    isdn::Q921Frame layer2;
    isdn::Q931Message message;
    const bool carries = decodeQ921(frame.data(), frame.size(), layer2) &&
                         layer2.kind == isdn::Q921Kind::kInformation &&
                         decodeQ931(layer2.message, layer2.messageOctets, message);
    return carries ? message.type : -1;
}

/// Makes the message one that the far end's layer 3 ignores, while its layer 2 counts it: an exchange that
/// hears and does not answer.
void deafen(std::vector<uint8_t> &frame, std::initializer_list<int> types) {
    const int type = messageIn(frame);
    for (const int wanted : types) {
        if (type == wanted) {
            frame[4] = 0xFF; // no protocol discriminator that anybody knows
        }
    }
}

std::vector<PriEvent> stuckAt(const End &end) {
    std::vector<PriEvent> found;
    for (const PriEvent &event : end.events) {
        if (event.kind == Kind::kStuck) {
            found.push_back(event);
        }
    }
    return found;
}

} // namespace

TEST_CASE("a blocked timeslot is refused with 44, hunting passes it by, and it outlives the D-channel") {
    ExchangeRig rig;
    rig.bringUp();
    rig.userAnswers();
    CHECK(rig.user.span->setService(5, Service::kBlocked));
    CHECK_FALSE(rig.user.span->setService(16, Service::kBlocked));
    CHECK_FALSE(rig.user.span->setService(-1, Service::kBlocked));
    CHECK_FALSE(rig.user.span->setService(1000, Service::kBlocked));
    const PriEvent told = rig.user.last(Kind::kService);
    CHECK(told.timeslot == 5);
    CHECK(told.service == Service::kBlocked);
    CHECK(told.by == ClearedBy::kNearEnd);
    for (const bool bounced : {false, true}) {
        CAPTURE(bounced);
        if (bounced) {
            rig.user.board->pullSpan(1);
            rig.run(3 * kMinute);
            rig.user.board->plugSpan(1);
            rig.bringUp();
        }
        CHECK(rig.user.span->service(5) == Service::kBlocked);
        const CallHandle named = rig.network.dial(5);
        rig.run(kSecond);
        CHECK(rig.network.first(Kind::kCleared, named).cause == 44);
        CHECK(rig.user.last(Kind::kRefused).timeslot == 5);
        CHECK(rig.user.first(Kind::kCleared, rig.user.dial(5)).cause == 44);
        for (int i = 0; i < 29; ++i) {
            rig.user.dial(kHuntTimeslot);
        }
        CHECK(rig.user.span->callOn(5) == 0);
        const CallHandle tooMany = rig.user.dial(kHuntTimeslot);
        CHECK(rig.user.first(Kind::kCleared, tooMany).cause == 34);
        rig.run(kSecond);
        for (int timeslot = 1; timeslot <= 31; ++timeslot) {
            rig.user.span->clear(rig.user.span->callOn(timeslot), 16);
        }
        rig.run(kMinute);
    }
    CHECK(rig.user.span->setService(5, Service::kInService));
    const auto [out, in] = rig.connect(rig.user, rig.network, 5);
    CHECK(in != 0);
    rig.user.span->clear(out, 16);
    rig.requireAllIdle();
}

TEST_CASE("a draining timeslot keeps its call and is blocked when it ends; an idle one at once") {
    ExchangeRig rig;
    rig.bringUp();
    const auto [out, in] = rig.connect(rig.network, rig.user, 5);
    rig.user.span->setService(5, Service::kDraining);
    CHECK(rig.user.last(Kind::kService).service == Service::kDraining);
    rig.run(kMinute);
    CHECK(rig.user.first(Kind::kCleared, in).call == 0);
    rig.network.span->clear(out, 16);
    rig.run(kSecond);
    CHECK(rig.user.last(Kind::kService).service == Service::kBlocked);
    CHECK(rig.user.span->service(5) == Service::kBlocked);
    rig.user.span->setService(6, Service::kDraining);
    CHECK(rig.user.span->service(6) == Service::kBlocked);
    rig.requireAllIdle();
}

TEST_CASE("the far end that answers with a blocked timeslot is cleared with 44") {
    ExchangeRig rig;
    rig.bringUp();
    rig.user.span->setService(31, Service::kBlocked);
    const CallHandle any = rig.user.dial(kAnyTimeslot); // the exchange reaches for 31
    rig.run(kSecond);
    CHECK(rig.user.first(Kind::kCleared, any).cause == 44);
    rig.requireAllIdle();
}

TEST_CASE("glare while hunting: the user's call gets another timeslot and both go on") {
    ExchangeRig rig;
    rig.bringUp();
    for (int timeslot = 1; timeslot <= 31; ++timeslot) { // two are left at each end
        if (timeslot != 7 && timeslot != 9) {
            rig.user.span->setService(timeslot, Service::kBlocked);
            rig.network.span->setService(timeslot, Service::kBlocked);
        }
    }
    const CallHandle fromUser = rig.user.dial(kHuntTimeslot); // 9
    const CallHandle fromNetwork = rig.network.dial(9);
    rig.run(kSecond);
    CHECK(rig.network.first(Kind::kProceeding, fromNetwork).timeslot == 9);
    CHECK(rig.user.first(Kind::kProceeding, fromUser).timeslot == 7);
    CHECK(rig.user.span->callOn(7) == fromUser);
    rig.user.span->clear(fromUser, 16);
    rig.network.span->clear(fromNetwork, 16);
    rig.requireAllIdle();
}

TEST_CASE("RESTART of the whole interface ends all calls at the end that hears it") {
    ExchangeRig rig;
    rig.bringUp();
    const auto [out1, in1] = rig.connect(rig.network, rig.user, 4);
    const auto [out2, in2] = rig.connect(rig.user, rig.network, 20);
    rig.change = [](std::vector<uint8_t> &frame, bool fromNetwork) {
        if (fromNetwork && messageIn(frame) == kRestart) { // libpri itself only restarts channels
            frame.resize(9);
            frame.insert(frame.end(), {0x79, 0x01, 0x87}); // all interfaces (Q.931 §4.5.25)
        }
    };
    rig.network.span->restart(6);
    rig.run(kSecond);
    rig.change = nullptr;
    CHECK(rig.user.first(Kind::kCleared, in1).cause == 41);
    CHECK(rig.user.first(Kind::kCleared, out2).cause == 41);
    CHECK(rig.user.span->callCount() == 0);
    rig.network.span->clear(out1, 16);
    rig.network.span->clear(in2, 16);
    rig.requireAllIdle();
}

TEST_CASE("a peer that never answers RELEASE: the timeslot is restarted and back in service") {
    ExchangeRig rig;
    rig.bringUp();
    const auto [out, in] = rig.connect(rig.user, rig.network, 8);
    CHECK(in != 0);
    rig.change = [](std::vector<uint8_t> &frame, bool fromNetwork) {
        if (!fromNetwork) {
            deafen(frame, {kDisconnect, kRelease});
        }
    };
    rig.user.span->clear(out, 16);
    rig.run(30 * kSecond);
    CHECK(rig.user.first(Kind::kCleared, out).call == 0); // T305, T308 twice
    rig.run(15 * kSecond);
    CHECK(rig.user.first(Kind::kCleared, out).cause == 16);
    const std::vector<PriEvent> stuck = stuckAt(rig.user);
    REQUIRE(stuck.size() == 1);
    CHECK(stuck[0].timeslot == 8);
    CHECK(stuck[0].reason == "release-unanswered");
    CHECK(stuck[0].nextTryMs == 60'000);
    rig.change = nullptr;
    CHECK(rig.network.first(Kind::kCleared, in).cause == 41); // by our RESTART
    CHECK(rig.user.last(Kind::kService).timeslot == 8);
    CHECK(rig.user.last(Kind::kService).by == ClearedBy::kNetwork);
    const auto [again, againIn] = rig.connect(rig.user, rig.network, 8);
    CHECK(againIn != 0);
    rig.user.span->clear(again, 16);
    rig.requireAllIdle();
}

TEST_CASE("a peer that acknowledges no RESTART either: tried after 60 s, 2, 4 .. 60 min, one at a time") {
    ExchangeRig rig;
    rig.bringUp();
    std::vector<CallHandle> calls;
    for (const int timeslot : {8, 9, 10}) {
        calls.push_back(rig.connect(rig.user, rig.network, timeslot).first);
    }
    int64_t lastRestartUs = 0, closestUs = kMinute;
    rig.change = [&](std::vector<uint8_t> &frame, bool fromNetwork) {
        if (!fromNetwork) {
            if (messageIn(frame) == kRestart) {
                closestUs = std::min(closestUs, rig.nowUs - lastRestartUs);
                lastRestartUs = rig.nowUs;
            }
            deafen(frame, {kDisconnect, kRelease, kRestart});
        }
    };
    for (const CallHandle call : calls) {
        rig.user.span->clear(call, 16);
    }
    rig.run(8 * 60 * kMinute);
    std::vector<uint32_t> pauses;
    for (const PriEvent &event : stuckAt(rig.user)) {
        if (event.timeslot == 8) {
            pauses.push_back(event.nextTryMs / 60'000);
        }
    }
    REQUIRE(pauses.size() >= 8);
    CHECK(std::vector<uint32_t>(pauses.begin(), pauses.begin() + 8) ==
          std::vector<uint32_t>{1, 2, 4, 8, 16, 32, 60, 60});
    CHECK(rig.user.span->counters().restartsUnanswered >= 24);
    CHECK(rig.user.first(Kind::kCleared, rig.user.dial(8)).cause == 44); // not used meanwhile
    CHECK(closestUs >= 10 * kSecond);                                    // never two at once
    rig.change = nullptr;                                                // the exchange is mended
    rig.run(61 * kMinute);
    for (const int timeslot : {8, 9, 10}) {
        CAPTURE(timeslot);
        const auto [again, againIn] = rig.connect(rig.user, rig.network, timeslot);
        CHECK(againIn != 0);
        rig.user.span->clear(again, 16);
        rig.run(kSecond);
    }
    const size_t before = stuckAt(rig.user).size();
    rig.requireAllIdle();
    CHECK(stuckAt(rig.user).size() == before);
}

TEST_CASE("a stuck timeslot that the far end itself uses is in service again") {
    ExchangeRig rig;
    rig.bringUp();
    const CallHandle out = rig.connect(rig.user, rig.network, 8).first;
    rig.change = [&](std::vector<uint8_t> &frame, bool fromNetwork) {
        if (!fromNetwork) {
            deafen(frame, {kRelease, kRestart, kDisconnect});
        }
    };
    rig.user.span->clear(out, 16);
    rig.run(kMinute);
    rig.change = nullptr;
    CHECK(rig.user.first(Kind::kCleared, rig.user.dial(8)).cause == 44);
    rig.network.span->clear(rig.network.span->callOn(8), 16);
    rig.run(50 * kSecond);
    const auto [again, in] = rig.connect(rig.network, rig.user, 8);
    CHECK(in != 0);
    rig.network.span->clear(again, 16);
    rig.requireAllIdle();
}

TEST_CASE("an exchange that knows no RESTART at all: its timeslots are used all the same") {
    ExchangeRig rig;
    rig.change = [](std::vector<uint8_t> &frame, bool) { deafen(frame, {kRestart, kRestartAck}); };
    rig.run(30 * kSecond);
    CHECK(rig.user.span->dchannelUp());
    const CallHandle out = rig.connect(rig.user, rig.network, 8).first;
    rig.change = [](std::vector<uint8_t> &frame, bool) {
        deafen(frame, {kRestart, kRestartAck, kRelease, kReleaseComplete, kDisconnect});
    };
    rig.user.span->clear(out, 16);
    rig.run(2 * kMinute);
    REQUIRE(stuckAt(rig.user).size() == 2);
    CHECK(stuckAt(rig.user)[0].reason == "release-unanswered");
    CHECK(stuckAt(rig.user)[1].reason == "restart-unknown");
    CHECK(stuckAt(rig.user)[1].nextTryMs == 0);
    rig.change = [](std::vector<uint8_t> &frame, bool) { deafen(frame, {kRestart, kRestartAck}); };
    rig.network.span->clear(rig.network.span->callOn(8), 16);
    rig.run(kMinute);
    CHECK(rig.connect(rig.user, rig.network, 8).second != 0);
    rig.user.span->clear(rig.user.span->callOn(8), 16);
    rig.requireAllIdle();
}

TEST_CASE("the audit ends what only one of two rooms knows of") {
    ExchangeRig rig;
    rig.bringUp();
    CallHandle owned = 0; // what the engine believes to be on timeslot 8
    rig.user.span->setOwner(
        [&](int timeslot) { return timeslot == 8 ? owned : rig.user.span->callOn(timeslot); });
    const auto [out, in] = rig.connect(rig.network, rig.user, 8);
    owned = in;
    rig.run(10 * kMinute);
    CHECK(stuckAt(rig.user).empty());
    owned = 0; // it lost the call
    rig.run(3 * kMinute);
    REQUIRE(stuckAt(rig.user).size() == 1);
    CHECK(stuckAt(rig.user)[0].reason == "no-call");
    CHECK(rig.user.first(Kind::kCleared, in).cause == 41);
    CHECK(rig.network.first(Kind::kCleared, out).cause == 41);
    owned = 4711; // and one that isdn never had
    rig.run(3 * kMinute);
    CHECK(stuckAt(rig.user).size() == 2);
    owned = 0;
    rig.run(5 * kMinute);
    CHECK(stuckAt(rig.user).size() == 2);
    rig.requireAllIdle();
}

TEST_CASE("a timer of a D-channel may be set: T309 of 6 s ends calls over what 90 s would have borne") {
    isdn::PriPlan network{isdn::Side::kNetwork}, user{isdn::Side::kUser};
    network.timers.t309 = user.timers.t309 = 6'000;
    for (const bool patient : {false, true}) {
        CAPTURE(patient);
        ExchangeRig rig(patient ? isdn::PriPlan{isdn::Side::kNetwork} : network,
                        patient ? isdn::PriPlan{isdn::Side::kUser} : user);
        rig.bringUp();
        const auto [out, in] = rig.connect(rig.network, rig.user);
        rig.user.board->pullSpan(1);
        rig.run(40 * kSecond);
        rig.user.board->plugSpan(1);
        rig.run(kMinute);
        CHECK((rig.user.first(Kind::kCleared, in).cause == 27) == !patient);
        CHECK((rig.network.first(Kind::kCleared, out).cause == 27) == !patient);
        rig.network.span->clear(out, 16);
        rig.requireAllIdle();
    }
}

TEST_CASE("the first SABME, sent while the line was dead, is not waited for when it comes alive") {
    ExchangeRig rig;
    rig.user.board->pullSpan(1);
    rig.makeEnd(rig.network, {isdn::Side::kNetwork}); // both begin under LOS
    rig.makeEnd(rig.user, {isdn::Side::kUser});
    rig.run(300 * kMs);
    rig.user.board->plugSpan(1);
    rig.run(50 * kMs);
    CHECK(rig.user.span->dchannelUp());
    CHECK(rig.network.span->dchannelUp());
    rig.requireAllIdle();
}
