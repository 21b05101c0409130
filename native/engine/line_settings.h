// Gain and echo control of a channel: the card's own where it has them, else media's. Signalling thread only.
#pragma once

#include <string>

#include "board/board.h"
#include "engine/event_gate.h"
#include "engine/media_thread.h"

namespace callbox::engine {

class LineSettings {
  public:
    LineSettings(board::Board &board, EventGate &gate, MediaThread &media);
    /// kAdjust: receiveDb, sendDb -24 .. +24, echoTaps 0 .. dsp::kMaxEchoTaps; replaces what was set before.
    /// What is out of range is told by kCommandFailed, seizure 0, `channel` and why, and changes nothing.
    void adjust(const Command &command);

  private:
    std::string refusal(const Command &command) const;

    board::Board &board_;
    EventGate &gate_;
    MediaThread &media_;
};

} // namespace callbox::engine
