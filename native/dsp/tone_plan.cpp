#include "dsp/tone_plan.h"

#include <cstring>

namespace callbox::dsp {
namespace {

constexpr float kLevelDbm0 = -10; // ITU-T E.180 §3.3
constexpr float kHowlerDbm0 = 0;  // it has to be heard across a room

constexpr ToneSegment on(uint16_t ms, float a, float b = 0, float c = 0, float d = 0) {
    ToneSegment segment;
    segment.ms = ms;
    segment.frequencies = static_cast<uint8_t>(1 + (b > 0) + (c > 0) + (d > 0));
    segment.frequencyHz[0] = a;
    segment.frequencyHz[1] = b;
    segment.frequencyHz[2] = c;
    segment.frequencyHz[3] = d;
    return segment;
}
constexpr ToneSegment off(uint16_t ms) {
    ToneSegment segment;
    segment.ms = ms;
    return segment;
}

template <int N>
constexpr ToneSpec tone(const ToneSegment (&segments)[N], uint8_t repeatFrom = 0,
                        float levelDbm0 = kLevelDbm0) {
    static_assert(N <= kMaxToneSegments, "a tone has at most kMaxToneSegments");
    ToneSpec spec;
    spec.segments = N;
    spec.repeatFrom = repeatFrom;
    spec.levelDbm0 = levelDbm0;
    for (int i = 0; i < N; ++i)
        spec.segment[i] = segments[i];
    return spec;
}

constexpr RingCadence kDoubleRing{4, {400, 200, 400, 4000}};
constexpr RingCadence kLongRing{2, {2000, 4000}};

/// Ten short bursts, then for ever.
constexpr ToneSpec stutter(float a, float b) {
    ToneSpec spec;
    spec.segments = 21;
    spec.repeatFrom = 20;
    for (int i = 0; i < 10; ++i) {
        spec.segment[2 * i] = on(100, a, b);
        spec.segment[2 * i + 1] = off(100);
    }
    spec.segment[20] = on(0, a, b);
    return spec;
}
constexpr ToneSpec kStutter = stutter(350, 440);

/// One short sound, then silence for ever.
constexpr ToneSpec beep(float frequencyHz) { return tone({on(200, frequencyHz), off(0)}, 1); }

// The order of tones is that of enum Tone: dial, ringback, busy, congestion, vacant, call waiting,
// howler, beep, message dial. Sources: ITU-T E.180 Supplement 2 (01/94), by country; message dial: its
// "special dial tone", for the United States the stutter of Telcordia GR-506-CORE.
constexpr TonePlan kPlans[] = {
    {"cn", // also GB/T 3380
     {tone({on(0, 450)}), tone({on(1000, 450), off(4000)}), tone({on(350, 450), off(350)}),
      tone({on(700, 450), off(700)}),
      tone({on(100, 450), off(100), on(100, 450), off(100), on(100, 450), off(100), on(400, 450), off(400)}),
      tone({on(400, 450), off(4000)}), tone({on(0, 950)}, 0, kHowlerDbm0), beep(950),
      tone({on(400, 450), off(40)})},
     {2, {1000, 4000}},
     kDoubleRing,
     kLongRing},
    {"us", // also ANSI T1.401; the howler has four tones
     {tone({on(0, 350, 440)}), tone({on(2000, 440, 480), off(4000)}), tone({on(500, 480, 620), off(500)}),
      tone({on(250, 480, 620), off(250)}), tone({on(330, 950), on(330, 1400), on(330, 1800), off(1000)}),
      tone({on(300, 440), off(9700)}), tone({on(100, 1400, 2060, 2450, 2600), off(100)}, 0, kHowlerDbm0),
      beep(1400), kStutter},
     {2, {2000, 4000}},
     kDoubleRing,
     {2, {3000, 3000}}},
    {"gb", // also BT SIN 350
     {tone({on(0, 350, 440)}), tone({on(400, 400, 450), off(200), on(400, 400, 450), off(2000)}),
      tone({on(375, 400), off(375)}), tone({on(400, 400), off(350), on(225, 400), off(525)}),
      tone({on(0, 400)}), tone({on(100, 400), off(2500)}), tone({on(0, 800)}, 0, kHowlerDbm0), beep(1400),
      tone({on(750, 350, 440), on(750, 440)})},
     // It rings twice anyway: the other two are a short-long and a single long ring.
     {4, {400, 200, 400, 2000}},
     {4, {250, 250, 1000, 2000}},
     {2, {1000, 3000}}},
    {"de",
     {tone({on(0, 425)}), tone({on(1000, 425), off(4000)}), tone({on(480, 425), off(480)}),
      tone({on(240, 425), off(240)}), tone({on(330, 950), on(330, 1400), on(330, 1800), off(1000)}),
      tone({on(200, 425), off(200), on(200, 425), off(5000)}), tone({on(0, 950)}, 0, kHowlerDbm0), beep(1400),
      tone({on(0, 400, 425)})},
     {2, {1000, 4000}},
     kDoubleRing,
     kLongRing},
};

constexpr const char *kToneNames[kToneCount] = {"dial",         "ringback", "busy", "congestion",  "vacant",
                                                "call-waiting", "howler",   "beep", "message-dial"};

} // namespace

const TonePlan *findTonePlan(const char *country) {
    if (country == nullptr)
        return nullptr;
    for (const TonePlan &plan : kPlans) {
        if (std::strcmp(plan.country, country) == 0)
            return &plan;
    }
    return nullptr;
}

bool toneByName(const char *name, Tone &tone) {
    if (name == nullptr)
        return false;
    for (int i = 0; i < kToneCount; ++i) {
        if (std::strcmp(kToneNames[i], name) == 0) {
            tone = static_cast<Tone>(i);
            return true;
        }
    }
    return false;
}

const char *toneName(Tone tone) { return kToneNames[static_cast<int>(tone)]; }

} // namespace callbox::dsp
