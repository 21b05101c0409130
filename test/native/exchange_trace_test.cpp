// The twelve flows of a PRI between exchange and box, each message by message against a trace that was
// written from the arrow diagrams and clauses of ITU-T Q.931 / ETSI EN 300 403-1.
#include <doctest/doctest.h>

#include "exchange_rig.h"
#include "trace.h"

using namespace callbox;
using namespace callbox::test;
using isdn::CallHandle;
using isdn::DialRequest;
using isdn::PriEvent;
using Kind = isdn::PriEvent::Kind;

namespace {

constexpr const char *kOutside = "13800138000";
constexpr const char *kBox = "02087654321";

DialRequest request(int timeslot, const char *calling, const char *called) {
    DialRequest request;
    request.timeslot = timeslot;
    request.callingNumber = calling;
    request.calledNumber = called;
    return request;
}

struct Flow {
    ExchangeRig rig;
    End &network = rig.network, &user = rig.user;
    Flow() { rig.bringUp(); }
    Flow(const isdn::PriPlan &networkPlan, const isdn::PriPlan &userPlan) : rig(networkPlan, userPlan) {
        rig.bringUp();
    }
    CallHandle incomingAt(End &end) {
        rig.run(100 * kMs);
        const CallHandle call = end.last(Kind::kIncoming).call;
        REQUIRE(call != 0);
        return call;
    }
    void alertAndAnswer(End &end, CallHandle call) {
        end.span->alert(call);
        rig.run(kSecond);
        end.span->answer(call);
        rig.run(kSecond);
    }
};

} // namespace

TEST_CASE("flow 1: en bloc in") {
    Flow flow;
    const Trace trace(flow.rig);
    DialRequest dial = request(7, kOutside, kBox);
    dial.details.callingType = isdn::NumberType::kNational;
    dial.details.callingPlan = dial.details.calledPlan = isdn::NumberPlan::kIsdn;
    dial.details.screening = isdn::Screening::kNetwork;
    const CallHandle out = flow.network.dial(dial);
    const CallHandle in = flow.incomingAt(flow.user);
    flow.alertAndAnswer(flow.user, in);
    flow.network.span->clear(out, 16);
    flow.rig.requireAllIdle();
    checkTrace(trace, "en-bloc-in");
}

TEST_CASE("flow 2: en bloc out") {
    Flow flow;
    const Trace trace(flow.rig);
    DialRequest dial = request(isdn::kHuntTimeslot, kBox, kOutside);
    dial.details.callingType = isdn::NumberType::kSubscriber;
    dial.details.callingPlan = dial.details.calledPlan = isdn::NumberPlan::kIsdn;
    const CallHandle out = flow.user.dial(dial);
    flow.alertAndAnswer(flow.network, flow.incomingAt(flow.network));
    flow.user.span->clear(out, 16);
    flow.rig.requireAllIdle();
    checkTrace(trace, "en-bloc-out");
}

TEST_CASE("flow 3: overlap in") {
    Flow flow({isdn::Side::kNetwork}, {isdn::Side::kUser, isdn::Protocol::kEuroIsdn, true});
    const Trace trace(flow.rig);
    DialRequest dial = request(3, kOutside, "0208");
    dial.overlap = true;
    const CallHandle out = flow.network.dial(dial);
    const CallHandle in = flow.incomingAt(flow.user);
    CHECK_FALSE(flow.user.first(Kind::kIncoming, in).complete);
    CHECK(flow.user.first(Kind::kIncoming, in).calledNumber == "0208");
    flow.network.span->moreDigits(out, "76", false);
    flow.rig.run(5 * kSecond);
    flow.network.span->moreDigits(out, "5", true);
    flow.rig.run(kSecond);
    std::string digits;
    for (const PriEvent &event : flow.user.events) {
        digits += event.kind == Kind::kMoreDigits ? event.digits : "";
    }
    CHECK(digits == "765");
    CHECK(flow.user.last(Kind::kMoreDigits).complete);
    flow.alertAndAnswer(flow.user, in);
    flow.user.span->clear(in, 16);
    flow.rig.requireAllIdle();
    checkTrace(trace, "overlap-in");
}

TEST_CASE("flow 4: overlap out") {
    Flow flow({isdn::Side::kNetwork, isdn::Protocol::kEuroIsdn, true}, {isdn::Side::kUser});
    const Trace trace(flow.rig);
    DialRequest dial = request(9, kBox, "");
    dial.overlap = true;
    const CallHandle out = flow.user.dial(dial);
    flow.user.span->moreDigits(out, "1", false); // before SETUP ACKNOWLEDGE
    const CallHandle in = flow.incomingAt(flow.network);
    flow.user.span->moreDigits(out, "10", false);
    flow.rig.run(kSecond);
    flow.network.span->proceed(in);
    flow.rig.run(kSecond);
    flow.user.span->moreDigits(out, "119", true); // too late, the exchange wants no more
    flow.alertAndAnswer(flow.network, in);
    flow.network.span->clear(in, 16);
    flow.rig.requireAllIdle();
    checkTrace(trace, "overlap-out");
}

TEST_CASE("flow 5: busy") {
    Flow flow;
    const Trace trace(flow.rig);
    const CallHandle out = flow.user.dial(request(12, kBox, kOutside));
    flow.network.span->clear(flow.incomingAt(flow.network), 17);
    flow.rig.run(kSecond);
    CHECK(flow.user.first(Kind::kCleared, out).cause == 17);
    flow.rig.requireAllIdle();
    checkTrace(trace, "busy");
}

TEST_CASE("flow 6: reject") {
    Flow flow;
    const Trace trace(flow.rig);
    const CallHandle out = flow.network.dial(request(4, kOutside, kBox));
    const CallHandle in = flow.incomingAt(flow.user);
    flow.user.span->alert(in);
    flow.rig.run(kSecond);
    flow.user.span->clear(in, 21);
    flow.rig.run(kSecond);
    CHECK(flow.network.first(Kind::kCleared, out).cause == 21);
    flow.rig.requireAllIdle();
    checkTrace(trace, "reject");
}

TEST_CASE("flow 7: no answer") {
    Flow flow;
    const Trace trace(flow.rig);
    const CallHandle out = flow.user.dial(request(12, kBox, kOutside));
    flow.network.span->alert(flow.incomingAt(flow.network));
    flow.rig.run(179 * kSecond);
    CHECK(flow.user.first(Kind::kCleared, out).call == 0);
    flow.rig.run(2 * kSecond);
    CHECK(flow.user.first(Kind::kCleared, out).cause == 19);
    CHECK(flow.user.first(Kind::kCleared, out).by == isdn::ClearedBy::kNetwork);
    flow.rig.requireAllIdle();
    checkTrace(trace, "no-answer");
}

TEST_CASE("flow 8: glare") {
    Flow flow;
    const Trace trace(flow.rig);
    const CallHandle fromUser = flow.user.dial(request(5, kBox, kOutside));
    const CallHandle fromNetwork = flow.network.dial(request(5, kOutside, kBox));
    flow.user.span->answer(flow.incomingAt(flow.user));
    flow.rig.run(kSecond);
    CHECK(flow.user.first(Kind::kCleared, fromUser).cause == 44); // the caller may dial again
    CHECK(flow.network.first(Kind::kAnswered, fromNetwork).timeslot == 5);
    checkTrace(trace, "glare");
    flow.network.span->clear(fromNetwork, 16);
    flow.rig.requireAllIdle();
}

TEST_CASE("flow 9: restart") {
    Flow flow;
    const auto [out, in] = flow.rig.connect(flow.network, flow.user, 4);
    const auto [kept, keptIn] = flow.rig.connect(flow.network, flow.user, 5);
    const Trace trace(flow.rig);
    flow.network.span->restart(4);
    flow.rig.run(kSecond);
    CHECK(flow.network.first(Kind::kCleared, out).cause == 41);
    CHECK(flow.user.first(Kind::kCleared, in).cause == 41);
    CHECK(flow.user.first(Kind::kCleared, keptIn).call == 0);
    flow.user.span->restart(5);
    flow.rig.requireAllIdle();
    checkTrace(trace, "restart");
}

TEST_CASE("flow 10: channel negotiation") {
    Flow flow;
    flow.user.span->setService(1, isdn::Service::kBlocked); // which the exchange cannot know
    const Trace trace(flow.rig);
    const CallHandle preferred = flow.network.dial(request(isdn::kHuntTimeslot, kOutside, kBox));
    flow.rig.run(kSecond);
    CHECK(flow.network.first(Kind::kProceeding, preferred).timeslot == 2);
    const CallHandle any = flow.network.dial(request(isdn::kAnyTimeslot, kOutside, kBox));
    flow.rig.run(kSecond);
    CHECK(flow.network.first(Kind::kProceeding, any).timeslot == 3);
    const CallHandle exclusive = flow.network.dial(request(1, kOutside, kBox));
    flow.rig.run(kSecond);
    CHECK(flow.network.first(Kind::kCleared, exclusive).cause == 44);
    CHECK(flow.user.last(Kind::kRefused).timeslot == 1);
    CHECK(flow.network.span->callOn(1) == 0);
    checkTrace(trace, "channel-negotiation");
    flow.network.span->clear(preferred, 16);
    flow.network.span->clear(any, 16);
    flow.rig.requireAllIdle();
}

TEST_CASE("flow 11: the D-channel is lost and comes back") {
    Flow flow;
    const auto [out, in] = flow.rig.connect(flow.network, flow.user, 7);
    const Trace trace(flow.rig);
    flow.network.board->pullSpan(1);
    flow.rig.run(30 * kSecond);
    flow.network.board->plugSpan(1);
    flow.rig.run(kMinute);
    CHECK(flow.user.first(Kind::kCleared, in).call == 0);
    flow.network.span->clear(out, 16);
    flow.rig.requireAllIdle();
    checkTrace(trace, "d-channel-drop");
}

TEST_CASE("flow 12: in-band progress, redirected, with a name") {
    Flow flow;
    const Trace trace(flow.rig);
    DialRequest dial = request(7, kOutside, kBox);
    dial.details.callingType = isdn::NumberType::kNational;
    dial.details.calledType = isdn::NumberType::kSubscriber;
    dial.details.callingPlan = dial.details.calledPlan = isdn::NumberPlan::kIsdn;
    dial.details.screening = isdn::Screening::kPassed;
    dial.details.callingName = "张三 Zhang";
    dial.details.redirectingNumber = "4008123456";
    dial.details.redirectingReason = isdn::RedirectingReason::kBusy;
    const CallHandle out = flow.network.dial(dial);
    const CallHandle in = flow.incomingAt(flow.user);
    const isdn::CallDetails heard = flow.user.first(Kind::kIncoming, in).details;
    CHECK(heard.callingType == isdn::NumberType::kNational);
    CHECK(heard.callingPlan == isdn::NumberPlan::kIsdn);
    CHECK(heard.calledType == isdn::NumberType::kSubscriber);
    CHECK(heard.calledPlan == isdn::NumberPlan::kIsdn);
    CHECK(heard.screening == isdn::Screening::kPassed);
    CHECK(heard.callingName == "张三 Zhang");
    CHECK(heard.redirectingNumber == "4008123456");
    CHECK(heard.redirectingPresentation == isdn::Presentation::kAllowed);
    CHECK(heard.redirectingReason == isdn::RedirectingReason::kBusy);
    flow.user.span->progress(in, true, 31);
    flow.rig.run(kSecond);
    CHECK(flow.network.first(Kind::kProgress, out).inband);
    CHECK(flow.network.first(Kind::kProgress, out).cause == 31);
    flow.user.span->alert(in, true);
    flow.rig.run(kSecond);
    CHECK(flow.network.first(Kind::kAlerting, out).inband);
    flow.user.span->answer(in);
    flow.rig.run(kSecond);
    checkTrace(trace, "inband-redirect");
    flow.user.span->clear(in, 16);
    flow.rig.requireAllIdle();
}
