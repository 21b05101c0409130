#include "engine/measurements.h"

#include <utility>

namespace callbox::engine {

Measurements::Measurements(board::Board &board, EventGate &gate, Seizures &seizures, MediaThread &media)
    : board_(board), gate_(gate), seizures_(seizures), media_(media) {}

void Measurements::carryOut(const Command &command) {
    if (command.kind == Command::Kind::kLoopback)
        loopback(command);
    else
        bitTest(command);
}

void Measurements::failed(board::ChannelIndex channel, std::string reason) {
    Event event = eventOf(Event::Kind::kCommandFailed, 0);
    event.channel = channel;
    event.reason = std::move(reason);
    gate_.emit(std::move(event));
}

void Measurements::loopback(const Command &command) {
    if (command.span < 1 || command.span > board_.spanCount()) {
        failed(0, "there is no span " + std::to_string(command.span) + "; this board has " +
                      std::to_string(board_.spanCount()));
        return;
    }
    if (!board_.setLoopback(command.span, command.loopback) && command.loopback != board::Loopback::kOff)
        failed(0, "the card of span " + std::to_string(command.span) + " has no such loopback");
}

void Measurements::bitTest(const Command &command) {
    if (command.channel >= seizures_.channelCount()) {
        failed(command.channel, "there is no channel " + std::to_string(command.channel));
        return;
    }
    const board::Channel &channel = seizures_.channel(command.channel);
    if (channel.kind != board::ChannelKind::kBearer) {
        failed(command.channel, channel.name + " is an analog line; a bit test needs a timeslot of a span");
        return;
    }
    if (command.on && seizures_.on(command.channel) != nullptr) {
        failed(command.channel, channel.name + " carries a call; block it and test when the call has ended");
        return;
    }
    MediaCommand down{};
    down.kind = MediaCommand::Kind::kBitTest;
    down.channel = command.channel;
    down.on = command.on;
    media_.postAlways(std::move(down));
}

} // namespace callbox::engine
