// Who has answered: a person or a machine. Listens from the moment of answer and says so as early as is
// safe. When in doubt it says "unsure", and an unsure call goes to an agent: a machine that reaches an
// agent costs seconds, a person who reaches nobody is an abandoned call by law (china.md 8).
//
// It weighs only what can be told to a manager afterwards: how long the greeting lasted, how it was broken
// into words and pauses, whether silence followed (a person waits for an answer), whether a beep came.
#pragma once

#include <cstdint>

#include "dsp/steady_tone.h"
#include "dsp/voice_activity.h"

namespace callbox::dsp {

enum class Answer : uint8_t { kNone, kPerson, kMachine, kUnsure, kBeep };

/// "person", "machine", "unsure", "beep"; "" for none.
const char *answerName(Answer answer);

/// Why the verdict fell.
enum class AnswerReason : uint8_t {
    kNone,
    kShortGreeting, // person: a few words, then they wait
    kGreeting,      // person: a longer greeting (a firm's), then they wait
    kLongGreeting,  // machine: speaks on and on without waiting
    kBeep,          // machine: a beep after the greeting
    kSilence,       // unsure: nobody has said anything
    kNoWait,        // unsure: sounds of no shape for as long as we may listen
};

struct AnswererNews {
    Answer answer = Answer::kNone;
    AnswerReason reason = AnswerReason::kNone;
    uint32_t atMs = 0; // since the first sample
};

/// What the verdict rests on; for the technician's page and the bench.
struct AnswererFigures {
    uint32_t silenceBeforeMs = 0; // until the first voice
    uint32_t greetingMs = 0;      // first voice to last voice, pauses included
    uint32_t voiceMs = 0;         // voice alone
    uint32_t longestPauseMs = 0;  // inside the greeting
    uint16_t words = 0;           // bursts of voice parted by 50 ms or more
    uint16_t phrases = 0;         // bursts of voice parted by 250 ms or more
    uint16_t syllables = 0;       // swells of the voice, about one a syllable
    double floorDbm0 = 0, peakDbm0 = 0;
};

/// One verdict (person, machine or unsure), at most kLatestVerdictMs after the first sample; afterwards, if
/// it was machine, one kBeep when the beep has ended (its message may begin), for as long as it is fed.
/// No allocation; plain state, copyable.
class AnswererDetector {
  public:
    static constexpr uint32_t kLatestVerdictMs = 15'000;

    /// 16-bit samples at 8 kHz, any count. Returns at most one piece of news; it belongs to this call.
    AnswererNews process(const int16_t *samples, int count);
    AnswererFigures figures() const;

  private:
    /// What is counted as voice; kept apart so that a tone can be taken out again.
    struct Greeting {
        bool begun = false;
        uint32_t firstMs = 0, lastMs = 0; // of its voice, since the first sample
        uint32_t voiceMs = 0, longestPauseMs = 0;
        uint16_t words = 0, phrases = 0;
        uint32_t runMs = 0; // of the burst that sounds now
        uint16_t syllables = 0;
    };

    AnswererNews frame(const int16_t *samples);
    bool toneFrame(const int16_t *samples);
    void countVoice(bool voice);
    void countSyllables(bool voice);
    static double weightOf(const Greeting &greeting);
    AnswererNews weigh();
    AnswererNews listenForBeep();
    AnswererNews news(Answer answer, AnswerReason reason);

    int16_t frame_[kVoiceFrameSamples] = {};
    int filled_ = 0;
    uint32_t nowMs_ = 0;
    VoiceActivity voice_;
    SteadyTone tone_;
    Greeting greeting_, beforeTone_;
    double envelopeDbm0_ = -99, swellDbm0_ = -99, dipDbm0_ = -99;
    bool swelling_ = false;
    Answer verdict_ = Answer::kNone;
    uint32_t toneMs_ = 0;      // how long the present tone has lasted
    uint32_t beepMs_ = 0;      // how long the last tone after the greeting lasted
    uint32_t beepEndedMs_ = 0; // when
    bool beepTold_ = false;
};

} // namespace callbox::dsp
