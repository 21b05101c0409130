// PRI through two engines: what commands ask of a bearer and what events tell of it.
#include <doctest/doctest.h>

#include <string>

#include "engine/engine_rig.h"

using namespace callbox::engine;
using End = callbox::engine::testing::EngineEnd;
using Wire = callbox::engine::testing::EngineWire;
using callbox::board::ChannelIndex;
using Do = Command::Kind;
using What = Event::Kind;

namespace {

void overlapEverywhere(Config &config, bool exchange) {
    SpanPlan plan;
    plan.side = exchange ? SpanSide::kNetwork : SpanSide::kUser;
    plan.overlapReceiving = true;
    config.spanPlans = {plan};
}

void setService(End &end, ChannelIndex channel, Service service) {
    Command &command = end.command(Do::kService, 0);
    command.channel = channel;
    command.service = service;
    end.post();
}

/// The row of a channel, once it says what is waited for.
bool rowComes(End &end, ChannelIndex channel, Service service) {
    end.next(What::kService,
             [=](const Event &event) { return event.channel == channel && event.service == service; });
    return end.engine->snapshot()[channel].service == service;
}

} // namespace

TEST_CASE("a number in digits, both ways, proceed, progress, alert in band, and the details of a call") {
    for (const bool fromBox : {false, true}) {
        CAPTURE(fromBox);
        Wire wire(overlapEverywhere);
        End &from = fromBox ? wire.box : wire.exchange, &to = fromBox ? wire.exchange : wire.box;
        Command &dial = from.command(Do::kDial, 2);
        dial.span = 1;
        dial.timeslot = 7;
        dial.callingNumber = "13800138000";
        dial.calledNumber = "02";
        dial.overlap = true;
        dial.details.callingType = NumberType::kNational;
        dial.details.calledType = NumberType::kSubscriber;
        dial.details.callingPlan = dial.details.calledPlan = NumberPlan::kIsdn;
        dial.details.screening = Screening::kPassed;
        dial.details.redirectingNumber = "4008123456";
        dial.details.redirectingReason = RedirectingReason::kUnconditional;
        from.post();
        const Event incoming = to.next(What::kIncoming);
        CHECK_FALSE(incoming.complete);
        CHECK(incoming.calledNumber == "02");
        CHECK(incoming.callingNumber == "13800138000");
        CHECK(incoming.details.callingType == NumberType::kNational);
        CHECK(incoming.details.calledType == NumberType::kSubscriber);
        CHECK(incoming.details.callingPlan == NumberPlan::kIsdn);
        CHECK(incoming.details.calledPlan == NumberPlan::kIsdn);
        CHECK(incoming.details.screening == Screening::kPassed);
        CHECK(incoming.details.redirectingNumber == "4008123456");
        CHECK(incoming.details.redirectingReason == RedirectingReason::kUnconditional);
        from.next(What::kProceeding, 2);
        Command &more = from.command(Do::kMoreDigits, 2);
        more.digits = "087";
        from.post();
        std::string digits;
        while (digits.size() < 3) {
            const Event came = to.next(What::kMoreDigits, incoming.seizure);
            CHECK_FALSE(came.complete);
            digits += came.digits;
        }
        CHECK(digits == "087");
        to.simple(Do::kProceed, incoming.seizure);
        Command &progress = to.command(Do::kProgress, incoming.seizure);
        progress.inband = true;
        progress.cause = 31;
        to.post();
        const Event announced = from.next(What::kProgress, 2);
        CHECK(announced.inband);
        CHECK(announced.cause == 31);
        to.command(Do::kAlert, incoming.seizure).inband = true;
        to.post();
        CHECK(from.next(What::kAlerting, 2).inband);
        to.simple(Do::kAnswer, incoming.seizure);
        from.next(What::kAnswered, 2);
        from.simple(Do::kClear, 2);
        to.next(What::kCleared, incoming.seizure);
        from.next(What::kCleared, 2);
    }
}

TEST_CASE("a number that is complete says so, with the last digit") {
    Wire wire(overlapEverywhere);
    Command &dial = wire.box.command(Do::kDial, 2);
    dial.span = 1;
    dial.overlap = true;
    wire.box.post();
    Command &more = wire.box.command(Do::kMoreDigits, 2);
    more.digits = "110";
    more.complete = true;
    wire.box.post();
    const Event incoming = wire.exchange.next(What::kIncoming);
    CHECK(incoming.calledNumber == "");
    const Event last =
        wire.exchange.next(What::kMoreDigits, [](const Event &event) { return event.complete; });
    CHECK(last.seizure == incoming.seizure);
    CHECK(last.digits == "0");
}

TEST_CASE("blocked, drained, restarted: events, rows, refusals") {
    Wire wire;
    End &exchange = wire.exchange, &box = wire.box;
    const ChannelIndex fifth = 4; // timeslot 5
    setService(box, fifth, Service::kBlocked);
    CHECK(rowComes(box, fifth, Service::kBlocked));
    exchange.command(Do::kDial, 2).span = 1;
    exchange.built.timeslot = 5;
    exchange.built.calledNumber = "100";
    exchange.post();
    CHECK(box.next(What::kRefused).cause == 44);
    CHECK(exchange.next(What::kCleared, 2).cause == 44);
    setService(box, fifth, Service::kInService);
    CHECK(rowComes(box, fifth, Service::kInService));

    exchange.command(Do::kDial, 4).span = 1;
    exchange.built.timeslot = 5;
    exchange.built.calledNumber = "100";
    exchange.post();
    const Event incoming = box.next(What::kIncoming);
    CHECK(incoming.channel == fifth);
    setService(box, fifth, Service::kDraining);
    CHECK(rowComes(box, fifth, Service::kDraining));
    Command &restart = box.command(Do::kRestart, 0);
    restart.channel = fifth;
    box.post();
    CHECK(box.next(What::kCleared, incoming.seizure).cause == 41);
    CHECK(exchange.next(What::kCleared, 4).cause == 41);
    CHECK(rowComes(box, fifth, Service::kBlocked));
}

TEST_CASE("an analog line can't be restarted, a channel that isn't there neither") {
    Wire wire;
    for (const ChannelIndex channel : {wire.box.line(), ChannelIndex{1000}}) {
        wire.box.command(Do::kRestart, 0).channel = channel;
        wire.box.post();
        CHECK(wire.box.next(What::kCommandFailed).channel == channel);
    }
}

TEST_CASE("a QSIG tie: an extension of the PBX is rung and its answer is seen") {
    const auto tie = [](Config &config, bool pbx) {
        config.spanPlans = {{pbx ? SpanSide::kNetwork : SpanSide::kUser, Protocol::kQsig, false}};
    };
    Wire wire(tie);
    End &pbx = wire.exchange, &box = wire.box;
    box.dial(2);
    box.command(Do::kDial, 4).span = 1;
    box.built.calledNumber = "6003";
    box.built.callingNumber = "8001";
    box.built.details.callingName = "张三";
    box.post();
    const Event rung =
        pbx.next(What::kIncoming, [](const Event &event) { return event.calledNumber == "6003"; });
    CHECK(rung.details.callingName == "张三");
    pbx.simple(Do::kAlert, rung.seizure);
    box.next(What::kAlerting, 4);
    pbx.simple(Do::kAnswer, rung.seizure);
    box.next(What::kAnswered, 4);
}
