#include <doctest/doctest.h>

#include <algorithm>
#include <thread>

#include "media/test_channels.h"
#include "media/wav_writer.h"

using namespace callbox;
using namespace callbox::media;
using namespace callbox::media::testing;

TEST_CASE("recording: left what was received, right what was sent, every sample, in blocks that end where a "
          "page of the file ends") {
    for (const int block : {80, 79}) {
        Bench bench(block);
        bench.incoming = pattern;
        bench.media.open(0, false);
        bench.media.open(1, false);
        bench.media.bridge(0, 1);
        REQUIRE(bench.media.record(0, 42));
        CHECK_FALSE(bench.media.record(0, 43)); // one at a time
        CHECK_FALSE(bench.media.stopRecord(0, 43));
        bench.run(350);
        REQUIRE(bench.media.stopRecord(0, 42));
        CHECK(bench.told.take() == "recording0s ");
        CHECK(bench.told.recording == 42);
        CHECK(bench.told.lostTotal == 0);
        size_t at = 0;
        for (RecordingBlock *written : bench.told.blocks) {
            CHECK(written->recording == 42);
            CHECK(written->lostBefore == 0);
            for (uint32_t n = 0; n < written->samples; ++n, ++at) {
                REQUIRE(written->pairs[2 * n] == pattern(0, at));
                REQUIRE(written->pairs[2 * n + 1] == pattern(1, at));
            }
            bench.media.pool().give(written);
        }
        CHECK(at == bench.at);
        constexpr size_t kBlockOctets = 2 * RecordingBlock::kMaxSamples;
        size_t fileOctets = WavWriter::kHeaderOctets;
        for (const RecordingBlock *written : bench.told.blocks) {
            fileOctets += 2 * written->samples;
            CHECK((fileOctets % kBlockOctets == 0 || written == bench.told.blocks.back()));
        }
        CHECK(bench.told.blocks.size() == (fileOctets + kBlockOctets - 1) / kBlockOctets);
    }
}

TEST_CASE("recording: paused, both sides are silence, and what comes after stands where it was said") {
    Bench bench(80);
    bench.incoming = pattern;
    bench.media.open(0, false);
    bench.media.open(1, false);
    bench.media.bridge(0, 1);
    CHECK_FALSE(bench.media.pauseRecord(0, 42, true)); // nothing is recorded
    REQUIRE(bench.media.record(0, 42));
    CHECK_FALSE(bench.media.pauseRecord(0, 43, true)); // another one
    bench.run(100);
    REQUIRE(bench.media.pauseRecord(0, 42, true));
    bench.run(70);
    REQUIRE(bench.media.pauseRecord(0, 42, true)); // again: nothing changes
    REQUIRE(bench.media.pauseRecord(0, 42, false));
    bench.run(100);
    REQUIRE(bench.media.pauseRecord(0, 42, true));
    bench.run(30); // it ends paused
    REQUIRE(bench.media.stopRecord(0, 42));
    size_t at = 0;
    for (RecordingBlock *written : bench.told.blocks) {
        for (uint32_t n = 0; n < written->samples; ++n, ++at) {
            const bool silent = (at >= 8'000 && at < 13'600) || at >= 21'600;
            REQUIRE(written->pairs[2 * n] == (silent ? board::kAlawSilence : pattern(0, at)));
            REQUIRE(written->pairs[2 * n + 1] == (silent ? board::kAlawSilence : pattern(1, at)));
        }
        bench.media.pool().give(written);
    }
    CHECK(at == 24'000);
    REQUIRE(bench.media.record(0, 44)); // the next one is not paused
    bench.told.blocks.clear();
    bench.run(10);
    REQUIRE(bench.media.stopRecord(0, 44));
    REQUIRE(bench.told.blocks.size() == 1);
    CHECK(bench.told.blocks[0]->pairs[0] == pattern(0, 24'000));
    bench.media.pool().give(bench.told.blocks[0]);
}

TEST_CASE("recording: a slow writer costs silence of the right length, never time") {
    constexpr uint64_t kFirst = RecordingBlock::kMaxSamples - RecordingBlock::kHeaderSamples;
    constexpr uint64_t kPool = kFirst + 3 * RecordingBlock::kMaxSamples; // of the first four blocks
    Bench bench(80, 4);
    bench.incoming = pattern;
    bench.media.open(0, false);
    bench.media.record(0, 1);
    bench.run(450); // 2 s fill the pool, nearly 2.5 s are lost
    CHECK(bench.told.blocks.size() == 4);
    CHECK(bench.media.recordingBlocksLost() == 3);
    for (RecordingBlock *block : bench.told.blocks)
        bench.media.pool().give(block);
    bench.told.blocks.clear();
    bench.run(100);
    // After the silence it ends with a page again.
    constexpr uint64_t kLost = 36'000 - kPool;
    REQUIRE(bench.told.blocks.size() == 2);
    CHECK(bench.told.blocks[0]->lostBefore == kLost);
    CHECK(bench.told.blocks[0]->samples == RecordingBlock::kMaxSamples - kLost % RecordingBlock::kMaxSamples);
    CHECK(bench.told.blocks[0]->pairs[0] == pattern(0, 36'000));
    const uint64_t whole = 36'000 + bench.told.blocks[0]->samples + 3 * RecordingBlock::kMaxSamples;
    bench.run(150); // fills the other blocks, the rest is lost at the end
    bench.media.close(0);
    CHECK(bench.told.take() == "recording0c ");
    CHECK(bench.told.lostAfter == 56'000 - whole);
    CHECK(bench.told.lostTotal == kLost + 56'000 - whole);
}

TEST_CASE("recording: a writer that never comes back ends it as too slow") {
    Bench bench(80, 1);
    bench.media.open(0, false);
    bench.media.record(0, 1);
    constexpr int kFirstBlock = (RecordingBlock::kMaxSamples - RecordingBlock::kHeaderSamples) / 80;
    bench.run(kFirstBlock + kRecorderGivesUpMs / 10);
    CHECK(bench.told.take().empty());
    bench.run(1); // a block and 30 s
    CHECK(bench.told.take() == "recording0t ");
    CHECK(bench.told.lostAfter >= uint64_t{kRecorderGivesUpMs} * 8);
    CHECK(bench.told.lostAfter < uint64_t{kRecorderGivesUpMs} * 8 + 80);
    CHECK(bench.media.record(0, 2));
    bench.media.close(0);
}

TEST_CASE("pool: given back on another thread while the media thread takes") {
    BlockPool pool(8);
    std::atomic<RecordingBlock *> slot{nullptr};
    std::atomic<bool> done{false};
    std::thread writer([&] {
        while (!done || slot != nullptr) {
            if (RecordingBlock *block = slot.exchange(nullptr))
                pool.give(block);
        }
    });
    int taken = 0;
    while (taken < 20'000) {
        RecordingBlock *block = pool.take();
        if (block == nullptr)
            continue;
        ++taken;
        block->samples = 1;
        if (RecordingBlock *back = slot.exchange(block))
            pool.give(back);
    }
    done = true;
    writer.join();
    std::vector<RecordingBlock *> all;
    while (RecordingBlock *block = pool.take())
        all.push_back(block);
    std::sort(all.begin(), all.end());
    CHECK(all.size() == 8);
    CHECK(std::unique(all.begin(), all.end()) == all.end());
}
