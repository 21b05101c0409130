// A technician's loopback and bit test through two engines on one wire; faults at its exchange end.
#include <doctest/doctest.h>

#include <chrono>
#include <stdexcept>
#include <string>

#include "engine/engine_rig.h"

using namespace callbox;
using namespace callbox::engine;
using virtualboard::Fault;
using End = testing::EngineEnd;
using Wire = testing::EngineWire;
using Do = Command::Kind;
using What = Event::Kind;

namespace {

/// Why a command without a seizure could not be carried out.
std::string failure(End &end) { return end.next(What::kCommandFailed, 0).reason; }

void bitTest(End &end, board::ChannelIndex channel, bool on) {
    Command &command = end.command(Do::kBitTest, 0);
    command.channel = channel;
    command.on = on;
    end.post();
}

void loopback(End &end, int span, board::Loopback loopback) {
    Command &command = end.command(Do::kLoopback, 0);
    command.span = span;
    command.loopback = loopback;
    end.post();
}

uint64_t slips(Wire &wire) {
    return wire.exchange.engine->meters().board.slips + wire.box.engine->meters().board.slips;
}

Fault ofSpan(Fault::Kind kind) {
    Fault fault;
    fault.kind = kind;
    fault.span = 1;
    return fault;
}

} // namespace

TEST_CASE("a bit test on the box, looped at itself, has no errors, and ends when it is told to") {
    Wire wire;
    loopback(wire.box, 1, board::Loopback::kTowardsBox);
    bitTest(wire.box, 3, true);
    const auto good = wire.box.next(What::kBitTest, [](const Event &event) {
        return event.channel == 3 && event.bitTest.inSync && event.bitTest.bits > 0;
    });
    CHECK_FALSE(good.bitTest.ended);
    wire.exchange.next(What::kSpan, [](const Event &event) { return event.alarms == board::kAlarmAis; });
    bitTest(wire.box, 3, true);
    CHECK(failure(wire.box).find("E1-1:4 is in use or under test already") != std::string::npos);
    bitTest(wire.box, 3, false);
    const auto last = wire.box.next(What::kBitTest, [](const Event &event) { return event.bitTest.ended; });
    CHECK(last.bitTest.errors == 0);
    CHECK(last.bitTest.lossesOfSync == 0);
    loopback(wire.box, 1, board::Loopback::kOff);
    wire.exchange.next(What::kSpan, [](const Event &event) { return event.alarms == 0; });
    bitTest(wire.box, 3, false); // none runs: nothing to say
    bitTest(wire.box, 30, true);
    CHECK(failure(wire.box).find("L1 is an analog line") != std::string::npos);
    bitTest(wire.box, 31, true);
    CHECK(failure(wire.box).find("no channel 31") != std::string::npos);
    loopback(wire.box, 0, board::Loopback::kTowardsBox);
    CHECK(failure(wire.box).find("no span 0") != std::string::npos);
}

TEST_CASE("bits turned on the wire are reported one for one by a test over the exchange's loop") {
    Wire wire;
    loopback(wire.exchange, 1, board::Loopback::kTowardsLine);
    for (int attempt = 1;; attempt++) {
        const uint64_t slipsBefore = slips(wire);
        bitTest(wire.box, 0, true);
        wire.box.next(What::kBitTest, [](const Event &event) { return event.bitTest.inSync; });
        Fault fault = ofSpan(Fault::Kind::kBitErrors);
        fault.timeslot = 1;
        fault.everyBits = 50;
        fault.bitErrors = 321;
        wire.exchange.engine->inject(fault, true);
        wire.box.next(What::kBitTest, [](const Event &event) { return event.bitTest.errors >= 321; });
        bitTest(wire.box, 0, false);
        const auto last =
            wire.box.next(What::kBitTest, [](const Event &event) { return event.bitTest.ended; });
        // A machine too busy for the wire loses blocks, and with them sync: then the test is made again.
        if (attempt < 3 && slips(wire) != slipsBefore)
            continue;
        CHECK(last.bitTest.errors == 321);
        CHECK(last.bitTest.lossesOfSync == 0);
        CHECK(wire.exchange.engine->inject(fault, false) == 321 * static_cast<uint64_t>(attempt));
        break;
    }
    CHECK(wire.box.engine->meters().spans.at(0).crcErrors > 0);
}

TEST_CASE("a span that fails is told within a second and counted; only the exchange end breaks it") {
    Wire wire;
    const auto began = std::chrono::steady_clock::now();
    wire.exchange.engine->inject(ofSpan(Fault::Kind::kLof), true);
    wire.box.next(What::kSpan, [](const Event &event) { return event.alarms == board::kAlarmLof; });
    wire.exchange.next(What::kSpan, [](const Event &event) { return event.alarms == board::kAlarmRai; });
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(1));
    CHECK(wire.box.engine->meters().spans.at(0).lossOfFrame == 1);
    wire.exchange.engine->clearFaults();
    wire.box.next(What::kSpan, [](const Event &event) { return event.alarms == 0; });
    CHECK_THROWS_AS(wire.box.engine->inject(ofSpan(Fault::Kind::kLos), true), std::logic_error);
    CHECK_THROWS_AS(wire.box.engine->clearFaults(), std::logic_error);
    CHECK_THROWS_AS(wire.exchange.engine->inject(ofSpan(static_cast<Fault::Kind>(77)), true),
                    std::invalid_argument);
}
