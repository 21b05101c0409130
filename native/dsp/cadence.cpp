#include "dsp/cadence.h"

#include <algorithm>
#include <cmath>

namespace callbox::dsp {
namespace {

// ITU-T E.180 §3.4 and GB/T 3380 allow ±10 % of each time; the line, the noise and our 5 ms add the rest.
constexpr double kMostTimeOff = 0.17;
constexpr double kMostMsOff = 10;
// Within one call the same exchange makes each pulse as the one before: "equal cycles".
constexpr double kMostUneven = 0.1;
constexpr double kMostUnevenMs = 15;
constexpr float kMostUnevenHz = 8;
constexpr float kMostUnevenPower = 2;        // 3 dB
constexpr uint32_t kRingPauseMs = 2000;      // a pause so long is that of ringing or call waiting
constexpr uint32_t kRingPauseHeardMs = 1500; // is enough of it
constexpr uint32_t kShortCallMs = 250;       // so short a sound happens in music too
constexpr uint32_t kTalkMs = 150;            // so much sound in a pause: somebody speaks, the tone is over
constexpr uint32_t kMostWaitMs = 20;

double allowance(double ms) { return kMostTimeOff * ms + kMostMsOff; }

} // namespace

void askForProgress(Cadence &cadence) {
    const int n = cadence.elements;
    if (n == 0)
        return;
    const uint32_t pause = cadence.ms[n - 1];
    const uint32_t longest = *std::max_element(cadence.ms, cadence.ms + n);
    if (pause < kRingPauseMs) { // busy and its like: two cycles of two, one of more
        cadence.neededSegments = static_cast<uint8_t>(std::max(4, n));
    } else if (cadence.anyPause) { // two of the waiting one's calls, or three short ones
        cadence.neededSegments =
            static_cast<uint8_t>((n == 2 && cadence.ms[0] < kShortCallMs ? 2 * n : n) + 1);
        cadence.endsWithTone = true;
    } else {
        cadence.neededSegments = static_cast<uint8_t>(n - 1);
        cadence.endsWithTone = true;
        cadence.pauseMs = std::min(kRingPauseHeardMs, longest * 3 / 5);
    }
}

bool CadenceMatcher::step(const ToneSegments &segments, bool ended) {
    if (ended) {
        newest_ = (newest_ + 1) % kHistory;
        history_[newest_] = segments.last();
        kept_ = std::min(kept_ + 1, kHistory);
        soundBefore_ = soundBefore_ || past(0).tone != Segment::kNoTone || past(0).loudMs > kTalkMs;
    }
    const Segment running = segments.running();
    const int before = current_;
    if (current_ >= 0 && !goesOn(running, ended))
        current_ = -1;
    for (int i = 0; current_ < 0 && i < count_; ++i) {
        int position = 0;
        if (!matches(cadences_[i], running, position))
            continue;
        current_ = i;
        element_ = position;
    }
    return current_ != before;
}

bool CadenceMatcher::fits(const Cadence &cadence, int element, const Segment &segment) const {
    const bool tone = element % 2 == 0;
    return segment.tone == (tone ? cadence.tone : Segment::kNoTone) &&
           (segment.clean || (!tone && cadence.anyPause)) &&
           std::fabs(segment.ms - static_cast<double>(cadence.ms[element])) <= allowance(cadence.ms[element]);
}

bool CadenceMatcher::goesOn(const Segment &running, bool ended) {
    const Cadence &cadence = cadences_[current_];
    if (cadence.elements == 0)
        return running.tone == cadence.tone;
    if (ended) {
        if (!fits(cadence, element_, past(0)))
            return false;
        element_ = (element_ + 1) % cadence.elements;
    }
    if (running.tone == Segment::kNoTone && !cadence.anyPause && running.loudMs > kTalkMs)
        return false;
    return running.ms <= cadence.ms[element_] + allowance(cadence.ms[element_]) + kMostWaitMs;
}

bool CadenceMatcher::matches(const Cadence &cadence, const Segment &running, int &position) const {
    if (cadence.elements == 0)
        return running.tone == cadence.tone && running.clean &&
               running.ms >= (soundBefore_ ? cadence.lateMs : cadence.continuousMs);
    if (kept_ < cadence.neededSegments)
        return false;
    if (cadence.endsWithTone && past(0).tone == Segment::kNoTone)
        return false;
    if (cadence.pauseMs > 0 &&
        (running.tone != Segment::kNoTone || !running.clean || running.ms < cadence.pauseMs))
        return false;
    for (int element = 0; element < cadence.elements; ++element) {
        const int next = (element + 1) % cadence.elements;
        if (cadence.pauseMs > 0 && cadence.ms[next] < cadence.pauseMs)
            continue; // the pause under way is not the one after this element
        if (!matchesAt(cadence, element))
            continue;
        position = next;
        return running.ms <= cadence.ms[next] + allowance(cadence.ms[next]);
    }
    return false;
}

bool CadenceMatcher::matchesAt(const Cadence &cadence, int newestElement) const {
    const int n = cadence.elements;
    for (int back = 0; back < cadence.neededSegments; ++back) {
        const int element = ((newestElement - back) % n + n) % n;
        const Segment &segment = past(back);
        if (!segment.whole || !fits(cadence, element, segment))
            return false;
        if (back + n < cadence.neededSegments &&
            std::fabs(static_cast<double>(segment.ms) - past(back + n).ms) >
                kMostUneven * cadence.ms[element] + kMostUnevenMs)
            return false;
    }
    return evenTones(cadence);
}

/// All pulses come from one generator: same frequency, same level.
bool CadenceMatcher::evenTones(const Cadence &cadence) const {
    float leastHz = 1e9F, mostHz = 0, leastPower = 1e18F, mostPower = 0;
    for (int back = 0; back < cadence.neededSegments; ++back) {
        const Segment &segment = past(back);
        if (segment.tone == Segment::kNoTone)
            continue;
        leastHz = std::min(leastHz, segment.frequencyHz);
        mostHz = std::max(mostHz, segment.frequencyHz);
        leastPower = std::min(leastPower, segment.power);
        mostPower = std::max(mostPower, segment.power);
    }
    return mostHz - leastHz <= kMostUnevenHz && mostPower <= kMostUnevenPower * leastPower;
}

} // namespace callbox::dsp
