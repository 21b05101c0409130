#include <doctest/doctest.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <memory>
#include <thread>

#include "dsp/g711.h"
#include "dsp/level.h"
#include "media/line_scope.h"
#include "virtual/virtual_board.h"

using namespace callbox;
using namespace callbox::media;
using board::ChannelIndex;

namespace {

constexpr size_t kBlock = board::kMaxBlockSamples;
constexpr int kFrameBlocks = kScopeFrameSamples / kBlock;

/// One virtual span; channel n receives a tone of (n + 1) * 250 Hz and is sent one of 2100 Hz.
struct Card {
    Card() {
        virtualboard::Options options;
        options.spans = 1;
        options.manualTicks = true;
        auto ends = virtualboard::VirtualBoard::pair(options, options);
        exchange = std::move(ends.first);
        box = std::move(ends.second);
    }
    static void tone(double hz, double dbm0, size_t from, uint8_t *to) {
        for (size_t n = 0; n < kBlock; ++n)
            to[n] = dsp::linearToAlaw(
                static_cast<int16_t>(dsp::sineAmplitude(dbm0) *
                                     std::sin(2 * dsp::kPi * hz * static_cast<double>(from + n) / 8000)));
    }
    void blocks(int count, LineScope &scope) {
        for (; count > 0; --count, at += kBlock) {
            exchange->tick();
            REQUIRE(exchange->waitBlock(0) == board::Wait::kBlock);
            for (ChannelIndex channel = 0; channel < 4; ++channel)
                tone(250.0 * (channel + 1), quiet ? -90 : -10, at, exchange->tx(channel));
            exchange->finishBlock();
            while (box->waitBlock(0) == board::Wait::kBlock) {
                for (ChannelIndex channel = 0; channel < 4; ++channel)
                    tone(2100, -20, at, box->tx(channel));
                scope.process(*box);
                box->finishBlock();
            }
        }
    }
    std::unique_ptr<virtualboard::VirtualBoard> exchange, box;
    size_t at = 0;
    bool quiet = false;
};

double loudestHz(const ScopeSide &side) {
    size_t best = 0;
    for (size_t bin = 0; bin < dsp::kSpectrumBins; ++bin)
        best = side.spectrumDbm0[bin] > side.spectrumDbm0[best] ? bin : best;
    return static_cast<double>(best) * 15.625;
}

} // namespace

TEST_CASE("scope: both directions of two channels at once, ten frames a second, with their levels") {
    Card card;
    auto scope = std::make_unique<LineScope>();
    CHECK(scope->framesAfter(0, 0).empty()); // nobody looks
    REQUIRE(scope->start(0));
    REQUIRE(scope->start(3));
    CHECK(scope->start(3)); // goes on
    CHECK_FALSE(scope->start(1));
    CHECK_FALSE(scope->watches(1));
    card.blocks(10 * kFrameBlocks + 3, *scope);
    for (const ChannelIndex channel : {0U, 3U}) {
        const std::vector<ScopeFrame> frames = scope->framesAfter(channel, 0);
        REQUIRE(frames.size() == 10);
        CHECK(frames.front().endSample == 800);
        CHECK(frames.back().endSample == 8000);
        CHECK(std::abs(loudestHz(frames.back().received) - 250.0 * (channel + 1)) < 8);
        CHECK(std::abs(loudestHz(frames.back().sent) - 2100) < 8);
        for (const float level : frames.back().received.levelsDbm0)
            CHECK(std::abs(static_cast<double>(level) + 10) < 0.5);
        for (const float level : frames.back().sent.levelsDbm0)
            CHECK(std::abs(static_cast<double>(level) + 20) < 0.5);
    }
    CHECK(scope->framesAfter(0, 8000).empty());
    CHECK(scope->framesAfter(0, 7200).size() == 1);
    CHECK(scope->framesAfter(0, UINT64_MAX).empty());
}

TEST_CASE("scope: another channel in the place of one that nobody looks at begins anew") {
    Card card;
    auto scope = std::make_unique<LineScope>();
    REQUIRE(scope->start(0));
    REQUIRE(scope->start(1));
    card.blocks(20, *scope);
    scope->stop(0);
    scope->stop(2); // nobody looked at it
    CHECK(scope->framesAfter(0, 0).empty());
    REQUIRE(scope->start(2));
    CHECK(scope->framesAfter(2, 0).empty());
    card.blocks(kFrameBlocks + 1, *scope);
    const std::vector<ScopeFrame> frames = scope->framesAfter(2, 0);
    REQUIRE(frames.size() == 1);
    CHECK(frames[0].endSample == 800);
    CHECK(std::abs(loudestHz(frames[0].received) - 750) < 8);
}

TEST_CASE("scope: who asks late gets the last two seconds, in whole frames") {
    Card card;
    auto scope = std::make_unique<LineScope>();
    REQUIRE(scope->start(0));
    card.blocks(60 * kFrameBlocks + 1, *scope);
    card.quiet = true;
    card.blocks(2 * kFrameBlocks, *scope);
    const std::vector<ScopeFrame> frames = scope->framesAfter(0, 0);
    REQUIRE(frames.size() == kMaxScopeFrames);
    CHECK(frames.back().endSample == 62 * 800);
    CHECK(frames.front().endSample == 43 * 800);
    CHECK(frames.back().received.levelsDbm0[4] < -50);
    CHECK(frames.front().received.levelsDbm0[0] > -11);
}

TEST_CASE("scope: looked at from another thread while it is written; its cost a block is printed") {
    Card card;
    auto scope = std::make_unique<LineScope>();
    REQUIRE(scope->start(0));
    std::atomic<bool> over{false};
    uint64_t seen = 0;
    std::thread reader([&] {
        while (!over.load()) {
            for (const ScopeFrame &frame : scope->framesAfter(0, seen)) {
                seen = frame.endSample;
                if (std::abs(loudestHz(frame.received) - 250) > 8)
                    seen = UINT64_MAX; // torn
            }
        }
    });
    card.blocks(300 * kFrameBlocks, *scope);
    over.store(true);
    reader.join();
    CHECK(seen > 0);
    CHECK(seen <= 300 * kScopeFrameSamples);

    REQUIRE(scope->start(1));
    card.exchange->tick();
    card.exchange->waitBlock(0);
    card.exchange->finishBlock();
    REQUIRE(card.box->waitBlock(0) == board::Wait::kBlock);
    const auto begin = std::chrono::steady_clock::now();
    constexpr int kTimes = 20'000;
    for (int n = 0; n < kTimes; ++n)
        scope->process(*card.box);
    const std::chrono::duration<double, std::nano> spent = std::chrono::steady_clock::now() - begin;
    std::printf("scope: %.0f ns a block of 10 ms for two channels looked at\n", spent.count() / kTimes);
}
