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

double dbm0Of(float squares) {
    const double rms = std::sqrt(static_cast<double>(squares) / kVoiceFrameSamples);
    return rms < 0.5 ? kSilenceDbm0 : sineLevelDbm0(rms * std::sqrt(2.0));
}

} // namespace

double VoiceActivity::measure(const int16_t *samples) {
    float power = 0;
    for (int n = 0; n < kVoiceFrameSamples; ++n) {
        const float y = highPass_.pass(static_cast<float>(samples[n]));
        power += y * y;
    }
    return dbm0Of(power);
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
    levelDbm0_ = measure(samples);
    followFloor();
    const double above = floorDbm0_ + (voice_ ? kOffDb : kOnDb);
    voice_ = levelDbm0_ >= std::max({above, peakDbm0_ - kBelowPeakDb, kQuietestVoiceDbm0});
    peakDbm0_ = std::max(peakDbm0_ - kPeakFallsDbPerFrame, voice_ ? levelDbm0_ : kSilenceDbm0);
    return voice_;
}

} // namespace callbox::dsp
