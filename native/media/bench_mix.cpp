// What conferences of 3, 10 and 32 cost per 20 ms, against bridging the same channels in pairs, both in this
// run: everyone hears all the others, everyone talks, nobody's digits are listened for. One JSON line per
// figure. Never asserts a time. What counts is the thread's CPU time, the median of rounds in which all take
// turns: whatever else runs on the machine then hits them alike.
#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "dsp/g711.h"
#include "dsp/level.h"
#include "media/media.h"

using namespace callbox;

namespace {

constexpr size_t kBlock = board::kMaxBlockSamples;
constexpr size_t kChannels = 240;
constexpr size_t kLoopBlocks = 100; // 1 s of sound, again and again
constexpr size_t kBlocks = 2000;    // 20 s of telephony a round
constexpr int kRounds = 9;
constexpr double kTalkDbm0 = -16; // while someone speaks
constexpr double kLoudDbm0 = 0;   // all shout: the limiter works all the time

struct Deaf final : media::Output {
    void digitBegan(media::ChannelIndex, char) override {}
    void digit(media::ChannelIndex, char, uint32_t) override {}
    void playEnded(media::ChannelIndex, std::unique_ptr<media::PlayList>, media::PlayEnd) override {}
    void recordingBlock(media::RecordingBlock *) override {}
    void recordingEnded(media::ChannelIndex, media::RecordingId, media::RecordingEnd, uint64_t,
                        uint64_t) override {}
    void tapAudio(media::ChannelIndex, const uint8_t *, size_t) override {}
};

double cpuSeconds() {
    timespec used{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9;
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

/// Noise of a talker's level, by block and channel: a sum cares for levels only.
std::vector<uint8_t> sound(double levelDbm0) {
    std::mt19937 random(7);
    std::normal_distribution<double> noise(0, dsp::sineAmplitude(levelDbm0) / std::sqrt(2));
    std::vector<uint8_t> octets(kLoopBlocks * kChannels * kBlock);
    for (uint8_t &octet : octets)
        octet = dsp::linearToAlaw(static_cast<int16_t>(std::clamp(noise(random), -32'000.0, 32'000.0)));
    return octets;
}

class Channels {
  public:
    Channels(size_t count, const std::vector<uint8_t> &sound)
        : sound_(sound), count_(count),
          media_(count, static_cast<int>(kBlock), *dsp::findTonePlan("cn"), output_, 1), out_(count * kBlock),
          rx_(count) {
        for (size_t channel = 0; channel < count; ++channel) {
            media_.open(static_cast<media::ChannelIndex>(channel), false);
            tx_.push_back(&out_[channel * kBlock]);
        }
    }
    media::Media &media() { return media_; }
    /// Nanoseconds per 20 ms of all the channels.
    double round() {
        const double start = cpuSeconds();
        for (size_t n = 0; n < kBlocks; ++n) {
            for (size_t channel = 0; channel < count_; ++channel)
                rx_[channel] = &sound_[(n % kLoopBlocks * kChannels + channel) * kBlock];
            media_.process(rx_.data(), tx_.data());
        }
        return (cpuSeconds() - start) * 1e9 / (kBlocks * 0.5);
    }

  private:
    const std::vector<uint8_t> &sound_;
    const size_t count_;
    Deaf output_;
    media::Media media_;
    std::vector<uint8_t> out_;
    std::vector<const uint8_t *> rx_;
    std::vector<uint8_t *> tx_;
};

media::MixPlan conference(uint32_t first, uint32_t members) {
    media::MixPlan plan;
    plan.count = members;
    for (uint32_t n = 0; n < members; ++n)
        plan.members[n] = {first + n, (UINT32_MAX >> (32 - members)) & ~(uint32_t{1} << n)};
    return plan;
}

void compare(const std::string &name, uint32_t members, const std::vector<uint8_t> &sound) {
    const auto mixes = static_cast<uint32_t>(kChannels / members / 2 * 2);
    Channels mixed(mixes * members, sound), bridged(mixes * members, sound);
    for (uint32_t mix = 0; mix < mixes; ++mix)
        if (!mixed.media().mix(mix, conference(mix * members, members)))
            throw std::runtime_error("refused");
    for (uint32_t channel = 0; channel < mixes * members; channel += 2)
        bridged.media().bridge(channel, channel + 1);
    std::vector<double> mixNs, bridgeNs;
    for (int round = 0; round < kRounds; ++round) {
        mixNs.push_back(mixed.round() / mixes);
        bridgeNs.push_back(bridged.round() / mixes);
    }
    const double value = median(mixNs), baseline = median(bridgeNs);
    std::printf("{\"bench\":\"mix\",\"name\":\"%s\",\"value\":%.0f,\"unit\":\"ns per mix and 20 ms\","
                "\"baseline\":%.0f,\"ratio\":%.2f,\"perMember\":%.0f}\n",
                name.c_str(), value, baseline, value / baseline, value / members);
}

} // namespace

int main() {
    const std::vector<uint8_t> talking = sound(kTalkDbm0), loud = sound(kLoudDbm0);
    for (const uint32_t members : {3u, 10u, 32u})
        compare(std::to_string(members) + " members", members, talking);
    compare("32 members, all shout", 32, loud);
    return 0;
}
