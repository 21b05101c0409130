// Any sound as the hang-up that a line is to learn. What is learnt is a tone that the detector takes.
#include <cstdlib>

#include "dsp/hangup_detector.h"
#include "dsp/tone_learner.h"
#include "sound_script.h"

using namespace callbox;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t count) {
    fuzz::Input input{octets, count};
    const std::vector<int16_t> sound = fuzz::SoundScript::read(input, 11);
    const dsp::LearnResult learnt = dsp::learnHangupTone(sound.data(), sound.size());
    const bool good = learnt.problem == dsp::LearnProblem::kNone;
    if (good != (dsp::learnProblemName(learnt.problem)[0] == 0))
        std::abort();
    dsp::HangupDetector detector;
    if (good && (learnt.tone.frequencyHz == 0 || !detector.listenFor(learnt.tone)))
        std::abort();
    return 0;
}
