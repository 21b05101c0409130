#include "dsp/level_meter.h"

#include <algorithm>

#include "dsp/level.h"

namespace callbox::dsp {
namespace {

constexpr int kFrame = kLevelFrameSamples;
constexpr int kFramesPerSecond = 8000 / kFrame;
constexpr int kHangoverFrames = 20;  // ITU-T P.56 §5.2: 200 ms
constexpr double kMargin = 38.9;     // ITU-T P.56: activity begins 15.9 dB below the active level
constexpr double kAboveFloor = 4;    // and 6 dB above the noise
constexpr double kFloorRises = 1.26; // 1 dB a second: speech may last, noise comes to stay

double dbm0Of(double meanSquare) {
    return meanSquare < 0.5 ? kSilenceDbm0 : sineLevelDbm0(std::sqrt(2 * meanSquare));
}

} // namespace

bool LevelMeter::process(const int16_t *samples, int count, LevelReading &reading) {
    bool over = false;
    for (int n = 0; n < count; ++n) {
        framePower_ += static_cast<double>(samples[n]) * samples[n];
        if (++inFrame_ < kFrame)
            continue;
        frame_[frames_++] = static_cast<float>(framePower_ / kFrame);
        framePower_ = inFrame_ = 0;
        if (frames_ < kFramesPerSecond)
            continue;
        reading = secondEnded();
        frames_ = 0;
        over = true;
    }
    return over;
}

/// Activity is asked of the whole second at once, so its threshold may rest on the second's own loudness.
LevelReading LevelMeter::secondEnded() {
    double quietest = frame_[0], sum = 0, loudest = 0;
    for (int first = 0; first < kFramesPerSecond; first += 10) {
        double tenth = 0;
        for (int frame = first; frame < first + 10; ++frame)
            tenth += frame_[frame] / 10;
        quietest = first == 0 ? tenth : std::min(quietest, tenth);
        loudest = std::max(loudest, tenth);
        sum += tenth / 10;
    }
    floor_ = floor_ < 0 ? quietest : std::min(quietest, floor_ * kFloorRises + 0.5);
    LevelReading reading;
    reading.noiseDbm0 = dbm0Of(floor_);
    // A steady signal has no pauses to show its noise: all of it counts.
    const bool steady = loudest < quietest * 1.6;
    const double threshold = steady ? 0 : std::max(floor_ * kAboveFloor, loudest / kMargin);
    double active = 0;
    int frames = 0, hangover = 0;
    for (int frame = 0; frame < kFramesPerSecond; ++frame) {
        hangover = frame_[frame] >= threshold ? kHangoverFrames : hangover - 1;
        if (hangover < 0)
            continue;
        active += frame_[frame];
        ++frames;
    }
    reading.activity = static_cast<double>(frames) / kFramesPerSecond;
    reading.activeDbm0 = frames == 0 ? kSilenceDbm0 : dbm0Of(active / frames);
    return reading;
}

} // namespace callbox::dsp
