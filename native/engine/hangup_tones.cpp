#include "engine/hangup_tones.h"

#include <utility>

#include "dsp/tone_learner.h"

namespace callbox::engine {

using board::ChannelIndex;

HangupTones::HangupTones(board::Board &board, EventGate &gate, MediaThread &media)
    : board_(board), gate_(gate), media_(media) {}

bool HangupTones::isLine(ChannelIndex channel) const {
    return channel < board_.channels().size() && board_.channels()[channel].kind == board::ChannelKind::kFxo;
}

void HangupTones::failed(ChannelIndex channel, Seizure seizure, const char *reason) {
    Event event = eventOf(Event::Kind::kCommandFailed, seizure);
    event.channel = channel;
    event.reason = reason;
    gate_.emit(std::move(event));
}

void HangupTones::set(const Command &command) {
    const HangupTone &tone = command.hangupTone;
    const dsp::HangupTone wanted{tone.frequencyHz, tone.onMs, tone.offMs, tone.levelDbm0};
    if (!isLine(command.channel))
        failed(command.channel, 0, "only a line towards an exchange has a hang-up tone");
    else if (!dsp::HangupDetector::canListenFor(wanted))
        failed(
            command.channel, 0,
            "a hang-up tone has 300 to 2000 Hz (0: none), and 60 to 5000 ms on and off (both 0: continuous)");
    else
        use(command.channel, wanted);
}

void HangupTones::use(ChannelIndex channel, const dsp::HangupTone &tone) {
    MediaCommand down{};
    down.kind = MediaCommand::Kind::kSetHangupTone;
    down.channel = channel;
    down.hangupTone = tone;
    media_.postAlways(std::move(down));
}

void HangupTones::onFlash(ChannelIndex channel) {
    MediaCommand down{};
    down.kind = MediaCommand::Kind::kExpectDialTone;
    down.channel = channel;
    down.on = true;
    media_.postAlways(std::move(down));
}

void HangupTones::learn(const Use &use) {
    if (!isLine(*use.channel)) {
        failed(*use.channel, use.seizure, "only a line towards an exchange has a hang-up tone to learn");
        return;
    }
    MediaCommand down{};
    down.kind = MediaCommand::Kind::kCapture;
    down.channel = *use.channel;
    down.capture = std::make_unique<media::Capture>(size_t{dsp::kLearnMs} * board::kSampleRateHz / 1000);
    if (!media_.post(std::move(down)))
        failed(*use.channel, use.seizure, "too many commands wait for the card's next block");
}

void HangupTones::onNotice(const Notice &notice) {
    if (notice.kind != Notice::Kind::kCaptured || notice.capture == nullptr)
        return;
    const dsp::LearnResult result =
        dsp::learnHangupTone(notice.capture->samples.data(), notice.capture->filled);
    Event event = eventOf(Event::Kind::kHangupLearned, notice.seizure);
    event.channel = notice.channel;
    event.reason = dsp::learnProblemName(result.problem);
    event.hangupTone = {result.tone.frequencyHz, result.tone.onMs, result.tone.offMs, result.tone.levelDbm0};
    if (result.problem == dsp::LearnProblem::kNone)
        use(notice.channel, result.tone);
    gate_.emit(std::move(event));
}

} // namespace callbox::engine
