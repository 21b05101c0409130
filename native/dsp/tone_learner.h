// Learns from one call what a line sends when the far end has hung up.
#pragma once

#include <cstddef>
#include <cstdint>

#include "dsp/hangup_tone.h"

namespace callbox::dsp {

constexpr int kLearnMs = 10'000; // how much of a hang-up is looked at

enum class LearnProblem : uint8_t {
    kNone,
    kTooShort,     // less than 2 s were captured: the call ended first
    kSilence,      // nothing above -45 dBm0
    kSpeech,       // sound, but most of it is no tone of one frequency that the detector could listen for
    kNotOneTone,   // a tone, but of two frequencies at once: the country's own tones fit better
    kTooFewCycles, // a tone, but fewer than three whole cycles, and not continuous for 3 s
    kUneven,       // a tone whose cycles differ from each other
};
/// "", "too-short", "silence", "speech", "not-one-tone", "too-few-cycles", "uneven".
const char *learnProblemName(LearnProblem problem);

struct LearnResult {
    LearnProblem problem = LearnProblem::kNone;
    HangupTone tone; // only without a problem: ± 2 Hz, ± 10 ms
};

/// What comes last in the samples counts: a goodbye may come before it. More than kLearnMs are cut off at
/// the start. Takes some 20 ms of a processor (see bench tones) and allocates: not for the media thread.
LearnResult learnHangupTone(const int16_t *samples, size_t count);

} // namespace callbox::dsp
