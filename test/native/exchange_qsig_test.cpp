// A QSIG tie between the box and a PBX: agents' extensions on the PBX are rung (ACC-22). Real libpri, virtual
// time.
#include <doctest/doctest.h>

#include "exchange_rig.h"
#include "trace.h"

using namespace callbox;
using namespace callbox::test;
using isdn::CallHandle;
using isdn::DialRequest;
using isdn::kHuntTimeslot;
using isdn::PriEvent;
using isdn::PriPlan;
using isdn::Protocol;
using isdn::Side;
using Kind = isdn::PriEvent::Kind;

namespace {

constexpr PriPlan kPbx{Side::kNetwork, Protocol::kQsig, false, {}};
constexpr PriPlan kBox{Side::kUser, Protocol::kQsig, false, {}};

DialRequest toExtension(int timeslot) {
    DialRequest dial;
    dial.timeslot = timeslot;
    dial.callingNumber = "8001";
    dial.calledNumber = "6003";
    dial.details.callingPlan = dial.details.calledPlan = isdn::NumberPlan::kPrivate;
    dial.details.screening = isdn::Screening::kPassed;
    dial.details.callingName = "客服 Li";
    return dial;
}

} // namespace

TEST_CASE("an agent's extension on a PBX is rung by QSIG, and its answer is seen") {
    ExchangeRig rig(kPbx, kBox);
    rig.bringUp();
    const Trace trace(rig);
    const CallHandle out = rig.user.dial(toExtension(7));
    rig.run(kSecond);
    const PriEvent incoming = rig.network.last(Kind::kIncoming);
    REQUIRE(incoming.call != 0);
    CHECK(incoming.calledNumber == "6003");
    CHECK(incoming.callingNumber == "8001");
    CHECK(incoming.details.callingPlan == isdn::NumberPlan::kPrivate);
    CHECK(incoming.details.callingName == "客服 Li");
    CHECK(rig.user.first(Kind::kProceeding, out).timeslot == 7);
    rig.network.span->alert(incoming.call);
    rig.run(5 * kSecond);
    CHECK(rig.user.first(Kind::kAlerting, out).call == out);
    CHECK(rig.user.first(Kind::kAnswered, out).call == 0);
    rig.network.span->answer(incoming.call);
    rig.run(kSecond);
    CHECK(rig.user.first(Kind::kAnswered, out).timeslot == 7);
    rig.network.span->clear(incoming.call, 16);
    rig.run(kSecond);
    CHECK(rig.user.first(Kind::kCleared, out).cause == 16);
    rig.requireAllIdle();
    checkTrace(trace, "qsig");
}

TEST_CASE("QSIG: master and slave both ways, overlap, diversion, refusal, glare") {
    for (const bool boxIsMaster : {false, true}) {
        CAPTURE(boxIsMaster);
        PriPlan overlap = kBox;
        overlap.overlapReceiving = true;
        ExchangeRig rig(kPbx, overlap);
        rig.bringUp();
        End &from = boxIsMaster ? rig.network : rig.user;
        End &to = boxIsMaster ? rig.user : rig.network;
        const auto [out, in] = rig.connect(from, to);
        from.span->clear(out, 16);
        rig.run(kSecond);
        CHECK(to.first(Kind::kCleared, in).cause == 16);

        DialRequest diverted = toExtension(kHuntTimeslot);
        diverted.details.redirectingNumber = "6001";
        diverted.details.redirectingReason = isdn::RedirectingReason::kNoReply;
        const CallHandle second = from.dial(diverted);
        rig.run(kSecond);
        const PriEvent incoming = to.last(Kind::kIncoming);
        CHECK(incoming.details.redirectingNumber == "6001");
        CHECK(incoming.details.redirectingReason == isdn::RedirectingReason::kNoReply);
        to.span->clear(incoming.call, 17);
        rig.run(kSecond);
        CHECK(from.first(Kind::kCleared, second).cause == 17);
        rig.requireAllIdle();
    }
    ExchangeRig rig(kPbx, kBox);
    rig.bringUp();
    const CallHandle fromUser = rig.user.dial(toExtension(5)), fromPbx = rig.network.dial(toExtension(5));
    rig.run(kSecond);
    CHECK(rig.user.first(Kind::kCleared, fromUser).cause == 44);
    CHECK(rig.network.span->callOn(5) == fromPbx);
    rig.network.span->clear(fromPbx, 16);
    rig.requireAllIdle();
}

TEST_CASE("an exchange that speaks EuroISDN meets a box set to QSIG: calls still come and go") {
    ExchangeRig rig({Side::kNetwork}, kBox);
    rig.bringUp();
    const auto [out, in] = rig.connect(rig.network, rig.user);
    rig.user.span->clear(in, 16);
    rig.run(kSecond);
    CHECK(rig.network.first(Kind::kCleared, out).cause == 16);
    rig.requireAllIdle();
}
