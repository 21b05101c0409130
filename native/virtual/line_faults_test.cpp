// What goes wrong on an analog line: signals that stick, a broken pair, noise, hum, echo.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "dsp/g711.h"
#include "dsp/level.h"
#include "virtual/fault_rig.h"

using namespace callbox::virtualboard;
using namespace callbox::virtualboard::testing;
using namespace callbox::board;
using Kind = Fault::Kind;
using Direction = Fault::Direction;

using callbox::dsp::alawToLinear;
using callbox::dsp::levelDbm0;

namespace {

double levelOf(const std::vector<uint8_t> &heard) {
    std::vector<int16_t> linear(heard.size());
    alawToLinear(heard.data(), linear.data(), heard.size());
    return levelDbm0(linear.data(), linear.size());
}

/// Power of one frequency, as the level of a sine.
double levelAt(const std::vector<uint8_t> &heard, double hz) {
    double real = 0, imaginary = 0;
    for (size_t i = 0; i < heard.size(); ++i) {
        const double angle = 2 * callbox::dsp::kPi * hz * static_cast<double>(i) / kSampleRateHz;
        real += alawToLinear(heard[i]) * std::cos(angle);
        imaginary += alawToLinear(heard[i]) * std::sin(angle);
    }
    return callbox::dsp::sineLevelDbm0(2 * std::hypot(real, imaginary) / static_cast<double>(heard.size()));
}

} // namespace

TEST_CASE("a stuck line keeps its hook or ringing as it was, and tells what is true when it is loose again") {
    Pair wire;
    const ChannelIndex line1 = 60, line2 = 61;
    wire.exchange.board->inject(ofLine(Kind::kStuckSignals));                      // its hook
    wire.exchange.board->inject(ofLine(Kind::kStuckSignals, Direction::kReceive)); // what feeds it
    wire.exchange.board->signal(line1, LineSignal::kOffHook);
    wire.box.board->signal(line1, LineSignal::kRingOn);
    wire.run(3);
    CHECK(wire.box.signals.empty());
    CHECK(wire.exchange.signals.empty());
    wire.exchange.board->signal(line2, LineSignal::kOffHook); // another line is whole
    wire.run(2);
    CHECK(wire.box.signals == std::vector<LineSignal>{LineSignal::kOffHook});
    wire.forget();
    wire.exchange.board->clearFaults();
    wire.run(3);
    CHECK(wire.box.signals == std::vector<LineSignal>{LineSignal::kOffHook});
    CHECK(wire.exchange.signals == std::vector<LineSignal>{LineSignal::kRingOn});
    wire.forget();
    wire.exchange.board->inject(ofLine(Kind::kStuckSignals)); // off-hook now, for ever
    wire.exchange.board->signal(line1, LineSignal::kOnHook);
    wire.exchange.board->signal(line1, LineSignal::kFlash);
    wire.run(2);
    CHECK(wire.box.signals.empty());
}

TEST_CASE("a cut pair has no battery and no loop, and no sound either way") {
    for (const bool atExchange : {true, false}) {
        Pair wire;
        const ChannelIndex line1 = 60;
        wire.exchange.board->signal(line1, LineSignal::kOffHook);
        wire.run(2);
        wire.forget();
        (atExchange ? wire.exchange : wire.box).board->inject(ofLine(Kind::kCut));
        wire.run(4);
        CHECK(wire.exchange.signals == std::vector<LineSignal>{LineSignal::kBatteryLost});
        CHECK(wire.box.signals == std::vector<LineSignal>{LineSignal::kOnHook});
        wire.forget();
        wire.run(2);
        CHECK(allAre(wire.exchange.heard[line1], kAlawSilence));
        CHECK(allAre(wire.box.heard[line1], kAlawSilence));
        CHECK(allAre(wire.box.heard[line1 + 1], 0x11));
        (atExchange ? wire.exchange : wire.box).board->clearFault(ofLine(Kind::kCut));
        wire.run(4);
        CHECK(wire.exchange.signals == std::vector<LineSignal>{LineSignal::kBatteryBack});
        CHECK(wire.box.signals == std::vector<LineSignal>{LineSignal::kOffHook});
    }
}

TEST_CASE("noise and hum have the level asked for, on that line and that way only") {
    for (const auto direction : {Direction::kSend, Direction::kReceive}) {
        for (const double level : {-50.0, -30.0, -15.0}) {
            Pair wire(0, 2);
            wire.exchange.octet = wire.box.octet = kAlawSilence;
            End &suffers = direction == Direction::kSend ? wire.box : wire.exchange;
            End &other = direction == Direction::kSend ? wire.exchange : wire.box;
            Fault noise = ofLine(Kind::kNoise, direction), hum = ofLine(Kind::kHum, direction, 2);
            noise.levelDbm0 = hum.levelDbm0 = level;
            wire.exchange.board->inject(noise);
            wire.exchange.board->inject(hum);
            wire.run(3);
            wire.forget();
            wire.run(kBlocksASecond);
            CHECK(std::abs(levelOf(suffers.heard[0]) - level) < 0.5);
            CHECK(std::abs(levelAt(suffers.heard[1], 50) - level) < 0.5);
            CHECK(allAre(other.heard[0], kAlawSilence));
            CHECK(allAre(other.heard[1], kAlawSilence));
            wire.exchange.board->clearFaults();
            wire.run(3);
            wire.forget();
            wire.run(2);
            CHECK(allAre(suffers.heard[0], kAlawSilence));
        }
    }
}

TEST_CASE("an echo comes back as weak and as late as asked for") {
    for (const auto direction : {Direction::kSend, Direction::kReceive}) {
        Pair wire(0, 1);
        const bool boxHears = direction == Direction::kSend; // its own voice
        End &speaker = boxHears ? wire.box : wire.exchange;
        wire.exchange.octet = wire.box.octet = kAlawSilence;
        Fault echo = ofLine(Kind::kEcho, direction);
        echo.erlDb = 12;
        echo.delayMs = 25;
        wire.exchange.board->inject(echo);
        wire.run(10);
        wire.forget();
        const uint8_t loud = callbox::dsp::linearToAlaw(16'000);
        speaker.octet = loud; // one block of it
        wire.run(1);
        speaker.octet = kAlawSilence;
        wire.run(20);
        const auto &heard = speaker.heard[0];
        const auto begins =
            std::find_if(heard.begin(), heard.end(), [](uint8_t octet) { return octet != kAlawSilence; });
        const auto ends = std::find(begins, heard.end(), kAlawSilence);
        CHECK(ends - begins == kBlock);
        // At receive it is a block late at the least. The box's voice takes 20 ms to the exchange and is
        // heard in the same block there: two blocks, and what was asked for.
        const long wireSamples = boxHears ? 2 * static_cast<long>(kBlock) : static_cast<long>(kBlock);
        CHECK(begins - heard.begin() == wireSamples + 25 * 8);
        const double gainDb = 20 * std::log10(1.0 * alawToLinear(*begins) / alawToLinear(loud));
        CHECK(std::abs(gainDb - -12) < 0.3);
    }
}
