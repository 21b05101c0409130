#include "engine/line_settings.h"

#include <cmath>
#include <utility>

#include "engine/seizures.h"

namespace callbox::engine {
namespace {

bool isGain(double db) { return std::abs(db) <= dsp::kMaxGainDb; } // false for what is no number

} // namespace

LineSettings::LineSettings(board::Board &board, EventGate &gate, MediaThread &media)
    : board_(board), gate_(gate), media_(media) {}

std::string LineSettings::refusal(const Command &command) const {
    if (command.channel >= board_.channels().size())
        return "there is no channel " + std::to_string(command.channel);
    if (!isGain(command.receiveDb) || !isGain(command.sendDb))
        return "a gain is -24 to +24 dB";
    if (command.echoTaps < 0 || command.echoTaps > dsp::kMaxEchoTaps)
        return "an echo canceller has 0 (off) to " + std::to_string(dsp::kMaxEchoTaps) + " taps of 125 us";
    return "";
}

void LineSettings::adjust(const Command &command) {
    std::string why = refusal(command);
    if (!why.empty()) {
        Event event = eventOf(Event::Kind::kCommandFailed, 0);
        event.channel = command.channel;
        event.reason = std::move(why);
        gate_.emit(std::move(event));
        return;
    }
    const bool gainByBoard = board_.setGain(command.channel, command.receiveDb, command.sendDb);
    const bool echoByBoard = board_.setEchoCanceller(command.channel, command.echoTaps);
    const bool gainByMedia = !gainByBoard && (command.receiveDb != 0 || command.sendDb != 0);
    const bool echoByMedia = !echoByBoard && command.echoTaps > 0;
    MediaCommand down{};
    down.kind = MediaCommand::Kind::kAdjust;
    down.channel = command.channel;
    if (gainByMedia || echoByMedia) {
        down.adjustment = std::make_unique<media::LineAdjustment>();
        if (gainByMedia) {
            down.adjustment->receive = dsp::GainTable(command.receiveDb);
            down.adjustment->send = dsp::GainTable(command.sendDb);
        }
        if (echoByMedia)
            down.adjustment->echo =
                std::make_unique<dsp::EchoCanceller>(board_.blockSamples(), command.echoTaps);
    }
    media_.postAlways(std::move(down));
}

} // namespace callbox::engine
