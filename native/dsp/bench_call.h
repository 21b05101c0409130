// A clip as a telephone line brings it: level, band, noise, A-law, silence before and after. For benches.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "dsp/g711.h"
#include "dsp/level.h"

namespace callbox::dsp::bench {

using Samples = std::vector<double>;

/// 16-bit mono WAV at 8 kHz; empty if it is none.
inline Samples readWav(const std::string &path) {
    std::ifstream file(path, std::ios::binary);
    const std::string wav((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    const size_t data = wav.find("data");
    if (data == std::string::npos || wav.size() < data + 8)
        return {};
    std::vector<int16_t> linear((wav.size() - data - 8) / 2);
    std::memcpy(linear.data(), wav.data() + data + 8, linear.size() * 2);
    return Samples(linear.begin(), linear.end());
}

inline uint32_t seedOf(const std::string &name) { // FNV-1a
    uint32_t hash = 2166136261u;
    for (const char octet : name)
        hash = (hash ^ static_cast<uint8_t>(octet)) * 16777619u;
    return hash;
}

/// Cuts the silence that an editor left at both ends: where speech begins and ends is the label.
inline void trim(Samples &samples) {
    double peak = 0;
    for (const double sample : samples)
        peak = std::max(peak, std::abs(sample));
    const auto loud = [&](double sample) { return std::abs(sample) > peak * 0.02; };
    samples.erase(std::find_if(samples.rbegin(), samples.rend(), loud).base(), samples.end());
    samples.erase(samples.begin(), std::find_if(samples.begin(), samples.end(), loud));
}

/// Sets the level of what sounds (10 ms pieces within 30 dB of the loudest) to `dbm0`.
inline void setActiveLevel(Samples &samples, double dbm0) {
    std::vector<double> powers;
    for (size_t at = 0; at + 80 <= samples.size(); at += 80) {
        double power = 0;
        for (size_t n = 0; n < 80; ++n)
            power += samples[at + n] * samples[at + n];
        powers.push_back(power / 80);
    }
    const double loudest = powers.empty() ? 0 : *std::max_element(powers.begin(), powers.end());
    double sum = 0;
    int count = 0;
    for (const double power : powers)
        if (power > loudest / 1000) {
            sum += power;
            ++count;
        }
    if (count == 0)
        return;
    const double gain = sineAmplitude(dbm0) / std::sqrt(2 * sum / count);
    for (double &sample : samples)
        sample *= gain;
}

/// One-pole filters, `poles` of each kind: 6 dB an octave and pole.
inline void limitBand(Samples &samples, double lowHz, double highHz, int poles) {
    const double low = std::exp(-2 * kPi * lowHz / 8000), high = std::exp(-2 * kPi * highHz / 8000);
    for (int pole = 0; pole < poles; ++pole) {
        double below = 0, above = 0;
        for (double &sample : samples) {
            below = below * low + sample * (1 - low);
            const double passed = sample - below;
            above = above * high + passed * (1 - high);
            sample = above;
        }
    }
}

enum class Noise { kNone, kWhite, kRoom, kComfort };

/// White; room: 12 dB an octave down from 300 Hz; comfort: white whose level jumps every 160 ms, as a mobile
/// network makes it. `dbm0` is its power.
inline void addNoise(Samples &samples, Noise noise, double dbm0, std::mt19937 &random) {
    if (noise == Noise::kNone)
        return;
    std::normal_distribution<double> normal;
    Samples made(samples.size());
    double jump = 1;
    for (size_t n = 0; n < made.size(); ++n) {
        if (noise == Noise::kComfort && n % 1280 == 0)
            jump = std::pow(10, std::uniform_real_distribution<double>(-2.5, 2.5)(random) / 20);
        made[n] = normal(random) * jump;
    }
    if (noise == Noise::kRoom)
        limitBand(made, 60, 300, 2);
    double power = 0;
    for (const double sample : made)
        power += sample * sample;
    const double gain =
        sineAmplitude(dbm0) / std::sqrt(2 * power / static_cast<double>(std::max<size_t>(made.size(), 1)));
    for (size_t n = 0; n < samples.size(); ++n)
        samples[n] += made[n] * gain;
}

inline void addTone(Samples &samples, double hz, double ms, double dbm0) {
    const int count = static_cast<int>(ms * 8);
    for (int n = 0; n < count; ++n)
        samples.push_back(sineAmplitude(dbm0) * std::sin(2 * kPi * hz * n / 8000));
}

inline std::vector<int16_t> throughAlaw(const Samples &samples) {
    std::vector<int16_t> heard(samples.size());
    for (size_t n = 0; n < samples.size(); ++n)
        heard[n] = alawToLinear(
            linearToAlaw(static_cast<int16_t>(std::lround(std::clamp(samples[n], -32768.0, 32767.0)))));
    return heard;
}

} // namespace callbox::dsp::bench
