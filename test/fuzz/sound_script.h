// What a line may sound like, as a fuzzer's input describes it: a mutated octet then makes another tone or
// another burst, where octets taken as samples would make nothing but noise.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "dsp/dtmf_generator.h"
#include "dsp/fsk.h"
#include "dsp/g711.h"
#include "dsp/level.h"
#include "dsp/tone_generator.h"
#include "dsp/tone_plan.h"
#include "input.h"

namespace callbox::fuzz {

class SoundScript {
  public:
    /// All of the input; at most so many seconds, each sample a value that A-law has.
    static std::vector<int16_t> read(Input &input, size_t seconds) {
        SoundScript script(input, seconds * 8000);
        while (!input.ended() && script.sound_.size() < script.most_)
            script.part();
        script.sound_.resize(std::min(script.sound_.size(), script.most_));
        for (int16_t &sample : script.sound_)
            sample = dsp::alawToLinear(dsp::linearToAlaw(sample));
        return std::move(script.sound_);
    }

  private:
    SoundScript(Input &input, size_t most) : input_(input), most_(most) {}

    void part() {
        const uint8_t what = input_.choice(9);
        if (what < 7)
            begun_.push_back(sound_.size());
        if (what == 0)
            octets();
        else if (what == 1)
            sound_.resize(sound_.size() + milliseconds());
        else if (what == 2)
            chord();
        else if (what == 3)
            burst();
        else if (what == 4)
            digits();
        else if (what == 5)
            noise();
        else if (what == 6)
            planned();
        else if (what == 7 && !begun_.empty())
            again();
        else if (!begun_.empty())
            louder();
    }
    size_t milliseconds() { return size_t{input_.next()} * 10 * 8; } // as samples
    double amplitude() { return dsp::sineAmplitude(3.0 - input_.choice(60)); }

    void octets() {
        size_t count = 0;
        const uint8_t *alaw = input_.take(input_.next(), count);
        for (size_t n = 0; n < count; ++n)
            sound_.push_back(dsp::alawToLinear(alaw[n]));
    }
    void chord() {
        dsp::Oscillator first, second;
        const double firstHz = 1 + input_.word() % 3999; // one after the other: an argument may be read first
        first.set(firstHz, amplitude());
        const double secondHz = 1 + input_.word() % 3999;
        second.set(secondHz, input_.choice(2) == 0 ? 0 : amplitude());
        for (size_t left = milliseconds(); left > 0; --left) {
            float sum = 0;
            first.add(&sum, 1);
            second.add(&sum, 1);
            sound_.push_back(dsp::toSample(sum));
        }
    }
    void burst() {
        dsp::FskSignal signal;
        const uint8_t kind = input_.next();
        if ((kind & 1) != 0)
            signal.markHz = 1300, signal.spaceHz = 2100; // ITU-T V.23
        if ((kind & 2) != 0)
            std::swap(signal.markHz, signal.spaceHz);
        signal.baud = dsp::kFskBaud * (0.95 + input_.choice(11) * 0.01);
        signal.seizureBits = (kind & 4) != 0 ? 0 : 300;
        signal.markBits = input_.next();
        signal.stuffBits = input_.choice(21);
        size_t count = 0;
        const uint8_t *octets = input_.take(input_.next(), count);
        dsp::appendFsk(sound_, signal, octets, count);
    }
    void digits() {
        dsp::DtmfGenerator generator;
        for (int left = input_.choice(24); left > 0; --left) {
            const uint8_t digit = input_.next();
            const uint32_t onMs = input_.choice(120);
            generator.start("0123456789ABCD*#"[digit % 16], onMs, input_.choice(160));
            int16_t samples[80];
            for (int made; (made = generator.generate(samples, 80)) > 0;)
                sound_.insert(sound_.end(), samples, samples + made);
        }
    }
    void noise() {
        const double most = amplitude();
        uint32_t state = 1u + input_.next();
        for (size_t left = milliseconds(); left > 0; --left) {
            state = state * 1664525u + 1013904223u; // Numerical Recipes, "quick and dirty"
            sound_.push_back(static_cast<int16_t>(most * (static_cast<double>(state >> 8) / (1 << 23) - 1)));
        }
    }
    void planned() {
        static constexpr const char *kCountries[] = {"cn", "us", "gb", "de"};
        const dsp::TonePlan &plan = *dsp::findTonePlan(kCountries[input_.choice(4)]);
        dsp::ToneGenerator generator;
        generator.start(plan[static_cast<dsp::Tone>(input_.choice(dsp::kToneCount))]);
        const size_t before = sound_.size();
        sound_.resize(before + milliseconds() * 2);
        generator.generate(sound_.data() + before, static_cast<int>(sound_.size() - before));
    }
    /// The last parts once more: that makes a cadence.
    void again() {
        const size_t parts = std::min<size_t>(1 + input_.choice(4), begun_.size());
        const size_t from = begun_[begun_.size() - parts], count = sound_.size() - from;
        for (int left = input_.choice(8); left > 0 && sound_.size() < most_; --left)
            for (size_t n = 0; n < count; ++n)
                sound_.push_back(sound_[from + n]);
    }
    void louder() {
        const double by = std::pow(10, (input_.choice(49) - 24) / 20.0);
        for (size_t n = begun_.back(); n < sound_.size(); ++n)
            sound_[n] = dsp::toSample(static_cast<float>(sound_[n] * by));
    }

    Input &input_;
    const size_t most_;
    std::vector<int16_t> sound_;
    std::vector<size_t> begun_; // where each part began
};

} // namespace callbox::fuzz
