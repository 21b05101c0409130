// What a call says of itself, and what the far end says on the way to an answer. Real libpri, virtual time.
#include <doctest/doctest.h>

#include "exchange_rig.h"
#include "isdn/q931_decoder.h"

using namespace callbox;
using namespace callbox::test;
using isdn::CallDetails;
using isdn::CallHandle;
using isdn::DialRequest;
using isdn::NumberPlan;
using isdn::NumberType;
using isdn::Presentation;
using isdn::PriEvent;
using isdn::RedirectingReason;
using isdn::Screening;
using Kind = isdn::PriEvent::Kind;

namespace {

DialRequest plain() {
    DialRequest dial;
    dial.callingNumber = "13800138000";
    dial.calledNumber = "02087654321";
    return dial;
}

/// What the other end hears of a call.
PriEvent heardOf(ExchangeRig &rig, End &from, End &to, const DialRequest &dial) {
    const CallHandle out = from.dial(dial);
    rig.run(kSecond);
    const PriEvent incoming = to.last(Kind::kIncoming);
    from.span->clear(out, 16);
    rig.run(kSecond);
    return incoming;
}

/// The Q.931 message type in a frame, -1: none.
int typeOf(const std::vector<uint8_t> &frame) {
    isdn::Q921Frame layer2;
    isdn::Q931Message message;
    const bool carries = decodeQ921(frame.data(), frame.size(), layer2) &&
                         layer2.kind == isdn::Q921Kind::kInformation &&
                         decodeQ931(layer2.message, layer2.messageOctets, message);
    return carries ? message.type : -1;
}

} // namespace

TEST_CASE("every type, plan, screening and reason arrives as it was sent, both ways") {
    ExchangeRig rig;
    rig.bringUp();
    for (int i = 0; i <= 5; ++i) {
        CAPTURE(i);
        for (const bool fromUser : {false, true}) {
            End &from = fromUser ? rig.user : rig.network, &to = fromUser ? rig.network : rig.user;
            DialRequest dial = plain();
            dial.details.callingType = dial.details.calledType = static_cast<NumberType>(i);
            dial.details.callingPlan = dial.details.calledPlan = static_cast<NumberPlan>(5 - i);
            dial.details.screening = static_cast<Screening>(i % 4);
            dial.details.redirectingNumber = "4008123456";
            dial.details.redirectingReason = static_cast<RedirectingReason>(i);
            const CallDetails heard = heardOf(rig, from, to, dial).details;
            CHECK(heard.callingType == dial.details.callingType);
            CHECK(heard.calledType == dial.details.calledType);
            CHECK(heard.callingPlan == dial.details.callingPlan);
            CHECK(heard.calledPlan == dial.details.calledPlan);
            CHECK(heard.screening == dial.details.screening);
            CHECK(heard.redirectingNumber == "4008123456");
            CHECK(heard.redirectingReason == dial.details.redirectingReason);
        }
    }
    rig.requireAllIdle();
}

TEST_CASE("a withheld number takes its name with it; a withheld redirecting number stays with the exchange") {
    ExchangeRig rig;
    rig.bringUp();
    DialRequest dial = plain();
    dial.presentation = Presentation::kWithheld;
    dial.details.callingName = "张三";
    dial.details.redirectingNumber = "4008123456";
    dial.details.redirectingPresentation = Presentation::kWithheld;
    dial.details.redirectingReason = RedirectingReason::kBusy;
    const PriEvent atUser = heardOf(rig, rig.network, rig.user, dial);
    CHECK(atUser.presentation == Presentation::kWithheld);
    CHECK(atUser.callingNumber == "");
    CHECK(atUser.details.callingName == "");
    CHECK(atUser.details.redirectingNumber == "");
    CHECK(atUser.details.redirectingPresentation == Presentation::kWithheld);
    CHECK(atUser.details.redirectingReason == RedirectingReason::kBusy);
    const PriEvent atNetwork = heardOf(rig, rig.user, rig.network, dial);
    CHECK(atNetwork.callingNumber == "13800138000");
    CHECK(atNetwork.details.redirectingNumber == "4008123456");

    dial.details.redirectingNumber = "400-8123456"; // no digits
    const CallHandle refused = rig.user.dial(dial);
    CHECK(rig.user.first(Kind::kCleared, refused).cause == 28);
    rig.requireAllIdle();
}

TEST_CASE("a long name is cut between two characters") {
    ExchangeRig rig;
    rig.bringUp();
    DialRequest dial = plain();
    for (int i = 0; i < 40; ++i) {
        dial.details.callingName += "张";
    }
    const std::string heard = heardOf(rig, rig.network, rig.user, dial).details.callingName;
    CHECK(heard.size() == 48); // of the 50 that a name may take
    CHECK(dial.details.callingName.rfind(heard, 0) == 0);
    rig.requireAllIdle();
}

TEST_CASE("progress indicators 8 and 1 say listen, 2 and 3 don't") {
    for (const int indicator : {1, 2, 3, 8}) {
        CAPTURE(indicator);
        ExchangeRig rig;
        rig.bringUp();
        rig.change = [&](std::vector<uint8_t> &frame, bool fromNetwork) {
            if (fromNetwork && (typeOf(frame) == 0x02 || typeOf(frame) == 0x01)) { // PROCEEDING, ALERTING
                frame.insert(frame.end(), {0x1E, 0x02, 0x82, static_cast<uint8_t>(0x80 | indicator)});
            }
        };
        const CallHandle out = rig.user.dial(isdn::kHuntTimeslot);
        rig.run(kSecond);
        const bool listen = indicator == 1 || indicator == 8;
        CHECK(rig.user.first(Kind::kProgress, out).inband == listen);
        rig.network.span->alert(rig.network.last(Kind::kIncoming).call);
        rig.run(kSecond);
        CHECK(rig.user.first(Kind::kAlerting, out).inband == listen);
        rig.user.span->clear(out, 16);
        rig.requireAllIdle();
    }
}

TEST_CASE("a connected number, a NOTIFY and a FACILITY change nothing") {
    ExchangeRig rig;
    rig.bringUp();
    rig.change = [&](std::vector<uint8_t> &frame, bool fromNetwork) {
        if (fromNetwork && typeOf(frame) == 0x07) {
            frame.insert(frame.end(), {0x4C, 0x07, 0x21, 0x83, '1', '0', '0', '8', '6'});
        } else if (fromNetwork && typeOf(frame) == 0x03) { // PROGRESS becomes NOTIFY: remote hold
            frame.resize(9);
            frame[8] = 0x6E;
            frame.insert(frame.end(), {0x27, 0x01, 0xF9});
        }
    };
    const CallHandle out = rig.user.dial(isdn::kHuntTimeslot);
    rig.run(kSecond);
    const CallHandle in = rig.network.last(Kind::kIncoming).call;
    rig.network.span->progress(in, true, 0);
    rig.run(kSecond);
    rig.network.span->answer(in);
    rig.run(kSecond);
    CHECK(rig.user.first(Kind::kAnswered, out).call == out);
    CHECK(rig.user.count(Kind::kProgress) == 0);
    rig.user.span->clear(out, 16);
    rig.requireAllIdle();
}

TEST_CASE("two spans beside each other: one D-channel's loss is not the other's") {
    ExchangeRig first({}, 1), second({}, 2); // they share libpri and its clock
    first.bringUp();
    second.bringUp();
    const auto [out1, in1] = first.connect(first.network, first.user);
    const auto [out2, in2] = second.connect(second.network, second.user);
    first.user.board->pullSpan(1);
    first.run(3 * kMinute);
    second.run(kSecond);
    CHECK(first.user.first(Kind::kCleared, in1).cause == 27);
    CHECK(second.user.first(Kind::kCleared, in2).call == 0);
    CHECK(second.user.span->dchannelUp());
    second.network.span->clear(out2, 16);
    first.user.board->plugSpan(1);
    CHECK(out1 != 0);
    first.requireAllIdle();
    second.requireAllIdle();
}
