// Makes tones as a test or a bench wants them: off in frequency, time and level, in noise, through A-law.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "dsp/g711.h"
#include "dsp/level.h"
#include "dsp/tone_plan.h"

namespace callbox::dsp::testing {

/// Grows at its end; keeps the phase of each frequency going only within one call.
struct ToneLine {
    std::vector<double> samples;

    size_t at(double ms) const { return static_cast<size_t>(std::lround(ms * 8)); }
    double ms() const { return static_cast<double>(samples.size()) / 8; }
    ToneLine &silence(double ms) {
        samples.resize(samples.size() + at(ms), 0.0);
        return *this;
    }
    /// `levelDbm0` of all frequencies together.
    ToneLine &tone(double ms, const std::vector<double> &hz, double levelDbm0) {
        const double amplitude = sineAmplitude(levelDbm0 - 10 * std::log10(static_cast<double>(hz.size())));
        const size_t from = samples.size(), count = at(ms);
        samples.resize(from + count, 0.0);
        for (double each : hz)
            for (size_t n = 0; n < count; ++n)
                samples[from + n] +=
                    amplitude * std::sin(2 * kPi * each * static_cast<double>(n) / 8000 + 0.7);
        return *this;
    }
    ToneLine &sound(const int16_t *from, size_t count) {
        for (size_t i = 0; i < count; ++i)
            samples.push_back(from[i]);
        return *this;
    }
    /// Answer tone: its level swings by `swing` of the mean at `swingHz`; its phase turns every `reversalMs`
    /// (0: never).
    ToneLine &answer(double ms, double hz, double levelDbm0, double swing, double swingHz,
                     double reversalMs) {
        const double amplitude = sineAmplitude(levelDbm0);
        const size_t count = at(ms);
        for (size_t n = 0; n < count; ++n) {
            const double t = static_cast<double>(n) / 8000;
            const bool turned = reversalMs > 0 && static_cast<long>(t * 1000 / reversalMs) % 2 == 1;
            samples.push_back((turned ? -1 : 1) * amplitude * (1 + swing * std::sin(2 * kPi * swingHz * t)) *
                              std::sin(2 * kPi * hz * t));
        }
        return *this;
    }
    /// White noise of 0 .. 4 kHz with this level.
    ToneLine &noise(double levelDbm0, std::mt19937 &random) {
        std::normal_distribution<double> normal(0, sineAmplitude(levelDbm0) / std::sqrt(2.0));
        for (double &sample : samples)
            sample += normal(random);
        return *this;
    }
    /// As the far end of an A-law channel gets it.
    std::vector<int16_t> received() const {
        std::vector<int16_t> out(samples.size());
        for (size_t i = 0; i < samples.size(); ++i)
            out[i] = alawToLinear(
                linearToAlaw(static_cast<int16_t>(std::lround(std::clamp(samples[i], -32768.0, 32767.0)))));
        return out;
    }
};

/// How a line spoils a tone of the plan.
struct Spoilt {
    double offsetHz = 0;
    double onScale = 1, offScale = 1;
    double levelDbm0 = -10;
    double startMs = 0; // into the cadence, where listening begins
};

inline ToneLine &cadence(ToneLine &line, const ToneSpec &spec, double ms, const Spoilt &spoilt) {
    ToneLine whole;
    for (int i = 0; whole.ms() < ms + spoilt.startMs; i = i + 1 < spec.segments ? i + 1 : spec.repeatFrom) {
        const ToneSegment &segment = spec.segment[i];
        const double length = segment.ms == 0 ? ms + spoilt.startMs : segment.ms;
        if (segment.frequencies == 0) {
            whole.silence(length * spoilt.offScale);
            continue;
        }
        std::vector<double> hz;
        for (int f = 0; f < segment.frequencies; ++f)
            hz.push_back(segment.frequencyHz[f] + spoilt.offsetHz);
        whole.tone(length * spoilt.onScale, hz, spoilt.levelDbm0);
    }
    const auto from = whole.samples.begin() + static_cast<long>(whole.at(spoilt.startMs));
    line.samples.insert(line.samples.end(), from, from + static_cast<long>(whole.at(ms)));
    return line;
}

} // namespace callbox::dsp::testing
