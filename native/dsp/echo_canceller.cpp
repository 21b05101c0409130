#include "dsp/echo_canceller.h"

#include <speex/speex_echo.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "dsp/high_pass.h"
#include "dsp/modem_guard.h"

namespace callbox::dsp {
namespace {

constexpr int kMaxBlock = 80;
constexpr int kMostPerStep = 40;      // steps of 5 ms find an echo sooner than blocks of 10 ms
constexpr int kLeastTaps = 256;       // 32 ms
constexpr int kBoardTaps = 128;       // 16 ms that blocks may spend in a board's buffers, both ways together
constexpr int kSilence = 8;           // A-law's smallest value: a far end that says nothing
constexpr int kReleaseSamples = 2000; // ITU-T G.168 §7.3: 250 ms
constexpr double kReleaseLevel = 362; // peak of -36 dBm0 (ITU-T G.168 §7.3), in 16-bit steps

// The residual suppressor (ITU-T G.168 §3: non-linear processor): only while the near end is silent.
constexpr float kOnlyEcho = 0.05f;     // 13 dB of what came in were echo: nobody speaks at the near end
constexpr float kSuppress = 0.25f;     // by 12 dB
constexpr float kLeastResidual = 412;  // mean square of -58 dBm0: what is weaker is the line's own noise
constexpr float kPowerWeight = 0.3f;   // of a step of 5 ms
constexpr float kGainStep = 1.0f / 80; // per sample: 10 ms from full to none

int stepOf(int blockSamples) {
    return blockSamples > kMostPerStep && blockSamples % 2 == 0 ? blockSamples / 2 : blockSamples;
}

int peakOf(const int16_t *samples, int count) {
    int peak = 0;
    for (int n = 0; n < count; ++n)
        peak = std::max(peak, std::abs(static_cast<int>(samples[n])));
    return peak;
}

void passBand(HighPass200Hz &band, const int16_t *from, int16_t *to, int count) {
    for (int n = 0; n < count; ++n)
        to[n] = static_cast<int16_t>(std::lround(std::clamp(band.pass(from[n]), -32768.0f, 32767.0f)));
}

/// Lowers what the filter leaves of the echo while it is all there is; speech of the near end passes whole.
class ResidualSuppressor {
  public:
    void process(const int16_t *received, int16_t *out, int count) {
        receivedPower_ += (powerOf(received, count) - receivedPower_) * kPowerWeight;
        outPower_ += (powerOf(out, count) - outPower_) * kPowerWeight;
        const bool onlyEcho = outPower_ < receivedPower_ * kOnlyEcho && outPower_ > kLeastResidual;
        const float target = onlyEcho ? kSuppress : 1.0f;
        for (int n = 0; n < count; ++n) {
            gain_ += std::clamp(target - gain_, -kGainStep, kGainStep);
            out[n] = static_cast<int16_t>(std::lround(gain_ * out[n]));
        }
    }

  private:
    static float powerOf(const int16_t *samples, int count) {
        float sum = 0;
        for (int n = 0; n < count; ++n)
            sum += static_cast<float>(samples[n]) * samples[n];
        return sum / static_cast<float>(count);
    }
    float receivedPower_ = 0, outPower_ = 0, gain_ = 1;
};

/// ITU-T G.168 §7: a modem's answer tone, with phase reversals, switches the canceller off until both
/// directions have been quiet.
class ModemSwitch {
  public:
    bool off(const int16_t *received, const int16_t *sent, int count) {
        off_ |= fromLine_.process(received, count);
        off_ |= toLine_.process(sent, count);
        if (!off_)
            return false;
        const bool quiet = peakOf(received, count) < kReleaseLevel && peakOf(sent, count) < kReleaseLevel;
        quietSamples_ = quiet ? quietSamples_ + count : 0;
        if (quietSamples_ >= kReleaseSamples)
            *this = ModemSwitch();
        return off_;
    }
    bool isOff() const { return off_; }

  private:
    ModemGuard fromLine_, toLine_;
    int quietSamples_ = 0;
    bool off_ = false;
};

} // namespace

struct EchoCanceller::State {
    State(int blockSamples, int wantedTaps)
        : block(blockSamples), step(stepOf(blockSamples)),
          taps(std::max(kLeastTaps, wantedTaps + kBoardTaps)), sinceSent(taps),
          speex(speex_echo_state_init(step, taps)) {
        int rate = 8000;
        speex_echo_ctl(speex, SPEEX_ECHO_SET_SAMPLING_RATE, &rate);
    }
    ~State() { speex_echo_state_destroy(speex); }
    State(const State &) = delete;
    State &operator=(const State &) = delete;

    const int block, step, taps;
    int sinceSent; // samples since something was last sent, at most `taps`
    SpeexEchoState *speex;
    HighPass200Hz receivedBand, sentBand;
    ResidualSuppressor suppressor;
    ModemSwitch guard;
};

EchoCanceller::EchoCanceller(int blockSamples, int taps) {
    if (blockSamples < 1 || blockSamples > kMaxBlock)
        throw std::invalid_argument("an echo canceller's block has 1 to 80 samples, not " +
                                    std::to_string(blockSamples));
    if (taps < 1 || taps > kMaxEchoTaps)
        throw std::invalid_argument("an echo canceller has 1 to " + std::to_string(kMaxEchoTaps) +
                                    " taps, not " + std::to_string(taps));
    state_ = std::make_unique<State>(blockSamples, taps);
}

EchoCanceller::~EchoCanceller() = default;

void EchoCanceller::process(const int16_t *received, const int16_t *sent, int16_t *cleaned) {
    State &state = *state_;
    const bool silent = peakOf(sent, state.block) <= kSilence;
    state.sinceSent = silent ? std::min(state.sinceSent + state.block, state.taps) : 0;
    if (state.guard.off(received, sent, state.block) || state.sinceSent >= state.taps) {
        if (cleaned != received)
            std::copy_n(received, state.block, cleaned);
        return;
    }
    // What lies below the telephone's band tells nothing of the line, and the filter would look for it long.
    int16_t in[kMaxBlock], far[kMaxBlock];
    passBand(state.receivedBand, received, in, state.block);
    passBand(state.sentBand, sent, far, state.block);
    int16_t out[kMaxBlock]; // speexdsp may not write what it still reads
    for (int at = 0; at < state.block; at += state.step) {
        speex_echo_cancellation(state.speex, in + at, far + at, out + at);
        state.suppressor.process(in + at, out + at, state.step);
    }
    std::copy_n(out, state.block, cleaned);
}

bool EchoCanceller::disabledByTone() const { return state_->guard.isOff(); }

} // namespace callbox::dsp
