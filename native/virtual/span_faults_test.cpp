// What goes wrong on a span, and what each end's card shows of it.
#include <doctest/doctest.h>

#include <atomic>
#include <limits>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "virtual/fault_rig.h"

using namespace callbox::virtualboard;
using namespace callbox::virtualboard::testing;
using namespace callbox::board;
using Kind = Fault::Kind;
using Direction = Fault::Direction;

TEST_CASE("LOS, LOF and AIS at one end: that end's alarm, its sound, no frames, and RAI at the other") {
    struct Case {
        Kind kind;
        Alarm alarm;
        uint8_t sound;
    };
    for (const Case &fails : {Case{Kind::kLos, kAlarmLos, kAlawSilence},
                              Case{Kind::kLof, kAlarmLof, kAlawSilence}, Case{Kind::kAis, kAlarmAis, 0xFF}}) {
        for (const auto direction : {Direction::kSend, Direction::kReceive}) {
            for (const bool atExchange : {true, false}) {
                CAPTURE(fails.alarm);
                CAPTURE(atExchange);
                Pair wire;
                End &here = atExchange ? wire.exchange : wire.box;
                End &there = atExchange ? wire.box : wire.exchange;
                End &suffers = direction == Direction::kSend ? there : here;
                End &other = direction == Direction::kSend ? here : there;
                const SpanCounters before = suffers.board->spanCounters(1);
                here.board->inject(ofSpan(fails.kind, direction));
                wire.run(2); // 20 ms: far below the second in which a technician must see it
                CHECK(suffers.alarms[1] == fails.alarm);
                CHECK(other.alarms[1] == kAlarmRai);
                CHECK(suffers.alarms[2] == 0);
                CHECK(other.alarms[2] == 0);
                const SpanCounters after = suffers.board->spanCounters(1);
                CHECK(after.lossOfSignal - before.lossOfSignal == (fails.alarm == kAlarmLos ? 1 : 0));
                CHECK(after.lossOfFrame - before.lossOfFrame == (fails.alarm == kAlarmLof ? 1 : 0));
                wire.run(2);
                wire.forget();
                wire.run(3);
                CHECK(allAre(suffers.heard[0], fails.sound));
                CHECK(allAre(other.heard[0], 0x11));
                CHECK(allAre(suffers.heard[30], 0x11)); // the other span
                CHECK_FALSE(suffers.sends());
                CHECK(other.sends()); // it sends, and nobody hears it
                CHECK(suffers.sends(2));
                wire.run(2);
                CHECK(suffers.frames == 0);
                CHECK(other.frames == 1);
                here.board->clearFault(ofSpan(fails.kind, direction));
                wire.run(4);
                CHECK(suffers.alarms[1] == 0);
                CHECK(other.alarms[1] == 0);
                wire.forget();
                CHECK(suffers.sends());
                CHECK(other.sends());
                wire.run(2);
                CHECK(suffers.frames == 1);
                CHECK(other.frames == 1);
                CHECK(allAre(suffers.heard[0], 0x11));
            }
        }
    }
}

TEST_CASE("who cannot hear cannot see RAI; the worst alarm is the one that is shown") {
    Pair wire;
    wire.exchange.board->inject(ofSpan(Kind::kLos, Direction::kSend));
    wire.exchange.board->inject(ofSpan(Kind::kAis, Direction::kReceive));
    wire.run(3);
    CHECK(wire.box.alarms[1] == kAlarmLos);
    CHECK(wire.exchange.alarms[1] == kAlarmAis);
    wire.exchange.board->inject(ofSpan(Kind::kLof, Direction::kReceive));
    wire.run(3);
    CHECK(wire.exchange.alarms[1] == kAlarmLof);
    wire.exchange.board->clearFault(ofSpan(Kind::kLos, Direction::kSend));
    wire.run(3);
    CHECK(wire.box.alarms[1] == kAlarmRai);
    wire.exchange.board->clearFaults();
    wire.run(3);
    CHECK(wire.box.alarms[1] == 0);
    CHECK(wire.exchange.alarms[1] == 0);
}

TEST_CASE("RAI alone is seen by the other end, and frames and sound go on") {
    Pair wire;
    wire.exchange.board->inject(ofSpan(Kind::kRai, Direction::kSend));
    wire.exchange.board->inject(ofSpan(Kind::kRai, Direction::kReceive, 2));
    wire.run(4);
    CHECK(wire.box.alarms[1] == kAlarmRai);
    CHECK(wire.exchange.alarms[1] == 0);
    CHECK(wire.exchange.alarms[2] == kAlarmRai);
    wire.forget();
    CHECK(wire.exchange.sends());
    CHECK(wire.box.sends(2));
    wire.run(2);
    CHECK(wire.box.frames == 1);
    CHECK(wire.exchange.frames == 1);
    CHECK(allAre(wire.box.heard[0], 0x11));
}

TEST_CASE("a new connection knows of faults that began before it") {
    Pair wire;
    wire.exchange.board->inject(ofSpan(Kind::kAis));
    wire.exchange.board->cutWire();
    wire.box.board->waitBlock(0);
    VirtualBoard::rewire(*wire.exchange.board, *wire.box.board);
    wire.run(4);
    CHECK(wire.box.alarms[1] == kAlarmAis);
    CHECK(wire.exchange.alarms[1] == kAlarmRai);
    CHECK(wire.box.alarms[2] == 0);
}

TEST_CASE("a frame is repeated, or lost after that: one octet of each channel, counted, and told") {
    for (const auto direction : {Direction::kSend, Direction::kReceive}) {
        Pair wire;
        wire.counts = true;
        End &suffers = direction == Direction::kSend ? wire.box : wire.exchange;
        wire.run(3);
        wire.forget();
        wire.run(2);
        wire.exchange.board->inject(times(ofSpan(Kind::kFrameRepeated, direction), 3));
        wire.run(6);
        wire.exchange.board->inject(times(ofSpan(Kind::kFrameLost, direction), 2));
        wire.run(6);
        for (const ChannelIndex channel : {0u, 14u, 29u}) {
            size_t repeated = 0, lost = 0;
            const auto &heard = suffers.heard[channel];
            for (size_t i = 1; i < heard.size(); ++i) {
                const auto step = static_cast<uint8_t>(heard[i] - heard[i - 1]);
                repeated += step == 0;
                lost += step == 2;
                REQUIRE(step <= 2);
            }
            CHECK(repeated == 3);
            CHECK(lost == 2);
        }
        const auto &other = suffers.heard[30]; // another span
        for (size_t i = 1; i < other.size(); ++i) {
            REQUIRE(static_cast<uint8_t>(other[i] - other[i - 1]) == 1);
        }
        CHECK(suffers.slips == 5);
        CHECK(suffers.board->spanCounters(1).slips == 5);
        CHECK(suffers.board->spanCounters(2).slips == 0);
        CHECK_THROWS_WITH(wire.exchange.board->inject(times(ofSpan(Kind::kFrameLost, direction), 2)),
                          doctest::Contains("1 can be lost now, not 2"));
        CHECK_THROWS_WITH(wire.exchange.board->inject(times(ofSpan(Kind::kFrameRepeated, direction), 64)),
                          doctest::Contains("63 more can be repeated"));
    }
}

TEST_CASE("bits are turned at exactly the places asked for, and each block hit is a CRC error") {
    Pair wire;
    wire.exchange.octet = 0;
    wire.run(2);
    wire.forget();
    wire.exchange.board->inject(bitErrors(17, 5, 1'001, 10)); // over block borders
    wire.run(20);
    std::vector<size_t> places;
    const auto &heard = wire.box.heard[15]; // timeslot 17
    for (size_t bit = 0; bit < heard.size() * 8; ++bit) {
        if (((heard[bit / 8] >> (7 - bit % 8)) & 1) != 0) {
            places.push_back(bit);
        }
    }
    REQUIRE(places.size() == 10);
    for (size_t i = 0; i < places.size(); ++i) {
        CHECK(places[i] == 5 + 1'001 * i);
    }
    CHECK(allAre(wire.box.heard[14], 0));
    CHECK(allAre(wire.box.heard[16], 0));
    CHECK(wire.exchange.board->bitErrorsInjected(1, Direction::kSend) == 10);
    CHECK(wire.box.board->spanCounters(1).crcErrors == 10);
    CHECK(wire.exchange.board->spanCounters(1).farEndErrors == 10);
    wire.exchange.board->inject(bitErrors(1, 0, 1, 64)); // eight octets in a row: one CRC4 block
    wire.run(4);
    CHECK(wire.box.board->spanCounters(1).crcErrors == 11);
    CHECK(wire.exchange.board->bitErrorsInjected(1, Direction::kSend) == 74);
    CHECK(wire.exchange.board->bitErrorsInjected(1, Direction::kReceive) == 0);
}

TEST_CASE("a rate of bit errors is kept over all bearers, and the same seed turns the same bits") {
    const auto once = [](uint64_t seed) {
        Pair wire(1, 0, seed);
        wire.exchange.octet = 0;
        wire.run(2);
        wire.forget();
        Fault fault = bitErrors(0, 0, 1'000, 0);
        fault.random = true;
        wire.exchange.board->inject(fault);
        wire.run(kBlocksASecond); // 1,920,000 bits
        wire.exchange.board->clearFault(fault);
        uint64_t turned = 0;
        for (const auto &channel : wire.box.heard) {
            for (const uint8_t octet : channel) {
                turned += static_cast<uint64_t>(__builtin_popcount(octet));
            }
        }
        CHECK(turned == wire.exchange.board->bitErrorsInjected(1, Direction::kSend));
        CHECK(turned > 1'700);
        CHECK(turned < 2'150);
        wire.forget();
        wire.run(2);
        CHECK(allAre(wire.box.heard[0], 0));
        return wire.box.heard;
    };
    CHECK(once(7) == once(7));
}

TEST_CASE("CRC errors come back as E bits; code violations and E bits alone are counted as they are") {
    Pair wire;
    wire.exchange.board->inject(times(ofSpan(Kind::kCrcErrors), 5));
    wire.exchange.board->inject(times(ofSpan(Kind::kCodeViolations), 7));
    wire.exchange.board->inject(times(ofSpan(Kind::kFarEndErrors), 11));
    wire.exchange.board->inject(times(ofSpan(Kind::kCrcErrors, Direction::kReceive, 2), 3));
    wire.run(4);
    const SpanCounters box1 = wire.box.board->spanCounters(1), box2 = wire.box.board->spanCounters(2);
    const SpanCounters exchange1 = wire.exchange.board->spanCounters(1);
    const SpanCounters exchange2 = wire.exchange.board->spanCounters(2);
    CHECK(box1.crcErrors == 5);
    CHECK(box1.codeViolations == 7);
    CHECK(box1.farEndErrors == 11);
    CHECK(exchange1.farEndErrors == 5);
    CHECK(exchange1.crcErrors == 0);
    CHECK(exchange2.crcErrors == 3);
    CHECK(box2.farEndErrors == 3);
    wire.exchange.board->inject(ofSpan(Kind::kLos));
    wire.run(2);
    wire.exchange.board->inject(times(ofSpan(Kind::kCrcErrors), 5));
    wire.run(2);
    CHECK(wire.box.board->spanCounters(1).crcErrors == 5); // without a signal there is nothing to find wrong
}

TEST_CASE("a dead D-channel loses frames one way, and sound goes on") {
    Pair wire;
    wire.exchange.board->inject(ofSpan(Kind::kDchannelDead, Direction::kReceive));
    wire.run(2);
    wire.forget();
    for (int i = 0; i < 5; ++i) {
        CHECK(wire.box.sends());
        CHECK(wire.exchange.sends());
        CHECK(wire.box.sends(2));
    }
    wire.run(3);
    CHECK(wire.exchange.frames == 5); // those of span 2
    CHECK(wire.box.frames == 5);
    CHECK(allAre(wire.box.heard[0], 0x11));
    CHECK(allAre(wire.exchange.heard[0], 0x11));
    CHECK(wire.box.alarms[1] == 0);
    wire.exchange.board->clearFault(ofSpan(Kind::kDchannelDead, Direction::kReceive));
    CHECK(wire.box.sends());
    wire.run(2);
    CHECK(wire.exchange.frames == 6);
}

TEST_CASE("frames that are spoilt are counted at the end that throws them away, those lost are nowhere") {
    for (const auto direction : {Direction::kSend, Direction::kReceive}) {
        Pair wire(1, 0);
        End &sender = direction == Direction::kSend ? wire.exchange : wire.box;
        End &suffers = direction == Direction::kSend ? wire.box : wire.exchange;
        Fault spoils = ofSpan(Kind::kFrameErrors, direction), loses = ofSpan(Kind::kFrameLoss, direction);
        spoils.oneIn = 4;
        loses.oneIn = 4;
        wire.exchange.board->inject(spoils);
        wire.exchange.board->inject(loses);
        for (int i = 0; i < 1'000; ++i) {
            CHECK(sender.sends());
            wire.exchange.board->waitBlock(0);
            wire.box.board->waitBlock(0);
            suffers.listen();
        }
        const SpanCounters counters = suffers.board->spanCounters(1);
        CHECK(counters.framesIn == suffers.frames);
        CHECK(sender.board->spanCounters(1).framesOut == 1'000);
        CHECK(counters.framesBadFcs > 130);
        CHECK(counters.framesBadFcs < 250);
        CHECK(counters.framesBadFcs == suffers.board->counters().framesBadFcs);
        CHECK(counters.framesIn > 480);
        CHECK(counters.framesIn < 650);
    }
}

TEST_CASE("faults come and go from another thread while both ends run, and leave nothing behind") {
    Pair wire;
    std::atomic<bool> done{false};
    std::thread tester([&] {
        for (int round = 0; round < 300; ++round) {
            for (const Kind kind : {Kind::kLos, Kind::kAis, Kind::kRai, Kind::kDchannelDead, Kind::kBitErrors,
                                    Kind::kFrameRepeated, Kind::kCrcErrors}) {
                const auto direction = round % 2 == 0 ? Direction::kSend : Direction::kReceive;
                if (kind != Kind::kFrameRepeated || round < 10) {
                    wire.exchange.board->inject(ofSpan(kind, direction));
                }
                wire.box.board->setLoopback(2, round % 2 == 0 ? Loopback::kTowardsLine : Loopback::kOff);
                wire.exchange.board->inject(ofLine(Kind::kCut));
                wire.box.board->sendFrame(1, reinterpret_cast<const uint8_t *>("abc"), 3);
                (void)wire.box.board->spanCounters(1);
                wire.exchange.board->clearFault(ofSpan(kind, direction));
                wire.exchange.board->clearFault(ofLine(Kind::kCut));
            }
        }
        wire.exchange.board->clearFaults();
        wire.box.board->setLoopback(2, Loopback::kOff);
        done.store(true);
    });
    // Signalling may come in such a flood that a block has to wait for its turn, or finds the socket full.
    const auto carry = [&] {
        wire.exchange.board->tick();
        for (VirtualBoard *board : {wire.exchange.board.get(), wire.box.board.get()}) {
            while (board->waitBlock(0) == Wait::kBlock) {
                board->finishBlock();
            }
        }
        wire.exchange.listen();
        wire.box.listen();
    };
    while (!done.load()) {
        carry();
    }
    tester.join();
    for (int i = 0; i < 100; ++i) {
        carry();
    }
    wire.run(10);
    wire.forget();
    wire.run(2);
    for (const End *end : {&wire.exchange, &wire.box}) {
        CHECK(end->alarms[1] == 0);
        CHECK(end->alarms[2] == 0);
        CHECK(allAre(end->heard[0], 0x11));
        CHECK(allAre(end->heard[60], 0x11));
    }
}

TEST_CASE("what cannot go wrong is refused by name, and changes nothing") {
    Pair wire(1, 1);
    const auto refusal = [&](Fault fault) {
        std::string said;
        try {
            wire.exchange.board->inject(fault);
        } catch (const std::invalid_argument &error) {
            said = error.what();
        }
        return said;
    };
    const auto names = [](const std::string &said, const char *what) {
        return said.find(what) != std::string::npos;
    };
    CHECK(names(refusal(ofSpan(Kind::kLos, Direction::kSend, 0)), "'span'"));
    CHECK(names(refusal(ofSpan(Kind::kLos, Direction::kSend, 2)), "1 to 1"));
    CHECK(names(refusal(ofLine(Kind::kCut, Direction::kSend, 2)), "'line'"));
    CHECK(names(refusal(ofSpan(static_cast<Kind>(99))), "'kind'"));
    CHECK(names(refusal(ofSpan(Kind::kLos, static_cast<Direction>(7))), "'direction'"));
    CHECK(names(refusal(times(ofSpan(Kind::kCrcErrors), 0)), "'count'"));
    CHECK(names(refusal(times(ofSpan(Kind::kFrameRepeated), 1'001)), "'count'"));
    CHECK(names(refusal(times(ofSpan(Kind::kFrameLost), 1)), "only after one was repeated"));
    CHECK(names(refusal(bitErrors(16, 0, 1, 1)), "timeslot 16"));
    CHECK(names(refusal(bitErrors(32, 0, 1, 1)), "'timeslot'"));
    CHECK(names(refusal(bitErrors(1, 0, 0, 1)), "'everyBits'"));
    Fault fault = ofSpan(Kind::kFrameLoss);
    fault.oneIn = 0;
    CHECK(names(refusal(fault), "'oneIn'"));
    fault = ofLine(Kind::kNoise);
    fault.levelDbm0 = std::numeric_limits<double>::quiet_NaN();
    CHECK(names(refusal(fault), "'levelDbm0'"));
    fault = ofLine(Kind::kEcho);
    fault.delayMs = kMaxEchoMs + 1;
    CHECK(names(refusal(fault), "'delayMs'"));
    wire.run(3);
    CHECK(wire.box.alarms[1] == 0);
    CHECK(allAre(wire.box.heard[0], 0x11));
    Pair noLines(1, 0);
    CHECK_THROWS_WITH(noLines.exchange.board->inject(ofLine(Kind::kCut)), doctest::Contains("no lines"));
}
