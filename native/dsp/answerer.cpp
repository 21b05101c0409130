#include "dsp/answerer.h"

#include <algorithm>

namespace callbox::dsp {
namespace {

constexpr uint32_t kFrameMs = 10;
constexpr uint32_t kWordMs = 40;           // shorter bursts are clicks
constexpr uint32_t kWordGapMs = 50;        // what parts two words
constexpr uint32_t kPhraseGapMs = 250;     // what parts two phrases
constexpr uint32_t kLeastVoiceMs = 100;    // less voice than this is no greeting
constexpr uint32_t kForgetMs = 1000;       // after so long, a click at answer is forgotten
constexpr uint32_t kNobodySpeaksMs = 4000; // then it is unsure
constexpr uint32_t kShortGreetingMs = 1800;

// The pause that ends a greeting: 800 ms after a "hello", up to 1200 ms after a long one.
constexpr uint32_t kWaitMs = 750, kLeastWaitMs = 800, kMostWaitMs = 1200;
constexpr uint32_t kWaitGrows = 8; // by 1 ms for so many ms of greeting

// A greeting's weight, in seconds of speech: a firm's whole sentence weighs 8 to 17, a mailbox that explains
// itself in several sentences 18 and more. Weighed on the tuning part of `npm run bench answerer`.
constexpr double kPerSecond = 1, kPerSyllable = 0.3, kPerPhrase = 1, kPerSecondOfPause = 8;
constexpr uint32_t kMostPauseMs = 600;
constexpr double kMachineWeight = 17.5;
constexpr uint32_t kMachineLeastMs = 4500; // in less, many a firm says all its greeting
constexpr uint32_t kNobodyGreetsSoLongMs = 10'000;

constexpr double kSyllableDb = 3.5;      // how much the envelope swells and dips
constexpr double kEnvelopeWeight = 0.35; // of a frame: about 25 ms
constexpr uint32_t kBeepMs = 120;        // the shortest beep
constexpr uint32_t kBeepQuietMs = 100;   // quiet after it: the beep is over
constexpr uint32_t kGreetingBeforeBeepMs = 800;

} // namespace

const char *answerName(Answer answer) {
    constexpr const char *kNames[] = {"", "person", "machine", "unsure", "beep"};
    return kNames[static_cast<int>(answer)];
}

AnswererNews AnswererDetector::process(const int16_t *samples, int count) {
    AnswererNews told;
    for (int done = 0; done < count;) {
        const int piece = std::min(count - done, kVoiceFrameSamples - filled_);
        std::copy_n(samples + done, piece, frame_ + filled_);
        filled_ += piece;
        done += piece;
        if (filled_ < kVoiceFrameSamples)
            break;
        filled_ = 0;
        const AnswererNews one = frame(frame_);
        if (told.answer == Answer::kNone)
            told = one;
    }
    return told;
}

AnswererNews AnswererDetector::frame(const int16_t *samples) {
    nowMs_ += kFrameMs;
    const bool tone = toneFrame(samples);
    const bool voice = voice_.frame(samples) && !tone;
    countVoice(voice);
    countSyllables(voice);
    if (verdict_ == Answer::kNone)
        return weigh();
    return verdict_ == Answer::kMachine ? listenForBeep() : AnswererNews();
}

/// A tone is known only after 100 ms: what it was counted as until then is taken back.
bool AnswererDetector::toneFrame(const int16_t *samples) {
    const Greeting before = greeting_;
    const bool sounds = tone_.frame(samples);
    if (tone_.frames() <= 1)
        beforeTone_ = before;
    if (sounds) {
        if (toneMs_ == 0)
            greeting_ = beforeTone_;
        toneMs_ = static_cast<uint32_t>(tone_.frames()) * kFrameMs;
        return true;
    }
    if (toneMs_ != 0) {
        beepMs_ = toneMs_;
        beepEndedMs_ = nowMs_;
        toneMs_ = 0;
    }
    return false;
}

void AnswererDetector::countVoice(bool voice) {
    Greeting &greeting = greeting_;
    if (!voice) {
        greeting.runMs = 0;
        if (greeting.begun && greeting.voiceMs < kLeastVoiceMs && nowMs_ - greeting.lastMs >= kForgetMs)
            greeting = Greeting();
        return;
    }
    greeting.runMs += kFrameMs;
    if (greeting.runMs < kWordMs)
        return;
    if (greeting.runMs > kWordMs) {
        greeting.voiceMs += kFrameMs;
        greeting.lastMs = nowMs_;
        return;
    }
    const uint32_t beganMs = nowMs_ - kWordMs;
    const uint32_t pauseMs = greeting.begun ? beganMs - greeting.lastMs : 0;
    if (!greeting.begun)
        greeting.firstMs = beganMs;
    if (!greeting.begun || pauseMs >= kWordGapMs)
        ++greeting.words;
    if (!greeting.begun || pauseMs >= kPhraseGapMs)
        ++greeting.phrases;
    greeting.begun = true;
    greeting.voiceMs += kWordMs;
    greeting.longestPauseMs = std::max(greeting.longestPauseMs, pauseMs);
    greeting.lastMs = nowMs_;
}

/// A swell of the smoothed level between two dips: nearly always one syllable.
void AnswererDetector::countSyllables(bool voice) {
    envelopeDbm0_ += (voice_.levelDbm0() - envelopeDbm0_) * kEnvelopeWeight;
    if (swelling_) {
        swellDbm0_ = std::max(swellDbm0_, envelopeDbm0_);
        if (envelopeDbm0_ <= swellDbm0_ - kSyllableDb) {
            swelling_ = false;
            dipDbm0_ = envelopeDbm0_;
        }
        return;
    }
    dipDbm0_ = std::min(dipDbm0_, envelopeDbm0_);
    if (!voice || envelopeDbm0_ < dipDbm0_ + kSyllableDb)
        return;
    swelling_ = true;
    swellDbm0_ = envelopeDbm0_;
    ++greeting_.syllables;
}

AnswererNews AnswererDetector::weigh() {
    const Greeting &greeting = greeting_;
    if (nowMs_ >= kLatestVerdictMs)
        return news(Answer::kUnsure, AnswerReason::kNoWait);
    if (!greeting.begun || greeting.voiceMs < kLeastVoiceMs)
        return nowMs_ >= kNobodySpeaksMs && toneMs_ == 0 ? news(Answer::kUnsure, AnswerReason::kSilence)
                                                         : AnswererNews();
    const uint32_t lengthMs = greeting.lastMs - greeting.firstMs;
    const uint32_t waitedMs = nowMs_ - greeting.lastMs;
    const bool beep = std::max(toneMs_, beepEndedMs_ > greeting.lastMs ? beepMs_ : 0) >= kBeepMs;
    if (beep && lengthMs >= kGreetingBeforeBeepMs)
        return news(Answer::kMachine, AnswerReason::kBeep);
    if (lengthMs >= kNobodyGreetsSoLongMs ||
        (lengthMs >= kMachineLeastMs && weightOf(greeting) >= kMachineWeight))
        return news(Answer::kMachine, AnswerReason::kLongGreeting);
    if (toneMs_ != 0 || waitedMs < std::clamp(kWaitMs + lengthMs / kWaitGrows, kLeastWaitMs, kMostWaitMs))
        return {};
    return news(Answer::kPerson,
                lengthMs < kShortGreetingMs ? AnswerReason::kShortGreeting : AnswerReason::kGreeting);
}

double AnswererDetector::weightOf(const Greeting &greeting) {
    return kPerSecond * (greeting.lastMs - greeting.firstMs) / 1000 + kPerSyllable * greeting.syllables +
           kPerPhrase * greeting.phrases +
           kPerSecondOfPause * std::min(greeting.longestPauseMs, kMostPauseMs) / 1000;
}

/// The beep is told when it is over: a message may begin now.
AnswererNews AnswererDetector::listenForBeep() {
    const bool over = toneMs_ == 0 && beepMs_ >= kBeepMs && nowMs_ - beepEndedMs_ >= kBeepQuietMs;
    if (beepTold_ || !over || greeting_.lastMs > beepEndedMs_)
        return {};
    beepTold_ = true;
    return news(Answer::kBeep, AnswerReason::kBeep);
}

AnswererNews AnswererDetector::news(Answer answer, AnswerReason reason) {
    if (answer != Answer::kBeep)
        verdict_ = answer;
    return {answer, reason, nowMs_};
}

AnswererFigures AnswererDetector::figures() const {
    AnswererFigures figures;
    figures.silenceBeforeMs = greeting_.begun ? greeting_.firstMs : nowMs_;
    figures.greetingMs = greeting_.lastMs - greeting_.firstMs;
    figures.voiceMs = greeting_.voiceMs;
    figures.longestPauseMs = greeting_.longestPauseMs;
    figures.words = greeting_.words;
    figures.phrases = greeting_.phrases;
    figures.syllables = greeting_.syllables;
    figures.floorDbm0 = voice_.floorDbm0();
    figures.peakDbm0 = voice_.peakDbm0();
    return figures;
}

} // namespace callbox::dsp
