// Four channels whose wire is in the test's hands, and all that the engine would be told of them.
#pragma once

#include <doctest/doctest.h>

#include <atomic>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "dsp/g711.h"
#include "dsp/level.h"
#include "media/media.h"

namespace callbox::media::testing {

/// Calls of operator new in this program so far.
extern std::atomic<std::size_t> gAllocations;

inline const dsp::TonePlan &kChina = *dsp::findTonePlan("cn");
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
inline uint8_t pattern(size_t channel, size_t at) {
    return static_cast<uint8_t>(channel * 61 + at * 7 + at / 256);
}

inline std::shared_ptr<const Prompt> prompt(size_t octets, uint8_t first = 0) {
    auto made = std::make_shared<Prompt>();
    for (size_t i = 0; i < octets; ++i)
        made->alaw.push_back(static_cast<uint8_t>(first + i * 3 + i / 256));
    return made;
}

inline PlayItem item(std::shared_ptr<const Prompt> of) {
    return {PlayItem::Kind::kPrompt, std::move(of), dsp::Tone::kBeep, 0};
}
inline PlayItem silenceOf(uint32_t ms) { return {PlayItem::Kind::kSilence, nullptr, dsp::Tone::kBeep, ms}; }
inline PlayItem toneOf(dsp::Tone tone, uint32_t ms) { return {PlayItem::Kind::kTone, nullptr, tone, ms}; }

inline std::unique_ptr<PlayList> list(uint32_t play, std::vector<PlayItem> items, bool loop = false) {
    auto made = std::make_unique<PlayList>();
    made->play = play;
    made->items = std::move(items);
    made->loop = loop;
    return made;
}

inline Octets silence(size_t octets) { return Octets(octets, board::kAlawSilence); }

inline double levelOf(const Octets &octets, size_t from, size_t count) {
    std::vector<int16_t> linear(count);
    dsp::alawToLinear(&octets[from], linear.data(), count);
    return dsp::levelDbm0(linear.data(), count);
}

} // namespace callbox::media::testing
