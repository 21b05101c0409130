// Bit-error tests through a card made of software, in virtual time: what it turns is what is reported.
#include "media/bit_tests.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <vector>

#include "virtual/virtual_board.h"

using namespace callbox;
using namespace callbox::media;
using virtualboard::Fault;

namespace {

constexpr int kBlocksASecond = board::kSampleRateHz / board::kMaxBlockSamples;

struct Told final : BitTestOutput {
    void bitTest(board::ChannelIndex channel, const BitTestResult &result) override {
        results[channel].push_back(result);
    }
    const BitTestResult &last(board::ChannelIndex channel) { return results.at(channel).back(); }
    std::map<board::ChannelIndex, std::vector<BitTestResult>> results;
};

/// The box tests; the exchange, looped, sends back what it gets.
struct Loop {
    Loop() {
        virtualboard::Options options;
        options.manualTicks = true;
        auto ends = virtualboard::VirtualBoard::pair(options, options);
        exchange = std::move(ends.first);
        box = std::move(ends.second);
        exchange->setLoopback(1, board::Loopback::kTowardsLine);
    }
    void run(int blocks) {
        for (int i = 0; i < blocks; ++i) {
            exchange->tick();
            REQUIRE(exchange->waitBlock(0) == board::Wait::kBlock);
            exchange->finishBlock();
            REQUIRE(box->waitBlock(0) == board::Wait::kBlock);
            tests.process(*box);
            box->finishBlock();
        }
    }
    void turn(int timeslot, uint32_t errors, uint32_t everyBits, bool random, Fault::Direction direction) {
        Fault fault;
        fault.kind = Fault::Kind::kBitErrors;
        fault.direction = direction;
        fault.span = 1;
        fault.timeslot = timeslot;
        fault.bitErrors = errors;
        fault.everyBits = everyBits;
        fault.random = random;
        exchange->inject(fault);
    }
    std::unique_ptr<virtualboard::VirtualBoard> exchange, box;
    Told told;
    BitTests tests{30, told};
};

} // namespace

TEST_CASE("as many errors are reported as bits were turned, in both directions and at any spacing") {
    for (const auto direction : {Fault::Direction::kSend, Fault::Direction::kReceive}) {
        for (const bool random : {false, true}) {
            Loop loop;
            REQUIRE(loop.tests.start(4));
            loop.run(kBlocksASecond);
            REQUIRE(loop.told.last(4).inSync);
            uint64_t expected = 0;
            for (const uint32_t errors : {1u, 2u, 37u, 200u, 1000u}) {
                for (const uint32_t everyBits : {8u, 97u, 1000u}) {
                    loop.turn(5, errors, everyBits, random, direction); // timeslot 5 is channel 4
                    loop.run(static_cast<int>(errors * everyBits / 640 * 2) + 20);
                    expected += errors;
                    REQUIRE(loop.exchange->bitErrorsInjected(1, direction) == expected);
                }
            }
            REQUIRE(loop.tests.stop(4));
            const BitTestResult &last = loop.told.last(4);
            CHECK(last.ended);
            CHECK(last.errors == expected);
            CHECK(last.lossesOfSync == 0);
            CHECK(last.bits > 0);
        }
    }
}

TEST_CASE("errors all over the span are the sum of what thirty tests report, and each counts them alone") {
    Loop loop;
    for (board::ChannelIndex channel = 0; channel < 30; ++channel)
        REQUIRE(loop.tests.start(channel));
    loop.run(kBlocksASecond);
    loop.turn(0, 5'000, 1'000, true, Fault::Direction::kSend);
    loop.run(6 * kBlocksASecond);
    CHECK(loop.exchange->bitErrorsInjected(1, Fault::Direction::kSend) == 5'000);
    uint64_t errors = 0, most = 0;
    for (board::ChannelIndex channel = 0; channel < 30; ++channel) {
        loop.tests.stop(channel);
        errors += loop.told.last(channel).errors;
        most = std::max(most, loop.told.last(channel).errors);
        CHECK(loop.told.last(channel).lossesOfSync == 0);
    }
    CHECK(errors == 5'000);
    CHECK(most < 500);
    CHECK_FALSE(loop.tests.any());
    CHECK(loop.box->spanCounters(1).crcErrors > 1'000); // the card sees the same errors its own way
    CHECK(loop.box->spanCounters(1).crcErrors <= 5'000);
    CHECK(loop.exchange->spanCounters(1).farEndErrors == loop.box->spanCounters(1).crcErrors);
}

TEST_CASE("a result comes once a second; a slip is a loss of sync, an alarm too, and no bit errors") {
    Loop loop;
    loop.tests.start(0);
    loop.run(5 * kBlocksASecond);
    REQUIRE(loop.told.results[0].size() == 5);
    CHECK(loop.told.last(0).bits > 4 * 64'000);
    Fault slip;
    slip.kind = Fault::Kind::kFrameRepeated;
    slip.span = 1;
    loop.exchange->inject(slip);
    loop.run(kBlocksASecond);
    CHECK(loop.told.last(0).lossesOfSync == 1);
    CHECK(loop.told.last(0).errors == 0);
    CHECK(loop.told.last(0).inSync);
    Fault ais;
    ais.kind = Fault::Kind::kAis;
    ais.span = 1;
    loop.exchange->inject(ais);
    loop.run(kBlocksASecond);
    CHECK_FALSE(loop.told.last(0).inSync);
    CHECK(loop.told.last(0).lossesOfSync == 2);
    loop.exchange->clearFault(ais);
    loop.run(kBlocksASecond);
    CHECK(loop.told.last(0).inSync);
    CHECK(loop.told.last(0).errors == 0);
}

TEST_CASE("a test that runs is not started twice, one that doesn't is not stopped") {
    Told told;
    BitTests tests(2, told);
    CHECK_FALSE(tests.stop(0));
    CHECK_FALSE(tests.start(2));
    CHECK_FALSE(tests.runs(2));
    CHECK(tests.start(1));
    CHECK_FALSE(tests.start(1));
    CHECK(tests.runs(1));
    CHECK(tests.stop(1));
    CHECK_FALSE(tests.stop(1));
    CHECK(told.results[1].size() == 1);
    CHECK(tests.start(1));
}
