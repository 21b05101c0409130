#include "dsp/voice_activity.h"

#include <algorithm>

#include "dsp/level.h"

namespace callbox::dsp {
namespace {

constexpr double kOnDb = 9, kOffDb = 6;    // above the floor, to begin and to go on
constexpr double kBelowPeakDb = 28;        // what is quieter than this beside a voice is its room
constexpr double kQuietestVoiceDbm0 = -52; // below it no telephone carries words
constexpr double kLowestFloorDbm0 = -65;   // A-law's own noise
constexpr double kHighestFloorDbm0 = -35;
constexpr double kHighestFirstFloorDbm0 = -45; // who speaks from the first moment is not the line's noise
constexpr int kFirstFrames = 50;
constexpr int kFramesPerWindow = 25;
constexpr double kPeakFallsDbPerFrame = 0.03; // 3 dB a second

// Butterworth, second order, 200 Hz at 8 kHz: mains hum and speech's lowest part are not asked.
constexpr float kB0 = 0.894859f, kB1 = -1.789718f, kB2 = 0.894859f, kA1 = -1.778632f, kA2 = 0.800803f;
// Butterworth, second order, low-pass at 900 Hz.
constexpr float kC0 = 0.082096f, kD1 = -1.042202f, kD2 = 0.370587f;

double dbm0Of(float squares) {
    const double rms = std::sqrt(static_cast<double>(squares) / kVoiceFrameSamples);
    return rms < 0.5 ? kSilenceDbm0 : sineLevelDbm0(rms * std::sqrt(2.0));
}

} // namespace

void VoiceActivity::measure(const int16_t *samples) {
    float power = 0, vowelPower = 0;
    for (int n = 0; n < kVoiceFrameSamples; ++n) {
        const auto x = static_cast<float>(samples[n]);
        const float y = kB0 * x + kB1 * x1_ + kB2 * x2_ - kA1 * y1_ - kA2 * y2_;
        const float v = kC0 * (y + 2 * y1_ + y2_) - kD1 * v1_ - kD2 * v2_;
        x2_ = x1_;
        x1_ = x;
        y2_ = y1_;
        y1_ = y;
        v2_ = v1_;
        v1_ = v;
        power += y * y;
        vowelPower += v * v;
    }
    levelDbm0_ = dbm0Of(power);
    vowelDbm0_ = dbm0Of(vowelPower);
}

void VoiceActivity::followFloor() {
    smoothDbm0_ = frames_ == 0 ? levelDbm0_ : smoothDbm0_ + (levelDbm0_ - smoothDbm0_) * 0.4;
    frames_ = std::min(frames_ + 1, kFirstFrames);
    currentMin_ = std::min(currentMin_, smoothDbm0_);
    if (++framesInWindow_ == kFramesPerWindow) {
        framesInWindow_ = 0;
        windowMin_[window_] = currentMin_;
        window_ = (window_ + 1) % kWindows;
        currentMin_ = smoothDbm0_;
    }
    const double quietest = std::min(currentMin_, *std::min_element(windowMin_, windowMin_ + kWindows));
    floorDbm0_ = std::clamp(quietest, kLowestFloorDbm0,
                            frames_ < kFirstFrames ? kHighestFirstFloorDbm0 : kHighestFloorDbm0);
}

bool VoiceActivity::frame(const int16_t *samples) {
    measure(samples);
    followFloor();
    const double above = floorDbm0_ + (voice_ ? kOffDb : kOnDb);
    voice_ = levelDbm0_ >= std::max({above, peakDbm0_ - kBelowPeakDb, kQuietestVoiceDbm0});
    peakDbm0_ = std::max(peakDbm0_ - kPeakFallsDbPerFrame, voice_ ? levelDbm0_ : kSilenceDbm0);
    return voice_;
}

} // namespace callbox::dsp
