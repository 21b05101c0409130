// The tones and the ringing of a country. ITU-T E.180 Supplement 2, ITU-T E.182; cn: GB/T 3380,
// YD/T 1549. Levels: ITU-T E.180 §3.3 wants -10 dBm0 ± 5 dB.
#pragma once

#include <cstdint>

namespace callbox::dsp {

enum class Tone : uint8_t {
    kDial,
    kRingback,
    kBusy,
    kCongestion,
    kVacant, // number not in use, or a special information tone where the country has that instead
    kCallWaiting,
    kHowler,      // the receiver was left off the hook
    kBeep,        // once, then silence: recording begins, leave a message
    kMessageDial, // dial tone of a telephone for which messages wait
};
constexpr int kToneCount = 9;
constexpr int kMaxToneFrequencies = 4; // the howler of the United States has four
constexpr int kMaxToneSegments = 21;   // ten short bursts before North America's message-waiting dial tone
constexpr int kMaxRingSegments = 4;    // the United Kingdom's double ring

/// A stretch of sound or silence.
struct ToneSegment {
    uint16_t ms = 0;         // 0 = for ever
    uint8_t frequencies = 0; // how many sound at once; 0 = silence
    float frequencyHz[kMaxToneFrequencies] = {};
};

/// Segments are played in order; after the last one play goes on at `repeatFrom`. A tone that
/// sounds once ends in a segment of silence with ms = 0.
struct ToneSpec {
    uint8_t segments = 0;
    uint8_t repeatFrom = 0;
    float levelDbm0 = -10; // of all frequencies of a segment together
    ToneSegment segment[kMaxToneSegments] = {};
};

/// Ringing current: on, off, on, off ...; repeats from the start. Starts with on. `count` is even.
struct RingCadence {
    uint8_t count = 0;
    uint16_t ms[kMaxRingSegments] = {};

    /// The longest silence between two bursts, in ms.
    constexpr uint32_t longestOffMs() const {
        uint32_t longest = 0;
        for (int i = 1; i < count; i += 2)
            longest = ms[i] > longest ? ms[i] : longest;
        return longest;
    }
};

struct TonePlan {
    const char *country; // ISO 3166-1 alpha-2, lower case
    ToneSpec tone[kToneCount];
    RingCadence ringing;
    RingCadence doubleRing, longRing; // told apart by ear from `ringing`: another queue, an inside call

    const ToneSpec &operator[](Tone which) const { return tone[static_cast<int>(which)]; }
};

/// The plan of "cn", "us", "gb" or "de"; null for any other text, also for null.
const TonePlan *findTonePlan(const char *country);

/// "dial", "ringback", "busy", "congestion", "vacant", "call-waiting", "howler", "beep",
/// "message-dial": the names of
/// daemon/lines/lines.ts. False, and `tone` untouched, for any other text, also for null.
bool toneByName(const char *name, Tone &tone);
const char *toneName(Tone tone);

} // namespace callbox::dsp
