// Media on a card: the virtual board, both ends in this process, in virtual time.
#include <doctest/doctest.h>

#include <cstdio>
#include <string>

#include "media/test_channels.h"
#include "virtual/virtual_board.h"

using namespace callbox;
using namespace callbox::media;
using namespace callbox::media::testing;

namespace {

constexpr ChannelIndex kSpeakers = 30; // channel n of span 1 is bridged with channel n of span 2
constexpr size_t kBlock = board::kMaxBlockSamples;

struct Card {
    Card() {
        virtualboard::Options options;
        options.spans = 2;
        options.manualTicks = true;
        auto ends = virtualboard::VirtualBoard::pair(options, options);
        exchange = std::move(ends.first);
        box = std::move(ends.second);
    }
    /// One block: the far end sends its pattern, the box does its media; `heard` gets what came back.
    void tick(Media &media, std::vector<Octets> &heard) {
        exchange->tick();
        REQUIRE(exchange->waitBlock(0) == board::Wait::kBlock);
        for (ChannelIndex channel = 0; channel < 2 * kSpeakers; ++channel) {
            for (size_t n = 0; n < kBlock; ++n)
                exchange->tx(channel)[n] = pattern(channel, at + n);
            heard[channel].insert(heard[channel].end(), exchange->rx(channel),
                                  exchange->rx(channel) + kBlock);
        }
        exchange->finishBlock();
        at += kBlock;
        while (box->waitBlock(0) == board::Wait::kBlock) {
            media.process(*box);
            box->finishBlock();
        }
    }
    std::unique_ptr<virtualboard::VirtualBoard> exchange, box;
    size_t at = 0;
};

} // namespace

TEST_CASE("on a board: thirty bridges, DTMF on, all recorded: no sample lost or repeated, 20 ms at most") {
    Card card;
    Told told(2 * kSpeakers);
    told.blocks.reserve(1000);
    Media media(2 * kSpeakers, kBlock, kChina, told, 8 * kSpeakers);
    for (ChannelIndex channel = 0; channel < 2 * kSpeakers; ++channel)
        REQUIRE(media.open(channel, true));
    for (ChannelIndex channel = 0; channel < kSpeakers; ++channel) {
        REQUIRE(media.bridge(channel, channel + kSpeakers));
        REQUIRE(media.record(channel, channel + 1));
    }
    std::vector<Octets> heard(2 * kSpeakers);
    constexpr int kBlocks = 350;
    for (int block = 0; block < kBlocks; ++block)
        card.tick(media, heard);

    // The first block that isn't silence tells the delay; from there on each octet must be the peer's.
    size_t delay = 0;
    while (delay < heard[0].size() && heard[0][delay] == board::kAlawSilence)
        ++delay;
    delay -= delay % kBlock;
    std::printf("bridge over the virtual wire, there and back: %zu samples = %.0f ms\n", delay,
                static_cast<double>(delay) / 8);
    CHECK(delay <= 2 * kBlock);
    for (ChannelIndex channel = 0; channel < 2 * kSpeakers; ++channel) {
        const ChannelIndex peer = (channel + kSpeakers) % (2 * kSpeakers);
        size_t wrong = 0;
        for (size_t n = delay; n < heard[channel].size(); ++n)
            wrong += heard[channel][n] != pattern(peer, n - delay);
        CHECK(wrong == 0);
    }
    for (ChannelIndex channel = 0; channel < kSpeakers; ++channel)
        REQUIRE(media.stopRecord(channel, channel + 1));
    uint64_t recorded = 0;
    for (const RecordingBlock *block : told.blocks)
        recorded += block->samples;
    CHECK(recorded == uint64_t{kSpeakers} * kBlocks * kBlock);
    CHECK(media.recordingBlocksLost() == 0);
}
