#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "dsp/dtmf.h"
#include "dsp/dtmf_generator.h"
#include "dsp/g711.h"
#include "dsp/level.h"
#include "media/digit_sender.h"
#include "media/media.h"
#include "media/talk_buffer.h"

using namespace callbox;
using namespace callbox::media;

// Counts what process() and the commands must not do.
namespace {
std::atomic<std::size_t> gAllocations{0};
}
[[gnu::noinline]] void *operator new(std::size_t octets) {
    ++gAllocations;
    if (void *memory = std::malloc(octets == 0 ? 1 : octets))
        return memory;
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void *memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void *memory, std::size_t) noexcept { std::free(memory); }

namespace {

const dsp::TonePlan &kChina = *dsp::findTonePlan("cn");
using Octets = std::vector<uint8_t>;

/// Keeps what the engine would be told.
struct Told : Output {
    explicit Told(size_t channels) : taps(channels) {
        text.reserve(4096);
        blocks.reserve(64);
        for (Octets &tap : taps)
            tap.reserve(80'000);
    }
    void digitBegan(ChannelIndex channel, char digit) override { say("began", channel, digit); }
    void digit(ChannelIndex channel, char digit, uint32_t durationMs) override {
        say("digit", channel, digit);
        lastDurationMs = durationMs;
    }
    void playEnded(ChannelIndex channel, std::unique_ptr<PlayList> list, PlayEnd reason) override {
        say("play", channel, "dsrc"[static_cast<int>(reason)]);
        ended = std::move(list);
    }
    void recordingBlock(RecordingBlock *block) override { blocks.push_back(block); }
    void recordingEnded(ChannelIndex channel, RecordingId id, RecordingEnd reason, uint64_t after,
                        uint64_t total) override {
        say("recording", channel, "sct"[static_cast<int>(reason)]);
        recording = id;
        lostAfter = after;
        lostTotal = total;
    }
    void tapAudio(ChannelIndex channel, const uint8_t *alaw, size_t octets) override {
        tapsWhole = tapsWhole && octets == kTapBlockSamples;
        taps[channel].insert(taps[channel].end(), alaw, alaw + octets);
    }
    void say(const char *what, ChannelIndex channel, char which) {
        text += what;
        text += static_cast<char>('0' + channel);
        text += which;
        text += ' ';
    }
    /// All since the last call, and forgets it.
    std::string take() {
        std::string all = text;
        text.clear();
        return all;
    }

    std::string text;
    uint32_t lastDurationMs = 0;
    std::unique_ptr<PlayList> ended;
    std::vector<RecordingBlock *> blocks;
    RecordingId recording = 0;
    uint64_t lostAfter = 0, lostTotal = 0;
    std::vector<Octets> taps;
    bool tapsWhole = true;
};

/// Four channels whose received octets are set by hand, and what they were sent so far.
struct Bench {
    explicit Bench(int blockSamples = 80, size_t recordingBlocks = 8)
        : block(static_cast<size_t>(blockSamples)),
          media(kChannels, blockSamples, kChina, told, recordingBlocks) {
        for (size_t i = 0; i < kChannels; ++i) {
            rx[i].assign(80, board::kAlawSilence);
            tx[i].assign(80, board::kAlawSilence);
            sent[i].reserve(900'000);
        }
    }
    void run(int blocks = 1) {
        for (int i = 0; i < blocks; ++i) {
            const uint8_t *in[kChannels];
            uint8_t *out[kChannels];
            for (size_t channel = 0; channel < kChannels; ++channel) {
                for (size_t n = 0; incoming != nullptr && n < block; ++n)
                    rx[channel][n] = incoming(channel, at + n);
                std::memset(tx[channel].data(), board::kAlawSilence, 80);
                in[channel] = rx[channel].data();
                out[channel] = tx[channel].data();
            }
            const std::size_t before = gAllocations;
            media.process(in, out);
            CHECK(gAllocations == before);
            for (size_t channel = 0; channel < kChannels; ++channel)
                sent[channel].insert(sent[channel].end(), tx[channel].begin(),
                                     tx[channel].begin() + static_cast<long>(block));
            at += block;
        }
    }
    static constexpr size_t kChannels = 4;
    size_t block;
    size_t at = 0;
    Told told{kChannels};
    Media media;
    uint8_t (*incoming)(size_t channel, size_t at) = nullptr;
    Octets rx[kChannels], tx[kChannels], sent[kChannels];
};

/// Octets that tell where they are from, never equal between channels at one time.
uint8_t pattern(size_t channel, size_t at) { return static_cast<uint8_t>(channel * 61 + at * 7 + at / 256); }

std::shared_ptr<const Prompt> prompt(size_t octets, uint8_t first = 0) {
    auto made = std::make_shared<Prompt>();
    for (size_t i = 0; i < octets; ++i)
        made->alaw.push_back(static_cast<uint8_t>(first + i * 3 + i / 256));
    return made;
}

PlayItem item(std::shared_ptr<const Prompt> of) {
    return {PlayItem::Kind::kPrompt, std::move(of), dsp::Tone::kBeep, 0};
}
PlayItem silenceOf(uint32_t ms) { return {PlayItem::Kind::kSilence, nullptr, dsp::Tone::kBeep, ms}; }
PlayItem toneOf(dsp::Tone tone, uint32_t ms) { return {PlayItem::Kind::kTone, nullptr, tone, ms}; }

std::unique_ptr<PlayList> list(uint32_t play, std::vector<PlayItem> items, bool loop = false) {
    auto made = std::make_unique<PlayList>();
    made->play = play;
    made->items = std::move(items);
    made->loop = loop;
    return made;
}

Octets silence(size_t octets) { return Octets(octets, board::kAlawSilence); }

double levelOf(const Octets &octets, size_t from, size_t count) {
    std::vector<int16_t> linear(count);
    dsp::alawToLinear(&octets[from], linear.data(), count);
    return dsp::levelDbm0(linear.data(), count);
}

} // namespace

TEST_CASE("a channel that is not in use hears nothing and takes no command") {
    Bench bench;
    Media &media = bench.media;
    const uint8_t octet = 0;
    for (const ChannelIndex channel : {ChannelIndex{0}, ChannelIndex{4}, ChannelIndex{UINT32_MAX}}) {
        auto kept = list(1, {silenceOf(10)});
        CHECK_FALSE(media.play(channel, std::move(kept)));
        CHECK(kept != nullptr); // a refused list stays with the caller
        CHECK_FALSE(media.stopPlay(channel, 1));
        CHECK_FALSE(media.sendDigits(channel, "1"));
        CHECK_FALSE(media.bridge(channel, 1));
        CHECK_FALSE(media.unbridge(channel));
        CHECK_FALSE(media.record(channel, 1));
        CHECK_FALSE(media.stopRecord(channel, 1));
        CHECK_FALSE(media.tap(channel, true));
        CHECK_FALSE(media.talk(channel, &octet, 1));
        CHECK_FALSE(media.setTone(channel, dsp::Tone::kDial));
        CHECK_FALSE(media.clearTone(channel));
        CHECK_FALSE(media.close(channel));
    }
    CHECK_FALSE(media.open(4, true));
    REQUIRE(media.open(0, true));
    CHECK_FALSE(media.open(0, true));
    bench.run(10);
    CHECK(bench.sent[0] == silence(800));
    CHECK(bench.told.take().empty());
    CHECK_THROWS_AS(Media(1, 0, kChina, bench.told, 1), std::invalid_argument);
    CHECK_THROWS_AS(Media(1, 81, kChina, bench.told, 1), std::invalid_argument);
}

TEST_CASE("bridge: both ways, bit for bit, in the same block, until undone") {
    for (const int block : {80, 79, 40, 1}) {
        Bench bench(block);
        bench.incoming = pattern;
        for (ChannelIndex channel = 0; channel < 3; ++channel)
            bench.media.open(channel, true);
        REQUIRE(bench.media.bridge(0, 1));
        bench.run(100);
        Octets from0, from1;
        for (size_t n = 0; n < bench.at; ++n) {
            from0.push_back(pattern(0, n));
            from1.push_back(pattern(1, n));
        }
        CHECK(bench.sent[0] == from1);
        CHECK(bench.sent[1] == from0);
        CHECK(bench.sent[2] == silence(bench.at));
    }
}

TEST_CASE("bridge: a new one takes a channel out of the old one; closing frees the peer") {
    Bench bench;
    bench.incoming = pattern;
    for (ChannelIndex channel = 0; channel < 3; ++channel)
        bench.media.open(channel, false);
    CHECK_FALSE(bench.media.bridge(0, 0));
    CHECK_FALSE(bench.media.bridge(0, 3)); // not in use
    REQUIRE(bench.media.bridge(0, 1));
    REQUIRE(bench.media.bridge(1, 2));
    bench.run();
    CHECK(bench.tx[0] == silence(80));
    CHECK(bench.tx[1] == bench.rx[2]);
    CHECK(bench.tx[2] == bench.rx[1]);
    CHECK(bench.media.close(1));
    bench.run();
    CHECK(bench.tx[2] == silence(80));
    CHECK_FALSE(bench.media.unbridge(2));
    REQUIRE(bench.media.bridge(0, 2));
    CHECK(bench.media.unbridge(2));
    CHECK_FALSE(bench.media.unbridge(0));
}

TEST_CASE("play: sources follow each other without a gap, any block size, and end once") {
    for (const int block : {80, 79, 33, 1}) {
        Bench bench(block);
        bench.media.open(0, false);
        const auto first = prompt(123), second = prompt(1001, 9);
        REQUIRE(bench.media.play(0, list(7, {item(first), silenceOf(5), item(second)})));
        bench.run(1300 / block + 1);
        Octets expected = first->alaw;
        expected.insert(expected.end(), 40, board::kAlawSilence);
        expected.insert(expected.end(), second->alaw.begin(), second->alaw.end());
        expected.resize(bench.at, board::kAlawSilence);
        CHECK(bench.sent[0] == expected);
        CHECK(bench.told.take() == "play0d ");
        REQUIRE(bench.told.ended != nullptr);
        CHECK(bench.told.ended->play == 7);
    }
}

TEST_CASE("play: a loop has no gap; stopping and replacing are told with their reason") {
    Bench bench;
    bench.media.open(0, false);
    const auto music = prompt(1234);
    REQUIRE(bench.media.play(0, list(1, {item(music)}, true)));
    bench.run(200);
    for (size_t n = 0; n < bench.at; ++n)
        REQUIRE(bench.sent[0][n] == music->alaw[n % 1234]);
    CHECK(bench.told.take().empty());
    CHECK_FALSE(bench.media.stopPlay(0, 2)); // another one
    REQUIRE(bench.media.play(0, list(2, {toneOf(dsp::Tone::kBusy, 0)})));
    CHECK(bench.told.take() == "play0r ");
    CHECK(bench.told.ended->play == 1);
    bench.run(100);
    CHECK(levelOf(bench.sent[0], 200 * 80, 2800) == doctest::Approx(-10).epsilon(0.02));
    CHECK(bench.media.stopPlay(0, 2));
    CHECK(bench.told.take() == "play0s ");
    CHECK_FALSE(bench.media.stopPlay(0, 2));
    bench.run();
    CHECK(bench.tx[0] == silence(80));
    REQUIRE(bench.media.play(0, list(3, {silenceOf(1000)})));
    CHECK(bench.media.close(0));
    CHECK(bench.told.take() == "play0c ");
}

TEST_CASE("play: lists that can't be played are refused and change nothing") {
    Bench bench;
    bench.media.open(0, false);
    REQUIRE(bench.media.play(0, list(1, {item(prompt(80'000))})));
    std::vector<PlayItem> tooMany(kMaxPlayItems + 1, silenceOf(1));
    CHECK_FALSE(bench.media.play(0, nullptr));
    CHECK_FALSE(bench.media.play(0, list(2, {})));
    CHECK_FALSE(bench.media.play(0, list(2, {}, true)));
    CHECK_FALSE(bench.media.play(0, list(2, {item(nullptr)})));
    CHECK_FALSE(bench.media.play(0, list(2, {item(std::make_shared<Prompt>())}, true)));
    CHECK_FALSE(bench.media.play(0, list(2, {toneOf(static_cast<dsp::Tone>(200), 1)})));
    CHECK_FALSE(bench.media.play(0, list(2, tooMany)));
    CHECK_FALSE(bench.media.setTone(0, static_cast<dsp::Tone>(8)));
    CHECK(bench.told.take().empty());
    CHECK(bench.media.stopPlay(0, 1));
}

TEST_CASE("what goes out: play list, digits, talk, bridge peer, tone, silence, in this order") {
    Bench bench;
    bench.incoming = pattern;
    bench.media.open(0, false);
    bench.media.open(1, false);
    bench.media.setTone(0, dsp::Tone::kDial);
    bench.run();
    CHECK(levelOf(bench.tx[0], 0, 80) > -12);
    bench.media.bridge(0, 1);
    bench.run();
    CHECK(bench.tx[0] == bench.rx[1]);
    const Octets said(800, 0x11);
    bench.media.talk(0, said.data(), said.size());
    bench.run();
    CHECK(bench.tx[0] == Octets(80, 0x11));
    bench.media.sendDigits(0, "5");
    bench.run(16);
    CHECK(levelOf(bench.sent[0], 3 * 80, 640) == doctest::Approx(-4.9).epsilon(0.03));
    CHECK(levelOf(bench.sent[0], 3 * 80 + 640, 640) ==
          dsp::levelDbm0(std::vector<int16_t>(640, 8).data(), 640));
    bench.run();
    CHECK(bench.tx[0] == Octets(80, 0x11)); // talk goes on where it was
    bench.media.play(0, list(1, {item(prompt(40))}));
    bench.run();
    CHECK(Octets(bench.tx[0].begin(), bench.tx[0].begin() + 40) == prompt(40)->alaw);
    CHECK(Octets(bench.tx[0].begin() + 40, bench.tx[0].end()) == Octets(40, 0x11)); // no late rest of a block
    bench.run(9);                                                                   // what was left to say
    CHECK(bench.tx[0] == bench.rx[1]);
    bench.media.unbridge(0);
    bench.run();
    CHECK(levelOf(bench.tx[0], 0, 80) > -12);
    bench.media.clearTone(0);
    bench.run();
    CHECK(bench.tx[0] == silence(80));
}

TEST_CASE("talk: what comes too fast loses its oldest part, what comes in pieces sounds whole") {
    Bench bench;
    bench.media.open(0, false);
    const auto said = prompt(10'000)->alaw;
    bench.media.talk(0, said.data(), said.size());
    bench.run(41);
    CHECK(Octets(bench.sent[0].begin(), bench.sent[0].begin() + 3200) ==
          Octets(said.end() - 3200, said.end()));
    CHECK(Octets(bench.sent[0].begin() + 3200, bench.sent[0].end()) == silence(80));
    Bench pieces;
    pieces.media.open(0, false);
    for (int i = 0; i < 50; ++i) { // 20 ms at a time
        pieces.media.talk(0, &said[static_cast<size_t>(i) * 160], 160);
        pieces.run(2);
    }
    pieces.run(20);
    const auto start =
        std::search(pieces.sent[0].begin(), pieces.sent[0].end(), said.begin(), said.begin() + 160);
    REQUIRE(start - pieces.sent[0].begin() <= kTalkStartMs * 8);
    CHECK(Octets(start, start + 8000) == Octets(said.begin(), said.begin() + 8000));
    Bench word; // shorter than what is held back
    word.media.open(0, false);
    word.media.talk(0, said.data(), 30);
    word.media.talk(0, nullptr, 0);
    word.run(6);
    CHECK(std::search(word.sent[0].begin(), word.sent[0].end(), said.begin(), said.begin() + 30) !=
          word.sent[0].end());
}

TEST_CASE("digits: one channel sends, the other hears each once, through a bridge and both ways") {
    Bench bench;
    for (ChannelIndex channel = 0; channel < 4; ++channel)
        bench.media.open(channel, true);
    CHECK_FALSE(bench.media.sendDigits(0, "12x"));
    CHECK_FALSE(bench.media.sendDigits(0, std::string(kMaxQueuedDigits + 1, '1')));
    CHECK(bench.media.sendDigits(0, ""));
    REQUIRE(bench.media.sendDigits(0, "123A456B"));
    REQUIRE(bench.media.sendDigits(0, "789C*0#D"));
    std::string heard;
    for (int i = 0; i < 270; ++i) {
        bench.run();
        bench.rx[1] = bench.tx[0]; // the wire
        bench.rx[2] = bench.tx[0];
    }
    const std::string text = bench.told.take();
    for (size_t at = text.find("digit1"); at != std::string::npos; at = text.find("digit1", at + 1))
        heard += text[at + 6];
    CHECK(heard == dsp::kDtmfDigits);
    CHECK(text.find("began1" + heard.substr(0, 1)) < text.find("digit1" + heard.substr(0, 1)));
    CHECK(std::abs(static_cast<int>(bench.told.lastDurationMs) - 80) <= 6);

    bench.media.bridge(1, 2);
    bench.media.sendDigits(0, "7");
    for (int i = 0; i < 20; ++i) {
        bench.run();
        bench.rx[1] = bench.rx[2] = bench.tx[0];
    }
    const std::string bridged = bench.told.take();
    CHECK(bridged.find("digit17") != std::string::npos);
    CHECK(bridged.find("digit27") != std::string::npos);
}

TEST_CASE("digits: one that sounds when the channel is closed is still told; not heard if not wanted") {
    Bench bench;
    bench.media.open(0, true);
    bench.media.open(1, false);
    dsp::DtmfGenerator generator;
    generator.start('9', 1000, 0);
    for (int i = 0; i < 20; ++i) {
        int16_t linear[80];
        generator.generate(linear, 80);
        dsp::linearToAlaw(linear, bench.rx[0].data(), 80);
        bench.rx[1] = bench.rx[0];
        bench.run();
    }
    CHECK(bench.told.take() == "began09 ");
    bench.media.close(0);
    CHECK(bench.told.take() == "digit09 ");
    CHECK(std::abs(static_cast<int>(bench.told.lastDurationMs) - 200) <= 10);
    bench.media.close(1);
    CHECK(bench.told.take().empty());
}

TEST_CASE("tap: all that is received, in 20 ms, at any block size") {
    for (const int block : {80, 79, 7}) {
        Bench bench(block);
        bench.incoming = pattern;
        bench.media.open(0, false);
        bench.media.tap(0, true);
        bench.run(400);
        const Octets &tap = bench.told.taps[0];
        CHECK(bench.told.tapsWhole);
        CHECK(tap.size() == bench.at / 160 * 160);
        for (size_t n = 0; n < tap.size(); ++n)
            REQUIRE(tap[n] == pattern(0, n));
        bench.media.tap(0, false);
        bench.run(100);
        CHECK(bench.told.taps[0].size() == tap.size());
    }
}

TEST_CASE("recording: left what was received, right what was sent, every sample, in blocks of a second") {
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
        CHECK(bench.told.blocks.size() == (bench.at + 7999) / 8000);
    }
}

TEST_CASE("recording: a slow writer costs silence of the right length, never time") {
    Bench bench(80, 2);
    bench.incoming = pattern;
    bench.media.open(0, false);
    bench.media.record(0, 1);
    bench.run(450); // 2 s fill the pool, 2.5 s are lost
    CHECK(bench.told.blocks.size() == 2);
    CHECK(bench.media.recordingBlocksLost() == 3);
    for (RecordingBlock *block : bench.told.blocks)
        bench.media.pool().give(block);
    bench.told.blocks.clear();
    bench.run(100);
    REQUIRE(bench.told.blocks.size() == 1);
    CHECK(bench.told.blocks[0]->lostBefore == 20'000);
    CHECK(bench.told.blocks[0]->pairs[0] == pattern(0, 36'000));
    bench.run(150); // 1 s fills the other block, 0.5 s is lost at the end
    bench.media.close(0);
    CHECK(bench.told.take() == "recording0c ");
    CHECK(bench.told.lostAfter == 4000);
    CHECK(bench.told.lostTotal == 24'000);
}

TEST_CASE("recording: a writer that never comes back ends it as too slow") {
    Bench bench(80, 1);
    bench.media.open(0, false);
    bench.media.record(0, 1);
    bench.run(100 + kRecorderGivesUpMs / 10);
    CHECK(bench.told.take() == "recording0t ");
    CHECK(bench.told.lostAfter == uint64_t{kRecorderGivesUpMs} * 8);
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

TEST_CASE("commands neither allocate nor free") {
    Bench bench;
    auto first = list(1, {item(prompt(8000))}), second = list(2, {item(prompt(8000))}, true);
    const Octets said(800, 1);
    const std::size_t before = gAllocations;
    bench.media.open(0, true);
    bench.media.open(1, true);
    bench.media.play(0, std::move(first));
    bench.media.sendDigits(0, "0123456789*#");
    bench.media.bridge(0, 1);
    bench.media.talk(0, said.data(), said.size());
    bench.media.setTone(0, dsp::Tone::kBusy);
    bench.media.tap(0, true);
    bench.media.record(0, 1);
    bench.media.play(1, std::move(second));
    bench.media.close(0);
    bench.media.close(1);
    CHECK(gAllocations == before);
}
