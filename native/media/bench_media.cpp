// The media kernel against a plain per-channel loop, both in this run: 60 channels in 30 bridges, DTMF
// heard on all, 30 of them recorded. One JSON line per figure. Never asserts a time.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <vector>

#include "board/board.h"
#include "dsp/dtmf.h"
#include "dsp/g711.h"
#include "dsp/level.h"
#include "media/media.h"

using namespace callbox;

namespace {

constexpr size_t kChannels = 60;
constexpr size_t kRecordings = 30;
constexpr size_t kBlock = board::kMaxBlockSamples;
constexpr int kWarmUpBlocks = 500;
constexpr int kBlocks = 3000; // 30 s of telephony
constexpr int kRounds = 5;    // the best of each counts: other programs only ever make it slower

class Writer : public media::Output {
  public:
    media::Media *media = nullptr;
    void digitBegan(media::ChannelIndex, char) override {}
    void digit(media::ChannelIndex, char, uint32_t) override { ++digits; }
    void playEnded(media::ChannelIndex, std::unique_ptr<media::PlayList>, media::PlayEnd) override {}
    void recordingBlock(media::RecordingBlock *block) override { media->pool().give(block); }
    void recordingEnded(media::ChannelIndex, media::RecordingId, media::RecordingEnd, uint64_t,
                        uint64_t) override {}
    void tapAudio(media::ChannelIndex, const uint8_t *, size_t) override {}
    uint64_t digits = 0;
};

/// What one would write first: per channel and sample, octet by octet, eight Goertzel filters in double
/// precision over blocks of 105 samples, a recording in a growing vector.
class PlainChannel {
  public:
    void block(const uint8_t *rx, const uint8_t *peer, uint8_t *tx, bool recorded) {
        for (size_t n = 0; n < kBlock; ++n) {
            tx[n] = dsp::linearToAlaw(dsp::alawToLinear(peer[n]));
            goertzel(dsp::alawToLinear(rx[n]));
            if (recorded) {
                recording_.push_back(rx[n]);
                recording_.push_back(tx[n]);
            }
        }
        if (recording_.size() >= 16'000)
            recording_.clear();
    }
    double power() const { return power_; }

  private:
    void goertzel(int16_t sample) {
        for (int line = 0; line < 8; ++line) {
            const double hz = line < 4 ? dsp::kDtmfLowHz[line] : dsp::kDtmfHighHz[line - 4];
            if (samples_ == 0)
                coefficient_[line] = 2 * std::cos(2 * dsp::kPi * hz / board::kSampleRateHz);
            const double next = sample + coefficient_[line] * last_[line] - before_[line];
            before_[line] = last_[line];
            last_[line] = next;
        }
        if (++samples_ < 105)
            return;
        for (int line = 0; line < 8; ++line) {
            power_ += last_[line] * last_[line] + before_[line] * before_[line] -
                      coefficient_[line] * last_[line] * before_[line];
            last_[line] = before_[line] = 0;
        }
        samples_ = 0;
    }
    double coefficient_[8] = {}, last_[8] = {}, before_[8] = {}, power_ = 0;
    int samples_ = 0;
    std::vector<uint8_t> recording_;
};

/// Speech-like: noise that swells and fades, so that no detector may take its short cut of silence.
std::vector<uint8_t> sound() {
    std::vector<uint8_t> octets(kChannels * kBlock * 64);
    uint32_t random = 1;
    for (size_t n = 0; n < octets.size(); ++n) {
        random = random * 1664525 + 1013904223;
        const double swell = 0.2 + 0.15 * std::sin(static_cast<double>(n) / 1000);
        octets[n] = dsp::linearToAlaw(static_cast<int16_t>(static_cast<int16_t>(random >> 16) * swell));
    }
    return octets;
}

template <typename Block> double nsPerChannelBlock(Block block) {
    for (int i = 0; i < kWarmUpBlocks; ++i)
        block(i);
    double best = 1e18;
    for (int round = 0; round < kRounds; ++round) {
        const auto start = std::chrono::steady_clock::now();
        for (int i = 0; i < kBlocks; ++i)
            block(i);
        const double ns =
            std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count();
        best = ns < best ? ns : best;
    }
    return best / kBlocks / kChannels;
}

/// The baseline is a plain scalar loop over the same channels, measured in the same run.
void line(const char *name, double value, const char *unit, double baseline) {
    std::printf("{\"bench\":\"media\",\"name\":\"%s\",\"value\":%.1f,\"unit\":\"%s\",\"baseline\":%.1f,"
                "\"ratio\":%.3f}\n",
                name, value, unit, baseline, value / baseline);
}

} // namespace

int main() {
    const std::vector<uint8_t> rx = sound();
    std::vector<uint8_t> tx(kChannels * kBlock, board::kAlawSilence);
    const uint8_t *in[kChannels];
    uint8_t *out[kChannels];
    const auto arrive = [&](int block) {
        for (size_t channel = 0; channel < kChannels; ++channel) {
            in[channel] = &rx[(static_cast<size_t>(block % 64) * kChannels + channel) * kBlock];
            out[channel] = &tx[channel * kBlock];
        }
    };
    Writer writer;
    media::Media media(kChannels, kBlock, *dsp::findTonePlan("cn"), writer, 2 * kRecordings);
    writer.media = &media;
    for (media::ChannelIndex channel = 0; channel < kChannels; ++channel)
        media.open(channel, true);
    for (media::ChannelIndex channel = 0; channel < kRecordings; ++channel) {
        media.bridge(channel, channel + kRecordings);
        media.record(channel, channel + 1);
    }
    const double kernelNs = nsPerChannelBlock([&](int block) {
        arrive(block);
        media.process(in, out);
    });
    std::vector<PlainChannel> plain(kChannels);
    const double plainNs = nsPerChannelBlock([&](int block) {
        arrive(block);
        for (size_t channel = 0; channel < kChannels; ++channel)
            plain[channel].block(in[channel], in[(channel + kRecordings) % kChannels], out[channel],
                                 channel < kRecordings);
    });
    double sum = 0; // so that the plain loop can't be left out
    for (const PlainChannel &channel : plain)
        sum += channel.power();
    if (sum <= 0 || writer.digits > 0)
        return 1;
    line("kernel per channel-block of 10 ms", kernelNs, "ns", plainNs);
    line("kernel per block of 60 channels, DTMF on all, 30 recorded", kernelNs * kChannels / 1000, "us",
         plainNs * kChannels / 1000);
    return 0;
}
