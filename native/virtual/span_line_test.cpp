// CRC4, clock and timeslot 16 of a span's two ends, and what each card shows when they don't agree.
#include <doctest/doctest.h>

#include <cstdint>
#include <stdexcept>
#include <vector>

#include "virtual/fault_rig.h"

using namespace callbox::virtualboard;
using namespace callbox::virtualboard::testing;
using namespace callbox::board;
using Kind = Fault::Kind;
using Direction = Fault::Direction;
using Multiframe = SpanStatus::Multiframe;
using Octets = SpanStatus::Octets;
using Gives = SpanStatus::Gives;

namespace {

constexpr uint8_t kSabme[] = {0x00, 0x01, 0x7F}, kRr[] = {0x00, 0x01, 0x01, 0x01};

/// Slips at each end of a span while 100 s pass.
struct Slips {
    uint64_t exchange, box;
};
Slips slipsIn100s(Pair &wire, int span) {
    const auto count = [span](const End &end) { return end.board->spanCounters(span).slips; };
    const Slips before{count(wire.exchange), count(wire.box)};
    for (int second = 0; second < 100; ++second) {
        wire.run(kBlocksASecond);
        wire.forget();
    }
    return {count(wire.exchange) - before.exchange, count(wire.box) - before.box};
}

bool accepts(End &end, int span, bool crc4, int clockPriority) {
    return end.board->setUpSpan(span, {crc4, clockPriority}) == SpanLineRefusal::kNone;
}

Multiframe multiframeOf(const End &end, int span = 1) { return end.board->spanStatus(span).multiframe; }
Gives clockOf(const End &end, int span) { return end.board->spanStatus(span).clock; }

} // namespace

TEST_CASE(
    "CRC4 at one end only: LOF where the multiframe is missed, RAI at the other; agreed again, all is well") {
    for (const bool atExchange : {true, false}) {
        CAPTURE(atExchange);
        Pair wire;
        End &without = atExchange ? wire.exchange : wire.box;
        End &with = atExchange ? wire.box : wire.exchange;
        CHECK(multiframeOf(with) == Multiframe::kFound);
        const uint64_t lossesBefore = with.board->spanCounters(1).lossOfFrame;
        REQUIRE(accepts(without, 1, false, atExchange ? 0 : 1));
        wire.run(3);
        CHECK(with.alarms[1] == kAlarmLof);
        CHECK(without.alarms[1] == kAlarmRai);
        CHECK(multiframeOf(with) == Multiframe::kMissing);
        CHECK(multiframeOf(without) == Multiframe::kOff);
        CHECK(with.board->spanCounters(1).lossOfFrame == lossesBefore + 1);
        CHECK(without.board->spanCounters(1).remoteAlarms == 1);
        CHECK(with.alarms[2] == 0); // the other span
        CHECK(without.alarms[2] == 0);
        CHECK_FALSE(with.sends());
        REQUIRE(accepts(with, 1, false, atExchange ? 1 : 0));
        wire.run(4);
        CHECK(with.alarms[1] == 0);
        CHECK(without.alarms[1] == 0);
        CHECK(multiframeOf(with) == Multiframe::kOff);
        wire.forget();
        CHECK(with.sends());
        wire.run(2);
        CHECK(without.frames == 1);
    }
}

TEST_CASE(
    "without CRC4 nobody counts wrong blocks or E bits; code violations and slips are counted all the same") {
    Pair wire;
    REQUIRE(accepts(wire.exchange, 1, false, 0));
    REQUIRE(accepts(wire.box, 1, false, 1));
    wire.run(3);
    for (const Kind kind : {Kind::kCrcErrors, Kind::kFarEndErrors, Kind::kCodeViolations})
        wire.exchange.board->inject(times(ofSpan(kind), 5));
    wire.exchange.board->inject(times(ofSpan(Kind::kFrameRepeated), 2));
    wire.run(5);
    const SpanCounters box = wire.box.board->spanCounters(1);
    CHECK(box.crcErrors == 0);
    CHECK(box.farEndErrors == 0);
    CHECK(box.codeViolations == 5);
    CHECK(box.slips == 2);
    CHECK(wire.exchange.board->spanCounters(1).farEndErrors == 0);
}

TEST_CASE("one end gives the clock: no slips. None or both take it: slips at 15 ppm, on each span and at "
          "each end") {
    struct Case {
        int atExchange, atBox; // clock priority of span 1
        bool slips;
    };
    for (const Case &set : {Case{0, 1, false}, Case{1, 0, false}, Case{0, 0, true}, Case{1, 1, true}}) {
        CAPTURE(set.atExchange);
        CAPTURE(set.atBox);
        Pair wire;
        REQUIRE(accepts(wire.exchange, 1, true, set.atExchange));
        REQUIRE(accepts(wire.box, 1, true, set.atBox));
        REQUIRE(accepts(wire.box, 2, true, 0));
        wire.run(3);
        wire.counts = true;
        const Slips first = slipsIn100s(wire, 1);
        // 8,000 frames a second, 15 of a million: 12 in 100 s (ITU-T G.822 counts them so).
        CHECK(first.box == (set.slips ? 12 : 0));
        CHECK(first.exchange == (set.slips ? 12 : 0));
        CHECK(wire.exchange.board->spanCounters(2).slips == (set.slips ? 12 : 0));
        CHECK(wire.box.board->spanCounters(1).codeViolations == 0);
    }
}

TEST_CASE("the clock comes from the first choice that is there, and slips tell spans of different masters") {
    Pair wire;
    CHECK(clockOf(wire.box, 1) == Gives::kYes);
    CHECK(clockOf(wire.box, 2) == Gives::kNo);
    CHECK(clockOf(wire.exchange, 1) == Gives::kNo);
    Fault drift = ofSpan(Kind::kClockDrift, Direction::kSend, 2);
    drift.ppm = 10;
    wire.exchange.board->inject(drift);
    wire.run(3);
    const Slips second = slipsIn100s(wire, 2);
    CHECK(second.box == 8);
    CHECK(second.exchange == 0); // the box sends by the clock of span 1
    wire.exchange.board->inject(ofSpan(Kind::kLos, Direction::kSend, 1));
    wire.run(3);
    CHECK(clockOf(wire.box, 1) == Gives::kNo);
    CHECK(clockOf(wire.box, 2) == Gives::kYes);
    const Slips reserve = slipsIn100s(wire, 2);
    CHECK(reserve.box == 0);
    CHECK(reserve.exchange == 8);
    wire.exchange.board->clearFaults();
    wire.run(3);
    CHECK(clockOf(wire.box, 1) == Gives::kYes);
    drift.direction = Direction::kReceive;
    drift.ppm = -50;
    wire.exchange.board->inject(drift);
    wire.run(3);
    const Slips received = slipsIn100s(wire, 2);
    CHECK(received.exchange == 40);
    CHECK(received.box == 0);
}

TEST_CASE("pairs crossed: LOS at both ends of that span; put right, both hear") {
    for (const auto direction : {Direction::kSend, Direction::kReceive}) {
        Pair wire;
        wire.exchange.board->inject(ofSpan(Kind::kWiresSwapped, direction));
        wire.run(3);
        CHECK(wire.exchange.alarms[1] == kAlarmLos);
        CHECK(wire.box.alarms[1] == kAlarmLos);
        CHECK(wire.box.alarms[2] == 0);
        wire.exchange.board->clearFault(ofSpan(Kind::kWiresSwapped, direction));
        wire.run(4);
        CHECK(wire.exchange.alarms[1] == 0);
        CHECK(wire.box.alarms[1] == 0);
    }
}

TEST_CASE("a half-open pair: code violations, wrong CRC4 blocks, E bits back, frames lost for their FCS, no "
          "alarm") {
    Pair wire;
    Fault half = ofSpan(Kind::kHalfOpen);
    half.everyBits = 2'000;
    wire.exchange.board->inject(half);
    for (int second = 0; second < 10; ++second) {
        for (int i = 0; i < kBlocksASecond; ++i) {
            wire.exchange.sends();
            wire.run(1);
        }
        wire.box.heard = std::vector<std::vector<uint8_t>>(wire.box.heard.size());
    }
    wire.exchange.board->clearFault(half);
    wire.run(4); // the last E bits are on their way
    const SpanCounters box = wire.box.board->spanCounters(1);
    const double expected = 10.0 * 8000 * 30 * 8 / 2'000;
    CHECK(static_cast<double>(box.codeViolations) > 0.9 * expected);
    CHECK(static_cast<double>(box.codeViolations) < 1.1 * expected);
    CHECK(box.crcErrors > 5'000); // of 10,000: a block of 8 frames has 1,920 of these bits
    CHECK(box.crcErrors <= 10'000);
    CHECK(wire.exchange.board->spanCounters(1).farEndErrors == box.crcErrors);
    CHECK(box.framesBadFcs > 2);
    CHECK(box.framesBadFcs < 40); // 24 bits each: one in 83
    CHECK(wire.box.alarms[1] == 0);
    CHECK(wire.exchange.board->spanCounters(1).codeViolations == 0);
    CHECK(wire.exchange.board->bitErrorsInjected(1, Direction::kSend) == 0); // those are of 'bit-errors'
    wire.forget();
    wire.run(5);
    CHECK(allAre(wire.box.heard[0], 0x11));
}

TEST_CASE("a refused D-channel: DM to each SABME, with its address and P bit, and not a word besides") {
    Pair wire;
    wire.exchange.board->inject(ofSpan(Kind::kDchannelRefused));
    REQUIRE(wire.box.board->sendFrame(1, kSabme, sizeof kSabme));
    REQUIRE(wire.box.board->sendFrame(1, kRr, sizeof kRr));
    wire.exchange.sends();
    std::vector<std::vector<uint8_t>> frames;
    for (int i = 0; i < 3; ++i) {
        wire.exchange.board->tick();
        wire.exchange.block(false);
        wire.box.block(false);
        Event event;
        while (wire.box.board->nextEvent(event))
            if (event.kind == Event::Kind::kFrame)
                frames.push_back(event.frame);
    }
    REQUIRE(frames.size() == 1);
    CHECK(frames[0] == std::vector<uint8_t>{0x00, 0x01, 0x1F});
    wire.exchange.listen();
    CHECK(wire.exchange.frames == 0);
    CHECK(wire.box.alarms[1] == 0);
    wire.exchange.board->clearFaults();
    wire.exchange.board->inject(
        ofSpan(Kind::kDchannelRefused, Direction::kReceive)); // the box's would refuse
    wire.forget();
    REQUIRE(wire.exchange.board->sendFrame(1, kSabme, sizeof kSabme));
    REQUIRE(wire.box.board->sendFrame(1, kRr, sizeof kRr));
    wire.run(3);
    CHECK(wire.exchange.frames == 1);
    CHECK(wire.box.frames == 0);
}

TEST_CASE("a D-channel that isn't put through: flags or ones, no frame either way, sound goes on") {
    Pair wire;
    for (const bool idle : {false, true}) {
        Fault fault = ofSpan(Kind::kDchannelNotOpen);
        fault.idle = idle;
        const uint64_t abortsBefore = wire.box.board->spanCounters(1).framesAborted;
        wire.exchange.board->inject(fault);
        wire.run(3);
        wire.forget();
        CHECK(wire.box.board->spanStatus(1).signalling == (idle ? Octets::kIdle : Octets::kFlags));
        CHECK(wire.box.board->spanCounters(1).framesAborted == abortsBefore + (idle ? 1 : 0));
        CHECK(wire.box.sends());
        CHECK(wire.exchange.sends());
        wire.run(3);
        CHECK(wire.box.frames + wire.exchange.frames == 0);
        CHECK(wire.box.alarms[1] == 0);
        CHECK(allAre(wire.box.heard[0], 0x11));
        wire.exchange.board->clearFault(fault);
        wire.run(3);
        CHECK(wire.box.board->spanStatus(1).signalling == Octets::kFlags);
        wire.forget();
        CHECK(wire.box.sends());
        wire.run(3);
        CHECK(wire.exchange.frames == 1);
    }
}

TEST_CASE("a span, a priority or a figure that cannot be is refused, and nothing has changed") {
    Pair wire;
    CHECK(wire.box.board->setUpSpan(0, {}) == SpanLineRefusal::kFraming);
    CHECK(wire.box.board->setUpSpan(3, {}) == SpanLineRefusal::kFraming);
    CHECK(wire.box.board->setUpSpan(1, {false, 9}) == SpanLineRefusal::kClock);
    CHECK(wire.box.board->setUpSpan(1, {false, -1}) == SpanLineRefusal::kClock);
    CHECK(multiframeOf(wire.box) == Multiframe::kFound);
    CHECK(multiframeOf(wire.box, 9) == Multiframe::kUnknown);
    Fault fault = ofSpan(Kind::kClockDrift);
    fault.ppm = 101;
    CHECK_THROWS_AS(wire.exchange.board->inject(fault), std::invalid_argument);
    fault = ofSpan(Kind::kHalfOpen);
    fault.everyBits = 999;
    CHECK_THROWS_AS(wire.exchange.board->inject(fault), std::invalid_argument);
    wire.run(3);
    CHECK(wire.box.alarms[1] == 0);
}

TEST_CASE("a wire that comes back brings framing and clock of both ends anew") {
    Pair wire;
    REQUIRE(accepts(wire.exchange, 1, false, 0));
    wire.run(3);
    CHECK(wire.box.alarms[1] == kAlarmLof);
    wire.exchange.board->cutWire();
    REQUIRE(accepts(wire.box, 1, false, 1));
    VirtualBoard::rewire(*wire.exchange.board, *wire.box.board);
    wire.run(4);
    CHECK(wire.box.alarms[1] == 0);
    CHECK(wire.exchange.alarms[1] == 0);
    CHECK(clockOf(wire.box, 1) == Gives::kYes);
}
